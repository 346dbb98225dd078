"""Coding works without a script: acts come and go on the page, and nothing is lost when two code at once."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from typing_extensions import override
from werkzeug.test import TestResponse

from intake.domain.code_search import find, ranked
from intake.domain.coding import MAX_ACTS, MAX_PARTS, Act, Coding, Event, Information, Intervention, Person
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When
from intake.services import holding, record, review
from intake.services.code import save_coding
from intake.services.instance import Instance
from intake.web.review.acts import UNDO
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Desk, Sit

ARREST = Act("lib_arbitrary_arrest", ("police", "court"), "arrest", "A1")
BEATING = "tor_beating"
RICH = Coding(
    (
        replace(ARREST, force_means=("truncheon",), duration=(("days", 15), ("long", None)), involved=(("P1", None),)),
        Act("tor_other", id="A2", description="Chlorine on the floor.", when=When.parse("2020-08~"), rests_on=("I1",)),
    ),
    events=(Event("E1", "A march", When.parse("2020-08-09/2020-08-12")),),
    persons=(Person("V1", groups=("woman",)), Person("P1", types=("riot_police",), unit="omon_minsk", rank="major")),
    information=(Information("I1", ("testimony",), "survivor", reliability="likely", count=3, count_unit="testimony"),),
    interventions=(Intervention("M1", "complaint", ("A1",), result="refused"),),
)

Fields = dict[str, list[str]]


class Form(HTMLParser):
    """What a browser would send of a page's own form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._select = self._area = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select = name
            self.fields[name] = [""]
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select] = [value]
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]
        elif tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            self.fields.setdefault(name, []).append(value)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    @override
    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] = [data]


def page_fields(page: str) -> Fields:
    fields = Form(page).fields
    fields.pop("csrf_token", None)
    return fields


def draft(page: str) -> Coding:
    return Coding.parse(page_fields(page)["draft"][0], Vocabulary.load())


def saved(instance: Instance, staff: Staff, case_id: str) -> Coding:
    coding = review.open_case(instance, staff.keyring(instance, "boris"), case_id).coding
    return coding.coding if coding else Coding()


def press(member: Desk, path: str, fields: Fields, button: str) -> TestResponse:
    return member.send(path, {**fields, "do": button})


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def sent_of(coding: Coding, revision: int = 0) -> Fields:
    return {"revision": [str(revision)], "draft": [coding.to_json().decode()]}


EMPTY = sent_of(Coding())


@pytest.fixture
def path(testify: Testify) -> str:
    return f"/case/{testify().case_id}/coding"


@pytest.fixture
def case_id(path: str) -> str:
    return path.split("/")[2]


class TestPage:
    def test_puts_every_code_with_its_meaning_and_examples_under_its_category(self, desk: Sit, path: str) -> None:
        page = html.unescape(desk("anna").read(path))
        vocabulary = Vocabulary.load()
        for code in vocabulary.codes():
            if code.flag:
                assert f'value="add:{code.id}"' not in page
                continue
            at = page.index(f'value="add:{code.id}"')
            for words in (code.definition(), code.included(), code.excluded()):
                at = page.index(words, at)
        ends = [page.index(f"<summary>{category.label()}</summary>") for category in vocabulary.categories()]
        assert page.index("<summary>Often used</summary>") < ends[0]
        assert ends == sorted(ends)

    def test_enter_takes_over_and_never_removes(self, desk: Sit, path: str) -> None:
        """A browser presses the first button of a form when somebody presses Enter."""
        page = text(press(desk("anna"), path, EMPTY, f"add:{BEATING}"))
        form = page[page.index('action="/case/') :]
        first = re.search(r"<button[^>]*>", form)
        assert first
        assert 'value="go"' in first[0]


class TestFinding:
    @pytest.mark.parametrize("typed", ["beat", "Beating", "ЗБІЦ", "избиение"])
    def test_adds_the_act_that_is_meant(self, desk: Sit, path: str, typed: str) -> None:
        page = text(press(desk("anna"), path, {**EMPTY, "find": [typed]}, "go"))
        assert [act.code for act in draft(page).acts] == [BEATING]
        assert page_fields(page)["find"] == [""]
        assert page_fields(page)["open"] == ["A1"]

    def test_an_act_takes_less_than_ten_keystrokes(self, desk: Sit, path: str) -> None:
        """The field has the focus when the page opens: a few letters and Enter."""
        anna = desk("anna")
        assert re.search(r'id="find"[^>]*autofocus', anna.read(path), re.DOTALL)
        vocabulary = Vocabulary.load()
        for code in ranked(vocabulary):
            typed = (code.label(), *code.label().split())
            starts = [one[:count] for one in typed for count in range(1, len(one) + 1)]
            keys = min(len(start) for start in starts if [one.id for one in find(vocabulary, start)] == [code.id])
            assert keys + len(["Enter"]) < 10 or code.described, code.label()

    def test_offers_what_begins_like_that(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        page = text(press(anna, path, {**EMPTY, "find": ["denied"]}, "go"))
        assert draft(page).acts == ()
        assert "codes begin like that. Choose one." in page
        assert page_fields(page)["find"] == ["denied"]
        page = text(press(anna, path, {**EMPTY, "find": ["zebra"]}, "go"))
        assert "No code begins like that." in page


class TestActs:
    def test_are_added_changed_and_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        anna = desk("anna")
        added = press(anna, path, page_fields(anna.read(path)), f"add:{ARREST.code}")
        assert added.status_code == 200
        page = text(added)
        assert "Not saved yet." in page
        assert 'id="newest"' in page
        assert saved(instance, staff, case_id) == Coding()
        typed = {
            "part-perpetrator_types": ["court", "police"],
            "part-stage": ["arrest"],
            "part-force_means": ["truncheon"],
            "part-when": ["9.8.2020 - 12.8.2020"],
            "part-duration-days": ["15"],
            "part-duration-terms": ["?"],
            "part-duration-long": ["?"],
            "part-count": ["25000"],
            "part-count_unit": ["person"],
            "part-facility": ["minsk_okrestina_cip"],
        }
        page = text(press(anna, path, page_fields(page) | typed, f"add:{BEATING}"))
        done = press(anna, path, page_fields(page), "save")
        assert (done.status_code, done.location) == (303, f"/case/{case_id}#coding")
        first, second = saved(instance, staff, case_id).acts
        assert (first.code, first.perpetrator_types, first.stage) == (ARREST.code, ("police", "court"), "arrest")
        assert first.when == When.parse("2020-08-09/2020-08-12")
        assert first.duration == (("days", 15), ("terms", None), ("long", None))
        assert (first.count, first.count_unit, first.facility) == (25000, "person", "minsk_okrestina_cip")
        assert second == Act(BEATING, id="A2")

    def test_of_every_kind_come_back_as_they_were_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        save_coding(instance, staff.keyring(instance, "boris"), case_id, RICH, 0)
        anna = desk("anna")
        page = anna.read(path)
        assert "Saved." in page
        assert "2 acts." in page
        for part in RICH.parts():
            page = text(press(anna, path, page_fields(page), f"open:{part.id}"))
            assert page_fields(page)["open"] == [part.id]
            page = text(press(anna, path, page_fields(page), "shut:"))
            assert draft(page) == RICH
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert saved(instance, staff, case_id) == RICH

    def test_are_removed_one_by_one(self, desk: Sit, path: str) -> None:
        codes = (ARREST.code, BEATING, "tor_humiliation")
        page = text(press(desk("anna"), path, sent_of(Coding(tuple(map(Act, codes)))), "remove:A2"))
        assert [act.code for act in draft(page).acts] == [codes[0], codes[2]]

    def test_come_first_when_asked_to(self, desk: Sit, path: str) -> None:
        coding = Coding((ARREST, Act(BEATING), Act("asm_fine")))
        page = text(press(desk("anna"), path, sent_of(coding), "first:A3"))
        assert [act.code for act in draft(page).acts] == ["asm_fine", ARREST.code, BEATING]

    def test_all_can_be_removed_and_that_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        anna = desk("anna")
        page = text(press(anna, path, page_fields(anna.read(path)), "remove:A1"))
        assert "No act yet." in page
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert saved(instance, staff, case_id).acts == ()
        assert "No act is coded." in anna.read(f"/case/{case_id}")

    def test_that_break_a_rule_are_marked_and_kept(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        coding = Coding((Act(BEATING), Act(BEATING), Act("tor_other")))
        response = press(desk("anna"), path, sent_of(coding), "save")
        page = text(response)
        assert response.status_code == 422
        assert draft(page) == coding
        assert page.count("card act wrong") == 2
        assert "One act is one victim or group, one code, one event." in page
        assert "Describe in a few words what was done" in page
        assert saved(instance, staff, case_id) == Coding()

    def test_have_a_most(self, desk: Sit, path: str) -> None:
        full = Coding(tuple(Act(BEATING, id=f"A{number}") for number in range(1, MAX_ACTS + 1)))
        page = text(press(desk("anna"), path, sent_of(full), f"add:{BEATING}"))
        assert draft(page) == full
        assert "A coding holds no more acts than this." in page

    def test_a_page_of_rich_acts_can_be_sent(self, desk: Sit, path: str) -> None:
        rich = replace(RICH, acts=tuple(replace(RICH.acts[0], id=f"A{number}") for number in range(1, MAX_ACTS + 1)))
        fields = sent_of(rich) | {"undo": [rich.to_json().decode()] * UNDO}
        assert press(desk("anna"), path, fields, "open:A1").status_code == 200


class TestPeopleAndEvents:
    def test_are_added_named_and_used_again_by_the_next_act(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        page = text(press(anna, path, EMPTY, "new:V"))
        fields = page_fields(page) | {"part-groups": ["student", "minor"], "part-note": ["the brother"]}
        page = text(press(anna, path, fields, f"add:{BEATING}"))
        assert draft(page).persons[1] == Person("V2", "the brother", ("student", "minor"))
        page = text(press(anna, path, page_fields(page) | {"part-victim": ["V2"]}, "add:tor_humiliation"))
        assert [act.victim for act in draft(page).acts] == ["V2", "V2"]

    def test_that_acts_name_stay(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        for what in ("V1", "E1"):
            assert press(anna, path, sent_of(Coding((ARREST,))), f"remove:{what}").status_code == 400
        assert press(anna, path, EMPTY, "remove:E1").status_code == 400
        assert draft(text(press(anna, path, EMPTY, "remove:V1"))).persons == ()

    def test_have_a_most(self, desk: Sit, path: str) -> None:
        many = Coding(persons=tuple(Person(f"V{number}") for number in range(1, MAX_PARTS + 1)))
        assert press(desk("anna"), path, sent_of(many), "new:V").status_code == 400

    def test_an_act_is_possible_when_nobody_is_named(self, desk: Sit, path: str) -> None:
        page = text(press(desk("anna"), path, sent_of(Coding(persons=())), "add:exp_internet_shutdown"))
        assert draft(page).acts[0].victim is None

    def test_perpetrators_take_part_in_acts(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        page = text(press(anna, path, sent_of(RICH), "open:A2"))
        page = text(press(anna, path, page_fields(page) | {"part-involved-P1": ["ordered"]}, "shut:"))
        assert draft(page).acts[1].involved == (("P1", "ordered"),)


class TestUndo:
    def test_goes_back_press_by_press(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        page = text(press(anna, path, EMPTY, f"add:{BEATING}"))
        one = draft(page)
        page = text(press(anna, path, page_fields(page) | {"part-stage": ["court"]}, "remove:A1"))
        assert draft(page).acts == ()
        page = text(press(anna, path, page_fields(page), "undo"))
        assert draft(page).acts[0].stage == "court"
        page = text(press(anna, path, page_fields(page), "undo"))
        assert draft(page) == one
        page = text(press(anna, path, page_fields(page), "undo"))
        assert draft(page) == Coding()
        assert 'value="undo"' not in page
        assert draft(text(press(anna, path, page_fields(page), "undo"))) == Coding()

    def test_keeps_a_few_states(self, desk: Sit, path: str) -> None:
        anna, page = desk("anna"), ""
        fields = EMPTY
        for _ in range(UNDO + 2):
            page = text(press(anna, path, fields, f"add:{BEATING}"))
            fields = page_fields(page)
        assert len(fields["undo"]) == UNDO


class TestTyped:
    @pytest.mark.parametrize(
        ("name", "typed"),
        [("part-when", "yesterday"), ("part-count", "many"), ("part-duration-days", "1.5"), ("part-when", "<script>")],
    )
    def test_what_is_not_understood_stays_and_is_marked(self, desk: Sit, path: str, name: str, typed: str) -> None:
        anna = desk("anna")
        page = text(press(anna, path, EMPTY, f"add:{BEATING}"))
        response = press(anna, path, page_fields(page) | {name: [typed], "part-stage": ["court"]}, "save")
        assert response.status_code == 422
        page = text(response)
        assert "Please look here:" in page
        assert "<script>" not in page.replace("<script src", "")
        fields = page_fields(page)
        assert fields[name] == [typed]
        assert fields["part-stage"] == ["court"]
        page = text(press(anna, path, {**fields, name: [""]}, "shut:"))
        assert draft(page).acts[0].stage == "court"

    def test_undo_leaves_what_is_not_understood(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        page = text(press(anna, path, EMPTY, f"add:{BEATING}"))
        response = press(anna, path, page_fields(page) | {"part-when": ["yesterday"]}, "undo")
        assert (response.status_code, draft(text(response))) == (200, Coding())


class TestForged:
    @pytest.mark.parametrize(
        "deed",
        [
            *(
                "add:nonsense",
                "add:",
                "add:flag_sogi",
                "remove:A7",
                "remove:-1",
                "open:A9",
                "new:A",
                "new:X",
                "shut:A1",
            ),
            *("crown", "", "first:E1", "undo:1"),
        ],
    )
    def test_presses_are_refused(self, desk: Sit, path: str, deed: str) -> None:
        assert press(desk("anna"), path, EMPTY, deed).status_code == 400

    @pytest.mark.parametrize("forged", ["", "{}", Coding().to_json().decode().replace('"2"', '"1"'), "x" * 3000])
    def test_drafts_are_refused(self, desk: Sit, path: str, forged: str) -> None:
        anna = desk("anna")
        assert press(anna, path, {"revision": ["0"], "draft": [forged]}, "save").status_code == 400
        assert press(anna, path, {**EMPTY, "undo": [forged]}, "undo").status_code == 400

    @pytest.mark.parametrize(
        "more",
        [
            {"part-perpetrator_types": ["martian"]},
            {"part-perpetrator_types": ["police", "police"]},
            {"part-stage": ["<script>"]},
            {"part-event": ["E9"]},
            {"part-event": [""]},
            {"part-involved-P1": ["watched"]},
        ],
    )
    def test_values_are_not_saved(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str, more: Fields
    ) -> None:
        coding = Coding((Act(BEATING),), persons=(Person("V1"), Person("P1")))
        fields = sent_of(coding) | {"open": ["A1"], "part-event": ["E1"], "part-victim": ["V1"], **more}
        response = press(desk("anna"), path, fields, "save")
        assert response.status_code == 422
        assert "<script>" not in text(response).replace("<script src", "")
        assert saved(instance, staff, case_id) == Coding()

    @pytest.mark.parametrize("revision", ["7", "-1", "x", "", "9" * 30])
    def test_revisions_overwrite_nothing(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str, revision: str
    ) -> None:
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        fields = sent_of(Coding((Act(BEATING),))) | {"revision": [revision]}
        assert press(desk("anna"), path, fields, "save").status_code == 409
        assert [act.code for act in saved(instance, staff, case_id).acts] == [ARREST.code]


class TestTwoAtOnce:
    def test_the_second_is_told_and_loses_nothing(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        anna = desk("anna")
        mine = Coding((Act(BEATING, (), "detention"),))
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        response = press(anna, path, sent_of(mine), "save")
        assert response.status_code == 409
        page = text(response)
        assert "Somebody else saved a coding meanwhile" in page
        assert "This is what boris saved:" in page
        assert "Arbitrary arrest" in page
        assert draft(page) == mine
        assert [act.code for act in saved(instance, staff, case_id).acts] == [ARREST.code]

        page = text(press(anna, path, page_fields(page), "merge"))
        assert [act.code for act in draft(page).acts] == [BEATING, ARREST.code]
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert [act.code for act in saved(instance, staff, case_id).acts] == [BEATING, ARREST.code]

    def test_the_second_may_replace_it_knowingly(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        anna = desk("anna")
        save_coding(instance, staff.keyring(instance, "boris"), case_id, Coding((ARREST,)), 0)
        page = text(press(anna, path, sent_of(Coding((Act(BEATING),))), "save"))
        assert press(anna, path, page_fields(page), "save").status_code == 303
        assert [act.code for act in saved(instance, staff, case_id).acts] == [BEATING]


class TestHistory:
    def test_tells_who_changed_what(self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str) -> None:
        anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
        save_coding(instance, anna, case_id, Coding((ARREST,)), 0)
        changed = Coding((replace(ARREST, stage="street", when=When.parse("2020-22~")), Act("asm_fine", id="A2")))
        save_coding(instance, boris, case_id, changed, 1)
        page = html.unescape(re.sub(r"\s+", " ", desk("anna").read(f"{path}/history")))
        second, first = page.index("Revision 2"), page.index("Revision 1")
        assert second < page.index("boris", second) < first < page.index("anna", first)
        assert "<del>Arrest</del> <ins>In the street</ins>" in page
        assert "<del>not said</del> <ins>about summer 2020</ins>" in page
        assert "Added:</strong> A2: Fine" in page

    def test_of_a_case_that_nobody_coded_is_not_there(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        assert "/coding/history" not in anna.read(path)
        assert anna.get(f"{path}/history").status_code == 404

    def test_says_when_nothing_changed(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
    ) -> None:
        for revision in range(2):
            save_coding(instance, staff.keyring(instance, "anna"), case_id, RICH, revision)
        page = desk("anna").read(f"{path}/history")
        assert page.count("Nothing was changed.") == 1
        assert "Riot police of Minsk" in page


def test_a_closed_case_keeps_what_was_entered(
    desk: Sit, instance: Instance, staff: Staff, path: str, case_id: str
) -> None:
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, case_id, "We read it.")
    holding.close(instance, anna, case_id, "Nothing more to do.")
    coding = Coding((Act(BEATING),))
    response = press(desk("anna"), path, sent_of(coding), "save")
    assert response.status_code == 409
    assert "the case is closed" in text(response)
    assert draft(text(response)) == coding
    assert saved(instance, staff, case_id) == Coding()


class TestBeside:
    def test_the_testimony_stays_beside_the_coding(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        assert "They came at night." in anna.read(path)
        assert "They came at night." in text(press(anna, path, EMPTY, f"add:{BEATING}"))

    def test_going_on_coding_is_one_reading_on_the_record(
        self, desk: Sit, instance: Instance, staff: Staff, path: str
    ) -> None:
        anna = desk("anna")
        anna.read(path)
        for _ in range(3):
            press(anna, path, EMPTY, f"add:{BEATING}")
        assert opened(instance, staff) == 1
        anna.read(path)
        assert opened(instance, staff) == 2

    def test_a_press_without_the_page_before_it_is_noted(
        self, desk: Sit, instance: Instance, staff: Staff, path: str
    ) -> None:
        for _ in range(2):
            press(desk("anna"), path, EMPTY, f"add:{BEATING}")
        assert opened(instance, staff) == 2


def opened(instance: Instance, staff: Staff) -> int:
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    return sum(deed.action == "open" for deed in deeds)
