"""Linking cases that tell of one event or one victim: in both cases, by who holds both, and back again.

The sheet stands in each of the two cases, so whoever holds one of them knows of the link, and only who holds the other
too can follow it. What was told and coded stays as it is; the statistics records of both follow, so that a person
counts once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import crypto
from intake import clock
from intake.domain import links_format
from intake.domain.coding import Coding
from intake.domain.coding_stored import read_coding
from intake.domain.documents import Kind
from intake.domain.links import LETTERS, End, Link, Links, Same, Word, conflicts, held
from intake.domain.review import Action
from intake.services import casefile, documents, notice, sheets
from intake.services.casefile import CaseFile
from intake.services.course import allowed, move
from intake.services.desk import held_by
from intake.services.errors import (
    ConsentMissing,
    NoKey,
    NotAllowedNow,
    NotFound,
    RolledBack,
    Withdrawn,
    WouldMerge,
)
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.review import CaseView
from intake.services.sheets import NewSheet, SavedSheet
from intake.services.texts import check_text

CLOSED = (NoKey, NotAllowedNow, NotFound, Withdrawn, ConsentMissing, RolledBack, crypto.CryptoError)
"""Why a member may not reach into another case now."""
SHORTEST = 4
"""How many digits of a case's number are enough to look for it."""
MOST_READ = 40
"""Cases of one group that are read to see what a new link would join."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two parts that are the same, and why somebody says so."""

    same: Same
    near: End
    far: End
    why: str


def of(view: CaseView) -> Links:
    """Return the sheet of an opened case."""
    return _read(view.sheets.get(Kind.LINKS))


def reachable(instance: Instance, keyring: Keyring, case_ids: Iterable[str]) -> frozenset[str]:
    """Return which of these cases the member holds a card of: those that they can go to."""
    wanted = set(case_ids)
    with instance.database.reading() as uow:
        return frozenset(held_by(uow, keyring)) & wanted


def beginning_with(instance: Instance, keyring: Keyring, typed: str) -> set[str]:
    """Return the cases of which the member holds a card and whose number begins so."""
    wanted = "".join(typed.split()).casefold()
    if len(wanted) < SHORTEST:
        return set()
    with instance.database.reading() as uow:
        return {case_id for case_id in held_by(uow, keyring) if case_id.startswith(wanted)}


def link(instance: Instance, keyring: Keyring, pairings: Iterable[Pairing], *, anyway: bool = False) -> int:
    """Link parts of two cases; return how many links are new.

    Raises `WouldMerge` when parts of one case would become one, unless that is said (`anyway`); `NotFound` for a part
    that is not coded, and what `casefile.open_file` raises for either case.
    """
    wanted = list(pairings)
    for one in wanted:
        check_text(one.why)

    def work(uow: UnitOfWork) -> int:
        desk = _Desk(uow, instance, keyring)
        return sum([desk.link(one, anyway=anyway) for one in wanted])

    return transact(instance.database, work)


def take_back(instance: Instance, keyring: Keyring, case_id: str, link_id: str, why: str) -> None:
    """Take a link back, in the other case too where the member holds it: one side is enough for it to hold no more."""
    check_text(why)

    def work(uow: UnitOfWork) -> None:
        desk = _Desk(uow, instance, keyring)
        found = desk.sheet(case_id).link(link_id)
        if found is None:
            raise NotFound
        word = desk.word(why)
        desk.save(case_id, desk.sheet(case_id).without(link_id, word), "unlink")
        other = found.far(case_id).case
        if desk.reaches(other) and desk.sheet(other).link(link_id):
            desk.save(other, desk.sheet(other).without(link_id, word), "unlink")

    transact(instance.database, work)


def dismiss(instance: Instance, keyring: Keyring, case_id: str, other: str, *, again: bool = False) -> None:
    """Keep in both cases that they were compared and are not the same; `again` lets them be suggested once more."""

    def work(uow: UnitOfWork) -> None:
        desk = _Desk(uow, instance, keyring)
        for here, there in ((case_id, other), (other, case_id)):
            sheet = desk.sheet(here)
            desk.save(here, sheet.suggest_again(there) if again else sheet.dismiss(there, desk.word("")), "compare")

    transact(instance.database, work)


@dataclass(slots=True)
class _Desk:
    """The cases that are open in one transaction, each read anew after it was written."""

    uow: UnitOfWork
    instance: Instance
    keyring: Keyring
    _files: dict[str, CaseFile] = field(default_factory=dict)

    def word(self, why: str) -> Word:
        return Word(self.keyring.person.username, clock.now().isoformat(timespec="seconds"), why)

    def file(self, case_id: str) -> CaseFile:
        """Open a case that the member may write in now."""
        if case_id not in self._files:
            opened = casefile.open_file(self.uow, self.instance, self.keyring, case_id)
            allowed(Action.NOTE, opened)
            self._files[case_id] = opened
        return self._files[case_id]

    def reaches(self, case_id: str) -> bool:
        try:
            self.file(case_id)
        except CLOSED:
            return False
        return True

    def sheet(self, case_id: str) -> Links:
        return _read(self._saved(case_id))

    def save(self, case_id: str, sheet: Links, deed: str) -> None:
        """Write a case's sheet, and its statistics record after it."""
        saved, file = self._saved(case_id), self.file(case_id)
        written = NewSheet(Kind.LINKS, links_format.write(sheet), saved.revision if saved else 0)
        sheets.save(self.uow, self.keyring, file, written, deed=deed)
        move(self.uow, case_id, allowed(Action.NOTE, file))
        del self._files[case_id]
        notice.recount(self.uow, self.instance, self.keyring, self.file(case_id))

    def link(self, pairing: Pairing, *, anyway: bool) -> int:
        """Add a link to both cases; 0 when they are linked so already."""
        ends = (pairing.near, pairing.far)
        if pairing.near.case == pairing.far.case or not all(self._has(pairing.same, end) for end in ends):
            raise NotFound
        known = self._known(ends)
        if any(set(one.ends) == set(ends) for one in known):
            return 0
        new = Link(crypto.token(16).hex(), pairing.same, ends, self.word(pairing.why))
        merged = conflicts(known, new)
        if merged and not anyway:
            raise WouldMerge(merged)
        for end in ends:
            self.save(end.case, self.sheet(end.case).with_link(new), "link")
        return 1

    def _saved(self, case_id: str) -> SavedSheet | None:
        return sheets.read(self.uow, self.keyring, self.file(case_id), Kind.LINKS)

    def _has(self, same: Same, end: End) -> bool:
        newest = sheets.newest(self.uow, self.file(end.case), Kind.CODING)
        coding = Coding() if newest is None else read_coding(documents.read_text(newest)).coding
        return end.part.startswith(LETTERS[same]) and coding.part(end.part) is not None

    def _known(self, ends: Iterable[End]) -> tuple[Link, ...]:
        """Return the links that hold of the whole group, as far as the member holds its cases."""
        found: dict[str, Links] = {}
        wanted = [end.case for end in ends]
        while wanted and len(found) < MOST_READ:
            case_id = wanted.pop()
            if case_id not in found and self.reaches(case_id):
                found[case_id] = self.sheet(case_id)
                wanted += [end.case for one in found[case_id].links if one.holds for end in one.ends]
        return held(found.values())


def _read(saved: SavedSheet | None) -> Links:
    return Links() if saved is None else links_format.read(saved.text)
