"""Care on the pages: choices, what stands before a case, labels, a pause, and pictures small and blurred."""

import io
import re

import pytest
from PIL import Image

from intake.domain.documents import Kind
from intake.domain.tasks import Tasks
from intake.services import casefile, review, sheets
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Desk, Sit
from tests.web.staff.test_languages import language_of

CARE = "/account/care"
CHOSEN = {"openings": "0", "minutes": "0"}


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 20, 20)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def anna(desk: Sit) -> Desk:
    return desk("anna")


def test_choices_come_back_as_they_were_made(anna: Desk) -> None:
    fields = {"avoids": ["sexual", "nothing known"], "text_only": "1", "openings": "7", "minutes": "no"}
    assert anna.send(CARE, fields).location == CARE
    page = anna.read(CARE)
    assert re.findall(r'name="avoids"\s+value="([^"]+)"\s+autocomplete="off" checked', page) == ["sexual"]
    assert re.search(r'name="text_only"\s+value="1"\s+autocomplete="off" checked', page)
    assert re.search(r'name="openings"\s+value="7"', page)
    assert re.search(r'name="minutes"\s+value="120"', page)


def test_care_is_for_those_who_read(desk: Sit) -> None:
    for username in ("kira", "alena", "ilona", "adam"):
        assert desk(username).get(CARE).status_code == 403
        assert CARE not in desk(username).read("/account")


def test_a_chosen_language_is_there_at_the_next_sign_in_and_keeps_the_other_choices(
    nobody: Desk, desk: Sit, staff: Staff
) -> None:
    anna = desk("anna")
    anna.send(CARE, {**CHOSEN, "avoids": "death"})
    anna.send("/account/language", {"language": "ru"})
    token = re.search(r'name="csrf_token"\s+value="([^"]+)"', nobody.read("/sign-in"))
    assert token
    nobody.send("/sign-in", {"username": "anna", "passphrase": staff.passphrase("anna")}, token=token[1])
    page = nobody.read(CARE)
    assert language_of(page) == "ru"
    assert re.search(r'value="death"\s+autocomplete="off" checked', page)


class TestBeforeACase:
    def test_it_says_what_it_tells_and_opens_after_one_more_click(
        self, anna: Desk, testify: Testify, instance: Instance
    ) -> None:
        told = testify("They took him.", kinds_death="1")
        path = f"/case/{told.case_id}"
        anna.send(CARE, {**CHOSEN, "avoids": "death"})
        for page in (path, f"{path}/reply", f"{path}/coding"):
            warned = anna.read(page)
            assert "Before you open it" in warned
            assert "They took him." not in warned
        with instance.database.reading() as uow:
            assert uow.records.count() == 0
        assert anna.send(f"{path}/anyway", {"next": f"{path}/reply"}).location == f"{path}/reply"
        assert "They took him." in anna.read(path)

    def test_other_cases_open_as_ever(self, anna: Desk, testify: Testify) -> None:
        anna.send(CARE, {**CHOSEN, "avoids": "death"})
        assert "They came at night." in anna.read(f"/case/{testify().case_id}")

    def test_what_cannot_be_opened_answers_as_ever(self, desk: Sit, testify: Testify) -> None:
        rita = desk("rita")
        rita.send(CARE, {**CHOSEN, "avoids": "death"})
        assert rita.get(f"/case/{testify(kinds_death='1').case_id}").status_code == 403

    def test_the_way_on_leads_to_no_other_site(self, anna: Desk, testify: Testify) -> None:
        told = testify()
        assert anna.send(f"/case/{told.case_id}/anyway", {"next": "//evil.example"}).location == "/"


class TestWhoAssigns:
    def test_sees_yes_or_no_for_one_case_and_no_reason(self, desk: Sit, testify: Testify) -> None:
        desk("rita").send(CARE, {**CHOSEN, "avoids": "death"})
        anna = desk("anna")
        page = anna.read(f"/case/{testify(kinds_death='1').case_id}")
        panel = page.split('id="care"')[1].split("</section>")[0]
        assert "rita" in panel
        assert "ruslan" not in panel
        assert "Death" not in panel
        assert 'id="care"' not in anna.read(f"/case/{testify().case_id}")

    def test_names_who_reads_it_together(self, anna: Desk, testify: Testify, instance: Instance, staff: Staff) -> None:
        told = testify()
        boris = staff.keyring(instance, "boris")

        def work(uow: UnitOfWork) -> None:
            file = casefile.open_file(uow, instance, boris, told.case_id)
            sheet = NewSheet(Kind.TASKS, Tasks(pair=boris.person.id).to_json(), 0)
            sheets.save(uow, boris, file, sheet, deed="assign")

        transact(instance.database, work)
        assert "boris reads it together" in anna.read(f"/case/{told.case_id}")


def test_a_label_stands_before_a_file(anna: Desk, testify: Testify, instance: Instance, staff: Staff) -> None:
    told = testify(files={"a.jpg": picture()})
    (piece,) = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).pieces
    path = f"/case/{told.case_id}"
    assert "Nobody has said yet what it shows." in anna.read(path)
    sent = anna.send(f"{path}/labels", {"part": piece.id, "shows": ["injury", "made up"]})
    assert sent.location == f"{path}/document/{piece.id}"
    assert "Wounds, blood" in anna.read(path).split('id="evidence"')[1].split("</section>")[0]
    assert anna.send(f"{path}/labels", {"part": "testimony"}).location == f"{path}#testimony"
    assert "Nothing hard to see, says who opened it." in anna.read(path)


def test_a_pause_is_suggested_and_nothing_is_locked(anna: Desk, testify: Testify) -> None:
    anna.send(CARE, {"openings": "2", "minutes": "0"})
    first, second = (testify().case_id for _ in range(2))
    assert "Time for a pause?" not in anna.read(f"/case/{first}")
    page = anna.read(f"/case/{second}")
    assert "Time for a pause?" in page
    assert "They came at night." in page
    assert "Today you opened 2 cases and files." in anna.read(CARE)


class TestPictures:
    @pytest.fixture
    def path(self, testify: Testify, instance: Instance, staff: Staff) -> str:
        told = testify(files={"a.jpg": picture()})
        (piece,) = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).pieces
        return f"/case/{told.case_id}/document/{piece.id}"

    def test_are_shown_small_and_blurred_when_that_is_asked_for(self, anna: Desk, path: str) -> None:
        page = anna.read(path)
        assert "<img" not in page
        assert f"{path}?look=1" in page
        assert f'<img src="{path}/blurred"' in anna.read(f"{path}?look=1")
        shown = anna.get(f"{path}/blurred")
        assert (shown.status_code, shown.mimetype, shown.headers["Cache-Control"]) == (200, "image/png", "no-store")
        with Image.open(io.BytesIO(shown.get_data())) as small:
            assert (small.mode, small.size) == ("L", (160, 120))

    def test_are_not_offered_to_who_wants_text_only(self, anna: Desk, path: str) -> None:
        anna.send(CARE, {**CHOSEN, "text_only": "1"})
        assert "look=1" not in anna.read(path)
        assert "<img" not in anna.read(f"{path}?look=1")

    def test_nothing_but_pictures_is_made_small(
        self, anna: Desk, testify: Testify, instance: Instance, staff: Staff
    ) -> None:
        told = testify(files={"broken.jpg": b"no picture"})
        (piece,) = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).pieces
        assert anna.get(f"/case/{told.case_id}/document/{piece.id}/blurred").status_code == 404
