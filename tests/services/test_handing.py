"""Nothing leaves by one member's will: another sees exactly that and decides, and what changed since does not leave."""

import io
import zipfile
from dataclasses import replace

import pytest

from crypto import PrivateKey
from intake.domain.coding import Act, Coding
from intake.domain.consent import Use
from intake.domain.documents import Kind
from intake.domain.handing import Decision, Draft, What
from intake.domain.tasks import Task, Tasks
from intake.services import apart, assignment, casefile, code, handing, mailbox, papers, record, sheets, switches
from intake.services.errors import (
    ChangedSince,
    ConsentMissing,
    NobodyElse,
    NoKey,
    NotAllowedNow,
    NotFound,
    OwnDraft,
    Withdrawn,
)
from intake.services.instance import Instance
from intake.services.sealed_parcel import unsealed, write_key
from intake.services.sheets import NewSheet
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting

BUNDLE = Draft(What.BUNDLE, (), "Prosecutor of Examplia", "Investigation 12")
LETTER = Draft(What.LETTER, (), "torture", letter="a letter that names Alesia Invented")


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify("Яны прыйшлі.", files={"a.jpg": b"photo" * 1000}, consent_prosecutor="y", consent_un="y")


def bundle_of(instance: Instance, staff: Staff, *told: Told, who: str = "anna", key: str = "") -> str:
    wanted = replace(BUNDLE, cases=tuple(one.case_id for one in told), key=key)
    return handing.propose(instance, staff.keyring(instance, who), wanted)


def letter_of(instance: Instance, staff: Staff, told: Told, who: str = "anna", approver: str = "boris") -> str:
    chosen = staff.keyring(instance, approver).person.id
    wanted = replace(LETTER, cases=(told.case_id,), approver=chosen)
    return handing.propose(instance, staff.keyring(instance, who), wanted)


def decide(instance: Instance, staff: Staff, draft: str, who: str = "boris", *, approved: bool = True) -> None:
    handing.decide(instance, staff.keyring(instance, who), draft, approved=approved, reason="as agreed")


def leaves(instance: Instance, staff: Staff, draft: str, who: str = "anna") -> bytes:
    one, drawn = handing.approved(instance, staff.keyring(instance, who), draft)
    assert drawn is not None
    return b"".join(handing.bytes_of(instance, one, drawn))


def deeds(instance: Instance, staff: Staff, told: Told) -> list[tuple[str, str]]:
    with instance.database.reading() as uow:
        found = record.entries(uow, staff.keyring(instance, "anna"))
    return [
        (one.member, one.action) for one in reversed(found) if one.subject == told.case_id and "export" in one.action
    ]


def test_two_members_hand_a_bundle_over(instance: Instance, staff: Staff, told: Told) -> None:
    draft = bundle_of(instance, staff, told)
    one, drawn = handing.look(instance, staff.keyring(instance, "boris"), draft)
    assert (one.draft.recipient, one.writer.username, one.decision) == ("Prosecutor of Examplia", "anna", None)
    assert drawn is not None
    decide(instance, staff, draft)
    with zipfile.ZipFile(io.BytesIO(leaves(instance, staff, draft))) as archive:
        assert archive.read("case-1/evidence/01-a.jpg") == b"photo" * 1000
        assert {name: archive.read(name) for name in drawn.drawn} == drawn.drawn
    assert deeds(instance, staff, told) == [
        ("anna", "export-draft"),
        ("boris", "export-look"),
        ("boris", "export-approve"),
        ("anna", "export"),
    ]


def test_it_is_the_same_whenever_it_leaves(instance: Instance, staff: Staff, told: Told) -> None:
    draft = bundle_of(instance, staff, told)
    decide(instance, staff, draft)
    assert leaves(instance, staff, draft) == leaves(instance, staff, draft, "boris")


def test_nobody_approves_their_own(instance: Instance, staff: Staff, told: Told) -> None:
    draft = bundle_of(instance, staff, told)
    with pytest.raises(OwnDraft):
        decide(instance, staff, draft, "anna")
    with pytest.raises(NotAllowedNow):
        leaves(instance, staff, draft)


def test_what_nobody_else_holds_is_not_drafted_to_wait_for_ever(
    instance: Instance, staff: Staff, told: Told, testify: Testify
) -> None:
    anna, other = staff.keyring(instance, "anna"), testify("Другая.", consent_prosecutor="y")
    apart.restrict(instance, anna, told.case_id, [staff.keyring(instance, "rita").person.id], "A threat.")
    with pytest.raises(NobodyElse):
        bundle_of(instance, staff, other, told)
    assert handing.handings(instance, anna) == []
    apart.restrict(instance, anna, told.case_id, [staff.keyring(instance, "boris").person.id], "A threat.")
    decide(instance, staff, bundle_of(instance, staff, other, told))


def test_whoever_coded_it_a_second_time_is_nobody_to_approve_it(instance: Instance, staff: Staff, told: Told) -> None:
    anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
    assignment.assign(instance, anna, told.case_id, boris.person.id, Task.SECOND)
    with pytest.raises(NobodyElse):
        bundle_of(instance, staff, told)


def test_a_refusal_with_its_reason_is_kept_and_final(instance: Instance, staff: Staff, told: Told) -> None:
    draft = bundle_of(instance, staff, told)
    decide(instance, staff, draft, approved=False)
    (one,) = handing.handings(instance, staff.keyring(instance, "anna"))
    assert one.decision is not None
    assert one.decider is not None
    assert (one.decision.approved, one.decision.reason, one.decider.username) == (False, "as agreed", "boris")
    for act in (lambda: decide(instance, staff, draft), lambda: leaves(instance, staff, draft)):
        with pytest.raises(NotAllowedNow):
            act()


def test_who_codes_the_case_sees_it_and_cannot_approve(instance: Instance, staff: Staff, told: Told) -> None:
    rita = staff.keyring(instance, "rita")
    assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, rita.person.id)
    draft = bundle_of(instance, staff, told)
    assert [one.id for one in handing.handings(instance, rita, told.case_id)] == [draft]
    assert handing.handings(instance, rita, "another") == []
    with pytest.raises(NoKey):
        decide(instance, staff, draft, "rita")


def test_who_does_not_hold_the_case_sees_nothing(instance: Instance, staff: Staff, told: Told) -> None:
    draft = bundle_of(instance, staff, told)
    for who in ("rita", "kira", "alena"):
        assert handing.handings(instance, staff.keyring(instance, who)) == []
        with pytest.raises(NotFound):
            handing.look(instance, staff.keyring(instance, who), draft)


def test_what_changed_since_does_not_leave(instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
    draft = bundle_of(instance, staff, told)
    decide(instance, staff, draft)
    mailbox.add_message(instance, visit(told.codename), "There was one thing more.")
    with pytest.raises(ChangedSince):
        leaves(instance, staff, draft)
    with pytest.raises(ChangedSince):
        handing.look(instance, staff.keyring(instance, "boris"), draft)


def test_a_coding_saved_before_the_decision_stops_it(instance: Instance, staff: Staff, told: Told) -> None:
    draft = bundle_of(instance, staff, told)
    code.save_coding(instance, staff.keyring(instance, "anna"), told.case_id, Coding((Act("tor_beating"),)), 0)
    with pytest.raises(ChangedSince):
        decide(instance, staff, draft)
    decide(instance, staff, draft, approved=False)


@pytest.mark.parametrize("make", [bundle_of, letter_of])
def test_consent_is_asked_each_time(
    instance: Instance, staff: Staff, told: Told, visit: Visiting, make: object
) -> None:
    draft = make(instance, staff, told)  # type: ignore[operator]
    decide(instance, staff, draft)
    handing.approved(instance, staff.keyring(instance, "anna"), draft)
    off = dict.fromkeys((Use.PROSECUTOR, Use.UN), False)
    switches.change(instance, visit(told.codename), off, language="en")
    for act in (handing.approved, handing.look):
        with pytest.raises(ConsentMissing):
            act(instance, staff.keyring(instance, "anna"), draft)
    with pytest.raises(ConsentMissing):
        make(instance, staff, told)  # type: ignore[operator]


def test_a_withdrawal_empties_it(
    instance: Instance, staff: Staff, told: Told, testify: Testify, visit: Visiting
) -> None:
    other = testify("Another.", consent_prosecutor="y")
    first, second = bundle_of(instance, staff, told), bundle_of(instance, staff, other, told)
    for draft in (first, second):
        decide(instance, staff, draft)
    mailbox.withdraw(instance, visit(told.codename))
    with pytest.raises(NotFound):
        leaves(instance, staff, first)
    with pytest.raises(Withdrawn):
        leaves(instance, staff, second)


def test_it_is_sealed_for_the_recipient_who_was_named(instance: Instance, staff: Staff, told: Told) -> None:
    key = PrivateKey(b"the key of an invented prosecuto")
    draft = bundle_of(instance, staff, told, key=write_key(key.public))
    decide(instance, staff, draft)
    data = leaves(instance, staff, draft)
    assert b"photo" not in data
    with zipfile.ZipFile(io.BytesIO(b"".join(unsealed(key, [data])))) as archive:
        assert "manifest.json" in archive.namelist()


def test_a_letter_is_seen_by_two_alone(instance: Instance, staff: Staff, told: Told) -> None:
    draft = letter_of(instance, staff, told)
    with instance.database.reading() as uow:
        holders = papers.readers_of(uow, draft)
    ids = {staff.keyring(instance, who).person.id for who in ("anna", "boris")}
    assert {holder.removeprefix("member:") for holder in holders} == ids
    decide(instance, staff, draft)
    one, drawn = handing.approved(instance, staff.keyring(instance, "anna"), draft)
    assert drawn is None
    assert one.draft.letter == LETTER.letter


def test_a_draft_is_taken_back_by_its_writer(instance: Instance, staff: Staff, told: Told) -> None:
    draft, other = bundle_of(instance, staff, told), letter_of(instance, staff, told)
    for one in (draft, other):
        decide(instance, staff, one)
    with pytest.raises(NotAllowedNow):
        handing.take_back(instance, staff.keyring(instance, "boris"), draft)
    handing.take_back(instance, staff.keyring(instance, "anna"), draft)
    assert [one.id for one in handing.handings(instance, staff.keyring(instance, "boris"))] == [other]
    with instance.database.reading() as uow:
        assert len(papers.mine(uow, instance, staff.keyring(instance, "boris"))) == 2


def test_an_approval_of_one_draft_is_none_of_another(instance: Instance, staff: Staff, told: Told) -> None:
    """A decision moved to another draft, or made by the writer past every check, approves nothing."""
    draft = bundle_of(instance, staff, told)
    anna = staff.keyring(instance, "anna")
    (one,) = handing.handings(instance, anna)
    own = Decision(draft, one.draft.digest, approved=True, reason="", signature="")
    elsewhere = replace(own, digest="00")
    with instance.database.writing() as uow:
        handing._write(uow, instance, anna, one.draft, own.to_text())
        handing._write(uow, instance, staff.keyring(instance, "boris"), one.draft, elsewhere.to_text())
        uow.commit()
    with pytest.raises(NotAllowedNow):
        leaves(instance, staff, draft)


def test_a_blind_second_coder_sees_no_bundle(instance: Instance, staff: Staff, told: Told) -> None:
    """Whatever role they have besides: the coding of others stands in it."""
    draft = bundle_of(instance, staff, told)
    boris = staff.keyring(instance, "boris")
    with instance.database.writing() as uow:
        anna = staff.keyring(instance, "anna")
        file = casefile.open_file(uow, instance, anna, told.case_id)
        sheet = NewSheet(Kind.TASKS, Tasks(second=boris.person.id).to_json(), 0)
        sheets.save(uow, anna, file, sheet, deed="assign")
        uow.commit()
    with pytest.raises(NotAllowedNow):
        handing.look(instance, boris, draft)
