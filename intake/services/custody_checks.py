"""What a custodian can check of a case without opening it: that it is there, what its source allows, who holds it."""

import crypto
from intake.domain.consent import Standing
from intake.domain.entities import Case, GrantKind
from intake.services import consents, places
from intake.services.errors import NoKey, Withdrawn
from intake.services.grants import member_holder, role_holder
from intake.services.holders import CIRCLES, private_for, role_of
from intake.services.identities import CUSTODIANS
from intake.services.keyring import Keyring
from intake.services.people import Person
from intake.services.ports import UnitOfWork


def live_case(uow: UnitOfWork, case_id: str) -> Case:
    """Return a case that was not withdrawn. Raises `Withdrawn`."""
    case = uow.cases.get(case_id)
    if case is None or case.destroy_on is not None:
        raise Withdrawn
    return case


def standing(uow: UnitOfWork, keyring: Keyring, case_id: str) -> Standing:
    """Return what the source allows now, read from the copies for custodians.

    Raises `NoKey` for who is none, and `CryptoError` where a copy is missing or is not what its speaker signed.
    """
    keys = uow.case_keys.get(case_id)
    if keys is None or places.case_id(keys.source_key, keys.mailbox_key) != case_id:
        message = "a case whose keys are not the ones that its id certifies"
        raise crypto.Tampered(message)
    said = {}
    for copy in uow.consents.find(case_id=case_id, holder=_ours(keyring)):
        private = private_for(keyring, copy.holder)
        if private is not None:
            (said[copy.number],) = consents.open_statements([copy], private, keys.source_key, keyring.membership)
    whole = uow.consents.find(case_id=case_id, holder=consents.CASE_HOLDER)
    if set(said) != {copy.number for copy in whole}:
        message = "a consent statement of which the custodians' copy is missing"
        raise crypto.Tampered(message)
    return consents.standing_of(said.values())


def holds(uow: UnitOfWork, person: Person, case_id: str) -> bool:
    """Tell whether this member was granted the case, alone or with the circle."""
    held = {grant.holder for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE)}
    circles = {role_of(holder) for holder in held} & set(CIRCLES)
    return member_holder(person.id) in held or bool(person.roles & circles)


def _ours(keyring: Keyring) -> list[str]:
    if not keyring.has(CUSTODIANS):
        raise NoKey
    return [role_holder(public.role, public.epoch) for public in keyring.membership.role_keys(CUSTODIANS)]
