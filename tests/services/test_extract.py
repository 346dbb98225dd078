"""The custody extract stands on the whole record, under pseudonyms, and its proofs hold for nothing else."""

from collections.abc import Mapping

import pytest

from intake.domain.consent import Opening, Said, Statement, Use, standing
from intake.services import assignment, extract, review
from intake.services.errors import RolledBack
from intake.services.extract import Pseudonyms
from intake.services.instance import Instance
from intake.services.receipt import receipt
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Told:
    told, anna = testify(), staff.keyring(instance, "anna")
    rita, ruslan = (staff.keyring(instance, who).person.id for who in ("rita", "ruslan"))
    assignment.assign(instance, anna, told.case_id, rita)
    assignment.take_back(instance, anna, told.case_id, rita)
    assignment.assign(instance, anna, told.case_id, ruslan)
    review.open_case(instance, staff.keyring(instance, "ruslan"), told.case_id)
    review.open_case(instance, anna, testify().case_id)
    return told


def taken(instance: Instance, staff: Staff, told: Told) -> extract.Custody:
    keyring = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        size, names = extract.size(uow), Pseudonyms(keyring.membership)
        return extract.extract(uow, keyring, [told.case_id], size, {}, names)


def test_each_entry_is_told_under_pseudonyms_and_proven(instance: Instance, staff: Staff, told: Told) -> None:
    kept = taken(instance, staff, told)
    entries = kept.entries[told.case_id]
    assert [(one["actor"], one["deed"], one.get("member")) for one in entries] == [
        ("intake circle 1", "assign", "reviewer 1"),
        ("intake circle 1", "unassign", "reviewer 1"),
        ("intake circle 1", "assign", "reviewer 2"),
        ("reviewer 2", "open", None),
    ]
    assert all(extract.holds(one, kept.size, kept.root) for one in entries)
    assert "reviewer 2: open  (entry 3)" in extract.text(entries)


@pytest.mark.parametrize(
    "change",
    [
        {"leaf": "00" * 32},
        {"leaf": 1},
        {"leaf": "xyz"},
        {"number": 3},
        {"number": "0"},
        {"path": []},
        {"path": 1},
        {"path": [1]},
        {"path": ["zz"]},
    ],
)
def test_no_other_entry_is_proven(instance: Instance, staff: Staff, told: Told, change: Mapping[str, object]) -> None:
    kept = taken(instance, staff, told)
    assert not extract.holds({**kept.entries[told.case_id][0], **change}, kept.size, kept.root)


@pytest.mark.parametrize("what", ["deleted", "changed"])
def test_a_record_that_is_not_whole_gives_none(instance: Instance, staff: Staff, told: Told, what: str) -> None:
    with instance.database.writing() as uow:
        if what == "deleted":
            uow.records.delete(number=1)
        else:
            uow.records.change(1, tag="00" * 32)
        uow.commit()
    with pytest.raises(RolledBack):
        taken(instance, staff, told)


def test_who_is_no_member_any_more_has_a_pseudonym_too(instance: Instance, staff: Staff) -> None:
    names = Pseudonyms(staff.keyring(instance, "anna").membership)
    assert [names.of(who) for who in ("anna", "kira", "boris", "anna", "nobody")] == [
        "intake circle 1", "custodian 1", "intake circle 2", "intake circle 1", "member 1",
    ]  # fmt: skip


def test_a_receipt_says_who_said_what_in_which_words() -> None:
    said: list[Said] = [
        Statement(1, {Use.PROSECUTOR: True}, language="en", minor=True),
        Opening(2, frozenset({Use.PROSECUTOR}), "talked with her"),
    ]
    made = receipt(said, standing(said))
    assert made["about_a_minor"] is True
    assert made["statements"][1] == {"number": 2, "by": "children's team, with the child", "opens": ["prosecutor"]}  # type: ignore[index]
    assert "talked with her" not in str(made)
    assert made["words_shown"]["2-en"]  # type: ignore[index]


def test_words_that_we_do_not_know_are_left_out() -> None:
    said: list[Said] = [Statement(1, {}, text_version="99", language="en")]
    assert receipt(said, standing(said))["words_shown"] == {"99-en": None}
