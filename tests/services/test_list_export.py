"""A list to take along: listed columns only, of cases that may be read at this moment, and on the record."""

from dataclasses import make_dataclass, replace

import pytest

from intake.domain.coding import Act, Coding
from intake.domain.consent import Use
from intake.domain.finding import Filter
from intake.domain.summary import Summary
from intake.services import list_export, queue, record, switches
from intake.services.code import save_coding
from intake.services.instance import Instance
from intake.services.list_export import COLUMNS, ListExport
from intake.services.queue import QueueItem
from intake.services.summary import save_summary
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting

NEVER = ("They came at night.", "At the gate", "Beaten twice.", "Zarechny")
"""What a source or staff wrote in their own words."""


def exported(instance: Instance, staff: Staff, username: str = "anna", **asked: str) -> ListExport:
    return list_export.export(instance, staff.keyring(instance, username), Filter.read(asked))


def entered(instance: Instance, staff: Staff, testify: Testify) -> str:
    told, anna = testify(where="Zarechny", role="witness", language="be").case_id, staff.keyring(instance, "anna")
    save_coding(instance, anna, told, Coding((Act("tor_beating", region="BY-HM"),)), 0)
    save_summary(instance, anna, told, Summary("At the gate", "Beaten twice."), 0)
    return told


def test_it_holds_the_listed_columns_and_nothing_that_anybody_wrote(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told = entered(instance, staff, testify)
    made = exported(instance, staff)
    (row,) = made.rows
    assert list(row) == list(COLUMNS)
    assert (row["codes"], row["regions"], row["speaker"], row["state"]) == (
        ("tor_beating",),
        ("BY-HM",),
        "witness",
        "coding",
    )
    members = [person.id for person in staff.keyring(instance, "anna").membership.people()]
    for never in (*NEVER, told, *members):
        assert never not in repr(made)


def test_a_field_that_is_added_to_the_list_does_not_leave(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(instance, staff, testify)
    before = exported(instance, staff)
    wider = make_dataclass("Wider", [("narrative", str, "They came at night.")], bases=(QueueItem,), frozen=True)
    items = queue.items

    def more(*given: object) -> tuple[object, ...]:
        return tuple(wider(**{name: getattr(one, name) for name in QueueItem.__slots__}) for one in items(*given))  # type: ignore[arg-type]

    monkeypatch.setattr(list_export, "items", more)
    after = exported(instance, staff)
    assert after == before
    assert not any(never in repr(after) for never in NEVER)


def test_a_case_that_may_not_be_read_is_left_out_and_counted(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told, other = testify(role="survivor"), testify(role="witness")
    switches.change(instance, visit(told.codename), {Use.READ: False})
    made = exported(instance, staff)
    assert ([row["speaker"] for row in made.rows], made.left_out) == (["witness"], 1)
    with instance.database.writing() as uow:
        uow.documents.change(uow.documents.find(case_id=other.case_id)[0].id, sealed_header=b"something else")
        uow.commit()
    made = exported(instance, staff)
    assert (made.rows, made.left_out) == ((), 2)


def test_it_stands_on_the_record_with_its_cases(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = [testify().case_id, testify().case_id]

    def noted() -> list[tuple[str, set[str]]]:
        with instance.database.reading() as uow:
            deeds = record.entries(uow, staff.keyring(instance, "anna"))
        return [(one.subject, set(one.detail["cases"].split())) for one in deeds if one.action == "export-list"]

    exported(instance, staff, "boris", state="verified")
    assert noted() == []
    exported(instance, staff, "boris")
    ((subject, cases),) = noted()
    assert cases == set(told)
    assert subject not in told
    with instance.database.writing() as uow:
        uow.cases.change(told[0], state="verified")
        uow.segments.delete(bucket=told[0][:2])
        uow.commit()
    exported(instance, staff, "boris", state="verified")
    assert noted()[0] == (told[0], {told[0]})


def test_what_is_too_much_for_one_list_is_counted(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        testify()
    monkeypatch.setattr(list_export, "MOST", 2)
    monkeypatch.setattr(list_export, "AT_ONCE", 1)
    made = exported(instance, staff)
    assert (len(made.rows), made.left_out, made.beyond) == (2, 0, 1)


def test_a_case_without_a_card_in_sight_is_listed_by_what_is_clear(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    testify()
    (item,) = queue.queue(instance, staff.keyring(instance, "anna")).items
    row = {name: read(replace(item, slip=None, entry=None)) for name, read in COLUMNS.items()}
    assert (row["state"], row["codes"], row["speaker"]) == ("new", (), "")
