"""The leads' desk: what waits for somebody, who has how much, what is overdue, and what the record gives cause to ask.

What a lead read of the record is kept, sealed to that lead alone and signed by them, so that each entry is opened
once; a colleague cannot leave anything out of it. A page reads `MOST` entries at most, and says how far back it saw.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from intake import clock
from intake.domain import oversight as rules
from intake.domain.entities import Case, Grant, GrantKind
from intake.domain.oversight import Burst, Line, Lines, Opening
from intake.domain.review import OPEN_WORK, UNDER_WAY, State
from intake.domain.strict import BadShape
from intake.domain.testimony import Slip
from intake.services import desk, notes, record, referrals
from intake.services.cards import CardOpener
from intake.services.desk import Desk
from intake.services.grants import CATALOGUE, member_holder
from intake.services.holders import holders_of, role_of
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind, OpenedNote
from intake.services.people import Person
from intake.services.ports import UnitOfWork
from intake.services.record import Deed
from intake.services.referrals import Reminder
from intake.services.team import ASSIGNABLE

MOST = 5000
"""Entries of the record that a desk looks back over."""
AT_ONCE = 200
MANY = 10_000
WORTH_KEEPING = 50
"""So many freshly opened entries are kept for the next time."""
LISTED = 20
SECOND_LOOKS = frozenset({"second", "adjudicator"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that nobody has. `slip` is None where its card was not opened yet."""

    case: Case
    slip: Slip | None


@dataclass(frozen=True, slots=True)
class Load:
    """What a member has: how many cases in which state, and how many of them as a second or third pair of eyes."""

    person: Person
    cases: Mapping[State, int]
    second: int


@dataclass(frozen=True, slots=True)
class LeadDesk:
    """All that the desk shows. `seen_back_to` is the day from which on the record was read."""

    waiting: tuple[Waiting, ...]
    waiting_in_all: int
    loads: tuple[Load, ...]
    untouched: tuple[Case, ...]
    untouched_in_all: int
    untouched_since: date
    reminders: tuple[Reminder, ...]
    openings: tuple[Opening, ...]
    bursts: tuple[Burst, ...]
    seen_back_to: date
    shift: tuple[OpenedNote, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of the record, newest first, and how much of it was opened just now."""

    lines: tuple[Line, ...]
    fresh: int
    note_id: str | None


def look(instance: Instance, keyring: Keyring) -> LeadDesk:
    """Return the desk of a member of the intake circle. Raises `NoKey`."""
    table = Desk(CardOpener(instance.grant_keys, keyring))
    with instance.database.reading() as uow:
        seen = _read(uow, keyring)
        cases = uow.cases.find(destroy_on=None, state=UNDER_WAY, order="day")
        hands = _hands(uow, keyring)
        reach = _Reach(uow, keyring)
        free = [case for case in cases if case.id not in hands and case.state in OPEN_WORK]
        back_to = _back_to(seen.lines)
        since = max(clock.now() - rules.UNTOUCHED, back_to)
        untouched = _untouched(cases, seen.lines, since)
        found = LeadDesk(
            waiting=_waiting(uow, table, reach, free),
            waiting_in_all=reach.count(free),
            loads=_loads(keyring, cases, hands, seen.lines),
            untouched=tuple(case for case, _grant in reach.first(untouched)),
            untouched_in_all=reach.count(untouched),
            untouched_since=since.date(),
            reminders=tuple(referrals.overdue(uow, instance, keyring)),
            openings=rules.openings_outside(seen.lines, hands),
            bursts=rules.bursts(seen.lines),
            seen_back_to=back_to.date(),
            shift=tuple(reversed(notes.mine(uow, keyring, NoteKind.SHIFT)))[:LISTED],
        )
    desk.keep(instance, table.kept)
    if seen.fresh >= WORTH_KEEPING:
        _keep(instance, keyring, seen)
    return found


def _read(uow: UnitOfWork, keyring: Keyring) -> _Read:
    note_id, kept = _kept(uow, keyring)
    known = kept[0].number if kept else -1
    since = int((clock.now() - timedelta(days=rules.DAYS)).timestamp())
    fresh = _fresh(uow, keyring, known, since)
    lines = [line for line in (*fresh, *kept) if line.time >= since][:MOST]
    return _Read(tuple(lines), len(fresh), note_id)


def _kept(uow: UnitOfWork, keyring: Keyring) -> tuple[str | None, tuple[Line, ...]]:
    """Return what this lead read before; what cannot be read is read again from the record."""
    own = [one for one in notes.mine(uow, keyring, NoteKind.DEEDS) if one.holder == member_holder(keyring.person.id)]
    if not own:
        return None, ()
    try:
        return own[-1].id, Lines.parse(own[-1].text).listed
    except BadShape:
        return own[-1].id, ()


def _fresh(uow: UnitOfWork, keyring: Keyring, known: int, since: int) -> list[Line]:
    """Open the entries after the one that is known, newest first, as far as the desk looks back."""
    found: list[Line] = []
    for offset in range(0, MOST, AT_ONCE):
        rows = [row for row in record.newest(uow, keyring, AT_ONCE, offset) if row.number > known]
        found += (_line(record.read(row, keyring)) for row in rows)
        if len(rows) < AT_ONCE or found[-1].time < since:
            break
    return found


def _line(deed: Deed) -> Line:
    action = rules.DOWNLOADED if deed.detail.get("original") else deed.action
    other = deed.detail.get("to") or deed.detail.get("from") or ""
    time = int(datetime.fromisoformat(deed.time).timestamp())
    return Line(deed.number, action, deed.subject, deed.member_id, time, other, deed.detail.get("as", ""))


def _keep(instance: Instance, keyring: Keyring, seen: _Read) -> None:
    text = Lines(seen.lines).to_json()
    transact(
        instance.database,
        lambda uow: notes.write(uow, keyring, keyring.person, NoteKind.DEEDS, text, note_id=seen.note_id),
    )


def _back_to(lines: tuple[Line, ...]) -> datetime:
    """Return from when on the record was read: the whole time, unless there was more than a page reads."""
    if len(lines) == MOST:
        return lines[-1].moment
    return clock.now() - timedelta(days=rules.DAYS)


def _hands(uow: UnitOfWork, keyring: Keyring) -> dict[str, frozenset[str]]:
    """Return the members who have each case that somebody has."""
    ids = {member_holder(person.id): person.id for person in keyring.membership.people()}
    found: dict[str, set[str]] = defaultdict(set)
    for grant in uow.grants.find(kind=GrantKind.CASE, holder=ids, withdrawn=False):
        found[grant.case_id].add(ids[grant.holder])
    return {case_id: frozenset(members) for case_id, members in found.items()}


class _Reach:
    """Which cases this member could open as one of a circle, found without opening one, some at a time."""

    def __init__(self, uow: UnitOfWork, keyring: Keyring) -> None:
        self._uow = uow
        self._circles = [holder for holder in holders_of(keyring) if role_of(holder)]
        self._kept = [CATALOGUE + holder for holder in self._circles]

    def count(self, cases: Sequence[Case]) -> int:
        """Return how many of the cases are within reach."""
        return sum(
            self._uow.grants.count(
                case_id=[case.id for case in some], kind=GrantKind.CASE, holder=self._circles, withdrawn=False
            )
            for some in _parts(cases, MANY)
        )

    def first(self, cases: Sequence[Case]) -> list[tuple[Case, Grant]]:
        """Return the first cases within reach, each with the quickest grant of its card."""
        found: list[tuple[Case, Grant]] = []
        for some in _parts(cases, AT_ONCE):
            rows = self._uow.grants.find(
                case_id=[case.id for case in some],
                kind=GrantKind.CARD,
                holder=[*self._circles, *self._kept],
                withdrawn=False,
            )
            cards = {row.case_id: row for row in sorted(rows, key=lambda one: one.holder in self._kept)}
            found += ((case, cards[case.id]) for case in some if case.id in cards)
            if len(found) >= LISTED:
                break
        return found[:LISTED]


def _parts(cases: Sequence[Case], size: int) -> Iterator[Sequence[Case]]:
    for start in range(0, len(cases), size):
        yield cases[start : start + size]


def _waiting(uow: UnitOfWork, table: Desk, reach: _Reach, free: Iterable[Case]) -> tuple[Waiting, ...]:
    """Return the cases that nobody has: who is in danger first, then the oldest."""
    found = reach.first(sorted(free, key=lambda case: (not case.urgent, case.day, case.id)))
    table.open(uow, [grant for _case, grant in found])
    return tuple(Waiting(case, table.cards[case.id].slip if case.id in table.cards else None) for case, _ in found)


def _loads(
    keyring: Keyring, cases: Iterable[Case], hands: Mapping[str, frozenset[str]], lines: tuple[Line, ...]
) -> tuple[Load, ...]:
    states: dict[str, Counter[State]] = defaultdict(Counter)
    second: Counter[str] = Counter()
    given = rules.tasks_given(lines)
    for case in cases:
        for member in hands.get(case.id, ()):
            states[member][State(case.state)] += 1
            second[member] += given.get((case.id, member)) in SECOND_LOOKS
    people = (person for person in keyring.membership.people() if person.roles & ASSIGNABLE or states[person.id])
    loads = (Load(person, dict(states[person.id]), second[person.id]) for person in people)
    return tuple(sorted(loads, key=lambda one: (-sum(one.cases.values()), one.person.username)))


def _untouched(cases: Iterable[Case], lines: tuple[Line, ...], since: datetime) -> list[Case]:
    """Return the cases with which nobody did anything since then, the oldest first."""
    last = rules.last_touched(lines)
    return [case for case in cases if _came(case) < since and last.get(case.id, 0) < since.timestamp()]


def _came(case: Case) -> datetime:
    return datetime.combine(case.day, datetime.min.time(), UTC)
