"""An urgent appeal: kept with the case, never without the consent to the United Nations, and on the record."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from intake import clock
from intake.domain.appeal import Addressee, Appeal, BadAppeal
from intake.domain.consent import UnName, Use
from intake.services import appeal as service
from intake.services import record, review, switches
from intake.services.errors import CodenameInText, ConsentMissing, NoKey, NotAllowedNow, StaleSheet
from intake.services.instance import Instance
from tests.plugins.custody import ask_and_decide
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told, Visiting

TO = Addressee.TORTURE
TEXTS = {"forces": "Men in masks"}


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify(urgent="1", consent_un="1")


def kept(instance: Instance, staff: Staff, case_id: str) -> Appeal:
    return service.appeal_of(review.open_case(instance, staff.keyring(instance, "anna"), case_id, note=False))


def deeds(instance: Instance, staff: Staff) -> list[str]:
    with instance.database.reading() as uow:
        return [deed.action for deed in record.entries(uow, staff.keyring(instance, "anna"))]


def test_it_is_written_sent_and_answered(instance: Instance, staff: Staff, told: Told) -> None:
    anna, today = staff.keyring(instance, "anna"), clock.today()
    assert kept(instance, staff, told.case_id) == Appeal()
    assert service.save(instance, anna, told.case_id, [TO], TEXTS, 0) == 1
    service.make_ready(instance, anna, told.case_id, TO)
    service.mark_sent(instance, anna, told.case_id, TO, today)
    service.mark_answered(instance, anna, told.case_id, TO, today, "They wrote to the government.")
    appeal = kept(instance, staff, told.case_id)
    (letter,) = appeal.letters
    assert appeal.texts == TEXTS
    assert (letter.sent, letter.answered, letter.note) == (today, today, "They wrote to the government.")
    assert deeds(instance, staff) == ["appeal-answered", "appeal-sent", "appeal-show", "appeal-draft"]


def test_without_the_consent_nothing_leaves_and_nothing_is_written(
    instance: Instance, staff: Staff, told: Told, visit: Visiting
) -> None:
    anna, today = staff.keyring(instance, "anna"), clock.today()
    service.save(instance, anna, told.case_id, [TO], TEXTS, 0)
    service.mark_sent(instance, anna, told.case_id, TO, today)
    switches.change(instance, visit(told.codename), {Use.UN: False})
    for deed in (
        lambda: service.save(instance, anna, told.case_id, [TO], TEXTS, 2),
        lambda: service.make_ready(instance, anna, told.case_id, TO),
        lambda: service.mark_sent(instance, anna, told.case_id, TO, today),
    ):
        with pytest.raises(ConsentMissing):
            deed()
    service.mark_answered(instance, anna, told.case_id, TO, today, "It came late.")
    assert kept(instance, staff, told.case_id).letters[0].note == "It came late."


def test_two_who_write_at_once(instance: Instance, staff: Staff, told: Told) -> None:
    anna = staff.keyring(instance, "anna")
    service.save(instance, anna, told.case_id, [TO], TEXTS, 0)
    with pytest.raises(StaleSheet):
        service.save(instance, staff.keyring(instance, "boris"), told.case_id, [TO], {"forces": "Others"}, 0)
    assert kept(instance, staff, told.case_id).texts == TEXTS


def test_a_codename_is_not_kept(instance: Instance, staff: Staff, told: Told) -> None:
    anna = staff.keyring(instance, "anna")
    with pytest.raises(CodenameInText):
        service.save(instance, anna, told.case_id, [TO], {"forces": told.codename}, 0)
    with pytest.raises(CodenameInText):
        service.mark_answered(instance, anna, told.case_id, TO, clock.today(), told.codename)


def test_a_day_that_cannot_be(instance: Instance, staff: Staff, told: Told) -> None:
    anna = staff.keyring(instance, "anna")
    service.save(instance, anna, told.case_id, [TO], TEXTS, 0)
    with pytest.raises(BadAppeal):
        service.mark_sent(instance, anna, told.case_id, TO, clock.today() + timedelta(days=1))


def test_only_who_holds_the_case(instance: Instance, staff: Staff, told: Told) -> None:
    with pytest.raises(NoKey):
        service.save(instance, staff.keyring(instance, "rita"), told.case_id, [TO], TEXTS, 0)


def test_not_while_it_is_on_hold(instance: Instance, staff: Staff, told: Told) -> None:
    anna = staff.keyring(instance, "anna")
    with instance.database.writing() as uow:
        uow.cases.change(told.case_id, state="on-hold")
        uow.commit()
    with pytest.raises(NotAllowedNow):
        service.save(instance, anna, told.case_id, [TO], TEXTS, 0)


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(
    ("said", "name"), [(UnName.FULL, "Alesia Invented"), (UnName.INITIALS, "A. I."), (UnName.UNSAID, "A. I.")]
)
def test_a_name_leaves_only_as_its_source_allows_now(  # noqa: PLR0913 - two fixtures more
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, said: UnName, name: str, *, on: bool
) -> None:
    first = "" if said is UnName.UNSAID else str({UnName.FULL, UnName.INITIALS}.difference({said}).pop())
    told = testify(**CONTACT, urgent="1", consent_un="1", un_name=first)
    anna = staff.keyring(instance, "anna")
    assert service.make_ready(instance, anna, told.case_id, TO) == ""
    ask_and_decide(instance, staff, told.case_id)
    switches.change(instance, visit(told.codename), {Use.UN: on}, un_name=said, language="en")
    if on:
        assert service.make_ready(instance, anna, told.case_id, TO) == name
    else:
        with pytest.raises(ConsentMissing):
            service.make_ready(instance, anna, told.case_id, TO)
    with pytest.raises(ConsentMissing) if not on else nullcontext(""):
        assert service.make_ready(instance, staff.keyring(instance, "boris"), told.case_id, TO) == ""
