"""The context register: figures by others, kept by the auditors, each revision signed and on the record.

Public cases count as an entry only once another auditor approved exactly this revision of them. Nothing here is ever
added to what cases count.
"""

from dataclasses import dataclass, replace

import crypto
from intake.domain.figure_rules import problems
from intake.domain.figures import Figure
from intake.domain.register import Kept
from intake.services.errors import NotAllowedNow, NotFound, OwnDraft, StaleSheet, TooMuch, UnfitFigure
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.people import Person
from intake.services.ports import UnitOfWork
from intake.services.register import Noted, Register
from intake.services.texts import check_text

MOST = 500
"""Figures in the register."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of the register: who wrote this revision and when (UTC, ISO 8601), and who else approved it."""

    figure: Figure
    revision: int
    writer: Person
    written: str
    approver: Person | None = None

    @property
    def counts(self) -> bool:
        """Whether a report may print it."""
        return not self.figure.is_public or self.approver is not None


def figures(instance: Instance, keyring: Keyring) -> list[Entry]:
    """Return the register, what was written last at the end. Raises what `Register.open` raises."""
    with instance.database.reading() as uow:
        return entries(uow, keyring)


def entries(uow: UnitOfWork, keyring: Keyring) -> list[Entry]:
    """Return the register, in a transaction of the caller's."""
    register = Register.open(uow, keyring)
    return [_entry(register, noted, kept) for noted, kept in register.figures()]


def printable(register: Register) -> list[Figure]:
    """Return the figures that a report may print now."""
    found = (_entry(register, noted, kept) for noted, kept in register.figures())
    return [entry.figure for entry in found if entry.counts]


def add(instance: Instance, keyring: Keyring, figure: Figure) -> str:
    """Add a figure under an id of its own, and return that. Raises `UnfitFigure`, `CodenameInText`, `TooMuch`."""
    new = replace(figure, id=crypto.token(16).hex())
    _check(new)

    def work(uow: UnitOfWork) -> str:
        register = Register.open(uow, keyring)
        if len(register.figures()) >= MOST:
            raise TooMuch
        register.keep(Kept(1, new))
        register.fix("figure-add", new.id)
        return new.id

    return transact(instance.database, work)


def change(instance: Instance, keyring: Keyring, figure: Figure, expected_revision: int) -> None:
    """Say a figure anew; what was approved of it falls. Raises as `add`, `NotFound` and `StaleSheet`."""
    _check(figure)

    def work(uow: UnitOfWork) -> None:
        register = Register.open(uow, keyring)
        before = _expected(register, figure.id, expected_revision)
        register.keep(Kept(before.revision + 1, figure))
        register.fix("figure-change", figure.id)

    transact(instance.database, work)


def remove(instance: Instance, keyring: Keyring, figure_id: str) -> None:
    """Take a figure out of the register. What was published with it stays published. Raises `NotFound`."""

    def work(uow: UnitOfWork) -> None:
        register = Register.open(uow, keyring)
        _find(register, figure_id)
        register.drop(figure_id)
        register.fix("figure-remove", figure_id)

    transact(instance.database, work)


def approve(instance: Instance, keyring: Keyring, figure_id: str, expected_revision: int) -> None:
    """Approve public cases as the second auditor.

    Raises `OwnDraft` for who wrote this revision, `StaleSheet` where it is another one by now, `NotAllowedNow` for a
    figure that needs no approval or has it, `NotFound`.
    """

    def work(uow: UnitOfWork) -> None:
        register = Register.open(uow, keyring)
        entry = _expected(register, figure_id, expected_revision)
        if entry.counts:
            raise NotAllowedNow
        if entry.writer.id == keyring.person.id:
            raise OwnDraft
        register.approve(figure_id)
        register.fix("figure-approve", figure_id)

    transact(instance.database, work)


def _check(figure: Figure) -> None:
    check_text(*figure.texts.values(), figure.source.by, figure.source.where)
    if found := problems(figure):
        raise UnfitFigure(found)


def _find(register: Register, figure_id: str) -> Entry:
    for noted, kept in register.figures():
        if noted.line.id == figure_id:
            return _entry(register, noted, kept)
    raise NotFound


def _expected(register: Register, figure_id: str, revision: int) -> Entry:
    entry = _find(register, figure_id)
    if entry.revision != revision:
        raise StaleSheet(entry.revision)
    return entry


def _entry(register: Register, noted: Noted, kept: Kept) -> Entry:
    return Entry(kept.figure, kept.revision, noted.writer, noted.written, register.approver(noted.line.id))
