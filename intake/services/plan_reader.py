"""Reading plans, always with their signatures: whoever can write the database can delete one, never bend one."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import crypto
from intake.domain.entities import Cohort, Plan
from intake.domain.plan_terms import BadPlan, Signed, Terms, Word
from intake.services import places
from intake.services.auditors import ROLE
from intake.services.errors import NotFound, NotVouched
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

DRAFT, APPROVE = "draft", "approve"


class PlanState(StrEnum):
    """How far a plan is."""

    DRAFTED = "drafted"
    APPROVED = "approved"


class CohortState(StrEnum):
    """A cohort takes cases, or its list is fixed; `spent`: its cases are never counted again, and it is not drawn."""

    OPEN = "open"
    FROZEN = "frozen"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan whose signatures hold. `drafter` and `approver` are user names, `by_me`: the viewer drafted it.

    `drafted` and `approved`: on which days. `cohorts` in the order of their days, empty while it is a draft.
    """

    state: PlanState
    terms: Terms
    drafter: str
    drafted: date
    approver: str | None
    approved: date | None
    by_me: bool
    cohorts: tuple[Cohort, ...]


def load(uow: UnitOfWork, keyring: Keyring, plan_id: str) -> PlanView:
    """Read a plan and check that auditors signed it: one its draft, another one its approval.

    Raises `NotFound`, `NotVouched` for signers who are no auditors, and `CryptoError` for what was changed.
    """
    return _view(uow, keyring, row(uow, plan_id))


def load_all(uow: UnitOfWork, keyring: Keyring) -> list[PlanView]:
    """Read all plans, the one that opens last first. Raises what `load` raises."""
    found = [_view(uow, keyring, row) for row in uow.plans.find()]
    return sorted(found, key=lambda view: view.terms.opens, reverse=True)


def row(uow: UnitOfWork, plan_id: str) -> Plan:
    """Return a plan as it lies. Raises `NotFound`."""
    found = uow.plans.get(plan_id)
    if found is None:
        raise NotFound
    return found


def _view(uow: UnitOfWork, keyring: Keyring, kept: Plan) -> PlanView:
    try:
        signed = Signed.parse(kept.body)
    except BadPlan as error:
        message = "a plan that cannot be read"
        raise crypto.Tampered(message) from error
    terms, drafted, approved = signed.terms, signed.drafted, signed.approved
    people = [_signer(keyring, terms, DRAFT, drafted)]
    if approved is not None:
        people.append(_signer(keyring, terms, APPROVE, approved))
    state = PlanState.DRAFTED if approved is None else PlanState.APPROVED
    if len(set(people)) < len(people) or (terms.plan, state) != (kept.id, kept.state):
        message = "a plan that is not what its auditors signed"
        raise crypto.Tampered(message)
    names = [keyring.membership.ever(one).username for one in people]
    return PlanView(
        state,
        terms,
        names[0],
        drafted.day,
        names[1] if approved else None,
        approved.day if approved else None,
        by_me=people[0] == keyring.identity.signing.public,
        cohorts=_cohorts(uow, terms),
    )


def _cohorts(uow: UnitOfWork, terms: Terms) -> tuple[Cohort, ...]:
    """Return a plan's cohorts as they are now, with the days that were signed."""
    found = {one.id: one for one in uow.cohorts.find(plan_id=terms.plan)}
    listed = [(one, found[one.cohort]) for one in terms.periods if one.cohort in found]
    return tuple(replace(cohort, opens=one.opens, closes=one.closes) for one, cohort in listed)


def _signer(keyring: Keyring, terms: Terms, deed: str, word: Word) -> bytes:
    """Return the signing key of who gave this word; `NotVouched` unless it was an auditor."""
    public = bytes.fromhex(word.signer)
    place = places.plan(terms.plan, deed, word.day.isoformat())
    crypto.check_detached(public, bytes.fromhex(word.signature), terms.to_json(), place)
    if ROLE not in keyring.membership.ever(public).roles:
        raise NotVouched
    return public
