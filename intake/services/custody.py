"""The custodians' side: what is asked of them, what the source says to it, and releasing or refusing it.

A custodian opens an identity for a request and not otherwise, each time on the record, and only the part that was
asked for. What the source allows is read from the source's own signed statements at every step. The first custodian
to decide decides; nobody decides about what they asked for themselves.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from intake import clock
from intake.domain.consent import Standing
from intake.domain.custody import Offer, Purpose, offer, part
from intake.domain.custody_papers import LONGEST_REASON, Answer, Release, Request
from intake.domain.identity import Identity
from intake.domain.review import Action, Part, State, after
from intake.services import custody_checks, identity, papers, record
from intake.services.errors import (
    AlreadyDecided,
    ConsentMissing,
    NoKey,
    NotAllowedNow,
    NotFound,
    NothingGiven,
    TooMuch,
)
from intake.services.identities import CUSTODIANS
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.papers import OpenedPaper, PaperKind, Said, said_in
from intake.services.people import Person
from intake.services.ports import UnitOfWork
from intake.services.texts import check_text


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as custodians see it: who asks, what for, about which case; `written` in UTC (ISO 8601)."""

    id: str
    case_id: str
    asker: Person
    request: Request
    written: str


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer that was given: about which case, by whom, and to whom (empty for a member who left)."""

    case_id: str
    answer: Answer
    asker: str
    by: str
    written: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for custodians, danger first and then the oldest; what was decided of late, the newest first."""

    waiting: tuple[Asked, ...]
    decided: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A request with what bears on it: what the source allows now, and whether who asks holds the case, and is oneself.

    `live` tells whether anything is released of a case in this state.
    """

    asked: Asked
    standing: Standing
    offer: Offer
    live: bool
    holds: bool
    own: bool

    @property
    def may_release(self) -> bool:
        """Whether a release would be allowed now."""
        return self.offer.open and self.live and self.holds and not self.own


def desk(instance: Instance, keyring: Keyring) -> Desk:
    """Return what waits and what was decided. Raises `NoKey` for who is no custodian."""
    with instance.database.reading() as uow:
        waiting = [_asked(one) for one in _ours(uow, instance, keyring, PaperKind.IDENTITY_REQUEST)]
        decided = [_decided(one, keyring) for one in _ours(uow, instance, keyring, PaperKind.IDENTITY_ANSWER)]
    first = sorted(waiting, key=lambda one: one.request.purpose is not Purpose.DANGER)
    return Desk(tuple(first), tuple(reversed(decided)))


def weigh(instance: Instance, keyring: Keyring, request_id: str) -> Weighed:
    """Return a request with what bears on it. Raises as `look` does, but for what is about consent."""
    with instance.database.reading() as uow:
        return _weigh(uow, instance, keyring, request_id)


def look(instance: Instance, keyring: Keyring, request_id: str) -> Identity:
    """Open the part that was asked for, on the record.

    Raises `NotFound`, `AlreadyDecided`, `Withdrawn`, `ConsentMissing`, `NoKey`, and `NotAllowedNow` where who asks
    does not hold the case or is oneself.
    """
    return transact(instance.database, lambda uow: _open(uow, instance, keyring, request_id, "open-identity")[1])


def release(instance: Instance, keyring: Keyring, request_id: str) -> date:
    """Seal what was asked for to the one who asked; return the day on which that paper is destroyed.

    Raises what `look` does, and `NothingGiven`.
    """
    until = clock.today() + timedelta(days=instance.settings.custody_days)

    def work(uow: UnitOfWork) -> date:
        weighed, given = _open(uow, instance, keyring, request_id, "give-identity")
        if given.is_empty:
            raise NothingGiven
        asked = weighed.asked
        answer = replace(_answer_to(asked), until=until, row=identity.fingerprint(uow, asked.case_id))
        told = Release(answer, weighed.standing.un_name, given).to_json()
        said = Said(asked.case_id, PaperKind.IDENTITY_RELEASE, told, until)
        papers.write(uow, instance, keyring, said, [asked.asker])
        _decide(uow, instance, keyring, asked, answer)
        return until

    return transact(instance.database, work)


def refuse(instance: Instance, keyring: Keyring, request_id: str, reason: str) -> None:
    """Say no, and why. Raises `NotFound`, `AlreadyDecided`, `CodenameInText`, `TooMuch` and `NoKey`."""
    check_text(reason)
    if len(reason) > LONGEST_REASON:
        raise TooMuch

    def work(uow: UnitOfWork) -> None:
        asked = _find(uow, instance, keyring, request_id)
        record.append(uow, keyring, "refuse-identity", asked.case_id, detail=_detail(asked))
        _decide(uow, instance, keyring, asked, replace(_answer_to(asked), reason=reason))

    transact(instance.database, work)


def _open(
    uow: UnitOfWork, instance: Instance, keyring: Keyring, request_id: str, action: str
) -> tuple[Weighed, Identity]:
    weighed = _weigh(uow, instance, keyring, request_id)
    asked = weighed.asked
    for use in weighed.offer.missing:
        raise ConsentMissing(use, weighed.standing.spoken.get(use))
    if not weighed.may_release:
        raise NotAllowedNow
    whole = identity.open_for_custody(uow, instance, keyring, asked.case_id, action, _detail(asked))
    return weighed, part(whole, asked.request.purpose, asked.request.want)


def _weigh(uow: UnitOfWork, instance: Instance, keyring: Keyring, request_id: str) -> Weighed:
    asked = _find(uow, instance, keyring, request_id)
    case = custody_checks.live_case(uow, asked.case_id)
    standing = custody_checks.standing(uow, keyring, asked.case_id)
    return Weighed(
        asked,
        standing,
        offer(asked.request.purpose, standing.uses, urgent=case.urgent),
        live=after(Action.GIVE_IDENTITY, State(case.state), frozenset({Part.CUSTODIAN})) is not None,
        holds=custody_checks.holds(uow, asked.asker, asked.case_id),
        own=asked.asker == keyring.person,
    )


def _answer_to(asked: Asked) -> Answer:
    return Answer(asked.id, asked.asker.id, asked.request.purpose, asked.request.want)


def _decide(uow: UnitOfWork, instance: Instance, keyring: Keyring, asked: Asked, answer: Answer) -> None:
    """Put the answer in the place of the request, for custodians and for who asked."""
    ends = clock.today() + timedelta(days=instance.settings.custody_days)
    said = Said(asked.case_id, PaperKind.IDENTITY_ANSWER, answer.to_json(), ends)
    papers.destroy(uow, asked.id)
    papers.write(uow, instance, keyring, said, [keyring.membership.role_key(CUSTODIANS), asked.asker])


def _find(uow: UnitOfWork, instance: Instance, keyring: Keyring, request_id: str) -> Asked:
    for one in _ours(uow, instance, keyring, PaperKind.IDENTITY_REQUEST):
        if one.id == request_id:
            return _asked(one)
    for one in _ours(uow, instance, keyring, PaperKind.IDENTITY_ANSWER):
        decided = _decided(one, keyring)
        if decided.answer.request == request_id:
            raise AlreadyDecided(decided.by, released=decided.answer.until is not None)
    raise NotFound


def _ours(uow: UnitOfWork, instance: Instance, keyring: Keyring, kind: PaperKind) -> list[OpenedPaper]:
    """Return the papers of a kind that custodians have; an answer counts only when a custodian wrote it."""
    if not keyring.has(CUSTODIANS):
        raise NoKey
    found = papers.mine(uow, instance, keyring, kind)
    return [one for one in found if kind is PaperKind.IDENTITY_REQUEST or CUSTODIANS in one.writer.roles]


def _asked(paper: OpenedPaper) -> Asked:
    return Asked(paper.id, paper.case_id, paper.writer, said_in(paper, Request.parse), paper.written)


def _decided(paper: OpenedPaper, keyring: Keyring) -> Decided:
    answer = said_in(paper, Answer.parse)
    asker = keyring.membership.current.get(answer.asker)
    return Decided(paper.case_id, answer, asker.username if asker else "", paper.writer.username, paper.written)


def _detail(asked: Asked) -> dict[str, str]:
    return {"to": asked.asker.id, "purpose": str(asked.request.purpose)}
