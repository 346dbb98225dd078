"""A quotation reaches the auditors when two agreed and the source allows it, and leaves them when it does not."""

import pytest

from intake.domain.consent import Use
from intake.domain.documents import Kind
from intake.domain.entities import Consent
from intake.domain.passages import Chosen, Place
from intake.domain.quotations import BadMarks, Printed, Stage
from intake.services import apart, mailbox, quotations, record, review, switches
from intake.services.errors import CodenameInText, ConsentMissing, NoKey, Withdrawn
from intake.services.instance import Instance
from intake.services.quotations import Given
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting

PRINTED = Printed("They came at night, a man says.", "en")


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify("Яны прыйшлі\nноччу ў дом Выдуманых.", consent_quote="y")


def mark(instance: Instance, staff: Staff, told: Told, passage: str = "Яны прыйшлі ноччу") -> None:
    anna = staff.keyring(instance, "anna")
    quotations.mark(instance, anna, told.case_id, Chosen(passage), PRINTED.text, PRINTED.language)


def decide(instance: Instance, staff: Staff, told: Told, who: str = "boris", *, approved: bool = True) -> None:
    quotations.decide(instance, staff.keyring(instance, who), told.case_id, "Q1", approved=approved, reason="fine")


def given(instance: Instance, staff: Staff, who: str = "alena") -> Given:
    return quotations.given(instance, staff.keyring(instance, who))


def test_two_members_give_a_quotation_to_the_auditors(instance: Instance, staff: Staff, told: Told) -> None:
    mark(instance, staff, told)
    assert given(instance, staff) == Given((), 0)
    decide(instance, staff, told)
    assert given(instance, staff) == given(instance, staff, "artur") == Given((PRINTED,), 0)
    view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    (one,) = quotations.marks_of(view.sheets[Kind.MARKS]).quotations
    assert (one.stage, one.passage) == (Stage.APPROVED, "Яны прыйшлі\nноччу")
    with instance.database.reading() as uow:
        deeds = [one.action for one in record.entries(uow, staff.keyring(instance, "anna"))]
    assert {"quote-mark", "quote-approve"} <= set(deeds)


def test_nobody_approves_their_own(instance: Instance, staff: Staff, told: Told) -> None:
    mark(instance, staff, told)
    with pytest.raises(BadMarks):
        decide(instance, staff, told, "anna")
    assert given(instance, staff) == Given((), 0)


def test_a_refusal_is_kept_with_its_reason(instance: Instance, staff: Staff, told: Told) -> None:
    mark(instance, staff, told)
    decide(instance, staff, told, approved=False)
    view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    (one,) = quotations.marks_of(view.sheets[Kind.MARKS]).quotations
    assert (one.stage, one.reason) == (Stage.REFUSED, "fine")
    assert given(instance, staff) == Given((), 0)


def test_only_what_the_source_told_is_quoted(instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
    with pytest.raises(BadMarks):
        mark(instance, staff, told, "Яны прыйшлі ўдзень")
    mailbox.add_message(instance, visit(told.codename), "There was a second van.")
    mark(instance, staff, told, "a second van")


def test_ticked_sentences_are_quoted_from_where_they_stand(instance: Instance, staff: Staff, told: Told) -> None:
    anna, whole = staff.keyring(instance, "anna"), len("Яны прыйшлі\nноччу ў дом Выдуманых.")
    for places in ((Place("narrative", 0, whole + 1),), (Place("other", 0, 3),), ()):
        with pytest.raises(BadMarks):
            quotations.mark(instance, anna, told.case_id, Chosen("", places), "x", "en")
    quotations.mark(instance, anna, told.case_id, Chosen("", (Place("narrative", 0, whole),)), "x", "en")
    mark(instance, staff, told)
    view = review.open_case(instance, anna, told.case_id)
    stand = [one.at for one in quotations.marks_of(view.sheets[Kind.MARKS]).quotations]
    assert stand == [Place("narrative", 0, whole), Place("narrative", 0, 17)]


def test_a_codename_is_never_printed(instance: Instance, staff: Staff, told: Told) -> None:
    with pytest.raises(CodenameInText):
        quotations.mark(instance, staff.keyring(instance, "anna"), told.case_id, Chosen("Яны"), told.codename, "en")


def test_consent_is_asked_each_time(instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
    mark(instance, staff, told)
    switches.change(instance, visit(told.codename), {Use.QUOTE: False}, language="en")
    for act in (mark, decide):
        with pytest.raises(ConsentMissing):
            act(instance, staff, told)
    switches.change(instance, visit(told.codename), {Use.QUOTE: True}, language="en")
    decide(instance, staff, told)
    switches.change(instance, visit(told.codename), {Use.QUOTE: False}, language="en")
    assert given(instance, staff) == Given((), 1)


def test_a_withdrawn_case_is_quoted_no_more(instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
    mark(instance, staff, told)
    decide(instance, staff, told)
    mailbox.withdraw(instance, visit(told.codename))
    assert given(instance, staff) == Given((), 0)
    with pytest.raises(Withdrawn):
        quotations.take_out(instance, staff.keyring(instance, "anna"), told.case_id, "Q1")


def test_a_quotation_is_taken_out_again(instance: Instance, staff: Staff, told: Told) -> None:
    mark(instance, staff, told)
    quotations.take_out(instance, staff.keyring(instance, "boris"), told.case_id, "Q1")
    mark(instance, staff, told)
    decide(instance, staff, told)
    quotations.take_out(instance, staff.keyring(instance, "anna"), told.case_id, "Q1")
    assert given(instance, staff) == Given((), 0)
    with instance.database.reading() as uow:
        assert uow.papers.count() == 0


def test_a_missing_or_foreign_statement_means_no(
    instance: Instance, staff: Staff, told: Told, testify: Testify
) -> None:
    mark(instance, staff, told)
    decide(instance, staff, told)
    other = testify(consent_quote="y")
    with instance.database.writing() as uow:
        uow.consents.delete(case_id=told.case_id, holder="role:auditor:1")
        uow.commit()
    assert given(instance, staff) == Given((), 1)
    with instance.database.writing() as uow:
        (copy,) = uow.consents.find(case_id=other.case_id, holder="role:auditor:1")
        uow.consents.add(type(copy)(told.case_id, 1, copy.holder, copy.sealed))
        uow.commit()
    assert given(instance, staff) == Given((), 1)


def test_keys_that_are_not_the_case_s_mean_no(instance: Instance, staff: Staff, told: Told) -> None:
    mark(instance, staff, told)
    decide(instance, staff, told)
    with instance.database.writing() as uow:
        uow.case_keys.change(told.case_id, source_key=bytes(32))
        uow.commit()
    assert given(instance, staff) == Given((), 1)


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "adam"])
def test_nobody_else_has_them(instance: Instance, staff: Staff, who: str) -> None:
    with pytest.raises(NoKey):
        given(instance, staff, who)


def test_a_copy_for_another_epoch_is_no_consent(instance: Instance, staff: Staff, told: Told) -> None:
    (copy,) = _copies(instance, told)
    keyring = staff.keyring(instance, "alena")
    with instance.database.reading() as uow:
        keys = uow.case_keys.get(told.case_id)
    assert keys is not None
    assert quotations._open(type(copy)(copy.case_id, 1, "role:auditor:9", copy.sealed), keyring, keys) == []


def _copies(instance: Instance, told: Told) -> list[Consent]:
    with instance.database.reading() as uow:
        return uow.consents.find(case_id=told.case_id, holder="role:auditor:1")


def test_a_case_under_a_new_key_is_quoted_as_before(instance: Instance, staff: Staff, told: Told) -> None:
    mark(instance, staff, told)
    decide(instance, staff, told)
    rita = staff.keyring(instance, "rita").person.id
    apart.recuse(instance, staff.keyring(instance, "anna"), told.case_id, rita, "a relative of hers")
    assert given(instance, staff) == Given((PRINTED,), 0)
