"""Papers: about a case, for who does not hold it. They die with the case, as grants do."""

from dataclasses import replace

import pytest

import crypto
from intake import clock
from intake.domain.entities import Paper
from intake.services import mailbox, papers, retain
from intake.services.errors import NotVouched
from intake.services.grant_keys import NoGrantKey
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.papers import OpenedPaper, PaperKind, Said
from intake.services.people import Person, RolePublic
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting

ASKED = "May I have the number of the lawyer?"


def custodians(keyring: Keyring) -> RolePublic:
    return keyring.membership.role_key("custodian")


def write(
    instance: Instance,
    keyring: Keyring,
    case_id: str,
    *readers: Person | RolePublic,
    text: str = ASKED,
    paper_id: str | None = None,
) -> str:
    said = Said(case_id, PaperKind.IDENTITY_REQUEST, text)
    return transact(
        instance.database, lambda uow: papers.write(uow, instance, keyring, said, readers, paper_id=paper_id)
    )


def mine(instance: Instance, keyring: Keyring, **which: object) -> list[OpenedPaper]:
    with instance.database.reading() as uow:
        return papers.mine(uow, instance, keyring, **which)  # type: ignore[arg-type]


def test_its_holders_open_it_and_nobody_else(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, rita = testify(), staff.keyring(instance, "rita")
    paper_id = write(instance, rita, told.case_id, custodians(rita), rita.person)
    for username in ("kira", "kosta", "rita"):
        (paper,) = mine(instance, staff.keyring(instance, username))
        assert (paper.id, paper.case_id, paper.text, paper.writer.username) == (paper_id, told.case_id, ASKED, "rita")
        assert paper.kind is PaperKind.IDENTITY_REQUEST
    for username in ("anna", "ruslan", "alena", "ilona", "adam"):
        assert mine(instance, staff.keyring(instance, username)) == []
    with instance.database.reading() as uow:
        holders = papers.readers_of(uow, paper_id)
    assert sorted(holders) == sorted([f"member:{rita.person.id}", "role:custodian:1"])


def test_they_are_found_by_kind_and_case(instance: Instance, staff: Staff, testify: Testify) -> None:
    first, second, rita = testify(), testify(), staff.keyring(instance, "rita")
    write(instance, rita, first.case_id, rita.person, text="first")
    write(instance, rita, second.case_id, rita.person, text="second")
    assert [one.text for one in mine(instance, rita, case_id=second.case_id)] == ["second"]
    assert len(mine(instance, rita, kind=PaperKind.IDENTITY_REQUEST)) == 2
    assert mine(instance, rita, kind=PaperKind.SUSPECT) == []


def test_writing_again_replaces_every_copy(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, rita = testify(), staff.keyring(instance, "rita")
    paper_id = write(instance, rita, told.case_id, custodians(rita), rita.person)
    assert write(instance, rita, told.case_id, rita.person, text="changed", paper_id=paper_id) == paper_id
    assert [one.text for one in mine(instance, rita)] == ["changed"]
    assert mine(instance, staff.keyring(instance, "kira")) == []


def test_one_holders_copy_is_destroyed_alone(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, rita = testify(), staff.keyring(instance, "rita")
    paper_id = write(instance, rita, told.case_id, custodians(rita), rita.person)
    transact(instance.database, lambda uow: papers.destroy(uow, paper_id, holder=f"member:{rita.person.id}"))
    assert mine(instance, rita) == []
    assert len(mine(instance, staff.keyring(instance, "kira"))) == 1


def test_a_withdrawal_closes_them_undoing_opens_them_and_destruction_takes_them(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, rita, kira = testify(), staff.keyring(instance, "rita"), staff.keyring(instance, "kira")
    write(instance, rita, told.case_id, custodians(rita))
    day = mailbox.withdraw(instance, visit(told.codename))
    assert mine(instance, kira) == []
    with instance.database.writing() as uow:
        (row,) = uow.papers.find()
        uow.papers.change(row.id, row.holder, withdrawn=False)
        uow.commit()
    with pytest.raises(crypto.CryptoError):
        mine(instance, kira)
    with instance.database.writing() as uow:
        uow.papers.change(row.id, row.holder, withdrawn=True)
        uow.commit()
    retain.rotate(instance, pause=0)
    mailbox.undo_withdrawal(instance, visit(told.codename))
    assert len(mine(instance, kira)) == 1
    mailbox.withdraw(instance, visit(told.codename))
    monkeypatch.setattr(clock, "today", lambda: day)
    assert retain.destroy_due(instance) == 1
    with instance.database.reading() as uow:
        assert uow.papers.count() == 0


def test_an_old_copy_opens_nothing_after_the_outer_key_changed(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told, rita = testify(), staff.keyring(instance, "rita")
    write(instance, rita, told.case_id, rita.person)
    with instance.database.reading() as uow:
        (old,) = uow.papers.find()
    retain.rotate(instance, pause=0)
    assert len(mine(instance, rita)) == 1
    _put(instance, old)
    with pytest.raises(NoGrantKey):
        mine(instance, rita)


def test_moved_to_another_case_or_holder_it_is_refused(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, other, rita = testify(), testify(), staff.keyring(instance, "rita")
    write(instance, rita, told.case_id, rita.person)
    with instance.database.reading() as uow:
        (row,) = uow.papers.find()
    _put(instance, replace(row, case_id=other.case_id))
    with pytest.raises(crypto.CryptoError):
        mine(instance, rita)


def test_a_stranger_who_knows_the_open_keys_writes_none(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, rita = testify(), staff.keyring(instance, "rita")
    stranger = replace(rita, identity=crypto.Identity.generate())
    write(instance, stranger, told.case_id, rita.person)
    with pytest.raises(NotVouched):
        mine(instance, rita)


def _put(instance: Instance, row: Paper) -> None:
    """Write this row as somebody who holds the database and nothing else."""
    with instance.database.writing() as uow:
        uow.papers.delete(id=row.id)
        uow.papers.add(row)
        uow.commit()
