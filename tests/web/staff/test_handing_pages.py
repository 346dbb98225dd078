"""Handing over on its pages: drafted by one, seen whole and decided by another, with scripts off."""

import io
import re
import zipfile

import pytest

from crypto import PrivateKey
from intake.domain.consent import UnName
from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Request
from intake.domain.identity import Identity
from intake.services import apart, asking, assignment, custody, identity, mailbox, switches
from intake.services.instance import Instance
from intake.services.sealed_parcel import unsealed, write_key
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told, Visiting
from tests.web.staff.conftest import Sit

TYPED = {"recipient": "Prosecutor of <Examplia>", "purpose": "Investigation 12"}
LINK = re.compile(r'href="(/handing/[0-9a-f]{32})"')


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify("They came <at> night.", files={"a.jpg": b"photo" * 100}, consent_prosecutor="y")


def drafted(desk: Sit, told: Told, **more: str) -> str:
    sent = desk("anna").send(f"/case/{told.case_id}/handing", {**TYPED, **more})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    found = LINK.search(desk("anna").read("/handing"))
    assert found
    return found[1]


def test_the_way_leads_from_the_case(desk: Sit, told: Told) -> None:
    assert f'href="/case/{told.case_id}/handing"' in desk("anna").read(f"/case/{told.case_id}")
    assert 'name="recipient"' in desk("anna").read(f"/case/{told.case_id}/handing")


def test_another_sees_all_of_it_and_approves(desk: Sit, told: Told) -> None:
    address = drafted(desk, told)
    page = desk("boris").read(address)
    for words in (
        "Prosecutor of &lt;Examplia&gt;",
        "They came &lt;at&gt; night.",
        "evidence/01-a.jpg",
        "verify.py",
        "notes that reviewers keep",
    ):
        assert words in page
    assert desk("boris").get(f"{address}/bundle").status_code == 409
    assert desk("boris").send(address, {"do": "approve", "reason": ""}).status_code == 303
    answer = desk("anna").get(f"{address}/bundle")
    assert re.fullmatch(r'attachment; filename="bundle-\d{4}-\d\d-\d\d\.zip"', answer.headers["Content-Disposition"])
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read("case-1/evidence/01-a.jpg") == b"photo" * 100
    assert "approved by boris" in desk("anna").read(f"/case/{told.case_id}/handing")


def test_whoever_drafted_it_has_no_button_to_approve(desk: Sit, told: Told) -> None:
    address = drafted(desk, told)
    assert 'value="approve"' not in desk("anna").read(address)
    assert desk("anna").send(address, {"do": "approve"}).status_code == 409


def test_a_refusal_needs_a_reason(desk: Sit, told: Told) -> None:
    address = drafted(desk, told)
    assert desk("boris").send(address, {"do": "refuse", "reason": " "}).status_code == 422
    assert desk("boris").send(address, {"do": "refuse", "reason": "wrong office"}).status_code == 303
    assert "wrong office" in desk("anna").read(address)
    assert desk("boris").send(address, {"do": "approve"}).status_code == 409


def test_a_draft_is_taken_back(desk: Sit, told: Told) -> None:
    address = drafted(desk, told)
    assert desk("anna").send(address, {"do": "take-back"}).status_code == 303
    assert desk("boris").get(address).status_code == 404


def test_what_changed_since_says_so_and_shows_nothing(
    desk: Sit, told: Told, instance: Instance, visit: Visiting
) -> None:
    address = drafted(desk, told)
    mailbox.add_message(instance, visit(told.codename), "One thing more.")
    page = desk("boris").read(address)
    assert "changed since the draft" in page
    assert "They came" not in page
    assert 'value="approve"' not in page
    assert desk("boris").send(address, {"do": "approve"}).status_code == 409


@pytest.mark.parametrize(
    "typed",
    [
        {**TYPED, "recipient": " "},
        {**TYPED, "purpose": ""},
        {**TYPED, "purpose": "x" * 1001},
        {**TYPED, "cases": "the other one"},
        {**TYPED, "cases": "00" * 16},
        {**TYPED, "key": "holas-recipient:AAAA"},
    ],
)
def test_what_cannot_be_done_keeps_what_was_typed(desk: Sit, told: Told, typed: dict[str, str]) -> None:
    answer = desk("anna").send(f"/case/{told.case_id}/handing", typed)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Not drafted yet" in page
    assert all(text.strip().replace("<", "&lt;").replace(">", "&gt;") in page for text in typed.values())


def test_without_consent_the_page_says_so(desk: Sit, testify: Testify) -> None:
    told = testify()
    assert "has not allowed this" in desk("anna").read(f"/case/{told.case_id}/handing")
    answer = desk("anna").send(f"/case/{told.case_id}/handing", TYPED)
    assert answer.status_code == 422
    assert "does not allow" in answer.get_data(as_text=True)


def test_another_case_is_named_by_the_number_in_the_list(desk: Sit, told: Told, testify: Testify) -> None:
    other = testify("Another night.", consent_prosecutor="y").case_id.upper()
    assert "Another night." in desk("boris").read(drafted(desk, told, cases=f"{other[:4]} {other[4:8]}\n"))


def test_several_cases_go_into_one_sealed_bundle(desk: Sit, told: Told, testify: Testify) -> None:
    other = testify("Another night.", consent_prosecutor="y")
    key = PrivateKey(b"the key of an invented prosecuto")
    cases = f"http://localhost:8001/case/{other.case_id}\n"
    address = drafted(desk, told, cases=cases, key=write_key(key.public))
    page = desk("boris").read(address)
    first, second = re.split(rf'<h3>\s*<a href="/case/{other.case_id}"', page)
    assert "They came &lt;at&gt; night." in first
    assert "Another night." in second
    desk("boris").send(address, {"do": "approve"})
    answer = desk("anna").get(f"{address}/bundle")
    assert answer.headers["Content-Disposition"].endswith('.holas"')
    with zipfile.ZipFile(io.BytesIO(b"".join(unsealed(key, [answer.data])))) as archive:
        assert b"Another night." in archive.read("case-2/testimony.txt")


def test_what_nobody_else_can_open_is_not_left_waiting(desk: Sit, told: Told, instance: Instance, staff: Staff) -> None:
    apart.restrict(instance, staff.keyring(instance, "anna"), told.case_id, [], "A threat.")
    answer = desk("anna").send(f"/case/{told.case_id}/handing", TYPED)
    assert answer.status_code == 422
    assert "Nobody else of the intake circle could agree to it." in answer.get_data(as_text=True)


def test_who_codes_it_sees_it_and_decides_nothing(desk: Sit, told: Told, instance: Instance, staff: Staff) -> None:
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    assignment.assign(instance, anna, told.case_id, rita.person.id)
    assert "A member of the intake circle drafts it" in desk("rita").read(f"/case/{told.case_id}/handing")
    assert desk("rita").send(f"/case/{told.case_id}/handing", TYPED).status_code == 422
    address = drafted(desk, told)
    assert desk("rita").send(address, {"do": "approve"}).status_code == 409
    assert "waits for a decision" in desk("rita").read("/handing")


@pytest.mark.parametrize("who", ["rita", "kira", "alena", "adam"])
def test_nobody_else_finds_it(desk: Sit, told: Told, who: str) -> None:
    address = drafted(desk, told)
    for path in (address, f"{address}/bundle", f"/case/{told.case_id}/handing"):
        assert desk(who).get(path).status_code in {403, 404}


def test_a_letter_leaves_as_a_document_and_as_pdf(
    desk: Sit, testify: Testify, instance: Instance, staff: Staff, visit: Visiting
) -> None:
    told = testify("They came.", consent_un="y", **CONTACT)
    address = f"/case/{told.case_id}"
    assert "First write what the addressee asks" in desk("anna").read(f"{address}/handing")
    texts = {"to_torture": "1", "account": "They came at night.", "after": "0", "do": "save"}
    assert desk("anna").send(f"{address}/appeal", texts).status_code == 303
    boris = {"to": "torture", "approver": staff.keyring(instance, "boris").person.id}
    answer = desk("anna").send(f"{address}/handing/letter", boris)
    assert answer.status_code == 422
    assert "No name is released to you" in answer.get_data(as_text=True)
    release(instance, staff, told.case_id)
    assert desk("anna").send(f"{address}/handing/letter", boris).status_code == 303
    found = LINK.search(desk("anna").read("/handing"))
    assert found
    page = desk("boris").read(found[1])
    for words in ("A. I.", "They came at night.", "initials only"):
        assert words in page
    assert desk("boris").send(found[1], {"do": "approve"}).status_code == 303
    assert "anna downloads and sends it" in desk("boris").read(found[1])
    assert "/letter.docx" not in desk("boris").read(found[1])
    assert f"{found[1]}/letter.docx" in desk("anna").read(found[1])
    assert desk("anna").get(f"{found[1]}/letter.docx").data.startswith(b"PK")
    pdf = desk("anna").get(f"{found[1]}/letter.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert desk("boris").get(f"{found[1]}/letter.pdf").status_code == 409
    assert desk("anna").get(f"{found[1]}/bundle").status_code == 404
    switches.change(instance, visit(told.codename), {}, un_name=UnName.FULL, language="en")
    assert desk("anna").get(f"{found[1]}/letter.docx").status_code == 409
    identity.replace(instance, visit(told.codename), Identity(name="Another Invented"))
    page = desk("anna").read(found[1])
    assert "its release is over" in page
    assert "A. I." not in page


@pytest.mark.parametrize("typed", [{"to": "torture"}, {"to": "", "approver": ""}])
def test_a_letter_that_nobody_wrote_is_not_drafted(desk: Sit, told: Told, typed: dict[str, str]) -> None:
    assert desk("anna").send(f"/case/{told.case_id}/handing/letter", typed).status_code == 404


def release(instance: Instance, staff: Staff, case_id: str) -> None:
    asking.ask(instance, staff.keyring(instance, "anna"), case_id, Request(Purpose.UN, Want.NAME, "For the letter."))
    kira = staff.keyring(instance, "kira")
    (waiting,) = custody.desk(instance, kira).waiting
    custody.look(instance, kira, waiting.id)
    custody.release(instance, kira, waiting.id)
