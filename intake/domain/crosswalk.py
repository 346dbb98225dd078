"""Which chapter of a report an act belongs to: by its code, and where a code serves several rights, by its motive.

One file a report in `intake/vocabulary/reports/`. An arrest for what somebody said counts under expression, one for
a march under assembly; without a known motive it counts where its category stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape
from intake.domain.terms import Category
from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary, read_data

FORMAT = "holas-crosswalk/1"
REPORT = "country"


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """One report: its chapters in order, and which one each category, or code and activity, belongs to."""

    report: str
    vocabulary: str
    chapters: tuple[Category, ...]
    by_category: Mapping[str, str]
    by_activity: Mapping[str, Mapping[str, str]]

    @staticmethod
    def load(report: str = REPORT) -> "Crosswalk":
        """Return a report's crosswalk. Raises `UnknownTerm`, `BadVocabulary`."""
        return _load(report)

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Read the JSON form strictly, against the vocabulary that it names. Raises `BadVocabulary`."""
        try:
            return cls._read(strict.read_json(raw, "crosswalk"))
        except (BadShape, UnknownTerm) as error:
            raise BadVocabulary(str(error)) from error

    @classmethod
    def _read(cls, untrusted: object) -> Self:
        keys = ("format", "report", "vocabulary", "chapters", "by_category", "by_activity")
        data = strict.shape(untrusted, "crosswalk", keys)
        strict.one_of(data["format"], "format", (FORMAT,))
        vocabulary = Vocabulary.load(strict.text(data["vocabulary"], "vocabulary"))
        chapters = strict.each(
            data["chapters"], "chapters", lambda one, at: Category.read(one, at, vocabulary.languages)
        )
        ids = strict.distinct((one.id for one in chapters), "chapters")
        categories = strict.shape(data["by_category"], "by_category", [one.id for one in vocabulary.categories()])
        shared = strict.mapping(data["by_activity"], "by_activity")
        for code in shared:
            strict.one_of(code, "by_activity", [one.id for one in vocabulary.codes()])
        activities = vocabulary.attribute("protected_activity").ids()
        return cls(
            strict.text(data["report"], "report"),
            vocabulary.version,
            chapters,
            {name: strict.one_of(one, f"by_category.{name}", ids) for name, one in categories.items()},
            {name: _chapters(one, f"by_activity.{name}", activities, ids) for name, one in shared.items()},
        )

    def chapter(self, code: str, activity: str | None) -> str:
        """Return the chapter of an act with this code, done because of this activity. Raises `UnknownTerm`."""
        by_motive = self.by_activity.get(code, {})
        if activity is not None and activity in by_motive:
            return by_motive[activity]
        return self.by_category[Vocabulary.load(self.vocabulary).code(code).category]


def _chapters(untrusted: object, place: str, activities: tuple[str, ...], chapters: tuple[str, ...]) -> dict[str, str]:
    found = strict.mapping(untrusted, place)
    return {
        strict.one_of(name, place, activities): strict.one_of(one, f"{place}.{name}", chapters)
        for name, one in found.items()
    }


@cache
def _load(report: str) -> Crosswalk:
    raw = read_data(f"reports/{report}.json") if report.isidentifier() else None
    if raw is None:
        raise UnknownTerm(report)
    found = Crosswalk.parse(raw)
    if found.report != report:
        message = f"{report}.json says that it is the report {found.report}"
        raise BadVocabulary(message)
    return found
