"""Two cases side by side: what is known of each, row by row, without a word of what was told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from intake.domain.coding import Act, Coding, Event, Part
from intake.domain.documents import Kind
from intake.domain.fields import holdings
from intake.domain.likeness import Reason
from intake.domain.summary import Summary
from intake.domain.vocabulary import Vocabulary
from intake.services.lists import lists_of
from intake.services.review import CaseView
from intake.web.here import here
from intake.web.review.telling import language, name_of, say
from intake.web.review.words import WORDS
from intake.web.staff.blueprint import iso_day
from intake.web.staff.whens import say_when


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is known: its words, and what each case says of it. `alike`: they share some of it."""

    label: str
    near: tuple[str, ...]
    far: tuple[str, ...]
    alike: bool = False


def coding_of(view: CaseView) -> Coding:
    """Return the coding of a case, the empty one where nothing is coded."""
    return view.coding.coding if view.coding else Coding()


def rows(near: CaseView, far: CaseView) -> list[Row]:
    """Return the rows of which at least one case says something."""
    ours, theirs, coded = _summary(near), _summary(far), (coding_of(near), coding_of(far))
    apart = [
        Row(str(_("Title")), _said(ours.title), _said(theirs.title)),
        Row(str(_("Summary")), _said(ours.summary), _said(theirs.summary)),
        *(Row(str(label), tuple(tell(coded[0])), tuple(tell(coded[1]))) for label, tell in TOLD_APART),
    ]
    found = [_row(str(label), tell(coded[0]), tell(coded[1])) for label, tell in ROWS]
    received = Row(str(_("Received")), (iso_day(near.day),), (iso_day(far.day),))
    return [received, *(row for row in (*apart, *found) if row.near or row.far)]


def reason_in_words(reason: Reason, values: Sequence[str]) -> str:
    """Return why two cases may tell of the same: "the same unit: Riot police of Minsk"."""
    said = str(WORDS["reason"][reason])
    told = [_VALUES[reason](value) for value in values] if reason in _VALUES else []
    return f"{said}: {', '.join(dict.fromkeys(told))}" if told else said


def _entry_of(name: str) -> Callable[[str], str]:
    return lambda entry: lists_of(here()).say(name, entry, language())


def _code(code: str) -> str:
    return Vocabulary.load().code(code).label(language())


_VALUES: Mapping[Reason, Callable[[str], str]] = {
    Reason.FACILITY: _entry_of("facilities"),
    Reason.REGION: _entry_of("regions"),
    Reason.UNIT: _entry_of("units"),
    Reason.DAYS: iso_day,
    Reason.PERIOD: iso_day,
    Reason.CODES: _code,
}


def _row(label: str, near: Iterable[str], far: Iterable[str]) -> Row:
    ours, theirs = dict.fromkeys(near), dict.fromkeys(far)
    return Row(label, tuple(ours), tuple(theirs), alike=bool(ours.keys() & theirs.keys()))


def _said(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _summary(view: CaseView) -> Summary:
    saved = view.sheets.get(Kind.SUMMARY)
    return Summary.parse(saved.text) if saved else Summary()


def _dates(coding: Coding) -> Iterable[str]:
    dated: Sequence[Event | Act] = [*coding.events, *coding.acts]
    return [say_when(one.when) for one in dated if one.when]


def _entries(field: str, *sections: str) -> Callable[[Coding], Iterable[str]]:
    def tell(coding: Coding) -> Iterable[str]:
        parts: Sequence[Part] = [part for section in sections for part in getattr(coding, section)]
        return [
            say(holdings(type(part))[field], value)
            for part in parts
            if (value := getattr(part, field, None)) is not None
        ]

    return tell


def _codes(coding: Coding) -> Iterable[str]:
    return [_code(code) for code in coding.codes()]


def _events(coding: Coding) -> Iterable[str]:
    return [name_of(event) for event in coding.events if event != Event(event.id)]


def _people(letter: str) -> Callable[[Coding], Iterable[str]]:
    return lambda coding: [name_of(one) for one in coding.persons if one.id.startswith(letter)]


ROWS: Sequence[tuple[str, Callable[[Coding], Iterable[str]]]] = (
    (_("When"), _dates),
    (_("Region"), _entries("region", "events", "acts")),
    (_("Place of detention"), _entries("facility", "acts", "persons")),
    (_("Kind of place"), _entries("place_type", "events", "acts")),
    (_("What was done"), _codes),
    (_("Unit"), _entries("unit", "persons")),
)
"""What is compared, and how a coding tells it."""
TOLD_APART: Sequence[tuple[str, Callable[[Coding], Iterable[str]]]] = (
    (_("Events"), _events),
    (_("Victims and groups"), _people("V")),
    (_("Perpetrators"), _people("P")),
)
"""What each coder numbered and described in their own words: whether it is the same is what is to be judged."""
