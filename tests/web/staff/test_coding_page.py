"""Coding works without a script: acts come and go on the page, and nothing is lost when two code at once."""

import html
import re
from collections.abc import Sequence

import pytest
from werkzeug.test import TestResponse

from intake.domain.coding import MAX_ACTS, Act, Coding
from intake.domain.review import Action
from intake.domain.vocabulary import Vocabulary
from intake.services import record, review
from intake.services.code import save_coding
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Desk, Sit

ARREST = Act("lib_arbitrary_arrest", ("police", "court"), "arrest", ("woman", "student"), ("truncheon",))
BEATING = "tor_beating"
CHECKED = re.compile(r'<input type="checkbox"\s+name="([^"]+)"\s+value="([^"]+)"\s+autocomplete="off"\s+checked>')
CODE = re.compile(r'name="(acts-\d+-code)"\s+value="([^"]+)"')
STAGE = re.compile(r'<select id="[^"]*"\s+name="(acts-\d+-stage)".*?</select>', re.DOTALL)


def page_fields(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of this page."""
    fields: dict[str, list[str]] = {}
    for name, value in [*CODE.findall(page), *CHECKED.findall(page)]:
        fields.setdefault(name, []).append(html.unescape(value))
    for block in STAGE.finditer(page):
        fields[block[1]] = re.findall(r'value="([^"]*)"\s+selected', block[0]) or [""]
    fields["revision"] = re.findall(r'name="revision" type="hidden" value="(\d+)"', page)
    return fields


def saved(instance: Instance, staff: Staff, case_id: str) -> Sequence[Act]:
    coding = review.open_case(instance, staff.keyring(instance, "boris"), case_id).coding
    return coding.coding.acts if coding else ()


def press(member: Desk, path: str, fields: dict[str, list[str]], button: str) -> TestResponse:
    return member.send(path, {**fields, "do": button})


@pytest.fixture
def path(testify: Testify) -> str:
    return f"/case/{testify().case_id}/coding"


@pytest.fixture
def case_id(path: str) -> str:
    return path.split("/")[2]


class TestPage:
    def test_puts_every_code_with_its_definition_under_its_category(self, desk: Sit, path: str) -> None:
        page = html.unescape(desk("anna").read(path))
        vocabulary = Vocabulary.load()
        position = page.index("Add an act")
        for category in vocabulary.categories():
            position = page.index(f"<summary>{category.label()}</summary>", position)
            for code in vocabulary.codes(category.id):
                position = page.index(f'value="add:{code.id}"', position)
                position = page.index(code.definition(), position)

    def test_enter_saves_and_never_removes(self, desk: Sit, path: str) -> None:
        """A browser presses the first button of a form when somebody presses Enter."""
        fields = {"revision": ["0"], "acts-0-code": [BEATING]}
        page = press(desk("anna"), path, fields, f"add:{BEATING}").get_data(as_text=True)
        form = page[page.index('action="/case/') :]
        first = re.search(r'<button[^>]*name="do" value="([^"]+)"', form)
        assert first
        assert first[1] == "save"


class TestActs:
    def test_are_added_changed_and_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        anna = desk("anna")
        fields = page_fields(anna.read(path))
        added = press(anna, path, fields, f"add:{ARREST.code}")
        assert added.status_code == 200
        page = added.get_data(as_text=True)
        assert "Not saved yet." in page
        assert 'id="newest"' in page
        assert saved(instance, staff, case_id) == ()
        fields = page_fields(page) | {
            "acts-0-perpetrator_types": ["court", "police"],
            "acts-0-stage": ["arrest"],
            "acts-0-victim_groups": ["woman", "student"],
            "acts-0-force_means": ["truncheon"],
        }
        page = press(anna, path, fields, f"add:{BEATING}").get_data(as_text=True)
        done = press(anna, path, page_fields(page), "save")
        assert (done.status_code, done.location) == (303, f"/case/{case_id}#coding")
        first, second = saved(instance, staff, case_id)
        assert (first.code, first.perpetrator_types, first.stage) == (ARREST.code, ("police", "court"), "arrest")
        assert (set(first.victim_groups), first.force_means) == ({"woman", "student"}, ("truncheon",))
        assert second == Act(BEATING)

    def test_come_back_as_they_were_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST, Act(BEATING))), 0)
        before = saved(instance, staff, case_id)
        anna = desk("anna")
        page = anna.read(path)
        assert "Saved." in page
        assert "2 acts." in page
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert saved(instance, staff, case_id) == before

    def test_are_removed_one_by_one(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        codes = [ARREST.code, BEATING, "tor_humiliation"]
        fields = {"revision": ["0"], **{f"acts-{n}-code": [code] for n, code in enumerate(codes)}}
        page = press(anna, path, fields, "remove:1").get_data(as_text=True)
        assert [code for _name, code in CODE.findall(page)] == [codes[0], codes[2]]

    def test_all_can_be_removed_and_that_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        anna = desk("anna")
        page = press(anna, path, page_fields(anna.read(path)), "remove:0").get_data(as_text=True)
        assert "No act yet." in page
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert saved(instance, staff, case_id) == ()
        assert "No act is coded." in anna.read(f"/case/{case_id}")

    def test_that_are_the_same_are_marked_and_kept(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        fields = {"revision": ["0"], "acts-0-code": [BEATING], "acts-1-code": [BEATING]}
        response = press(desk("anna"), path, fields, "save")
        page = response.get_data(as_text=True)
        assert response.status_code == 422
        assert len(CODE.findall(page)) == 2
        assert page.count("card act wrong") == 1
        assert saved(instance, staff, case_id) == ()

    def test_have_a_most(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        fields = {"revision": ["0"], **{f"acts-{n}-code": [BEATING] for n in range(MAX_ACTS)}}
        page = press(anna, path, fields, f"add:{BEATING}").get_data(as_text=True)
        assert len(CODE.findall(page)) == MAX_ACTS
        assert "A coding holds no more acts than this." in page
        fields[f"acts-{MAX_ACTS}-code"] = [BEATING]
        assert press(anna, path, fields, "save").status_code == 422

    def test_flags_have_no_attributes(self, desk: Sit, path: str) -> None:
        flag = next(code.id for code in Vocabulary.load().codes() if code.flag)
        page = press(desk("anna"), path, {"revision": ["0"]}, f"add:{flag}").get_data(as_text=True)
        assert CODE.findall(page) == [("acts-0-code", flag)]
        assert 'type="checkbox"' not in page


class TestForged:
    @pytest.mark.parametrize(
        "fields",
        [
            {"do": "add:nonsense"},
            {"do": "add:"},
            {"do": "remove:7"},
            {"do": "remove:-1"},
            {"do": "remove:x"},
            {"do": "crown"},
            {"do": ""},
            {"do": "save", "acts-0-code": "nonsense"},
            {"do": "save", "acts-0-code": ""},
        ],
    )
    def test_presses_and_codes_are_refused(self, desk: Sit, path: str, fields: dict[str, str]) -> None:
        assert desk("anna").send(path, {"revision": "0", **fields}).status_code == 400

    @pytest.mark.parametrize(
        "more",
        [
            {"acts-0-perpetrator_types": ["martian"]},
            {"acts-0-perpetrator_types": ["police", "police"]},
            {"acts-0-stage": ["<script>"]},
            {"acts-0-victim_groups": [""]},
            {"acts-0-force_means": ["woman"]},
        ],
    )
    def test_values_are_not_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str, more: dict[str, list[str]]
    ) -> None:
        response = press(desk("anna"), path, {"revision": ["0"], "acts-0-code": [BEATING], **more}, "save")
        assert response.status_code == 422
        assert "<script>" not in response.get_data(as_text=True)
        assert saved(instance, staff, case_id) == ()

    @pytest.mark.parametrize("revision", ["7", "-1", "x", "", "9" * 30])
    def test_revisions_overwrite_nothing(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str, revision: str
    ) -> None:
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        response = press(desk("anna"), path, {"revision": [revision], "acts-0-code": [BEATING]}, "save")
        assert response.status_code == 409
        assert [act.code for act in saved(instance, staff, case_id)] == [ARREST.code]


class TestTwoAtOnce:
    def test_the_second_is_told_and_loses_nothing(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        anna = desk("anna")
        mine = page_fields(anna.read(path)) | {"acts-0-code": [BEATING], "acts-0-stage": ["detention"]}
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        response = press(anna, path, mine, "save")
        assert response.status_code == 409
        page = response.get_data(as_text=True)
        assert "Somebody else saved a coding meanwhile" in page
        assert "This is what boris saved:" in page
        assert "Arbitrary arrest" in page
        kept = page_fields(page)
        assert kept["acts-0-code"] == [BEATING]
        assert kept["acts-0-stage"] == ["detention"]
        assert [act.code for act in saved(instance, staff, case_id)] == [ARREST.code]

        page = press(anna, path, kept, "merge").get_data(as_text=True)
        assert [code for _name, code in CODE.findall(page)] == [BEATING, ARREST.code]
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert [act.code for act in saved(instance, staff, case_id)] == [BEATING, ARREST.code]

    def test_the_second_may_replace_it_knowingly(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        anna = desk("anna")
        mine = {"revision": ["0"], "acts-0-code": [BEATING]}
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        page = press(anna, path, mine, "save").get_data(as_text=True)
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert [act.code for act in saved(instance, staff, case_id)] == [BEATING]


def test_a_closed_case_keeps_what_was_entered(
    desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
) -> None:
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, case_id, "We read it.")
    review.set_state(instance, anna, case_id, Action.CLOSE)
    response = press(desk("anna"), path, {"revision": ["0"], "acts-0-code": [BEATING]}, "save")
    assert response.status_code == 409
    page = response.get_data(as_text=True)
    assert "The case is closed." in page
    assert page_fields(page)["acts-0-code"] == [BEATING]
    assert saved(instance, staff, case_id) == ()


class TestBeside:
    def test_the_testimony_stays_beside_the_coding(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        assert "They came at night." in anna.read(path)
        page = press(anna, path, {"revision": ["0"]}, f"add:{BEATING}").get_data(as_text=True)
        assert "They came at night." in page

    def test_going_on_coding_is_one_reading_on_the_record(
        self, desk: Sit, instance: Instance, staff: Staff, path: str
    ) -> None:
        anna = desk("anna")
        anna.read(path)
        for _ in range(3):
            press(anna, path, {"revision": ["0"]}, f"add:{BEATING}")
        assert opened(instance, staff) == 1
        anna.read(path)
        assert opened(instance, staff) == 2

    def test_a_press_without_the_page_before_it_is_noted(
        self, desk: Sit, instance: Instance, staff: Staff, path: str
    ) -> None:
        for _ in range(2):
            press(desk("anna"), path, {"revision": ["0"]}, f"add:{BEATING}")
        assert opened(instance, staff) == 2


def opened(instance: Instance, staff: Staff) -> int:
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    return sum(deed.action == "open" for deed in deeds)
