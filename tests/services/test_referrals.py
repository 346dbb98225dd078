"""Referrals are kept with the case; who leads is reminded, and nobody else learns of them."""

from datetime import timedelta

import pytest

from intake import clock
from intake.domain.contacts import Support
from intake.domain.referrals import USUAL, BadReferrals, Step
from intake.services import assignment, mailbox, record, referrals, review
from intake.services.errors import CodenameInText, NoKey
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.referrals import Next, Offer, Reminder
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting

DOCTOR = Offer(Support.DOCTOR, "Linden House", note="by phone")


def late(instance: Instance, staff: Staff, username: str = "anna") -> list[Reminder]:
    keyring = staff.keyring(instance, username)
    with instance.database.reading() as uow:
        return referrals.overdue(uow, instance, keyring)


def in_days(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    later = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "read", lambda: later)


def test_it_is_followed_to_its_end(instance: Instance, staff: Staff, testify: Testify) -> None:
    case_id, anna = testify().case_id, staff.keyring(instance, "anna")
    referrals.offer(instance, anna, case_id, DOCTOR)
    referrals.take(instance, anna, case_id, Next("R1", Step.ACCEPTED))
    referrals.take(instance, anna, case_id, Next("R1", Step.DONE, note="They met."))
    (one,) = referrals.referrals_of(review.open_case(instance, anna, case_id, note=False)).listed
    assert [taken.step for taken in one.steps] == [Step.OFFERED, Step.ACCEPTED, Step.DONE]
    assert (one.steps[0].note, one.steps[-1].note) == ("by phone", "They met.")
    with instance.database.reading() as uow:
        deeds = [deed.action for deed in record.entries(uow, anna)]
        assert not uow.papers.count(case_id=case_id), "what has ended reminds of nothing"
    assert deeds == ["referral-done", "referral-accepted", "referral-offered"]


def test_who_leads_is_reminded_even_of_what_a_reviewer_noted(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, anna, rita = testify().case_id, staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    assignment.assign(instance, anna, case_id, rita.person.id)
    referrals.offer(instance, rita, case_id, DOCTOR)
    referrals.offer(instance, anna, case_id, Offer(Support.LAWYER, "Open Window"))
    due = clock.today() + USUAL
    in_days(monkeypatch, USUAL.days)
    assert late(instance, staff) == []
    in_days(monkeypatch, 1)
    assert late(instance, staff) == late(instance, staff, "boris") == [Reminder(case_id, due)], "one a case"
    assert late(instance, staff, "rita") == late(instance, staff, "kira") == []
    referrals.take(instance, rita, case_id, Next("R1", Step.DECLINED))
    referrals.take(instance, rita, case_id, Next("R2", Step.ACCEPTED, ask_by=clock.today()))
    assert late(instance, staff) == []


def test_about_a_child_its_team_is_reminded(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = testify(age_band="under_18").case_id
    referrals.offer(instance, staff.keyring(instance, "anna"), case_id, DOCTOR)
    with instance.database.reading() as uow:
        assert [row.holder for row in uow.papers.find(case_id=case_id)] == ["role:children:1"]
    in_days(monkeypatch, USUAL.days + 1)
    assert [one.case_id for one in late(instance, staff)] == [case_id]


def test_a_case_without_a_circle_reminds_on_its_own_page_only(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    case_id, anna, rita = testify().case_id, staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    assignment.assign(instance, anna, case_id, rita.person.id)

    def restrict(uow: UnitOfWork) -> None:
        uow.grants.delete(case_id=case_id, holder="role:intake:1")

    transact(instance.database, restrict)
    referrals.offer(instance, rita, case_id, DOCTOR)
    with instance.database.reading() as uow:
        assert not uow.papers.count(case_id=case_id)


def test_a_withdrawal_closes_the_reminder_too(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify()
    referrals.offer(instance, staff.keyring(instance, "anna"), told.case_id, DOCTOR)
    mailbox.withdraw(instance, visit(told.codename))
    in_days(monkeypatch, 2)
    assert late(instance, staff) == []
    with instance.database.reading() as uow:
        assert [row.withdrawn for row in uow.papers.find(case_id=told.case_id)] == [True]


def test_what_cannot_be_noted(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    with pytest.raises(BadReferrals):
        referrals.take(instance, anna, told.case_id, Next("R1", Step.DONE))
    with pytest.raises(CodenameInText):
        referrals.offer(instance, anna, told.case_id, Offer(Support.OTHER, told.codename))
    with pytest.raises(CodenameInText):
        referrals.take(instance, anna, told.case_id, Next("R1", Step.DONE, note=told.codename))
    with pytest.raises(NoKey):
        referrals.offer(instance, staff.keyring(instance, "rita"), told.case_id, DOCTOR)
