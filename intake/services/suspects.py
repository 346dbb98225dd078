"""The register of named suspects: papers about cases, apart from coding, statistics and catalogue.

Each case contributes what it tells. A contribution is a paper to the circle that holds the case (the intake circle, or
the children's team for a case about a child) and to members who were chosen one by one. A random suspect id joins
contributions to one person; a withdrawal closes the case's own at once, destruction takes them with the case.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import crypto
from intake.domain.documents import Kind
from intake.domain.review import Action
from intake.domain.suspects import ENTRIES, LISTS, BadNaming, Group, Naming, best, grouped
from intake.services import casefile, papers, record
from intake.services.casefile import CaseFile
from intake.services.course import allowed
from intake.services.desk import held_by
from intake.services.errors import NotFound, NotVouched
from intake.services.grants import member_holder
from intake.services.instance import Instance, shred_soon, transact
from intake.services.keyring import Keyring
from intake.services.lists import lists_of
from intake.services.papers import OpenedPaper, PaperKind, Said
from intake.services.people import Person, RolePublic
from intake.services.ports import UnitOfWork
from intake.services.team import assigned, circle_of
from intake.services.texts import check_text
from intake.services.writers import WRITING_ROLES

CIRCLE = "intake"
MAY_KNOW = "reviewer"
"""Of which role a member may be told of a suspect besides the circle."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one case tells of a suspect. `members`: who was told besides the circle; `opens`: the reader holds it."""

    paper: str
    case_id: str
    naming: Naming
    writer: str
    written: str
    members: tuple[Person, ...]
    opens: bool


def register(instance: Instance, keyring: Keyring, typed: str = "") -> list[Group[Contribution]]:
    """Return the suspects of whom this member was told, the likeliest first where a name was typed."""
    with instance.database.reading() as uow:
        found = _mine(uow, instance, keyring)
    groups = grouped([(one.naming, one) for one in found])
    if not typed.strip():
        return sorted(groups, key=lambda group: group.told[0].naming.name.casefold())
    scored = [(best(typed, [one.naming.name for one in group.told]), group) for group in groups]
    return [group for score, group in sorted(scored, key=lambda one: -one[0]) if score]


def suspect(instance: Instance, keyring: Keyring, suspect_id: str) -> Group[Contribution]:
    """Return everything this member was told of one suspect, and note it on the record. Raises `NotFound`."""

    def work(uow: UnitOfWork) -> Group[Contribution]:
        told = tuple(one for one in _mine(uow, instance, keyring) if one.naming.suspect == suspect_id)
        if not told:
            raise NotFound
        for case_id in dict.fromkeys(one.case_id for one in told):
            record.append(uow, keyring, "read-suspect", case_id)
        return Group(suspect_id, told)

    return transact(instance.database, work)


def contribution(instance: Instance, keyring: Keyring, paper_id: str) -> Contribution:
    """Return one contribution. Raises `NotFound` for a paper that this member was not given."""
    with instance.database.reading() as uow:
        return _paper(uow, instance, keyring, paper_id)


def named_in(instance: Instance, keyring: Keyring, case_id: str) -> tuple[Contribution, ...]:
    """Return whom a case names, as far as this member was told."""
    with instance.database.reading() as uow:
        return tuple(_mine(uow, instance, keyring, case_id=case_id))


def may_be_told(instance: Instance, keyring: Keyring, case_id: str) -> list[Person]:
    """Return the members who may be told besides the circle. Raises what `casefile.open_file` raises."""
    with instance.database.reading() as uow:
        return _tellable(uow, keyring, casefile.open_file(uow, instance, keyring, case_id))


def add(instance: Instance, keyring: Keyring, case_id: str, naming: Naming, members: Collection[str] = ()) -> str:
    """Add what a case tells of a suspect, a new one where `naming.suspect` is empty. Return the suspect's id.

    Raises `NotVouched` for a member who may not be told, `BadNaming`, `CodenameInText`, and `NotFound` for a suspect of
    whom the writer was not told.
    """

    def work(uow: UnitOfWork) -> str:
        file = _open(uow, instance, keyring, case_id)
        if naming.suspect and naming.suspect not in {one.naming.suspect for one in _mine(uow, instance, keyring)}:
            raise NotFound
        told = _checked(instance, file, replace(naming, suspect=naming.suspect or crypto.token(16).hex()))
        readers = _readers(uow, keyring, file, members)
        papers.write(uow, instance, keyring, Said(case_id, PaperKind.SUSPECT, told.to_json()), readers)
        record.append(uow, keyring, "name-suspect", case_id)
        return told.suspect

    return transact(instance.database, work)


def change(instance: Instance, keyring: Keyring, paper_id: str, naming: Naming) -> str:
    """Say it anew to all who were told: another wording, or another suspect (`suspect` empty: a new one). Return whose.

    Raises as `add`; `NotFound` for a paper that this member was not given.
    """

    def work(uow: UnitOfWork) -> str:
        before = _paper(uow, instance, keyring, paper_id)
        file = _open(uow, instance, keyring, before.case_id)
        if naming.suspect and naming.suspect not in {one.naming.suspect for one in _mine(uow, instance, keyring)}:
            raise NotFound
        told = _checked(instance, file, replace(naming, suspect=naming.suspect or crypto.token(16).hex()))
        members = [one.id for one in before.members]
        _say_again((uow, instance, keyring), file, replace(before, naming=told), members)
        record.append(uow, keyring, "change-suspect", before.case_id)
        return told.suspect

    return transact(instance.database, work)


def tell(instance: Instance, keyring: Keyring, paper_id: str, member_id: str) -> None:
    """Tell one more member. Raises `NotVouched` for one who may not be told."""

    def work(uow: UnitOfWork) -> None:
        before = _paper(uow, instance, keyring, paper_id)
        file = _open(uow, instance, keyring, before.case_id)
        members = [*(one.id for one in before.members), member_id]
        _say_again((uow, instance, keyring), file, before, members)
        record.append(uow, keyring, "tell-suspect", before.case_id, detail={"to": member_id})

    transact(instance.database, work)


def untell(instance: Instance, keyring: Keyring, paper_id: str, member_id: str) -> None:
    """Destroy a member's copy. What they saw before stays with them."""

    def work(uow: UnitOfWork) -> None:
        before = _paper(uow, instance, keyring, paper_id)
        _open(uow, instance, keyring, before.case_id)
        if not papers.destroy(uow, paper_id, holder=member_holder(member_id)):
            raise NotFound
        record.append(uow, keyring, "untell-suspect", before.case_id, detail={"from": member_id})

    transact(instance.database, work)
    shred_soon(instance.database)


def remove(instance: Instance, keyring: Keyring, paper_id: str) -> None:
    """Destroy what a case tells of a suspect, for everybody."""

    def work(uow: UnitOfWork) -> None:
        before = _paper(uow, instance, keyring, paper_id)
        _open(uow, instance, keyring, before.case_id)
        papers.destroy(uow, paper_id)
        record.append(uow, keyring, "remove-suspect", before.case_id)

    transact(instance.database, work)
    shred_soon(instance.database)


def follow(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> None:
    """Seal what a case tells anew, for those who may read it now: after it was kept from somebody."""
    told = _mine(uow, instance, keyring, case_id=case_id)
    if not told:
        return
    file = casefile.open_file(uow, instance, keyring, case_id)
    may = {one.id for one in _tellable(uow, keyring, file)}
    for one in told:
        _say_again((uow, instance, keyring), file, one, [person.id for person in one.members if person.id in may])


def _open(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> CaseFile:
    file = casefile.open_file(uow, instance, keyring, case_id)
    allowed(Action.NOTE, file)
    return file


def _mine(uow: UnitOfWork, instance: Instance, keyring: Keyring, *, case_id: str | None = None) -> list[Contribution]:
    opened = papers.mine(uow, instance, keyring, PaperKind.SUSPECT, case_id=case_id)
    if not all(one.writer.roles & WRITING_ROLES for one in opened):
        raise NotVouched
    held = held_by(uow, keyring)
    return [_contribution(uow, keyring, one, opens=one.case_id in held) for one in opened]


def _contribution(uow: UnitOfWork, keyring: Keyring, paper: OpenedPaper, *, opens: bool) -> Contribution:
    holders = set(papers.readers_of(uow, paper.id))
    members = tuple(one for one in keyring.membership.people() if member_holder(one.id) in holders)
    naming = Naming.parse(paper.text)
    return Contribution(paper.id, paper.case_id, naming, paper.writer.username, paper.written, members, opens)


def _paper(uow: UnitOfWork, instance: Instance, keyring: Keyring, paper_id: str) -> Contribution:
    found = next((one for one in _mine(uow, instance, keyring) if one.paper == paper_id), None)
    if found is None:
        raise NotFound
    return found


def _say_again(  # in which transaction; the case, the contribution as it was, and whom to tell besides the circle
    desk: tuple[UnitOfWork, Instance, Keyring], file: CaseFile, before: Contribution, members: Collection[str]
) -> None:
    readers = _readers(desk[0], desk[2], file, members)
    papers.write(*desk, Said(file.case.id, PaperKind.SUSPECT, before.naming.to_json()), readers, paper_id=before.paper)


def _readers(uow: UnitOfWork, keyring: Keyring, file: CaseFile, members: Collection[str]) -> list[Person | RolePublic]:
    """Return the circle, or those of it who lead a case that is kept from the others; and the members besides."""
    tellable = {one.id: one for one in _tellable(uow, keyring, file)}
    if not set(members) <= set(tellable):
        raise NotVouched
    circle = [keyring.membership.role_key(circle_of(file))]
    leads = [one for one in keyring.membership.people() if one.id in file.leads]
    return [*(leads or circle), *(tellable[member_id] for member_id in dict.fromkeys(members))]


def _tellable(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> list[Person]:
    """Return who may be told besides the circle: nobody where it is about a child; who has the case where few may."""
    if file.standing.minor:
        return []
    people, recused = keyring.membership.people(), set(file.tasks.recused)
    if file.tasks.restricted:
        people = list(assigned(uow, keyring.membership, file.case.id))
    return [one for one in people if MAY_KNOW in one.roles and CIRCLE not in one.roles and one.id not in recused]


def _checked(instance: Instance, file: CaseFile, naming: Naming) -> Naming:
    """Return the naming as it may be kept: entries of the lists, a piece of this case, no codename."""
    check_text(naming.name, naming.role, naming.description)
    lists, pieces = lists_of(instance), {one.document.id for one in file.headers if one.header.kind in PIECES}
    if any(value and not lists.has(LISTS[name], value) for name in ENTRIES for value in [getattr(naming, name)]):
        raise BadNaming(naming.suspect)
    if naming.document and naming.document not in pieces:
        raise BadNaming(naming.document)
    return Naming.parse(naming.to_json())


PIECES = frozenset({Kind.TESTIMONY, Kind.ATTACHMENT, Kind.MESSAGE})
"""What may name a suspect: what the source sent."""
