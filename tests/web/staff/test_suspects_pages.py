"""The pages of named suspects: the register, one suspect, and what a case tells. All names are invented."""

import re

import pytest

from intake.domain.suspects import Naming
from intake.services import assignment, suspects
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import Desk, Sit

NAME = "Шышкоўскі"
TOLD = {
    "name": f"  {NAME} ",
    "role": "head of the shift",
    "unit": "omon_minsk",
    "rank": "major",
    "facility": "minsk_okrestina_cip",
    "description": "tall, <hoarse>",
}


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify(files={"list.jpg": b"x"})


def _name(desk: Desk, case: Told, **more: str) -> str:
    """Name a suspect as the page does, and return the address of the suspect's page."""
    sent = desk.send(f"/case/{case.case_id}/suspects", {**TOLD, **more})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return sent.headers["Location"]


def _paper(page: str) -> str:
    found = re.search(r'name="paper"\s+value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def test_a_suspect_is_named_and_read(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    page = anna.read(_name(anna, told))
    for words in (NAME, "head of the shift", "Riot police of Minsk", "Major", "Akrescina, offenders", "&lt;hoarse&gt;"):
        assert words in page
    assert f'href="/case/{told.case_id}"' in page
    assert NAME in anna.read(f"/case/{told.case_id}")
    assert NAME in desk("boris").read("/suspects")


def test_the_file_that_names_them_is_kept(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    form = anna.read(f"/case/{told.case_id}/suspects")
    found = re.search(r'<option value="([0-9a-f]{32})"[^>]*>list.jpg', form)
    assert found
    assert f"/case/{told.case_id}/document/{found[1]}" in anna.read(_name(anna, told, document=found[1]))


def test_a_name_is_found_in_another_script_and_stands_in_no_address(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    _name(anna, told)
    found = anna.send("/suspects", {"name": "Shishkovsky"})
    assert found.status_code == 200
    assert NAME in found.get_data(as_text=True)
    assert "No such name" in anna.send("/suspects", {"name": "Петров"}).get_data(as_text=True)
    assert 'method="get"' not in anna.read("/suspects")


def test_a_name_like_one_in_the_register_is_asked_about(desk: Sit, told: Told, testify: Testify) -> None:
    anna, second = desk("anna"), testify()
    place = _name(anna, told)
    asked = anna.send(f"/case/{second.case_id}/suspects", TOLD | {"name": "Shishkovsky"})
    assert asked.status_code == 200
    assert "Is it one of these?" in asked.get_data(as_text=True)
    assert _name(anna, second, name="Shishkovsky", suspect=place.rpartition("/")[2]) == place
    page = anna.read(place)
    assert "Shishkovsky" in page
    assert second.case_id in page
    assert "2 cases" in anna.read("/suspects")
    assert _name(anna, second, suspect="new") != place


def test_two_in_one_are_parted_and_joined_again(desk: Sit, told: Told, testify: Testify) -> None:
    anna = desk("anna")
    place = _name(anna, told)
    _name(anna, testify(), suspect=place.rpartition("/")[2])
    apart = anna.send(place, {"do": "apart", "paper": _paper(anna.read(place))}).headers["Location"]
    assert apart != place
    page = anna.read(place)
    assert "It is the same person as" in page
    joined = anna.send(place, {"do": "join", "paper": _paper(page), "suspect": apart.rpartition("/")[2]})
    assert joined.headers["Location"] == apart
    assert anna.get(place).status_code == 404


def test_members_are_chosen_when_it_is_added_and_later(desk: Sit, told: Told, instance: Instance, staff: Staff) -> None:
    anna, rita, ruslan = desk("anna"), desk("rita"), staff.keyring(instance, "ruslan").person
    place = _name(anna, told, member=staff.keyring(instance, "rita").person.id)
    page = rita.read(place)
    assert NAME in page
    assert "You do not hold this case." in page
    assert f'href="/case/{told.case_id}"' not in page
    assert NAME not in desk("ruslan").read("/suspects")
    anna.send(place, {"do": "tell", "paper": _paper(anna.read(place)), "member": ruslan.id})
    assert NAME in desk("ruslan").read("/suspects")
    anna.send(place, {"do": "untell", "paper": _paper(anna.read(place)), "member": ruslan.id})
    assert desk("ruslan").get(place).status_code == 404
    assert NAME in rita.read("/suspects")


def test_the_words_are_changed(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    place = _name(anna, told)
    form = f"/case/{told.case_id}/suspects/{_paper(anna.read(place))}"
    assert "head of the shift" in anna.read(form)
    assert anna.send(form, TOLD | {"role": "deputy"}).headers["Location"] == place
    assert "deputy" in anna.read(place)
    assert anna.send(form, TOLD | {"name": ""}).status_code == 422
    assert anna.send(form, TOLD | {"role": told.codename}).status_code == 422
    assert anna.send(form, TOLD | {"unit": "no_such"}).status_code == 400


def test_a_contribution_belongs_to_its_case(desk: Sit, told: Told, testify: Testify) -> None:
    anna = desk("anna")
    paper = _paper(anna.read(_name(anna, told)))
    assert anna.get(f"/case/{testify().case_id}/suspects/{paper}").status_code == 404


def test_it_is_removed(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    place = _name(anna, told)
    gone = anna.send(place, {"do": "remove", "paper": _paper(anna.read(place))})
    assert gone.headers["Location"].endswith(f"/case/{told.case_id}")
    assert NAME not in anna.read("/suspects")
    assert anna.get(place).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": " "}, 422),
        ({"name": "x" * 201}, 422),
        ({"description": "x" * 2001}, 422),
        ({"unit": "no_such"}, 400),
        ({"document": "d" * 32}, 400),
    ],
)
def test_what_cannot_be_kept_is_said_with_everything_typed_still_there(
    desk: Sit, told: Told, fields: dict[str, str], status: int
) -> None:
    sent = desk("anna").send(f"/case/{told.case_id}/suspects", TOLD | fields)
    assert sent.status_code == status
    if status == 422:
        assert "head of the shift" in sent.get_data(as_text=True)


def test_no_codename_and_no_unknown_deed(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    assert anna.send(f"/case/{told.case_id}/suspects", TOLD | {"role": told.codename}).status_code == 422
    place = _name(anna, told)
    assert anna.send(place, {"do": "burn", "paper": _paper(anna.read(place))}).status_code == 400


@pytest.mark.parametrize("who", ["kira", "alena", "ilona", "adam"])
def test_the_register_is_not_open_to_who_reads_no_cases(desk: Sit, told: Told, who: str) -> None:
    place = _name(desk("anna"), told)
    for path in ("/suspects", place, f"/case/{told.case_id}/suspects"):
        assert desk(who).get(path).status_code == 403
    assert "/suspects" not in desk(who).read("/account")


def test_a_reviewer_who_holds_the_case_names_somebody_for_the_circle(
    desk: Sit, told: Told, instance: Instance, staff: Staff
) -> None:
    """They read it themselves only where they chose themselves."""
    rita = staff.keyring(instance, "rita")
    assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, rita.person.id)
    suspects.add(instance, rita, told.case_id, Naming("", "Kaval"))
    assert "Kaval" in desk("boris").read("/suspects")
    assert "Kaval" not in desk("rita").read("/suspects")
