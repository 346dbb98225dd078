"""What keeps a figure from being kept, and which traps of counting it may lead a reader into. Pure.

The traps: criminal cases are not persons; acts and instances are not testimonies; what officials say and what monitors
count is never added up; two figures may count the same people; a zero holds only for a time.
"""

from collections.abc import Iterable
from enum import StrEnum

from intake.domain.crosswalk import Crosswalk
from intake.domain.figures import EXACT, LANGUAGES, Figure, Origin, terms
from intake.domain.tables import Tables
from intake.domain.terms import Term
from intake.domain.when import When

LONGEST = 400
"""Characters of a text, and of each part of a source."""
LARGEST = 10**9
AT_LEAST = "at_least"
ALL = "all"
NUMBERED = (EXACT, AT_LEAST, "over", "some")
"""Precisions that say something only of a number. Behind `all` there may stand one."""
VAGUE = ("several", "many")


class Problem(StrEnum):
    """Why a figure cannot be kept."""

    NO_TEXT = "no-text"
    TOO_LONG = "too-long"
    NO_PRECISION = "no-precision"
    NO_NUMBER = "no-number"
    NUMBER_TOO_MUCH = "number-too-much"
    BAD_NUMBER = "bad-number"
    INEXACT_ZERO = "inexact-zero"
    NO_UNIT = "no-unit"
    NO_ORIGIN = "no-origin"
    PUBLIC_AT_LEAST = "public-at-least"
    BAD_TIME = "bad-time"
    ZERO_WITHOUT_TIME = "zero-without-time"
    NO_SOURCE = "no-source"
    BAD_DAY = "bad-day"
    UNKNOWN_PLACE = "unknown-place"


class Hint(StrEnum):
    """What a reader may take it for."""

    CASES_NOT_PERSONS = "cases-not-persons"
    ACTS_NOT_PERSONS = "acts-not-persons"
    COMPLAINTS_NOT_PERSONS = "complaints-not-persons"
    TESTIMONIES_NOT_PERSONS = "testimonies-not-persons"
    NO_TIME = "no-time"
    NO_PLACE = "no-place"
    VAGUE = "vague"
    FEW_LANGUAGES = "few-languages"
    SAME_NUMBER = "same-number"
    OTHER_ORIGIN = "other-origin"
    SAME_PEOPLE = "same-people"


OF_UNIT = {
    "case": Hint.CASES_NOT_PERSONS,
    "act": Hint.ACTS_NOT_PERSONS,
    "complaint": Hint.COMPLAINTS_NOT_PERSONS,
    "testimony": Hint.TESTIMONIES_NOT_PERSONS,
}
BESIDE_ANOTHER = frozenset({Hint.SAME_NUMBER, Hint.OTHER_ORIGIN, Hint.SAME_PEOPLE})
"""Hints about two figures: the other one is named with them."""


def problems(figure: Figure) -> tuple[Problem, ...]:
    """Return what keeps a figure from being kept, in the order of the form."""
    source, number = figure.source, figure.number
    found = {
        Problem.NO_TEXT: not any(text.strip() for text in figure.texts.values()),
        Problem.TOO_LONG: any(len(text) > LONGEST for text in (*figure.texts.values(), source.by, source.where)),
        Problem.NO_PRECISION: figure.precision not in _ids("count_precision"),
        Problem.NO_NUMBER: number is None and figure.precision in NUMBERED,
        Problem.NUMBER_TOO_MUCH: number is not None and figure.precision in _ids("count_precision") - {*NUMBERED, ALL},
        Problem.BAD_NUMBER: number is not None and not 0 <= number <= LARGEST,
        Problem.INEXACT_ZERO: figure.is_zero and figure.precision != EXACT,
        Problem.NO_UNIT: figure.unit not in _ids("count_unit"),
        Problem.PUBLIC_AT_LEAST: figure.is_public and (figure.precision, figure.is_zero) != (AT_LEAST, False),
        Problem.ZERO_WITHOUT_TIME: figure.is_zero and (figure.window is None or figure.window.last is None),
        Problem.NO_SOURCE: not source.by.strip(),
        Problem.UNKNOWN_PLACE: bool(figure.beside) and figure.beside not in places(),
    }
    return tuple(problem for problem, holds in found.items() if holds)


def hints(figure: Figure, others: Iterable[Figure]) -> tuple[tuple[Hint, Figure | None], ...]:
    """Return the traps that one figure sets alone, and beside each of the others, which is named then."""
    alone = {
        Hint.NO_TIME: figure.window is None,
        Hint.NO_PLACE: not (figure.source.where and figure.source.day),
        Hint.VAGUE: figure.precision in VAGUE,
        Hint.FEW_LANGUAGES: set(figure.texts) != set(LANGUAGES),
    }
    unit = [OF_UNIT[figure.unit]] if figure.unit in OF_UNIT and not figure.is_zero else []
    found: list[tuple[Hint, Figure | None]] = [(one, None) for one in unit]
    found += [(hint, None) for hint, holds in alone.items() if holds]
    for other in others:
        if other.id != figure.id and (hint := _beside(figure, other)):
            found.append((hint, other))
    return tuple(found)


def places() -> dict[str, Term]:
    """Return where a figure may stand, besides at the beginning: the chapters of the report, then its tables."""
    chapters = {f"chapter:{one.id}": Term(one.id, one.labels) for one in Crosswalk.load().chapters}
    return chapters | {f"table:{one.id}": Term(one.id, one.labels) for one in Tables.load().tables}


def in_order(figures: Iterable[Figure]) -> list[Figure]:
    """Return figures in the order of the report; what stands nowhere that is known comes last."""
    order = {place: number for number, place in enumerate(("", *places()))}
    return sorted(figures, key=lambda figure: order.get(figure.beside, len(order)))


def _ids(attribute: str) -> set[str]:
    return {one.id for one in terms(attribute)}


def _beside(figure: Figure, other: Figure) -> Hint | None:
    """Return the trap that two figures set together."""
    if figure.is_zero or other.is_zero:
        return None
    if figure.unit != other.unit:
        return Hint.SAME_NUMBER if figure.number is not None and figure.number == other.number else None
    if figure.beside != other.beside or not _meet(figure.window, other.window):
        return None
    return Hint.OTHER_ORIGIN if _is_official(figure) != _is_official(other) else Hint.SAME_PEOPLE


def _is_official(figure: Figure) -> bool:
    return figure.origin is Origin.OFFICIAL


def _meet(one: When | None, other: When | None) -> bool:
    """Tell whether two times may share a day; a time that is not said may be any."""
    if one is None or other is None:
        return True
    return _before_end(one, other) and _before_end(other, one)


def _before_end(one: When, other: When) -> bool:
    return one.first is None or other.last is None or one.first <= other.last
