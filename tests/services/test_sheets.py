"""Sheets: revisions of what staff write about a case, each fixed on the record."""

import pytest

from intake.domain.documents import Kind
from intake.domain.review import Part
from intake.domain.tasks import Tasks
from intake.services import casefile, record, review, sheets
from intake.services.errors import NotVouched, RolledBack, StaleSheet
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify


def save(instance: Instance, keyring: Keyring, case_id: str, text: str, after: int, kind: Kind = Kind.MARKS) -> int:
    def work(uow: UnitOfWork) -> int:
        file = casefile.open_file(uow, instance, keyring, case_id)
        return sheets.save(uow, keyring, file, NewSheet(kind, text, after), deed="summarise")

    return transact(instance.database, work)


def test_the_newest_is_shown_and_each_is_kept(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna, boris = testify(), staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
    assert review.open_case(instance, anna, told.case_id).sheets == {}
    assert save(instance, anna, told.case_id, "first", 0) == 1
    assert save(instance, boris, told.case_id, "second", 1) == 2
    shown = review.open_case(instance, anna, told.case_id).sheets[Kind.MARKS]
    assert (shown.text, shown.revision, shown.author) == ("second", 2, "boris")
    with instance.database.reading() as uow:
        file = casefile.open_file(uow, instance, anna, told.case_id)
        assert [one.text for one in sheets.history(anna, file, Kind.MARKS)] == ["second", "first"]
        assert sum(deed.action == "summarise" for deed in record.entries(uow, anna)) == 2


def test_who_was_slower_stores_nothing(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    save(instance, anna, told.case_id, "first", 0)
    with pytest.raises(StaleSheet) as refused:
        save(instance, staff.keyring(instance, "boris"), told.case_id, "mine", 0)
    assert refused.value.current == 1
    assert review.open_case(instance, anna, told.case_id).sheets[Kind.MARKS].text == "first"


def test_an_older_revision_is_not_taken_for_the_newest(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    save(instance, anna, told.case_id, "first", 0)
    save(instance, anna, told.case_id, "second", 1)
    with instance.database.writing() as uow:
        (newest,) = uow.documents.find(case_id=told.case_id, order="-number", limit=1)
        uow.documents.delete(id=newest.id)
        uow.commit()
    with pytest.raises(RolledBack):
        review.open_case(instance, anna, told.case_id)


def test_who_may_not_write_writes_no_sheet(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna, kira = testify(), staff.keyring(instance, "anna"), staff.keyring(instance, "kira")
    with instance.database.writing() as uow:
        file = casefile.open_file(uow, instance, anna, told.case_id)
        with pytest.raises(NotVouched):
            sheets.save(uow, kira, file, NewSheet(Kind.MARKS, "mine", 0), deed="summarise")


def test_the_sheet_of_tasks_says_in_what_part_a_member_acts(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna, boris = testify(), staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
    assert review.open_case(instance, boris, told.case_id).parts == {Part.INTAKE}
    tasks = Tasks(coder=anna.person.id, second=boris.person.id)
    save(instance, anna, told.case_id, tasks.to_json(), 0, Kind.TASKS)
    assert review.open_case(instance, anna, told.case_id).parts == {Part.INTAKE, Part.CODER}
    shown = review.open_case(instance, boris, told.case_id)
    assert shown.parts == {Part.SECOND}
    assert shown.tasks == tasks
