"""The record of what staff do: RFC 6962 leaves, each sealed to the intake circle and signed by who acted.

In clear an entry shows its number, a blinded tag, a blinded digest and its leaf hash. The tag of a thing that has
revisions can be computed by whoever opens the case, so a rolled back coding is seen by its reader at once; everyone
else sees random strings.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import crypto
from crypto import PrivateKey
from intake import clock
from intake.domain.entities import RecordEntry
from intake.services import places
from intake.services.errors import NoKey, NotVouched, RolledBack
from intake.services.grants import role_holder
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

READERS = "intake"
ENTRY_MINIMUM = 512
PAGE = 50
LOOKAHEAD = 64


@dataclass(frozen=True, slots=True)
class Fixed:
    """What an entry fixes: one revision of one thing of a case, by the SHA-256 of its ciphertext."""

    tag_key: bytes = field(repr=False)
    subject: str
    revision: int
    digest: bytes

    @property
    def tag(self) -> str:
        """The blinded name of this revision, 64 hex digits."""
        return _tag(self.tag_key, self.subject, self.revision)

    @property
    def blinded(self) -> bytes:
        """The blinded digest, 32 bytes."""
        return crypto.derive_key(self.tag_key, places.record_digest(self.digest))


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry as its reader sees it."""

    number: int
    action: str
    subject: str
    member: str
    time: str
    detail: Mapping[str, str]
    member_id: str


def tag_key(case_id: str, case: PrivateKey) -> bytes:
    """Return the key that blinds a case's tags."""
    return crypto.derive_key(case.seed, places.record_tags(case_id))


def append(  # what was done, to what, and what it fixes
    uow: UnitOfWork,
    keyring: Keyring,
    action: str,
    subject: str,
    *,
    detail: Mapping[str, str] | None = None,
    fixed: Fixed | None = None,
) -> None:
    """Add an entry in the caller's transaction: the deed and its trace are stored together or not at all."""
    newest = uow.records.find(order="-number", limit=1)
    number = newest[0].number + 1 if newest else 0
    reader = keyring.membership.role_key(READERS)
    place = places.record(number, role_holder(reader.role, reader.epoch))
    body = {
        "action": action,
        "subject": subject,
        "member": keyring.person.id,
        "time": clock.now().isoformat(timespec="seconds"),
        "detail": dict(detail or {}),
    }
    signed = crypto.sign(keyring.identity.signing, json.dumps(body, sort_keys=True).encode(), place)
    sealed = crypto.seal(reader.key, crypto.pad(signed, ENTRY_MINIMUM), place)
    tag = fixed.tag if fixed else crypto.token(32).hex()
    digest = fixed.blinded if fixed else crypto.token(32)
    uow.records.add(RecordEntry(number, tag, digest, sealed, leaf(number, tag, digest, sealed)))


def check_newest(uow: UnitOfWork, fixed: Fixed) -> None:
    """Raise `RolledBack` unless the record holds exactly this revision and none after it."""
    entries = uow.records.find(tag=fixed.tag)
    later = uow.records.count(tag=_tag(fixed.tag_key, fixed.subject, fixed.revision + 1))
    if [entry.digest for entry in entries] != [fixed.blinded] or later:
        raise RolledBack


def check_seen(uow: UnitOfWork, fixed: Fixed, ahead: int) -> bool:
    """Tell whether the record holds this revision.

    Raises `RolledBack` when it holds it with another content, or holds one of the `ahead` revisions after it: what
    staff saw then is missing now.
    """
    wanted = range(fixed.revision, fixed.revision + ahead + 1)
    found = uow.records.find(tag=[_tag(fixed.tag_key, fixed.subject, revision) for revision in wanted])
    if any((entry.tag, entry.digest) != (fixed.tag, fixed.blinded) for entry in found):
        raise RolledBack
    return bool(found)


def check_none(uow: UnitOfWork, key: bytes, subject: str) -> None:
    """Raise `RolledBack` when the record knows a first revision of what the database says never was."""
    if uow.records.count(tag=_tag(key, subject, 1)):
        raise RolledBack


def knows(uow: UnitOfWork, fixed: Fixed) -> bool:
    """Tell whether this revision stands on the record already."""
    return uow.records.count(tag=fixed.tag) > 0


def knows_later(uow: UnitOfWork, fixed: Fixed) -> bool:
    """Tell whether a later revision stands on the record, among those that may follow without being opened."""
    later = range(fixed.revision + 1, fixed.revision + 1 + LOOKAHEAD)
    return uow.records.count(tag=[_tag(fixed.tag_key, fixed.subject, revision) for revision in later]) > 0


def leaf(number: int, tag: str, digest: bytes, sealed: bytes) -> bytes:
    """Return the RFC 6962 leaf hash of an entry."""
    return crypto.leaf_hash(crypto.bind("record-leaf", str(number), tag, digest, sealed))


def root(entries: Iterable[RecordEntry]) -> bytes:
    """Return the RFC 6962 root over the entries, 32 bytes."""
    return crypto.root_hash(entry.leaf for entry in entries)


def entries(uow: UnitOfWork, keyring: Keyring, *, page: int = 1) -> list[Deed]:
    """Return one page of deeds, newest first. Raises `NoKey` for who does not hold the readers' key."""
    return [read(row, keyring) for row in newest(uow, keyring, PAGE, (page - 1) * PAGE)]


def newest(uow: UnitOfWork, keyring: Keyring, count: int, offset: int = 0) -> list[RecordEntry]:
    """Return some entries as they lie, newest first. Raises `NoKey` for who does not hold the readers' key."""
    if not keyring.has(READERS):
        raise NoKey
    return uow.records.find(order="-number", limit=count, offset=offset)


def read(entry: RecordEntry, keyring: Keyring) -> Deed:
    """Open one entry. Raises `NoKey` and `CryptoError`; `NotVouched` when its signer is not the member it names."""
    for public in reversed(keyring.membership.role_keys(READERS)):
        place = places.record(entry.number, role_holder(public.role, public.epoch))
        try:
            padded = crypto.unseal(keyring.role_private(READERS, public.epoch), entry.sealed, place)
        except crypto.NoMatchingKey:
            continue
        signed = crypto.check_signed(crypto.unpad(padded), place)
        body = json.loads(signed.body)
        person = keyring.membership.ever(signed.signer)
        if person.id != body["member"]:
            raise NotVouched
        name, time, detail = person.username, body["time"], body["detail"]
        return Deed(entry.number, body["action"], body["subject"], name, time, detail, person.id)
    raise NoKey


def _tag(key: bytes, subject: str, revision: int) -> str:
    return crypto.derive_key(key, places.record_tag(subject, revision)).hex()
