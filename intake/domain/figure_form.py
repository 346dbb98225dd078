"""A figure as a form brings it and shows it: every part a text; what cannot be read is told by its name. Pure."""

from collections.abc import Mapping

from intake.domain.figure_rules import Problem, problems
from intake.domain.figures import EXACT, LANGUAGES, Figure, Origin, Source
from intake.domain.when import OPEN, BadDate, When, tidied

PARTS = (
    *("text_en", "text_be", "text_ru", "precision", "number", "unit", "origin", "since", "until"),
    *("source_by", "source_where", "source_day", "beside"),
)
"""The fields of the form, in order."""
_DIGITS = 12
"""Characters of a number, at most."""
_SPACES = {ord(sign): None for sign in (" ", ",", "'", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")}


def typed(figure_id: str, fields: Mapping[str, str]) -> tuple[Figure, tuple[Problem, ...]]:
    """Return what was typed as a figure, as far as it can be read, and all that keeps it from being kept."""
    said = {name: " ".join(fields.get(name, "").split()) for name in PARTS}
    number, window, day = _number(said["number"]), _window(said["since"], said["until"]), _day(said["source_day"])
    origin = said["origin"] if said["origin"] in set(Origin) else ""
    figure = Figure(
        figure_id,
        {language: said[f"text_{language}"] for language in LANGUAGES if said[f"text_{language}"]},
        number if isinstance(number, int) else None,
        said["precision"] or EXACT,
        said["unit"],
        Origin(origin or Origin.INDEPENDENT),
        window if isinstance(window, When) else None,
        Source(said["source_by"], said["source_where"], day.first if isinstance(day, When) else None),
        said["beside"],
    )
    unread = [one for one in (number, window, day) if isinstance(one, Problem)]
    unread += [] if origin else [Problem.NO_ORIGIN]
    # What cannot be read is missing from the figure: it is told once, as unreadable.
    follow = {Problem.NO_NUMBER: Problem.BAD_NUMBER, Problem.ZERO_WITHOUT_TIME: Problem.BAD_TIME}
    found = [one for one in problems(figure) if follow.get(one) not in unread]
    return figure, tuple(sorted({*unread, *found}, key=list(Problem).index))


def shown(figure: Figure) -> dict[str, str]:
    """Return what a form shows of a figure: `typed` gives the figure back."""
    since, until = _ends(figure.window)
    texts = {f"text_{language}": text for language, text in figure.texts.items()}
    return texts | {
        "precision": figure.precision,
        "number": "" if figure.number is None else str(figure.number),
        "unit": figure.unit,
        "origin": str(figure.origin),
        "since": since,
        "until": until,
        "source_by": figure.source.by,
        "source_where": figure.source.where,
        "source_day": figure.source.day.isoformat() if figure.source.day else "",
        "beside": figure.beside,
    }


def _number(text: str) -> int | Problem | None:
    digits = text.translate(_SPACES)
    if not digits:
        return None
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS else Problem.BAD_NUMBER


def _window(since: str, until: str) -> When | Problem | None:
    """Read the two ends: the same one twice is that one alone, a missing one is open."""
    first, last = tidied(since) or OPEN, tidied(until) or OPEN
    if first == last == OPEN:
        return None
    try:
        return When.parse(first if first == last else f"{first}/{last}")
    except BadDate:
        return Problem.BAD_TIME


def _ends(window: When | None) -> tuple[str, str]:
    if window is None:
        return "", ""
    first, _, last = window.text.partition("/")
    return tuple("" if end == OPEN else end for end in (first, last or first))  # type: ignore[return-value]


def _day(text: str) -> When | Problem | None:
    try:
        found = When.parse(tidied(text)) if text else None
    except BadDate:
        return Problem.BAD_DAY
    return found if found is None or (found.precision, found.estimated) == ("day", False) else Problem.BAD_DAY
