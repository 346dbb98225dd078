"""Two cases side by side: what is known of each, row by row, without a word of what was told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import lazy_gettext as _

from intake.domain.coding import Act, Coding, Event, Part
from intake.domain.fields import holdings
from intake.domain.vocabulary import Vocabulary
from intake.services.review import CaseView
from intake.web.review.telling import language, name_of, say, say_when


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is known: its words, and what each case says of it. `alike`: they share some of it."""

    label: str
    near: tuple[str, ...]
    far: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether both say some of it."""
        return bool(set(self.near) & set(self.far))


def coding_of(view: CaseView) -> Coding:
    """Return the coding of a case, the empty one where nothing is coded."""
    return view.coding.coding if view.coding else Coding()


def rows(near: CaseView, far: CaseView) -> list[Row]:
    """Return the rows of which at least one case says something."""
    codings = coding_of(near), coding_of(far)
    found = [Row(str(label), *(tuple(dict.fromkeys(tell(coding))) for coding in codings)) for label, tell in ROWS]
    return [_received(near, far), *(row for row in found if row.near or row.far)]


def _received(near: CaseView, far: CaseView) -> Row:
    days = [format_date(date.fromisoformat(view.day), "long") for view in (near, far)]
    return Row(str(_("Received")), (days[0],), (days[1],))


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
    return [Vocabulary.load().code(code).label(language()) for code in coding.codes()]


def _events(coding: Coding) -> Iterable[str]:
    return [name_of(event) for event in coding.events if event != Event(event.id)]


def _people(letter: str) -> Callable[[Coding], Iterable[str]]:
    return lambda coding: [name_of(one) for one in coding.persons if one.id.startswith(letter)]


ROWS: Sequence[tuple[str, Callable[[Coding], Iterable[str]]]] = (
    (_("Events"), _events),
    (_("When"), _dates),
    (_("Region"), _entries("region", "events", "acts")),
    (_("Place of detention"), _entries("facility", "acts", "persons")),
    (_("Kind of place"), _entries("place_type", "events", "acts")),
    (_("What was done"), _codes),
    (_("Victims and groups"), _people("V")),
    (_("Perpetrators"), _people("P")),
    (_("Unit"), _entries("unit", "persons")),
)
"""What is compared, and how a coding tells it."""
