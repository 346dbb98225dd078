"""A letter names a person only as released for it, to one member, and leaves only as another approved it."""

import pytest

from intake.domain.consent import UnName, Use
from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Request
from intake.domain.identity import Identity
from intake.domain.letter import Letter, Section
from intake.services import asking, custody, handing, identity, letters, switches
from intake.services.errors import ChangedSince, ConsentMissing, NameMissing, NotAllowedNow, NotVouched, ReleaseOver
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told, Visiting


def composed(name: str) -> Letter:
    return Letter(
        "Communication", "Special Rapporteur", "22 November 2026", (Section("Person", (("Name", name),)),), ()
    )


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify("They came.", consent_un="y", un_name="full", **CONTACT)


def release(instance: Instance, staff: Staff, told: Told, who: str = "anna") -> None:
    asking.ask(instance, staff.keyring(instance, who), told.case_id, Request(Purpose.UN, Want.NAME, "For the letter."))
    kira = staff.keyring(instance, "kira")
    (waiting,) = custody.desk(instance, kira).waiting
    custody.look(instance, kira, waiting.id)
    custody.release(instance, kira, waiting.id)


def drafted(instance: Instance, staff: Staff, told: Told, approver: str = "boris") -> str:
    chosen = staff.keyring(instance, approver).person.id
    return letters.draft_letter(instance, staff.keyring(instance, "anna"), told.case_id, chosen, composed)


def approve(instance: Instance, staff: Staff, draft: str) -> None:
    handing.decide(instance, staff.keyring(instance, "boris"), draft, approved=True, reason="")


def test_a_released_name_goes_into_a_letter_that_another_approves(instance: Instance, staff: Staff, told: Told) -> None:
    release(instance, staff, told)
    draft = drafted(instance, staff, told)
    anna = staff.keyring(instance, "anna")
    with pytest.raises(NotAllowedNow):
        letters.ready(instance, anna, draft)
    approve(instance, staff, draft)
    assert letters.ready(instance, anna, draft) == composed("Alesia Invented")


def test_without_a_release_there_is_no_letter(instance: Instance, staff: Staff, told: Told) -> None:
    with pytest.raises(NameMissing):
        drafted(instance, staff, told)
    release(instance, staff, told, who="boris")
    with pytest.raises(NameMissing):
        drafted(instance, staff, told)


def test_without_consent_there_is_no_letter(instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
    release(instance, staff, told)
    switches.change(instance, visit(told.codename), {Use.UN: False}, language="en")
    with pytest.raises(ConsentMissing):
        drafted(instance, staff, told)


@pytest.mark.parametrize("who", ["anna", "rita", "kira"])
def test_only_another_of_the_circle_is_asked_to_approve(instance: Instance, staff: Staff, told: Told, who: str) -> None:
    release(instance, staff, told)
    with pytest.raises(NotVouched):
        drafted(instance, staff, told, who)


def test_about_a_child_only_the_children_s_team_approves(instance: Instance, staff: Staff) -> None:
    found = letters.approvers(staff.keyring(instance, "anna"), minor=True)
    assert [person.username for person in found] == ["boris"]


def test_only_who_drafted_it_sends_it(instance: Instance, staff: Staff, told: Told) -> None:
    release(instance, staff, told)
    draft = drafted(instance, staff, told)
    approve(instance, staff, draft)
    with pytest.raises(NotAllowedNow):
        letters.ready(instance, staff.keyring(instance, "boris"), draft)


def test_a_name_that_its_source_changed_since_does_not_leave(
    instance: Instance, staff: Staff, told: Told, visit: Visiting
) -> None:
    release(instance, staff, told)
    draft = drafted(instance, staff, told)
    approve(instance, staff, draft)
    identity.replace(instance, visit(told.codename), Identity(name="Another Invented"))
    with pytest.raises(ReleaseOver):
        letters.ready(instance, staff.keyring(instance, "anna"), draft)


@pytest.mark.parametrize(
    ("at_first", "later"),
    [(UnName.FULL, UnName.INITIALS), (UnName.INITIALS, UnName.FULL), (UnName.UNSAID, UnName.FULL)],
)
def test_a_letter_names_as_its_source_allows_now(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, at_first: UnName, later: UnName
) -> None:
    told = testify("They came.", consent_un="y", un_name=str(at_first), **CONTACT)
    release(instance, staff, told)
    draft, anna = drafted(instance, staff, told), staff.keyring(instance, "anna")
    approve(instance, staff, draft)
    names = {UnName.FULL: "Alesia Invented", UnName.INITIALS: "A. I.", UnName.UNSAID: "A. I."}
    assert letters.ready(instance, anna, draft) == composed(names[at_first])
    switches.change(instance, visit(told.codename), {}, un_name=later, language="en")
    with pytest.raises(ChangedSince):
        letters.ready(instance, anna, draft)
    again = drafted(instance, staff, told)
    approve(instance, staff, again)
    assert letters.ready(instance, anna, again) == composed(names[later])
