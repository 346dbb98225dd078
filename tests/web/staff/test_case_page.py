"""A case's page: everything its reader needs, escaped, with no picture unasked; and what is done with one press."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import intake.services
from intake import clock
from intake.domain.coding import Act, Coding
from intake.domain.consent import Use
from intake.domain.entities import Box
from intake.services import flood, mailbox, record, review, switches
from intake.services.code import save_coding
from intake.services.instance import Instance
from intake.web.staff.words import DEEDS
from tests.plugins.custody import ask_and_decide
from tests.plugins.instances import Staff
from tests.plugins.linking import link_and_name
from tests.plugins.sources import Testify, Visiting
from tests.web.staff.conftest import Sit


def member_id(instance: Instance, staff: Staff, username: str) -> str:
    return staff.keyring(instance, username).person.id


def state_of(instance: Instance, case_id: str) -> str:
    with instance.database.reading() as uow:
        case = uow.cases.get(case_id)
        assert case
        return case.state


def deeds(instance: Instance, staff: Staff) -> list[tuple[str, str]]:
    with instance.database.reading() as uow:
        return [(deed.member, deed.action) for deed in record.entries(uow, staff.keyring(instance, "anna"))]


class TestReading:
    def test_shows_the_whole_story_escaped(self, desk: Sit, testify: Testify) -> None:
        told = testify(
            "Мяне білі.\n<script>alert(1)</script> & more",
            role="survivor",
            age_band="30_44",
            when="August <b>",
            where="Zarechny",
            stage="detention",
            language="be",
        )
        page = desk("anna").read(f"/case/{told.case_id}")
        assert "Мяне білі.\n&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
        assert re.search(r'class="own-words narrative"[^>]*dir="auto"\s+lang="be"', page)
        for words in ("A survivor", "30 to 44", "August &lt;b&gt;", "Zarechny", "In detention"):
            assert words in page

    def test_says_what_is_allowed_and_what_is_not(self, desk: Sit, testify: Testify) -> None:
        told = testify(consent_statistics="1", consent_un="1")
        page = desk("anna").read(f"/case/{told.case_id}")
        assert re.findall(r'<li class="on">([^<]*)', page) == [
            "Being read by the intake team",
            "Being counted in statistics",
            "Being given to the United Nations",
        ]
        assert "Being named" in re.findall(r'<li class="off">([^<]*)', page)
        assert len(re.findall(r'<li class="off">', page)) == 6

    def test_answers_stand_in_the_order_and_the_words_of_the_form(self, desk: Sit, testify: Testify) -> None:
        told = testify(
            told_lawyer="1", force_hands="1", force_vehicle="1", doers_about="<i>a van", danger_who="Yan", when_2="June"
        )
        page = desk("anna").read(f"/case/{told.case_id}")
        order = [
            "Someone is missing or in danger", "Who is it about?", "Yan",
            "What was used against people?", "Hands and feet; A vehicle",
            "Who did it?", "&lt;i&gt;a van",
            "Have you told anyone before?", "A lawyer",
        ]  # fmt: skip
        places = [page.index(words, page.index('id="testimony"')) for words in order]
        assert places == sorted(places)
        assert "June" in page

    def test_says_that_no_words_came_only_where_none_did(self, desk: Sit, testify: Testify) -> None:
        said, anna = "The source sent no words", desk("anna")
        assert said not in anna.read(f"/case/{testify('', danger_who='Yan').case_id}")
        assert said in anna.read(f"/case/{testify('', files={'a.jpg': b'x'}).case_id}")

    def test_warns_and_loads_no_picture(self, desk: Sit, testify: Testify) -> None:
        told = testify("word " * 1000, files={"a.jpg": b"\xff\xd8\xff" * 100})
        page = desk("anna").read(f"/case/{told.case_id}")
        assert "What follows may be hard to read. It takes about 5 minutes." in page
        for tag in ("<img", "<video", "<audio", "<iframe", "<object", "<embed", "background:"):
            assert tag not in page

    def test_lists_evidence_with_sizes(self, desk: Sit, testify: Testify) -> None:
        told = testify(files={"стуль <1>.jpg": b"x" * 2048, "b\u202egpj.exe": b""})
        page = desk("anna").read(f"/case/{told.case_id}")
        assert "стуль _1_.jpg" in page
        assert "2 KB" in page
        assert "\u202e" not in page
        assert len(re.findall(r"/document/[0-9a-f]{32}/original", page)) == 2

    def test_shows_both_sides_of_the_conversation(
        self, desk: Sit, instance: Instance, staff: Staff, testify: Testify, visit: Visiting
    ) -> None:
        told = testify()
        mailbox.add_message(instance, visit(told.codename), "Is it <safe>?")
        review.reply(instance, staff.keyring(instance, "boris"), told.case_id, "Yes.")
        page = desk("anna").read(f"/case/{told.case_id}")
        assert page.index("Is it &lt;safe&gt;?") < page.index("Yes.")
        assert '<bdi translate="no">boris</bdi>' in page

    def test_shows_the_coding_in_words(self, desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
        told = testify()
        coding = Coding((Act("lib_arbitrary_arrest", ("police", "court"), "arrest"),))
        save_coding(instance, staff.keyring(instance, "boris"), told.case_id, coding, 0)
        page = desk("anna").read(f"/case/{told.case_id}")
        for words in ("Arbitrary arrest", "Assembly", "Police, Court", "boris", "Change the coding"):
            assert words in page

    def test_shows_no_time_of_day_of_the_source(
        self, desk: Sit, testify: Testify, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "read", lambda: datetime(2026, 3, 1, 4, 37, tzinfo=UTC))
        told = testify(files={"a.jpg": b"1"})
        page = desk("anna").read(f"/case/{told.case_id}")
        assert "1 Mar 2026" in page
        assert "04:37" not in page

    def test_is_noted_on_the_record(self, desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
        told = testify()
        desk("boris").read(f"/case/{told.case_id}")
        assert deeds(instance, staff) == [("boris", "open")]

    def test_unknown_cases_are_not_there(self, desk: Sit) -> None:
        for case_id in ("0" * 32, "x", "%00", "..%2f..", "A" * 5000):
            assert desk("anna").get(f"/case/{case_id}").status_code == 404

    def test_a_withdrawn_case_opens_for_nobody(
        self, desk: Sit, instance: Instance, testify: Testify, visit: Visiting
    ) -> None:
        told = testify("They came at night.")
        mailbox.withdraw(instance, visit(told.codename))
        response = desk("anna").get(f"/case/{told.case_id}")
        assert response.status_code == 409
        assert "withdrawn" in response.get_data(as_text=True)
        assert "at night" not in response.get_data(as_text=True)

    def test_a_changed_piece_is_refused_and_nothing_is_told(
        self, desk: Sit, instance: Instance, testify: Testify, capsys: pytest.CaptureFixture[str]
    ) -> None:
        told = testify("They came at night.")
        with instance.database.writing() as uow:
            document = uow.documents.find(case_id=told.case_id, box=Box.CASE)[0]
            assert document.body
            uow.documents.change(document.id, body=bytes(len(document.body)))
            uow.commit()
        response = desk("anna").get(f"/case/{told.case_id}")
        page = response.get_data(as_text=True)
        assert response.status_code == 500
        assert "This is not what was stored" in page
        assert "at night" not in page
        logged = capsys.readouterr().err
        assert "Tampered" in logged or "NoMatchingKey" in logged
        assert "at night" not in logged


def test_a_child_s_case_is_for_who_is_trained(desk: Sit, testify: Testify) -> None:
    told = testify(age_band="under_18")
    assert "About a child" in desk("anna").read("/queue")
    assert desk("anna").get(f"/case/{told.case_id}").status_code == 200


def test_refusals_are_pages_with_a_way_back(desk: Sit, testify: Testify) -> None:
    told = testify()
    page = desk("rita").get(f"/case/{told.case_id}").get_data(as_text=True)
    assert "You hold no key that opens this" in page
    assert "Ask the intake circle" in page
    assert 'href="/queue"' in page


def test_actions_are_all_known_words(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    """Whatever the services write on the record, the page of the record says it in words."""
    told = testify(files={"a.txt": b"words"}, contact_name="Alesia Invented", contact_now="1", consent_un="y")
    path, anna = f"/case/{told.case_id}", desk("anna")
    rita = member_id(instance, staff, "rita")
    anna.send(f"{path}/assign", {"member": rita})
    anna.send(f"{path}/reply", {"message": "We read it."})
    anna.send(
        f"{path}/coding",
        {"revision": "0", "do": "save", "draft": Coding((Act("lib_arbitrary_arrest"),)).to_json().decode()},
    )
    anna.send(f"{path}/summary", {"title": "At night", "revision": "0"})
    anna.send("/queue/list", {})
    anna.send(f"{path}/close", {"reason": "Done."})
    anna.send(f"{path}/reopen", {"reason": "News."})
    document = re.findall(r"/document/([0-9a-f]{32})/original", anna.read(path))[0]
    anna.read(f"{path}/document/{document}")
    anna.send(f"{path}/take-back", {"member": rita})
    anna.send(f"{path}/claim", {})
    anna.send(f"{path}/hand-over", {"member": rita})
    anna.send(f"{path}/hold", {"reason": "Later.", "again": (clock.today() + timedelta(days=1)).isoformat()})
    anna.send(f"{path}/resume", {})
    anna.send(f"{path}/contact", {})
    ask_and_decide(instance, staff, told.case_id)
    link_and_name(instance, staff, told.case_id, testify().case_id)
    anna.send(f"{path}/recuse", {"member": rita, "reason": "Related."})
    anna.send(f"{path}/restrict", {"reason": "A threat."})
    child = testify(age_band="under_18").case_id
    for deed in flood.MOVES:
        flood.move(instance, staff.keyring(instance, "anna"), [child], deed)
    anna.send(f"/case/{child}/children", {"note": "We spoke."})
    switches.change(instance, visit(told.codename), {Use.READ: False})
    anna.get(path)
    page = "".join(anna.read(f"/record?page={number}") for number in (1, 2))
    done = {action for _member, action in deeds(instance, staff)}
    assert done <= DEEDS.keys()
    for action in done:
        assert str(DEEDS[action]) in page
    assert "assigned the case to <" in page


def test_every_deed_that_services_name_has_words() -> None:
    named = set()
    for module in Path(intake.services.__file__).parent.glob("*.py"):
        named |= set(re.findall(r'(?:record\.append\(uow, [a-z.]*keyring,|deed=)\s*"([a-z-]+)"', module.read_text()))
    assert len(named) > 5
    assert named <= DEEDS.keys()
