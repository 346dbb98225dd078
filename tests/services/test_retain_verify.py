"""Nightly work and `holas verify`: keys change, blobs blur, and what is wrong is named."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.domain.entities import Box
from intake.services import queue, record, retain, review
from intake.services.grant_keys import GrantKeys, NoGrantKey
from intake.services.instance import Instance, transact
from intake.services.ports import Conflict, UnitOfWork
from intake.services.verify import verify
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, new_handle, upload


def test_the_grant_key_changes_and_every_case_still_opens(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retain, "BATCH", 2)
    anna = staff.keyring(instance, "anna")
    told = [testify() for _ in range(3)]
    queue.queue(instance, anna)
    (before,) = instance.grant_keys.names()
    assert retain.rotate(instance, pause=0) == 9
    assert before not in instance.grant_keys.names()
    assert len(instance.grant_keys.names()) == 1
    assert len({review.open_case(instance, anna, one.case_id).case_id for one in told}) == 3
    assert queue.queue(instance, anna).total == 3


def test_a_request_that_read_the_old_key_loses_nothing(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case sealed between the first and the last look at the grants, under the old key."""
    late: list[str] = []
    old = instance.grant_keys.current()

    def meanwhile(_seconds: float) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(GrantKeys, "current", lambda _self: old)
            late.append(testify().case_id)

    monkeypatch.setattr(time, "sleep", meanwhile)
    retain.rotate(instance)
    assert review.open_case(instance, staff.keyring(instance, "anna"), late[0]).case_id == late[0]


def test_blobs_of_earlier_days_are_scattered_once(
    instance: Instance, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    testify(files={"a.jpg": b"a", "b.jpg": b"b"})
    assert retain.scatter(instance) == 0
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=1))
    assert retain.nightly(instance, pause=0).scattered == 2
    assert retain.scatter(instance) == 0
    assert verify(instance, grace=0).clean


def test_a_sound_instance_is_clean(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(files={"a.jpg": b"a"})
    upload(instance, new_handle(), "unsent.jpg", b"still a draft")
    review.reply(instance, staff.keyring(instance, "anna"), told.case_id, "Thank you.")
    report = verify(instance, grace=0)
    assert report.clean
    assert (report.cases, report.entries, report.problems, report.orphans) == (1, 1, (), ())
    with instance.database.reading() as uow:
        assert report.root == record.root(uow.records.find()).hex()


def test_orphans_are_found_and_mended_and_nothing_else_is(instance: Instance, testify: Testify) -> None:
    testify(files={"a.jpg": b"a"})
    kept = set(instance.blobs.names())
    with instance.blobs.create() as writer:
        writer.write(b"nobody names me")
        writer.commit()
    report = verify(instance, grace=0)
    assert (report.clean, report.orphans, report.mended) == (False, (writer.name,), 0)
    assert verify(instance, mend=True, grace=0).clean
    assert set(instance.blobs.names()) == kept
    assert verify(instance, grace=0).orphans == ()


Damage = Callable[[UnitOfWork, Instance], None]


def _drop_blob(uow: UnitOfWork, instance: Instance) -> None:
    instance.blobs.delete(uow.blobs.find()[0].name)


def _resize_blob(uow: UnitOfWork, _instance: Instance) -> None:
    uow.blobs.change(uow.blobs.find()[0].name, size=1)


def _drop_grants(uow: UnitOfWork, _instance: Instance) -> None:
    uow.grants.delete(kind="case")


def _drop_consent(uow: UnitOfWork, _instance: Instance) -> None:
    uow.consents.delete(number=1)


def _drop_second_consent(uow: UnitOfWork, _instance: Instance) -> None:
    """What is left of three statements when the second is deleted."""
    (first,) = uow.consents.find(number=1, holder="case")
    uow.consents.add(replace(first, number=3))


def _drop_mailbox(uow: UnitOfWork, _instance: Instance) -> None:
    uow.mailboxes.delete(case_id=uow.cases.find()[0].id)


def _drop_card(uow: UnitOfWork, _instance: Instance) -> None:
    uow.cards.delete(case_id=uow.cases.find()[0].id)


def _drop_keys(uow: UnitOfWork, _instance: Instance) -> None:
    uow.case_keys.delete(case_id=uow.cases.find()[0].id)


def _exchange_key(uow: UnitOfWork, _instance: Instance) -> None:
    uow.case_keys.change(uow.cases.find()[0].id, source_key=bytes(32))


def _drop_testimony(uow: UnitOfWork, _instance: Instance) -> None:
    uow.documents.delete(box=Box.CASE, number=1)


def _drop_entry(uow: UnitOfWork, _instance: Instance) -> None:
    uow.records.delete(number=0)


def _change_entry(uow: UnitOfWork, _instance: Instance) -> None:
    uow.records.change(0, sealed=b"something else")


def _break_chain(uow: UnitOfWork, _instance: Instance) -> None:
    uow.statements.change(0, signatures=b"[]")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_drop_blob, "is missing"),
        (_resize_blob, "bytes, not 1"),
        (_drop_grants, "lacks a grant"),
        (_drop_consent, "lacks a first consent"),
        (_drop_second_consent, "a consent statement is missing"),
        (_drop_mailbox, "lacks a mailbox"),
        (_drop_card, "lacks a card"),
        (_drop_keys, "its keys are not"),
        (_exchange_key, "its keys are not"),
        (_drop_testimony, "a document is missing"),
        (_drop_entry, "lacks entry 0"),
        (_change_entry, "Entry 0 of the record was changed"),
        (_break_chain, "membership chain does not hold"),
    ],
)
def test_damage_is_named_and_not_mended_away(
    instance: Instance, staff: Staff, testify: Testify, damage: Damage, said: str
) -> None:
    told = testify(files={"a.jpg": b"a"})
    anna = staff.keyring(instance, "anna")
    review.open_case(instance, anna, told.case_id)
    review.open_case(instance, anna, told.case_id)
    transact(instance.database, lambda uow: damage(uow, instance))
    report = verify(instance, mend=True, grace=0)
    assert not report.clean
    assert any(said in problem for problem in report.problems), report.problems


def test_a_conflict_is_tried_again_and_at_last_given_up(instance: Instance) -> None:
    tries = []

    def busy(_uow: UnitOfWork) -> None:
        tries.append(1)
        raise Conflict

    with pytest.raises(Conflict):
        transact(instance.database, busy)
    assert len(tries) == 8

    def second_time(_uow: UnitOfWork) -> str:
        tries.append(1)
        if len(tries) == 9:
            raise Conflict
        return "done"

    assert transact(instance.database, second_time) == "done"


def test_a_missing_or_broken_grant_key_file_is_said(tmp_path: Path) -> None:
    keys = GrantKeys(tmp_path / "grants.json")
    with pytest.raises(NoGrantKey):
        keys.current()
    keys.path.write_text("not json")
    with pytest.raises(NoGrantKey):
        keys.names()
    name = GrantKeys(tmp_path / "new.json").add()
    fresh = GrantKeys(tmp_path / "new.json")
    assert fresh.current()[0] == name
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(NoGrantKey):
        fresh.key("another")
