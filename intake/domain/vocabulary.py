"""The coding vocabulary: report categories, abuse codes and attributes, as versioned package data.

`intake/vocabulary/v<version>.json` is never edited once it was released: a change is a new version, because codings
and releases name the version that they were made with. Its form is checked whenever it is loaded. Version 1 has a
form of its own, in English and without examples; it stays readable for what was coded and released with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import count, takewhile
from typing import Self, TypeVar

from intake.domain import strict
from intake.domain.strict import BadShape
from intake.domain.terms import FALLBACK, Attribute, Category, Code, Term

CURRENT = "2"
FIRST_ATTRIBUTES = ("perpetrator_type", "stage", "victim_group", "force_means")
ATTRIBUTES = (
    *("perpetrator_type", "degree", "force_means", "victim_group", "stage", "place_type", "legal_basis", "purpose"),
    *("outcome", "duration", "protected_activity", "evidence", "connection", "reliability", "status"),
    *("intervention", "result", "count_unit", "count_precision", "count_origin"),
)
FORMAT = "holas-vocabulary/2"
_FIRST = ("version", "languages", "categories", "codes", "attributes")

T = TypeVar("T", bound=Term)


class BadVocabulary(ValueError):
    """The package data does not keep the form of a vocabulary."""


class UnknownTerm(LookupError):
    """There is no such version, or the version has no such code, category or attribute."""


@dataclass(frozen=True)
class Vocabulary:
    """One version. Categories, codes and values stand in the order in which pages and tables show them.

    `common`: the codes that coders need most, offered first.
    """

    version: str
    languages: tuple[str, ...]
    all_categories: tuple[Category, ...]
    all_codes: tuple[Code, ...]
    all_attributes: tuple[Attribute, ...]
    common: tuple[str, ...] = ()

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
        is_first = isinstance(untrusted, dict) and "format" not in untrusted
        data = strict.shape(untrusted, "vocabulary", _FIRST if is_first else (*_FIRST, "format", "common"))
        if not is_first:
            strict.one_of(data["format"], "format", (FORMAT,))
        languages = strict.distinct(strict.each(data["languages"], "languages", strict.text), "languages")
        strict.one_of(FALLBACK, "languages", languages)
        read = Code.read_first if is_first else Code.read
        found = cls(
            strict.text(data["version"], "version"),
            languages,
            strict.each(data["categories"], "categories", lambda one, at: Category.read(one, at, languages)),
            strict.each(data["codes"], "codes", lambda one, at: read(one, at, languages)),
            strict.each(data["attributes"], "attributes", lambda one, at: Attribute.read(one, at, languages)),
            () if is_first else strict.each(data["common"], "common", strict.text),
        )
        found._check(FIRST_ATTRIBUTES if is_first else ATTRIBUTES)
        return found

    def _check(self, attributes: tuple[str, ...]) -> None:
        """Refuse what names a thing twice or one that is not there."""
        for terms, place in (
            (self.all_categories, "categories"),
            (self.all_codes, "codes"),
            (self.all_attributes, "attributes"),
        ):
            strict.distinct((term.id for term in terms), place)
        for code in self.all_codes:
            strict.one_of(code.category, f"codes.{code.id}.category", self._category_by_id)
        for one in strict.distinct(self.common, "common"):
            strict.one_of(one, "common", self._code_by_id)
        for name in attributes:
            strict.one_of(name, "attributes", self._attribute_by_id)

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
    raw = read_data(f"v{version}.json")
    if raw is None:
        raise UnknownTerm(version)
    vocabulary = Vocabulary.parse(raw)
    if vocabulary.version != version:
        message = f"v{version}.json says that it is version {vocabulary.version}"
        raise BadVocabulary(message)
    return vocabulary


def versions() -> tuple[str, ...]:
    """Return every version of the package data, oldest first."""
    numbers = takewhile(lambda number: read_data(f"v{number}.json"), count(1))
    return tuple(str(number) for number in numbers)


def read_data(name: str) -> str | None:
    """Return the text of a file of the vocabulary folder, or None when there is no such file."""
    file = resources.files("intake") / "vocabulary" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _find(terms: Mapping[str, T], wanted: str) -> T:
    if wanted not in terms:
        raise UnknownTerm(wanted)
    return terms[wanted]
