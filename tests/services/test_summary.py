"""Title and summary: a sheet like any other, and what the list finds a case by."""

import pytest

from intake.domain.documents import Kind
from intake.domain.summary import Summary
from intake.services import holding, review
from intake.services.errors import CodenameInText, NoKey, NotAllowedNow, StaleSheet
from intake.services.instance import Instance
from intake.services.summary import save_summary
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify

ONE, OTHER = Summary("At the gate", "Beaten twice."), Summary("At the gate", "Beaten at night.")


def test_it_is_kept_in_revisions_and_read_by_whoever_opens_the_case(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told, anna, boris = testify().case_id, staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
    assert save_summary(instance, anna, told, ONE, 0) == 1
    with pytest.raises(StaleSheet) as error:
        save_summary(instance, boris, told, OTHER, 0)
    assert error.value.current == 1
    assert save_summary(instance, boris, told, OTHER, 1) == 2
    view = review.open_case(instance, anna, told)
    sheet = view.sheets[Kind.SUMMARY]
    assert (Summary.parse(sheet.text), sheet.author) == (OTHER, "boris")
    assert view.state == "triaged", "whatever staff do with a new case, it is new no more"


def test_what_is_kept_is_tidy_whoever_calls(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify().case_id, staff.keyring(instance, "anna")
    save_summary(instance, anna, told, Summary(" At\n the gate ", "Twice. "), 0)
    sheet = review.open_case(instance, anna, told).sheets[Kind.SUMMARY]
    assert Summary.parse(sheet.text) == Summary("At the gate", "Twice.")


def test_what_may_not_be_written_is_refused(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    with pytest.raises(NotAllowedNow):
        save_summary(instance, anna, told.case_id, Summary("a" * 81), 0)
    with pytest.raises(CodenameInText):
        save_summary(instance, anna, told.case_id, Summary("", told.codename), 0)
    with pytest.raises(NoKey):
        save_summary(instance, staff.keyring(instance, "rita"), told.case_id, ONE, 0)
    holding.close(instance, anna, _looked_at(instance, staff, told.case_id), "Nothing more to do.")
    assert save_summary(instance, anna, told.case_id, ONE, 0) == 1


def _looked_at(instance: Instance, staff: Staff, case_id: str) -> str:
    review.reply(instance, staff.keyring(instance, "anna"), case_id, "Thank you.")
    return case_id
