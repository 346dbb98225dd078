"""Papers: something about a case for somebody who does not hold the case.

A paper is signed by its writer, sealed to each holder (a role's epoch or a member) and covered by the outer key, as
grants are: a withdrawal wraps it once more to the source's mailbox key, destruction takes it with the case.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import crypto
from crypto import PrivateKey, PublicKey
from intake import clock
from intake.domain import strict
from intake.domain.entities import Paper
from intake.domain.strict import BadShape
from intake.services import grants, places
from intake.services.grants import member_holder, role_holder
from intake.services.holders import CIRCLES, every_holder_of, key_of, role_of
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.people import Person, RolePublic
from intake.services.ports import UnitOfWork

MINIMUM = 4096
LONGEST_NEGLECT = 3653
"""Days that the nightly job may have been left out: ten years."""
_KEYS = ("kind", "text", "written")

Content = TypeVar("Content")


class PaperKind(StrEnum):
    """What a paper is. Only the sealed part says it."""

    IDENTITY_REQUEST = "identity-request"
    IDENTITY_ANSWER = "identity-answer"
    IDENTITY_RELEASE = "identity-release"
    SUSPECT = "suspect"
    QUOTATION = "quotation"
    HANDING_OVER = "handing-over"
    AGREEMENT = "agreement"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Said:
    """What a paper is to say, and about which case. On the day `ends` the nightly job destroys it."""

    case_id: str
    kind: PaperKind
    text: str
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A paper that its holder opened; `written` is a UTC time (ISO 8601)."""

    id: str
    case_id: str
    kind: PaperKind
    text: str
    writer: Person
    written: str


def write(
    uow: UnitOfWork,
    instance: Instance,
    keyring: Keyring,
    said: Said,
    readers: Collection[Person | RolePublic],
    *,
    paper_id: str | None = None,
) -> str:
    """Seal a paper to every reader and return its id. With `paper_id` it takes the place of that one, for all."""
    if paper_id is not None:
        destroy(uow, paper_id)
    new_id = paper_id or crypto.token(16).hex()
    body = strict.write_json(
        {"kind": said.kind, "text": said.text, "written": clock.now().isoformat(timespec="seconds")}
    )
    for reader in readers:
        holder, key = _address(reader)
        row = Paper(new_id, holder, said.case_id, b"", "", ends=said.ends)
        place = places.grant(said.case_id, grants.kind_of(row), holder)
        signed = crypto.pad(crypto.sign(keyring.identity.signing, body, place), MINIMUM)
        sealed = crypto.seal(key, signed, place)
        uow.papers.add(grants.cover(instance.grant_keys, replace(row, sealed=sealed)))
    return new_id


def mine(
    uow: UnitOfWork, instance: Instance, keyring: Keyring, kind: PaperKind | None = None, *, case_id: str | None = None
) -> list[OpenedPaper]:
    """Return the papers that this member can open, oldest first: of one kind, of one case, or all.

    Raises `CryptoError` for a paper that was moved or changed and `NotVouched` for a writer who never was a member.
    """
    where: dict[str, Any] = {} if case_id is None else {"case_id": case_id}
    rows = uow.papers.find(holder=every_holder_of(keyring), withdrawn=False, **where)
    opened = {row.id: _open(instance, keyring, row) for row in rows}
    found = [one for one in opened.values() if kind in {None, one.kind}]
    return sorted(found, key=lambda one: (one.written, one.id))


def readers_of(uow: UnitOfWork, paper_id: str) -> list[str]:
    """Return the holders of a paper's copies."""
    return [row.holder for row in uow.papers.find(id=paper_id)]


def destroy(uow: UnitOfWork, paper_id: str, *, holder: str | None = None) -> int:
    """Destroy a paper, or one holder's copy. The caller shreds afterwards (`shred_soon`)."""
    return uow.papers.delete(id=paper_id, **({} if holder is None else {"holder": holder}))


def end(uow: UnitOfWork) -> int:
    """Destroy the papers whose day has come; return how many copies there were. The caller shreds afterwards."""
    return uow.papers.delete(ends=[clock.today() - timedelta(days=ago) for ago in range(LONGEST_NEGLECT)])


def end_for(uow: UnitOfWork, case_id: str, holder: str) -> None:
    """Destroy one holder's papers of a case that end: what was lent for the work on it ends with that work."""
    for row in uow.papers.find(case_id=case_id, holder=holder):
        if row.ends is not None:
            destroy(uow, row.id, holder=holder)


def keep_from_circle(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> None:
    """Destroy the circle's copies of what waits for it about a case, which not the whole circle may open any more.

    What waited is drafted again. Who is suspected is told anew by `suspects.follow`.
    """
    for row in uow.papers.find(case_id=case_id, withdrawn=False):
        if role_of(row.holder) in CIRCLES and _open(instance, keyring, row).kind is not PaperKind.SUSPECT:
            destroy(uow, row.id, holder=row.holder)


def said_in(paper: OpenedPaper, parse: Callable[[str], Content]) -> Content:
    """Return what a paper says. Raises `Tampered` for one that says nothing valid."""
    try:
        return parse(paper.text)
    except BadShape as error:
        message = "a paper that says nothing valid"
        raise crypto.Tampered(message) from error


def suspend(uow: UnitOfWork, instance: Instance, case_id: str, mailbox: PublicKey) -> None:
    """Close every paper of a case to its holders, as a withdrawal does."""
    for row in uow.papers.find(case_id=case_id, withdrawn=False):
        _put(uow, grants.suspend(instance.grant_keys, row, mailbox))


def restore(uow: UnitOfWork, instance: Instance, case_id: str, mailbox: PrivateKey) -> None:
    """Undo `suspend`."""
    for row in uow.papers.find(case_id=case_id, withdrawn=True):
        _put(uow, grants.restore(instance.grant_keys, row, mailbox))


def recover_some(uow: UnitOfWork, instance: Instance, outer_keys: Collection[str], limit: int) -> int:
    """Put some papers that lie under these outer keys under the current one; return how many."""
    rows = uow.papers.find(outer_key=outer_keys, limit=limit)
    for row in rows:
        _put(uow, grants.recover(instance.grant_keys, row))
    return len(rows)


def _put(uow: UnitOfWork, row: Paper) -> None:
    uow.papers.change(row.id, row.holder, sealed=row.sealed, outer_key=row.outer_key, withdrawn=row.withdrawn)


def _address(reader: Person | RolePublic) -> tuple[str, PublicKey]:
    if isinstance(reader, Person):
        return member_holder(reader.id), reader.kem
    return role_holder(reader.role, reader.epoch), reader.key


def _open(instance: Instance, keyring: Keyring, row: Paper) -> OpenedPaper:
    place = places.grant(row.case_id, grants.kind_of(row), row.holder)
    padded = crypto.unseal(key_of(keyring, row.holder), grants.uncover(instance.grant_keys, row), place)
    signed = crypto.check_signed(crypto.unpad(padded), place)
    data = strict.shape(strict.read_json(signed.body, "paper"), "paper", _KEYS)
    return OpenedPaper(
        row.id,
        row.case_id,
        PaperKind(strict.text(data["kind"], "paper.kind")),
        strict.each_text({"text": data["text"]}, "paper")["text"],
        keyring.membership.ever(signed.signer),
        strict.text(data["written"], "paper.written"),
    )
