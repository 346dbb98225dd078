"""Notes: sealed texts about no case, for a role or a member: shift notes, saved filters, a member's own choices.

A note is signed by its writer and sealed to its one holder. It dies with nothing: whoever may, deletes it.
"""

from dataclasses import dataclass
from enum import StrEnum

import crypto
from intake import clock
from intake.domain import strict
from intake.domain.entities import Note
from intake.services import places
from intake.services.grants import member_holder, role_holder
from intake.services.holders import every_holder_of, key_of
from intake.services.keyring import Keyring
from intake.services.people import Person, RolePublic
from intake.services.ports import UnitOfWork

MINIMUM = 2048
_KEYS = ("kind", "text", "written")


class NoteKind(StrEnum):
    """What a note is. Only the sealed part says it."""

    SHIFT = "shift"
    FILTER = "filter"
    CHOICES = "choices"
    DISMISSED = "dismissed"
    DEEDS = "deeds"
    LOOKS = "looks"
    AVOIDS = "avoids"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note that its holder opened; `written` is a UTC time (ISO 8601)."""

    id: str
    holder: str
    kind: NoteKind
    text: str
    writer: Person
    written: str


def write(
    uow: UnitOfWork,
    keyring: Keyring,
    reader: Person | RolePublic,
    kind: NoteKind,
    text: str,
    *,
    note_id: str | None = None,
) -> str:
    """Seal a note to a member or a role and return its id; with `note_id` in the place of that one."""
    if isinstance(reader, Person):
        holder, key = member_holder(reader.id), reader.kem
    else:
        holder, key = role_holder(reader.role, reader.epoch), reader.key
    if note_id is not None:
        destroy(uow, note_id)
    new_id = note_id or crypto.token(16).hex()
    body = strict.write_json({"kind": kind, "text": text, "written": clock.now().isoformat(timespec="seconds")})
    place = places.note(new_id, holder)
    signed = crypto.pad(crypto.sign(keyring.identity.signing, body, place), MINIMUM)
    uow.notes.add(Note(new_id, holder, crypto.seal(key, signed, place)))
    return new_id


def mine(uow: UnitOfWork, keyring: Keyring, kind: NoteKind) -> list[OpenedNote]:
    """Return the notes of one kind that this member can open, oldest first; their own only from themselves.

    Raises `CryptoError` for a note that was changed and `NotVouched` for a writer who never was a member.
    """
    own = member_holder(keyring.person.id)
    opened = [_open(keyring, row) for row in uow.notes.find(holder=every_holder_of(keyring))]
    found = [one for one in opened if one.kind is kind and (one.holder != own or one.writer.id == keyring.person.id)]
    return sorted(found, key=lambda one: (one.written, one.id))


def own(uow: UnitOfWork, keyring: Keyring, kind: NoteKind) -> str | None:
    """Return the text of the one note of this kind that the member keeps for themselves (`keep`), or None.

    Raises `CryptoError` for a note that was changed, or that somebody else wrote.
    """
    row = uow.notes.get(own_id(keyring, kind), member_holder(keyring.person.id))
    if row is None:
        return None
    note = _open(keyring, row)
    if note.writer.id != keyring.person.id or note.kind is not kind:
        message = "a note of one's own that one did not write"
        raise crypto.Tampered(message)
    return note.text


def keep(uow: UnitOfWork, keyring: Keyring, kind: NoteKind, text: str) -> None:
    """Put a text in the place of the one note of this kind that the member keeps for themselves."""
    write(uow, keyring, keyring.person, kind, text, note_id=own_id(keyring, kind))


def destroy(uow: UnitOfWork, note_id: str) -> int:
    """Delete a note."""
    return uow.notes.delete(id=note_id)


def own_id(keyring: Keyring, kind: NoteKind) -> str:
    """Return a note's id that only its holder can compute, and that looks like any other: 32 hex digits."""
    return crypto.derive_key(keyring.identity.seed, places.own_note(kind)).hex()[:32]


def _open(keyring: Keyring, row: Note) -> OpenedNote:
    place = places.note(row.id, row.holder)
    signed = crypto.check_signed(crypto.unpad(crypto.unseal(key_of(keyring, row.holder), row.sealed, place)), place)
    data = strict.shape(strict.read_json(signed.body, "note"), "note", _KEYS)
    return OpenedNote(
        row.id,
        row.holder,
        NoteKind(strict.text(data["kind"], "note.kind")),
        strict.each_text({"text": data["text"]}, "note")["text"],
        keyring.membership.ever(signed.signer),
        strict.text(data["written"], "note.written"),
    )
