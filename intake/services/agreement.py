"""How far coders agree, kept per case as a paper for those who hold the case, so that no case is opened for a table.

What is kept is small: each coder's codes, how many acts they have in common, and which codes stood against each
other. It lies under the grant key with the case, is closed by a withdrawal and goes when the case goes.
"""

from dataclasses import dataclass

import crypto
from intake.domain.agreement import Compared
from intake.domain.entities import GrantKind
from intake.services import papers, places
from intake.services.casefile import CaseFile
from intake.services.desk import held_by
from intake.services.grants import member_holder
from intake.services.holders import role_of
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.papers import PaperKind, Said
from intake.services.people import Person, RolePublic
from intake.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Doubled:
    """A case that was coded twice: when it was verified (UTC, ISO 8601) and how the two codings compare."""

    case_id: str
    verified: str
    compared: Compared


def keep(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile, compared: Compared) -> None:
    """Keep how two codings of a case compare, for all who hold the case now."""
    name = crypto.derive_key(file.tag_key, places.agreement(file.case.id)).hex()[:32]
    said = Said(file.case.id, PaperKind.AGREEMENT, compared.to_json())
    papers.write(uow, instance, keyring, said, _holders(uow, keyring, file.case.id), paper_id=name)


def doubled(instance: Instance, keyring: Keyring) -> list[Doubled]:
    """Return every case that was coded twice, of those that this member holds now, oldest first."""
    with instance.database.reading() as uow:
        held = held_by(uow, keyring)
        found = papers.mine(uow, instance, keyring, PaperKind.AGREEMENT)
        return [Doubled(one.case_id, one.written, Compared.parse(one.text)) for one in found if one.case_id in held]


def _holders(uow: UnitOfWork, keyring: Keyring, case_id: str) -> list[Person | RolePublic]:
    holders = {grant.holder for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE, withdrawn=False)}
    roles = sorted({role for holder in holders if (role := role_of(holder))})
    people = [one for one in keyring.membership.people() if member_holder(one.id) in holders]
    return [*(keyring.membership.role_key(role) for role in roles), *people]
