"""Keeping a case from some: recusing a member, and restricting the case to those who are named. Both change its key."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from intake.domain.review import Action
from intake.domain.tasks import Tasks
from intake.services import suspects, team
from intake.services.casefile import CaseFile
from intake.services.course import allowed
from intake.services.errors import AskAnother, NotVouched
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.reseal import Heirs
from intake.services.succession import Change, renew
from intake.services.texts import check_text


def recuse(instance: Instance, keyring: Keyring, case_id: str, member_id: str, reason: str) -> None:
    """Take a member out of a case for good: it opens for them no more, and is not given to them again.

    Raises `AskAnother` for oneself (whoever makes the new key has held it), `NotAllowedNow`, `CodenameInText`.
    """
    check_text(reason)
    if member_id == keyring.person.id:
        raise AskAnother
    decide = partial(_without, keyring=keyring, member_id=member_id, reason=reason)
    renew(instance, Change(keyring, case_id, "recuse", {"from": member_id}, decide, suspects.follow))


def restrict(instance: Instance, keyring: Keyring, case_id: str, named: Collection[str], reason: str) -> None:
    """Keep a case to the named members and who decides it; those of the circle among them go on leading it.

    Raises `NotVouched` for a name that may not have the case, `NotAllowedNow`, `TooMuch`, `CodenameInText`.
    """
    check_text(reason)
    decide = partial(_only, keyring=keyring, named=frozenset(named) | {keyring.person.id}, reason=reason)
    detail = {"members": " ".join(sorted(named))}
    renew(instance, Change(keyring, case_id, "restrict", detail, decide, suspects.follow))


def _without(uow: UnitOfWork, file: CaseFile, *, keyring: Keyring, member_id: str, reason: str) -> tuple[Heirs, Tasks]:
    allowed(Action.RECUSE, file)
    recused = tuple(dict.fromkeys((*file.tasks.recused, member_id)))
    tasks = replace(file.tasks.freed({member_id}), recused=recused, note=reason, to=None)
    members = [one for one in team.assigned(uow, keyring.membership, file.case.id) if one.id != member_id]
    circle = team.circle_of(file)
    people = keyring.membership.people(circle)
    if not file.leads and member_id not in {one.id for one in people}:
        return Heirs(keyring.membership.role_key(circle), tuple(members)), tasks
    leads = [one for one in people if one.id != member_id and (not file.leads or one.id in file.leads)]
    return Heirs(None, tuple(members), tuple(leads)), tasks


def _only(
    _uow: UnitOfWork, file: CaseFile, *, keyring: Keyring, named: frozenset[str], reason: str
) -> tuple[Heirs, Tasks]:
    allowed(Action.RESTRICT, file)
    people = [keyring.membership.person(member_id) for member_id in sorted(named)]
    if not all(team.may_have(person, file) for person in people):
        raise NotVouched
    circle = team.circle_of(file)
    others = {one.id for one in keyring.membership.people()} - named
    tasks = replace(file.tasks.freed(others), restricted=True, note=reason, to=None)
    return Heirs(None, tuple(people), tuple(one for one in people if circle in one.roles)), tasks
