"""The pages of links: two cases side by side, with no word of what was told unasked, and what is said of them."""

import re

import pytest

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.documents import Kind
from intake.domain.tasks import Tasks
from intake.domain.when import When
from intake.services import assignment, casefile, links, sheets
from intake.services.code import save_coding
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from intake.web.staff.blueprint import short
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import Sit

NIGHT = When.parse("2020-08-10")
CODING = Coding(
    (Act("tor_beating", when=NIGHT, facility="minsk_okrestina_cip"), Act("asm_fine", victim="V2")),
    events=(Event("E1", "a night in the yard", NIGHT),),
    persons=(Person("V1"), Person("V2", "the neighbour"), Person("P1", unit="omon_minsk")),
)


@pytest.fixture
def pair(instance: Instance, staff: Staff, testify: Testify) -> tuple[Told, Told]:
    """Two coded cases of one night."""
    told = testify("The FIRST one told this."), testify("The SECOND one told that.")
    for case in told:
        save_coding(instance, staff.keyring(instance, "anna"), case.case_id, CODING, 0)
    return told


def _page(near: Told, far: Told) -> str:
    return f"/case/{near.case_id}/links/{far.case_id}"


def test_two_cases_stand_side_by_side_without_what_was_told(desk: Sit, pair: tuple[Told, Told]) -> None:
    page = desk("anna").read(_page(*pair))
    for words in ("10 August 2020", "Akrescina, offenders", "Beating", "Riot police of Minsk", "shared"):
        assert words in page
    assert "FIRST" not in page
    assert "SECOND" not in page
    asked = desk("anna").read(f"{_page(*pair)}?told=1")
    assert "FIRST" in asked
    assert "SECOND" in asked


def test_what_is_chosen_is_linked_and_shown_on_both_pages(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    sent = anna.send(_page(ours, theirs), {"part-E1": "E1", "part-V2": "V2", "why": "The same yard.", "part-V1": ""})
    assert sent.status_code == 303
    page = anna.read(f"/case/{ours.case_id}/links")
    assert "2 links are kept in both cases." in page
    assert f"Event E1 is event E1 of case {short(theirs.case_id)}" in page
    assert "The same yard." in page
    assert f"V2 is the same person as V2 of case {short(ours.case_id)}" in anna.read(f"/case/{theirs.case_id}/links")
    panel = anna.read(f"/case/{ours.case_id}")
    assert "2 links" in panel
    assert short(theirs.case_id) in panel
    assert "Linked already" in anna.read(_page(ours, theirs))


def test_who_grades_is_told_of_linked_testimonies(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    assert "linked testimony" not in anna.read(f"/case/{ours.case_id}/grading")
    anna.send(_page(ours, theirs), {"part-E1": "E1", "part-V1": "V1"})
    assert "1 linked testimony tells of the same event or person." in anna.read(f"/case/{ours.case_id}/grading")


def test_a_link_is_taken_back_and_stays_written(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    anna.send(_page(ours, theirs), {"part-V1": "V1"})
    page = f"/case/{ours.case_id}/links"
    found = re.search(r'value="(take-back:[0-9a-f]{32})"', anna.read(page))
    assert found
    anna.send(page, {"do": found[1], "why": "Two brothers."})
    after = anna.read(page)
    assert "No case is linked with this one." in after
    assert "Two brothers." in after
    assert "Not linked with another case." in anna.read(f"/case/{ours.case_id}")


def test_people_who_would_become_one_are_linked_only_when_that_is_said(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    anna.send(_page(ours, theirs), {"part-V1": "V1"})
    refused = anna.send(_page(ours, theirs), {"part-V2": "V1", "why": "Kept words"})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "would become one" in text
    assert "V1, V2" in text
    assert "Kept words" in text
    assert anna.send(_page(ours, theirs), {"part-V2": "V1", "anyway": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("fields", "status"), [({}, 422), ({"part-V1": ""}, 422), ({"part-V1": "V9"}, 404), ({"part-E1": "V1"}, 404)]
)
def test_nothing_is_linked_that_is_not_there(
    desk: Sit, pair: tuple[Told, Told], fields: dict[str, str], status: int
) -> None:
    assert desk("anna").send(_page(*pair), fields).status_code == status


def test_no_codename_is_kept(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    refused = anna.send(_page(ours, theirs), {"part-V1": "V1", "why": ours.codename})
    assert refused.status_code == 422
    anna.send(_page(ours, theirs), {"part-V1": "V1"})
    page = f"/case/{ours.case_id}/links"
    found = re.search(r'value="(take-back:[0-9a-f]{32})"', anna.read(page))
    assert found
    anna.send(page, {"do": found[1], "why": ours.codename})
    assert "There is a codename in it." in anna.read(page)
    assert "Compare with case" in anna.read(page)


def test_a_case_is_found_by_the_beginning_of_its_number(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    page = f"/case/{ours.case_id}/links"
    found = anna.send(page, {"do": "find", "other": short(theirs.case_id)})
    assert found.headers["Location"].endswith(_page(ours, theirs))
    for typed in ("", "zzzzzz", ours.case_id):
        assert anna.send(page, {"do": "find", "other": typed}).headers["Location"].endswith(page)
    assert "None of your cases begins like that." in anna.read(page)


def test_a_beginning_that_several_cases_have_is_asked_again(
    desk: Sit, pair: tuple[Told, Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    monkeypatch.setattr(links, "beginning_with", lambda *_: {theirs.case_id, "f" * 32})
    page = f"/case/{ours.case_id}/links"
    assert anna.send(page, {"do": "find", "other": "abcd"}).headers["Location"].endswith(page)
    assert "Type more of the number." in anna.read(page)


def test_a_comparison_is_dismissed_and_brought_back(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    page = f"/case/{ours.case_id}/links"
    anna.send(page, {"do": f"dismiss:{theirs.case_id}"})
    assert f"Not the same as case {short(theirs.case_id)}" in anna.read(page)
    anna.send(page, {"do": f"again:{theirs.case_id}"})
    assert "Not the same as" not in anna.read(page)
    assert anna.send(page, {"do": "burn"}).status_code == 400


def test_who_holds_one_case_only_is_not_led_to_the_other(
    instance: Instance, staff: Staff, desk: Sit, pair: tuple[Told, Told]
) -> None:
    ours, theirs = pair
    anna = staff.keyring(instance, "anna")
    assignment.assign(instance, anna, ours.case_id, staff.keyring(instance, "rita").person.id)
    desk("anna").send(_page(ours, theirs), {"part-V1": "V1"})
    rita = desk("rita")
    page = rita.read(f"/case/{ours.case_id}/links")
    assert "You do not hold this case." in page
    assert _page(ours, theirs) not in page
    assert rita.get(_page(ours, theirs)).status_code == 403
    assert rita.send(_page(ours, theirs), {"part-V1": "V1"}).status_code == 403


def test_who_codes_it_unseen_by_others_sees_no_links(
    instance: Instance, staff: Staff, desk: Sit, pair: tuple[Told, Told]
) -> None:
    ours, theirs = pair
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita").person
    desk("anna").send(_page(ours, theirs), {"part-V1": "V1"})
    for case in pair:
        assignment.assign(instance, anna, case.case_id, rita.id)

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, anna, ours.case_id)
        saved = sheets.read(uow, anna, file, Kind.TASKS)
        tasks = Tasks(second=rita.id).to_json()
        sheets.save(uow, anna, file, NewSheet(Kind.TASKS, tasks, saved.revision if saved else 0), deed="assign")

    transact(instance.database, work)
    blind = desk("rita")
    page = blind.read(f"/case/{ours.case_id}")
    assert "Same event, same person" not in page
    assert "Named suspects" not in page
    assert blind.get(f"/case/{ours.case_id}/links").status_code == 409
    assert blind.get(_page(theirs, ours)).status_code == 409


def test_cases_that_may_tell_of_the_same_are_suggested_with_reasons_in_words(
    desk: Sit, pair: tuple[Told, Told]
) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    page = f"/case/{ours.case_id}/links"
    suggested = anna.read(page)
    assert "Very alike" in suggested
    for reason in ("the same place of detention: Akrescina, offenders", "the same days: 10 Aug 2020", "the same unit:"):
        assert reason in suggested
    assert "the same acts: Fine, Beating" in suggested
    anna.send(page, {"do": f"dismiss:{theirs.case_id}"})
    assert "May tell of the same" not in anna.read(page)


def test_cases_of_one_place_and_of_one_unit_are_one_press_away(desk: Sit, pair: tuple[Told, Told]) -> None:
    anna, (ours, theirs) = desk("anna"), pair
    page = anna.read(f"/case/{ours.case_id}/links")
    for address in ("/queue?facility=minsk_okrestina_cip", "/queue?unit=omon_minsk"):
        assert address in page
        found = anna.read(address)
        assert f"/case/{theirs.case_id}" in found
    assert f"/case/{theirs.case_id}" not in anna.read("/queue?unit=almaz")
