"""Handing something over takes two: one drafts it, another member of the circle sees exactly that and decides.

What was drafted is drawn up again when somebody looks, decides and exports. If it is not the same to the byte, because
a source wrote, changed a consent or withdrew, nothing leaves. All of it is on the record of every case in it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake import clock
from intake.domain import handing
from intake.domain.consent import Use
from intake.domain.entities import GrantKind
from intake.domain.handing import Decision, Draft, What
from intake.domain.review import Action
from intake.services import bundle, casefile, extract, papers, record
from intake.services.bundle import Bundle, Plan
from intake.services.course import allowed
from intake.services.deciders import deciders
from intake.services.errors import ChangedSince, NobodyElse, NoKey, NotAllowedNow, NotFound, OwnDraft
from intake.services.grants import member_holder
from intake.services.holders import CIRCLES, role_of
from intake.services.instance import Instance, shred_soon, transact
from intake.services.instance_key import sign
from intake.services.keyring import Keyring
from intake.services.papers import OpenedPaper, PaperKind
from intake.services.people import Person, RolePublic
from intake.services.ports import UnitOfWork
from intake.services.sealed_parcel import read_key, sealed
from intake.services.zipping import packed


@dataclass(frozen=True, slots=True)
class Handing:
    """A draft that this member can see, who wrote it when (UTC, ISO 8601), and what was decided by whom."""

    id: str
    draft: Draft
    writer: Person
    written: str
    decision: Decision | None = None
    decider: Person | None = None


def propose(instance: Instance, keyring: Keyring, wanted: Draft) -> str:
    """Draft a handing over of what `wanted` names; its day, record and digest are set here. Return its id.

    Raises what drawing it up raises (`ConsentMissing` names the use), `NotAllowedNow`, and `NobodyElse` for a bundle.
    """
    with instance.database.reading() as uow:
        dated = replace(wanted, day=clock.today().isoformat(), record_size=extract.size(uow))
        draft = replace(dated, digest=_digest(_fixed(draw(uow, instance, keyring, dated), dated)))

    def work(uow: UnitOfWork) -> str:
        _check(uow, instance, keyring, draft, Action.DRAFT_EXPORT)
        if draft.what is What.BUNDLE and not deciders(uow, instance, keyring, draft.cases):
            raise NobodyElse
        made = _write(uow, instance, keyring, draft, draft.to_text())
        _note(uow, keyring, draft, "export-draft")
        return made

    return transact(instance.database, work)


def handings(instance: Instance, keyring: Keyring, case_id: str | None = None) -> list[Handing]:
    """Return every draft that this member can see, newest first, or those of one case."""
    with instance.database.reading() as uow:
        found = _all(uow, instance, keyring)
    return [one for one in reversed(found) if case_id is None or case_id in one.draft.cases]


def find(instance: Instance, keyring: Keyring, handing_id: str) -> Handing:
    """Return one draft, without what would leave. Raises `NotFound`."""
    with instance.database.reading() as uow:
        return _one(uow, instance, keyring, handing_id)


def look(instance: Instance, keyring: Keyring, handing_id: str) -> tuple[Handing, Bundle | None]:
    """Return a draft with exactly what would leave; the look is on the record. A letter stands in the draft itself.

    Raises `NotFound`, `ChangedSince`, and what drawing it up raises.
    """
    with instance.database.reading() as uow:
        one = _one(uow, instance, keyring, handing_id)
        drawn = _same(uow, instance, keyring, one.draft)
    transact(instance.database, lambda uow: _note(uow, keyring, one.draft, "export-look"))
    return one, drawn


def decide(instance: Instance, keyring: Keyring, handing_id: str, *, approved: bool, reason: str) -> None:
    """Approve a draft, or refuse it with a reason.

    Raises `NotFound`, `NotAllowedNow` when it was decided already, `OwnDraft`, `ChangedSince`, `NoKey` for who is not
    of a circle or cannot sign.
    """
    with instance.database.reading() as uow:
        one = _one(uow, instance, keyring, handing_id)
        _may_decide(keyring, one)
        signature = _approve(uow, instance, keyring, one.draft) if approved else ""

    def work(uow: UnitOfWork) -> None:
        _may_decide(keyring, _one(uow, instance, keyring, handing_id))
        _check(uow, instance, keyring, one.draft, Action.APPROVE_EXPORT)
        decision = Decision(handing_id, one.draft.digest, approved, reason, signature)
        _write(uow, instance, keyring, one.draft, decision.to_text(), one.writer)
        _note(uow, keyring, one.draft, "export-approve" if approved else "export-refuse")

    transact(instance.database, work)


def take_back(instance: Instance, keyring: Keyring, handing_id: str) -> None:
    """Destroy one's own draft and what was decided about it. What left before cannot be called back."""

    def work(uow: UnitOfWork) -> None:
        one = _one(uow, instance, keyring, handing_id)
        if one.writer.id != keyring.person.id:
            raise NotAllowedNow
        for paper in papers.mine(uow, instance, keyring, PaperKind.HANDING_OVER):
            said = handing.read(paper.text)
            if paper.id == handing_id or (isinstance(said, Decision) and said.draft == handing_id):
                papers.destroy(uow, paper.id)
        _note(uow, keyring, one.draft, "export-take-back")

    transact(instance.database, work)
    shred_soon(instance.database)


def approved(instance: Instance, keyring: Keyring, handing_id: str) -> tuple[Handing, Bundle | None]:
    """Return what another member approved, ready to leave, and note that it leaves.

    Raises `NotFound`, `NotAllowedNow` while nobody approved it, `ChangedSince`, and what drawing it up raises.
    """
    with instance.database.reading() as uow:
        one = _one(uow, instance, keyring, handing_id)
        if one.decision is None or not one.decision.approved:
            raise NotAllowedNow
        drawn = _same(uow, instance, keyring, one.draft)
    transact(instance.database, lambda uow: _note(uow, keyring, one.draft, "export"))
    return one, drawn


def bytes_of(instance: Instance, one: Handing, drawn: Bundle) -> Iterator[bytes]:
    """Yield the bundle as it leaves: a ZIP, sealed where the draft names a recipient's key."""
    signature = one.decision.signature.encode() if one.decision else b""
    pieces = packed(drawn.files(instance.blobs, signature))
    return sealed(read_key(one.draft.key), pieces) if one.draft.key else pieces


def draw(uow: UnitOfWork, instance: Instance, keyring: Keyring, draft: Draft) -> Bundle | None:
    """Draw up the bundle that a draft names; of a letter, check that its source still allows it."""
    if draft.what is What.LETTER:
        casefile.open_file(uow, instance, keyring, draft.cases[0]).require(Use.UN)
        return None
    named = (draft.recipient, draft.purpose, draft.graded, draft.day, draft.record_size)
    return bundle.draw_up(uow, instance, keyring, Plan(draft.cases, *named))


def _fixed(drawn: Bundle | None, draft: Draft) -> bytes:
    """Return the bytes that are approved: a bundle's manifest, or the letter."""
    return drawn.manifest.to_json() if drawn else draft.letter.encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _same(uow: UnitOfWork, instance: Instance, keyring: Keyring, draft: Draft) -> Bundle | None:
    # A blind second coder who also sits in the circle must not see in a bundle what others coded.
    _check(uow, instance, keyring, draft, Action.APPROVE_EXPORT)
    drawn = draw(uow, instance, keyring, draft)
    if _digest(_fixed(drawn, draft)) != draft.digest:
        raise ChangedSince
    return drawn


def _approve(uow: UnitOfWork, instance: Instance, keyring: Keyring, draft: Draft) -> str:
    """Return the instance's signature of a bundle; a letter is signed by hand, by who sends it."""
    drawn = _same(uow, instance, keyring, draft)
    return sign(instance.settings, keyring, drawn.manifest.to_json()).to_json().decode() if drawn else ""


def _may_decide(keyring: Keyring, one: Handing) -> None:
    if one.decision is not None:
        raise NotAllowedNow
    if one.writer.id == keyring.person.id:
        raise OwnDraft
    if not any(keyring.has(role) for role in CIRCLES):
        raise NoKey


def _check(uow: UnitOfWork, instance: Instance, keyring: Keyring, draft: Draft, action: Action) -> None:
    for case_id in draft.cases:
        allowed(action, casefile.open_file(uow, instance, keyring, case_id))


def _note(uow: UnitOfWork, keyring: Keyring, draft: Draft, action: str) -> None:
    for case_id in draft.cases:
        record.append(uow, keyring, action, case_id, detail={"digest": draft.digest})


def _write(
    uow: UnitOfWork, instance: Instance, keyring: Keyring, draft: Draft, text: str, writer: Person | None = None
) -> str:
    """Write a paper to who may see the draft: of a letter its writer and its approver, of a bundle all who hold it."""
    said = papers.Said(draft.cases[0], PaperKind.HANDING_OVER, text)
    if draft.what is What.LETTER:
        readers: list[Person | RolePublic] = [writer or keyring.person, keyring.membership.person(draft.approver)]
    else:
        readers = _holders(uow, keyring, draft.cases[0])
    return papers.write(uow, instance, keyring, said, readers)


def _holders(uow: UnitOfWork, keyring: Keyring, case_id: str) -> list[Person | RolePublic]:
    known = keyring.membership
    holders = {grant.holder for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE)}
    roles = sorted({role_of(holder) for holder in holders} - {""})
    members = [person for person in known.people() if member_holder(person.id) in holders]
    return [*(known.role_key(role) for role in roles), *members]


def _one(uow: UnitOfWork, instance: Instance, keyring: Keyring, handing_id: str) -> Handing:
    for one in _all(uow, instance, keyring):
        if one.id == handing_id:
            return one
    raise NotFound


def _all(uow: UnitOfWork, instance: Instance, keyring: Keyring) -> list[Handing]:
    """Return the drafts, oldest first, each with the first decision that somebody else of a circle made about it."""
    opened = papers.mine(uow, instance, keyring, PaperKind.HANDING_OVER)
    said = [(paper, handing.read(paper.text)) for paper in opened]
    decisions = [(paper, what) for paper, what in said if isinstance(what, Decision)]
    return [_decided(paper, what, decisions) for paper, what in said if isinstance(what, Draft)]


def _decided(paper: OpenedPaper, draft: Draft, decisions: Sequence[tuple[OpenedPaper, Decision]]) -> Handing:
    one = Handing(paper.id, draft, paper.writer, paper.written)
    for other, decision in decisions:
        fits = (decision.draft, decision.digest) == (paper.id, draft.digest)
        if fits and other.writer.id != paper.writer.id and other.writer.roles & set(CIRCLES):
            return replace(one, decision=decision, decider=other.writer)
    return one
