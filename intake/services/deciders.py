"""Who else could decide about what is to leave: nothing is drafted that nobody could ever approve."""

from collections.abc import Sequence

from intake.domain.entities import GrantKind
from intake.services import casefile
from intake.services.grants import member_holder
from intake.services.holders import CIRCLES, role_of
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.people import Person
from intake.services.ports import UnitOfWork


def deciders(uow: UnitOfWork, instance: Instance, keyring: Keyring, cases: Sequence[str]) -> list[Person]:
    """Return the others of the circles who hold every one of the cases, and acted on none as second or third coder."""
    others = [one for one in keyring.membership.people() if one.roles & set(CIRCLES) and one.id != keyring.person.id]
    for case_id in cases:
        tasks = casefile.open_file(uow, instance, keyring, case_id).tasks
        held = {grant.holder for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE)}
        roles = {role_of(holder) for holder in held}
        apart = {tasks.second, tasks.adjudicator}
        others = [one for one in others if one.id not in apart and (member_holder(one.id) in held or one.roles & roles)]
    return others
