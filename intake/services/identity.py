"""Giving, changing and opening who a source is: for custodians, and for the circle where a source in danger asks."""

import hashlib
from collections.abc import Mapping

import crypto
from intake.domain.entities import GrantKind, SealedIdentity
from intake.domain.identity import Identity
from intake.domain.review import Action, Part, State, after
from intake.services import casefile, course, grants, identities, mailbox_key, papers, record
from intake.services.errors import NoKey, NotFound, RolledBack, Withdrawn
from intake.services.holders import CIRCLES, MEMBER, private_for, role_of
from intake.services.identities import CUSTODIANS, NOTHING, Given, Openers
from intake.services.instance import Instance, shred_soon, transact
from intake.services.keyring import Keyring
from intake.services.mailbox import Visit
from intake.services.people import Membership
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed
from intake.services.submit import receiving
from intake.services.texts import check_text

SUBJECT = "identity"


def replace(instance: Instance, visit: Visit, identity: Identity) -> None:
    """Put a new identity in the place of what was given before; an empty one forgets it. The older key is destroyed.

    Asking to be reached at once marks the case as urgent, as it would have when it was sent. Raises `CodenameInText`,
    `Withdrawn` and `IntakeClosed`.
    """
    check_text(identity.name, identity.address, identity.hours, identity.word)

    def work(uow: UnitOfWork) -> None:
        case_id, state = visit.case_id, _state_after(uow, visit)
        membership = receiving(uow, instance)
        if identity.asks_at_once:
            uow.cases.change(case_id, urgent=True)
            course.move(uow, case_id, state)
        openers = _openers(uow, instance, membership, visit)
        number = identities.count(uow.identities.get(case_id), visit.keys) + 1
        fresh = identities.seal(instance.grant_keys, openers, visit.keys, case_id, identity, number=number)
        uow.identities.delete(case_id=case_id)
        uow.grants.delete(case_id=case_id, kind=GrantKind.IDENTITY)
        _forget_released(uow, case_id)
        uow.identities.add(fresh.row)
        for grant in fresh.grants:
            uow.grants.add(grant)

    transact(instance.database, work)
    shred_soon(instance.database)


def is_for_circle(instance: Instance, keyring: Keyring, case_id: str) -> bool:
    """Tell whether the source asked to be reached at once and this member is one of those who may."""
    with instance.database.reading() as uow:
        try:
            return _key(uow, instance, keyring, case_id, CIRCLES) != NOTHING
        except NoKey:
            return False


def open_at_once(instance: Instance, keyring: Keyring, case_id: str) -> Identity:
    """Open it for the circle that takes the case, because the source in danger asked for that. It is on the record.

    Raises what `casefile.open_file` does, `NoKey` where the source did not ask, and `RolledBack`.
    """

    def work(uow: UnitOfWork) -> Identity:
        casefile.open_file(uow, instance, keyring, case_id)
        key = _key(uow, instance, keyring, case_id, CIRCLES)
        if key == NOTHING:
            raise NoKey
        given = _open(uow, keyring, case_id, key, "open-contact")
        if not given.identity.asks_at_once:
            message = "an identity granted to the circle that the source did not show it to"
            raise crypto.Tampered(message)
        return given.identity

    return transact(instance.database, work)


def open_for_custody(
    uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str, action: str, detail: Mapping[str, str]
) -> Identity:
    """Open it for a custodian whom somebody asked (`services/custody.py`); `action` and `detail` are on the record.

    Raises `NoKey`, `NotFound` and `RolledBack`.
    """
    key = _key(uow, instance, keyring, case_id, (CUSTODIANS,))
    return _open(uow, keyring, case_id, key, action, detail).identity


def fingerprint(uow: UnitOfWork, case_id: str) -> str:
    """Return the SHA-256 (hex) of what is given now, sealed: whoever holds it sees later that it was changed."""
    row = uow.identities.get(case_id)
    return "" if row is None else _fingerprint(row).hex()


def _open(  # whose, with which key, and what the record says of it
    uow: UnitOfWork,
    keyring: Keyring,
    case_id: str,
    key: bytes,
    action: str,
    detail: Mapping[str, str] | None = None,
) -> Given:
    row, keys = uow.identities.get(case_id), uow.case_keys.get(case_id)
    if row is None or keys is None:
        raise NotFound
    given = identities.read(row, key, keys)
    fixed = Fixed(given.tags, SUBJECT, given.number, _fingerprint(row))
    if record.knows_later(uow, fixed):
        raise RolledBack
    record.append(uow, keyring, action, case_id, detail=detail, fixed=None if record.knows(uow, fixed) else fixed)
    return given


def _key(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str, roles: tuple[str, ...]) -> bytes:
    for grant in uow.grants.find(case_id=case_id, kind=GrantKind.IDENTITY):
        leads = roles is CIRCLES and grant.holder.startswith(MEMBER)
        private = private_for(keyring, grant.holder) if leads or role_of(grant.holder) in roles else None
        if private is not None:
            return grants.open_grant(instance.grant_keys, grant, private)
    raise NoKey


def _forget_released(uow: UnitOfWork, case_id: str) -> None:
    """Destroy what was released of the older one: papers that end and that no role holds a copy of."""
    held = uow.papers.find(case_id=case_id)
    shared = {paper.id for paper in held if role_of(paper.holder)}
    for paper in held:
        if paper.ends is not None and paper.id not in shared:
            papers.destroy(uow, paper.id)


def _openers(uow: UnitOfWork, instance: Instance, membership: Membership, visit: Visit) -> Openers:
    """Return who may open it: for an urgent case also the circle that holds it, or those who lead it in its place."""
    case, keys = uow.cases.get(visit.case_id), uow.case_keys.get(visit.case_id)
    if case is None or keys is None or not case.urgent:
        return Openers(membership, None)
    roles = {role_of(grant.holder) for grant in uow.grants.find(case_id=case.id, kind=GrantKind.CASE)}
    circle = next((role for role in CIRCLES if role in roles), None)
    named = mailbox_key.named_leads(uow, instance.settings, visit.keys, keys) if circle is None else frozenset()
    return Openers(membership, circle, tuple(one for one in membership.people() if one.id in named))


def _state_after(uow: UnitOfWork, visit: Visit) -> State:
    case = uow.cases.get(visit.case_id)
    state = None if case is None else after(Action.ADD, State(case.state), frozenset({Part.SOURCE}))
    if state is None:
        raise Withdrawn
    return state


def _fingerprint(row: SealedIdentity) -> bytes:
    return hashlib.sha256(row.sealed).digest()
