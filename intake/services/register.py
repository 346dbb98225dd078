"""The notes of the context register and what is drafted with it, as one thing.

They are sealed to the auditors, each signed by the auditor who wrote it. The record fixes every change of them as a
whole (the head), so that a note which is taken away, put back or exchanged is missed by the next reader.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import crypto
from intake.domain.proposal import Proposal
from intake.domain.register import Approval, Head, Kept, Line, Said, digest_of, read
from intake.services import notes, places, record
from intake.services.auditors import ROLE
from intake.services.errors import NotVouched, RolledBack
from intake.services.holders import role_of
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind, OpenedNote
from intake.services.people import Person
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed

FIRST = 1
"""The epoch of the auditors' key that blinds the register on the record: every auditor holds all epochs."""
SUBJECT = "register"


@dataclass(frozen=True, slots=True)
class Noted:
    """What one note says, as its line has it; `written` is a UTC time (ISO 8601), empty until it is read again."""

    line: Line
    said: Said
    writer: Person
    written: str = ""


@dataclass(slots=True)
class Register:
    """The register within one transaction: its notes by id, and which change of it was the newest."""

    uow: UnitOfWork
    keyring: Keyring
    noted: dict[str, Noted] = field(default_factory=dict)
    number: int = 0
    head_id: str | None = None

    @classmethod
    def open(cls, uow: UnitOfWork, keyring: Keyring) -> Self:
        """Read it whole, and check it against the record.

        Raises `NoKey` for who is no auditor, `NotVouched` for a note that no auditor wrote, `RolledBack` for a register
        that is not the one on the record, `CryptoError`, and `BadFigure` for a note that no program of ours wrote.
        """
        register, head = cls(uow, keyring), None
        for note in _opened(uow, keyring):
            said = read(note.text)
            if isinstance(said, Head):
                register.head_id, head = note.id, said
            else:
                line = Line(note.id, note.writer.id, note.text)
                register.noted[note.id] = Noted(line, said, note.writer, note.written)
        register._check(head)
        return register

    def figures(self) -> list[tuple[Noted, Kept]]:
        """Return the figures, oldest first."""
        return [(one, one.said) for one in self.noted.values() if isinstance(one.said, Kept)]

    def approver(self, figure_id: str) -> Person | None:
        """Return who approved the newest revision of a figure besides its writer, if anybody did."""
        figure = self.noted[figure_id]
        for one in self.noted.values():
            if one.said == Approval(figure_id, figure.line.digest) and one.writer.id != figure.writer.id:
                return one.writer
        return None

    def keep(self, kept: Kept) -> None:
        """Write a revision of a figure in the place of the one before; what was approved of that falls."""
        self.drop(kept.figure.id)
        self._write(kept.figure.id, kept)

    def approve(self, figure_id: str) -> None:
        """Write that this member approves the newest revision of a figure."""
        self._write(crypto.token(16).hex(), Approval(figure_id, self.noted[figure_id].line.digest))

    def propose(self, proposal: Proposal) -> None:
        """Write a draft to publish a release."""
        self._write(crypto.token(16).hex(), proposal)

    def drop(self, dropped: str) -> None:
        """Destroy a figure and what was approved of it, or a draft."""
        for note_id, one in list(self.noted.items()):
            if note_id == dropped or (isinstance(one.said, Approval) and one.said.figure == dropped):
                notes.destroy(self.uow, note_id)
                del self.noted[note_id]

    def fix(self, deed: str, subject: str, detail: Mapping[str, str] | None = None) -> None:
        """Put the register as it is now on the record, under what was done to a figure or a release."""
        head = Head(self.number + 1, digest_of(one.line for one in self.noted.values()))
        self._note(head.to_text(), self.head_id)
        record.append(self.uow, self.keyring, deed, subject, detail=detail, fixed=self._fixed(head))

    def _check(self, head: Head | None) -> None:
        if head is None:
            record.check_none(self.uow, self._tag_key(), SUBJECT)
        else:
            record.check_newest(self.uow, self._fixed(head))
            self.number = head.number
        if (head.digest if head else digest_of(())) != digest_of(one.line for one in self.noted.values()):
            raise RolledBack

    def _write(self, note_id: str, said: Said) -> None:
        line = Line(note_id, self.keyring.person.id, said.to_text())
        self._note(line.text, note_id)
        self.noted[note_id] = Noted(line, said, self.keyring.person)

    def _note(self, text: str, note_id: str | None) -> None:
        auditors = self.keyring.membership.role_key(ROLE)
        notes.write(self.uow, self.keyring, auditors, NoteKind.FIGURE, text, note_id=note_id)

    def _fixed(self, head: Head) -> Fixed:
        return Fixed(self._tag_key(), SUBJECT, head.number, hashlib.sha256(head.to_text().encode()).digest())

    def _tag_key(self) -> bytes:
        return crypto.derive_key(self.keyring.role_private(ROLE, FIRST).seed, places.register_tags())


def _opened(uow: UnitOfWork, keyring: Keyring) -> list[OpenedNote]:
    found = [one for one in notes.mine(uow, keyring, NoteKind.FIGURE) if role_of(one.holder) == ROLE]
    if not all(ROLE in one.writer.roles for one in found):
        raise NotVouched
    return found
