"""The leads' desk: assigning from there, shift notes, load, what is overdue and what to ask about."""

from datetime import timedelta

import pytest

from intake import clock
from intake.domain import oversight as rules
from intake.domain.contacts import Support
from intake.domain.handing import Draft, What
from intake.services import assignment, handing, referrals, review
from intake.services.instance import Instance
from intake.services.referrals import Offer
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Sit


def test_a_case_is_given_from_the_desk(desk: Sit, testify: Testify, instance: Instance, staff: Staff) -> None:
    case_id, anna = testify(region="x").case_id, desk("anna")
    assert f'href="/case/{case_id}"' in anna.read("/desk")
    rita = staff.keyring(instance, "rita").person.id
    answer = anna.send("/desk/assign", {"case": case_id, "member": rita})
    assert answer.headers["Location"] == "/desk"
    page = anna.read("/desk")
    assert "The case is assigned." in page
    assert "Every case has somebody." in page
    assert "Looked at: 1" in page
    assert f'href="/case/{case_id}"' in desk("rita").read("/queue")


def test_a_child_is_given_only_to_who_is_trained(desk: Sit, testify: Testify, instance: Instance, staff: Staff) -> None:
    case_id, anna = testify(age_band="under_18").case_id, desk("anna")
    offered = anna.read("/desk").partition('id="free"')[2].partition('id="overdue"')[0]
    assert ">boris<" in offered
    assert ">rita<" not in offered
    rita = staff.keyring(instance, "rita").person.id
    anna.send("/desk/assign", {"case": case_id, "member": rita})
    assert "cannot be given to this member now" in anna.read("/desk")


def test_shift_notes_newest_first_and_taken_back(desk: Sit, monkeypatch: pytest.MonkeyPatch, testify: Testify) -> None:
    anna, boris = desk("anna"), desk("boris")
    anna.send("/desk/notes", {"note": "The doctor <calls> back."})
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "read", lambda: later)
    boris.send("/desk/notes", {"note": "She did."})
    page = anna.read("/desk").partition('id="shift"')[2]
    assert page.index("She did.") < page.index("The doctor &lt;calls&gt; back.")
    assert page.count("Take it back") == 1
    note = page.partition('name="note"\nvalue="')[2].partition('"')[0]
    anna.send("/desk/notes/forget", {"note": note})
    assert "The doctor" not in boris.read("/desk")
    told = testify()
    for text, words in (("", "no words"), ("x" * 4001, "under 4,000"), (told.codename, "a codename in it")):
        refused = anna.send("/desk/notes", {"note": text})
        assert refused.status_code == 422
        assert words in refused.get_data(as_text=True)
        assert text in refused.get_data(as_text=True)


def test_overdue_and_worth_asking(
    desk: Sit, testify: Testify, instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    alone, given = testify(urgent="1").case_id, testify(files={"a.jpg": b"a"}).case_id
    referrals.offer(instance, anna, given, Offer(Support.DOCTOR, "Linden House"))
    assignment.assign(instance, anna, given, rita.person.id)
    later = clock.now() + timedelta(days=20)
    monkeypatch.setattr(clock, "read", lambda: later)
    (piece,) = review.open_case(instance, staff.keyring(instance, "boris"), given).pieces
    reader = desk("rita")
    for _ in range(rules.MANY_DOWNLOADS + 1):
        reader.get(f"/case/{given}/document/{piece.id}/original")
    page = desk("anna").read("/desk")
    for words in (
        "1 person in danger waits for a first answer",
        "Referrals without an end",
        "1 case with which nobody did anything since",
        "not an accusation",
        "Cases that were opened while they were somebody else",
        "21 originals were downloaded",
        "From the record of the last 30 days.",
    ):
        assert words in page
    assert f'href="/case/{alone}"' in page


def test_a_draft_of_another_waits_there_until_it_is_decided(
    desk: Sit, testify: Testify, instance: Instance, staff: Staff
) -> None:
    wanted = Draft(What.BUNDLE, (testify(consent_prosecutor="y").case_id,), "Prosecutor of Examplia", "Case 12")
    draft = handing.propose(instance, staff.keyring(instance, "anna"), wanted)
    assert f"/handing/{draft}" in desk("boris").read("/desk")
    assert f"/handing/{draft}" not in desk("anna").read("/desk")
    handing.decide(instance, staff.keyring(instance, "boris"), draft, approved=True, reason="")
    assert f"/handing/{draft}" not in desk("boris").read("/desk")


def test_a_quiet_desk_says_so(desk: Sit) -> None:
    page = desk("anna").read("/desk")
    for words in ("Every case has somebody.", "Nothing is overdue.", "Nothing stands out.", "no cases"):
        assert words in page


@pytest.mark.parametrize("username", ["rita", "kira", "alena", "ilona", "adam"])
def test_it_is_for_the_circle(desk: Sit, username: str) -> None:
    one = desk(username)
    assert one.get("/desk").status_code == 403
    for path in ("/desk/assign", "/desk/notes", "/desk/notes/forget"):
        assert one.send(path, {}).status_code == 403
