"""The coding vocabulary: report categories, abuse codes and attributes, as versioned package data.

`intake/vocabulary/v<version>.json` is never edited once it was released: a change is a new version, because codings
and releases name the version that they were made with. Its form is checked whenever it is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Self, TypeVar

from intake.domain import strict
from intake.domain.strict import BadShape
from intake.domain.terms import FALLBACK, Attribute, Category, Code, Term

CURRENT = "1"
ATTRIBUTES = ("perpetrator_type", "stage", "victim_group", "force_means")

T = TypeVar("T", bound=Term)


class BadVocabulary(ValueError):
    """The package data does not keep the form of a vocabulary."""


class UnknownTerm(LookupError):
    """There is no such version, or the version has no such code, category or attribute."""


@dataclass(frozen=True)
class Vocabulary:
    """One version. Categories, codes and values stand in the order in which pages and tables show them."""

    version: str
    languages: tuple[str, ...]
    all_categories: tuple[Category, ...]
    all_codes: tuple[Code, ...]
    all_attributes: tuple[Attribute, ...]

    @staticmethod
    def load(version: str = CURRENT) -> "Vocabulary":
        """Return a version of the package data. Raises `UnknownTerm`, and `BadVocabulary` when its form is wrong."""
        return _load(version)

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Read the JSON form strictly. Raises `BadVocabulary`."""
        try:
            return cls._read(strict.read_json(raw, "vocabulary"))
        except BadShape as error:
            raise BadVocabulary(str(error)) from error

    @classmethod
    def _read(cls, untrusted: object) -> Self:
        keys = ("version", "languages", "categories", "codes", "attributes")
        data = strict.shape(untrusted, "vocabulary", keys)
        languages = strict.distinct(strict.each(data["languages"], "languages", strict.text), "languages")
        strict.one_of(FALLBACK, "languages", languages)
        categories = strict.each(data["categories"], "categories", lambda one, at: Category.read(one, at, languages))
        codes = strict.each(data["codes"], "codes", lambda one, at: Code.read(one, at, languages))
        attributes = strict.each(data["attributes"], "attributes", lambda one, at: Attribute.read(one, at, languages))
        for terms, place in ((categories, "categories"), (codes, "codes"), (attributes, "attributes")):
            strict.distinct((term.id for term in terms), place)
        for code in codes:
            strict.one_of(code.category, f"codes.{code.id}.category", {category.id for category in categories})
        for name in ATTRIBUTES:
            strict.one_of(name, "attributes", {attribute.id for attribute in attributes})
        return cls(strict.text(data["version"], "version"), languages, categories, codes, attributes)

    def categories(self) -> tuple[Category, ...]:
        """Return the report categories in order."""
        return self.all_categories

    def codes(self, category: str | None = None) -> tuple[Code, ...]:
        """Return all codes in order, or those of one category."""
        return tuple(code for code in self.all_codes if category in {None, code.category})

    def attributes(self) -> tuple[Attribute, ...]:
        """Return the attributes in order."""
        return self.all_attributes

    def category(self, category_id: str) -> Category:
        """Return one category. Raises `UnknownTerm`."""
        return _find(self._category_by_id, category_id)

    def code(self, code_id: str) -> Code:
        """Return one code. Raises `UnknownTerm`."""
        return _find(self._code_by_id, code_id)

    def attribute(self, name: str) -> Attribute:
        """Return one attribute. Raises `UnknownTerm`."""
        return _find(self._attribute_by_id, name)

    def has_code(self, code_id: str) -> bool:
        """Say whether there is such a code."""
        return code_id in self._code_by_id

    @cached_property
    def _category_by_id(self) -> dict[str, Category]:
        return {category.id: category for category in self.all_categories}

    @cached_property
    def _code_by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.all_codes}

    @cached_property
    def _attribute_by_id(self) -> dict[str, Attribute]:
        return {attribute.id: attribute for attribute in self.all_attributes}


@cache
def _load(version: str) -> Vocabulary:
    if not (version.isascii() and version.isdecimal()):
        raise UnknownTerm(version)
    file = resources.files("intake") / "vocabulary" / f"v{version}.json"
    if not file.is_file():
        raise UnknownTerm(version)
    vocabulary = Vocabulary.parse(file.read_text(encoding="utf-8"))
    if vocabulary.version != version:
        message = f"v{version}.json says that it is version {vocabulary.version}"
        raise BadVocabulary(message)
    return vocabulary


def _find(terms: Mapping[str, T], wanted: str) -> T:
    if wanted not in terms:
        raise UnknownTerm(wanted)
    return terms[wanted]
