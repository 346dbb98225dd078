"""Who may have a case, who has it, and giving and taking the grants that make it so."""

from intake.domain.documents import Kind
from intake.domain.entities import GrantKind
from intake.services import desk, grants, papers
from intake.services.casefile import CaseFile
from intake.services.consents import CHILDREN
from intake.services.errors import NoKey
from intake.services.grants import CATALOGUE, member_holder
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.people import Membership, Person
from intake.services.ports import UnitOfWork

ASSIGNABLE = frozenset({"intake", "reviewer"})


def circle_of(file: CaseFile) -> str:
    """Return the role whose members lead the case."""
    return CHILDREN if file.standing.minor else "intake"


def may_have(person: Person, file: CaseFile) -> bool:
    """Whether a case may be given to this member: one about a child to the children's team only, and never back."""
    trained = not file.standing.minor or CHILDREN in person.roles
    return bool(person.roles & ASSIGNABLE) and trained and person.id not in file.tasks.recused


def has_coded(person: Person, file: CaseFile) -> bool:
    """Whether this member wrote any revision of the coding: no second look comes from them."""
    return any(one.header.kind is Kind.CODING and one.signer == person.signing for one in file.headers)


def assigned(uow: UnitOfWork, membership: Membership, case_id: str) -> tuple[Person, ...]:
    """Return the members who hold a grant of their own."""
    holders = {grant.holder for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE)}
    return tuple(person for person in membership.people() if member_holder(person.id) in holders)


def card_key(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> bytes:
    """Return the key of a case's card, from whichever grant this member can open. Raises `NoKey`."""
    key = desk.card_key(uow, instance, keyring, case_id)
    if key is None:
        raise NoKey
    return key


def give(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile, person: Person) -> None:
    """Grant the case and its card to a member who does not hold them yet."""
    case_id, holder = file.case.id, member_holder(person.id)
    if uow.grants.get(case_id, GrantKind.CASE, holder) is not None:
        return
    secrets = {
        GrantKind.CASE: file.private.seed,
        GrantKind.CARD: card_key(uow, instance, keyring, case_id),
    }
    for kind, secret in secrets.items():
        uow.grants.add(grants.seal_grant(instance.grant_keys, case_id, kind, holder, person.kem, secret))


def take(uow: UnitOfWork, file: CaseFile, member_id: str) -> None:
    """Destroy a member's own grants of a case, unless they lead it. What they copied before stays with them."""
    if member_id not in file.leads:
        holder = member_holder(member_id)
        uow.grants.delete(case_id=file.case.id, holder=[holder, CATALOGUE + holder])
        papers.end_for(uow, file.case.id, holder)
