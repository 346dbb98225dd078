"""What a list of cases is searched and sorted by. Pure: rows in, whether they fit and in which order.

A row holds only what a case is found by. What a page then shows of a case is read from the case's own card.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from intake.domain.code_search import words
from intake.domain.entry import FOREVER, SINCE_EVER, Entry
from intake.domain.review import State
from intake.domain.testimony import Slip
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import BadDate, When, tidied

NOBODY = "nobody"
UNSORTED = 4
"""The rank of a case whose slip was not opened yet: behind those of its day whose slip says something."""
ORDER = (
    *(State.NEW, State.TRIAGED, State.CODING, State.SECOND_CODING, State.ADJUDICATION, State.VERIFIED),
    *(State.ON_HOLD, State.CLOSED, State.SPAM),
)
AT_WORK = frozenset(ORDER) - {State.SPAM}
"""What a list shows that was not asked for a state."""
_PLACE = {str(state): place for place, state in enumerate(ORDER)}
RESTING = frozenset({State.CLOSED, State.VERIFIED, State.SPAM})
"""States in which an urgent case presses no more."""
DATES = ("received_from", "received_to", "happened_from", "happened_to")
LONGEST_WORDS = 200

Key = tuple[bool | int | str, ...]


class Sort(StrEnum):
    """Orders of a list. `PRESSING`: urgent first, then by what waits to be done, then by day and slip."""

    PRESSING = "pressing"
    NEWEST = "newest"
    OLDEST = "oldest"
    HAPPENED = "happened"


class Row(NamedTuple):
    """What a case is found by. Days are ISO 8601; `who` and `blind` are member ids; `words` as `searched` gives them.

    `since`: UTC seconds since when its holder could see it, 0 where nobody looked yet. `news`: pieces that came
    from the source since staff last opened the case.
    """

    id: str
    day: str
    urgent: bool
    state: str
    rank: int
    since: int
    minor: bool
    language: str
    codes: tuple[str, ...] | list[str]
    regions: tuple[str, ...] | list[str]
    facilities: tuple[str, ...] | list[str]
    units: tuple[str, ...] | list[str]
    first: str
    last: str
    who: tuple[str, ...] | list[str]
    blind: tuple[str, ...] | list[str]
    news: int
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of a case in clear, and what its slip and its entry say, where they are open."""

    id: str
    day: str
    urgent: bool
    state: str
    who: tuple[str, ...] = ()
    since: int = 0
    slip: Slip | None = None
    entry: Entry | None = None
    news: int = 0

    def row(self) -> Row:
        """Return what the case is found by."""
        slip, entry = self.slip or Slip(), self.entry or Entry()
        return Row(
            id=self.id,
            day=self.day,
            urgent=self.urgent,
            state=self.state,
            rank=self.slip.rank if self.slip else UNSORTED,
            since=self.since,
            minor=slip.minor,
            language=slip.language,
            codes=entry.codes,
            regions=entry.regions,
            facilities=entry.facilities,
            units=entry.units,
            first=entry.first,
            last=entry.last,
            who=self.who,
            blind=entry.blind,
            news=self.news,
            words=searched(f"{entry.title} {entry.summary}"),
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for; empty means anything. Periods are EDTF dates (`When`) and take in their whole span.

    `who`: a member's id, or `NOBODY`. `wrong`: fields in which something stands that is not understood.
    """

    state: str = ""
    code: str = ""
    category: str = ""
    region: str = ""
    facility: str = ""
    unit: str = ""
    received_from: str = ""
    received_to: str = ""
    happened_from: str = ""
    happened_to: str = ""
    who: str = ""
    urgent: str = ""
    news: str = ""
    language: str = ""
    words: str = ""
    sort: str = ""
    wrong: frozenset[str] = frozenset()

    @classmethod
    def read(cls, untrusted: Mapping[str, str]) -> Self:
        """Take what an address or a saved filter says. Nothing is refused: what makes no sense finds nothing."""
        given = {name: untrusted.get(name, "").strip()[:LONGEST_WORDS] for name in NAMES}
        given |= {name: tidied(given[name]) for name in DATES}
        given["sort"] = given["sort"] if given["sort"] in set(Sort) - {Sort.PRESSING} else ""
        wrong = frozenset(name for name in DATES if given[name] and _when(given[name]) is None)
        return cls(**given, wrong=wrong)

    def said(self) -> dict[str, str]:
        """Return what was asked for, by name: what an address and a saved filter hold."""
        return {name: value for name in NAMES if (value := str(getattr(self, name)))}

    @property
    def happened(self) -> bool:
        """Whether a period was asked for in which it happened."""
        return bool(self.happened_from or self.happened_to)

    @property
    def is_plain(self) -> bool:
        """Whether this is the list of everything that is at work, in its usual order."""
        return self == Filter()

    def matching(self, vocabulary: Vocabulary) -> Callable[[Row], bool]:
        """Return what tells whether a row is looked for."""
        return _Wanted.of(self, vocabulary).fits

    def order(self) -> Callable[[Row], Key]:
        """Return what rows are sorted by."""
        return _KEYS[Sort(self.sort or Sort.PRESSING)]


NAMES = tuple(one.name for one in fields(Filter) if one.name != "wrong")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A filter, made ready for many rows."""

    asked: Filter
    states: frozenset[str]
    codes: frozenset[str] | None
    words: tuple[str, ...]
    received: tuple[str, str]
    happened: tuple[str, str] | None

    @classmethod
    def of(cls, asked: Filter, vocabulary: Vocabulary) -> Self:
        return cls(
            asked=asked,
            states=frozenset({asked.state}) if asked.state else AT_WORK,
            codes=_codes(asked, vocabulary),
            words=words(asked.words),
            received=_span(asked.received_from, asked.received_to),
            happened=_span(asked.happened_from, asked.happened_to) if asked.happened else None,
        )

    def fits(self, row: Row) -> bool:
        asked = self.asked
        return (
            row.state in self.states
            and self.received[0] <= row.day <= self.received[1]
            and (not asked.urgent or row.urgent)
            and (not asked.news or row.news > 0)
            and (not asked.language or row.language == asked.language)
            and (not asked.who or (not row.who if asked.who == NOBODY else asked.who in row.who))
            and (self.codes is None or not self.codes.isdisjoint(row.codes))
            and (not asked.region or asked.region in row.regions)
            and (not asked.facility or asked.facility in row.facilities)
            and (not asked.unit or asked.unit in row.units)
            and (self.happened is None or _overlaps(row, self.happened))
            and all(word in row.words for word in self.words)
        )


def searched(text: str) -> str:
    """Return a text as words are looked for in it: in one case, with one space between words."""
    return " ".join(words(text))


def presses(row: Row) -> bool:
    """Tell whether a case is urgent and something still waits to be done."""
    return row.urgent and row.state not in RESTING


def seen_by(row: Row, reader: str) -> Row:
    """Return the row as this member may know it: who codes a case a second time knows nothing of the first coding."""
    if reader not in row.blind:
        return row
    return row._replace(codes=(), regions=(), facilities=(), units=(), first="", last="", words="")


def _overlaps(row: Row, span: tuple[str, str]) -> bool:
    return bool(row.first) and row.first <= span[1] and row.last >= span[0]


def _codes(asked: Filter, vocabulary: Vocabulary) -> frozenset[str] | None:
    """Return the codes of which a case must have one; None for whatever is coded, or nothing."""
    chosen = [frozenset({asked.code})] if asked.code else []
    if asked.category:
        chosen.append(frozenset(code.id for code in vocabulary.codes(asked.category)))
    return frozenset.intersection(*chosen) if chosen else None


def _span(start: str, end: str) -> tuple[str, str]:
    """Return the first and last day of a period; a side that is empty or not understood is open."""
    first, last = _when(start), _when(end)
    return (
        first.first.isoformat() if first and first.first else SINCE_EVER,
        last.last.isoformat() if last and last.last else FOREVER,
    )


def _when(text: str) -> When | None:
    try:
        return When.parse(text)
    except BadDate:
        return None


def _pressing(row: Row) -> Key:
    return not presses(row), _PLACE.get(row.state, len(ORDER)), not row.news, row.day, row.rank, row.id


def _newest(row: Row) -> Key:
    return _down(row.day), row.rank, row.id


def _oldest(row: Row) -> Key:
    return row.day, row.rank, row.id


def _happened(row: Row) -> Key:
    return not row.first, _down(row.first or SINCE_EVER), row.id


def _down(day: str) -> int:
    """Return a day as a number that is smaller the later it is."""
    return -date.fromisoformat(day).toordinal()


_KEYS: Mapping[Sort, Callable[[Row], Key]] = {
    Sort.PRESSING: _pressing,
    Sort.NEWEST: _newest,
    Sort.OLDEST: _oldest,
    Sort.HAPPENED: _happened,
}
