"""Linking cases and naming suspects in a real browser, with scripts and without. All names are invented."""

import pytest
from playwright.sync_api import Page, expect

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.suspects import Naming
from intake.domain.when import When
from intake.services import suspects
from intake.services.code import save_coding
from intake.services.instance import Instance
from tests.plugins.browser import shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import SignIn

NIGHT = When.parse("2020-08-10")


@pytest.fixture
def pair(instance: Instance, staff: Staff, testify: Testify) -> tuple[Told, Told]:
    """Two coded cases of one night, with a suspect named in the second."""
    told = testify("They came at night. " * 40, files={"list.jpg": b"x"}), testify("It was dark. " * 40)
    for number, case in enumerate(told):
        coding = Coding(
            (
                Act("tor_beating", when=NIGHT, facility="minsk_okrestina_cip", force_means=("truncheon",)),
                Act(("asm_fine", "det_overcrowding")[number], victim="V2"),
            ),
            events=(Event("E1", "a night in the yard", NIGHT, "BY-HM"),),
            persons=(Person("V1", "a student"), Person("V2", "the neighbour"), Person("P1", unit="omon_minsk")),
        )
        save_coding(instance, staff.keyring(instance, "anna"), case.case_id, coding, 0)
    naming = Naming("", "Шышкоўскі", "head of the shift", "omon_minsk", "major", "minsk_okrestina_cip", "tall, hoarse")
    suspects.add(instance, staff.keyring(instance, "anna"), told[1].case_id, naming)
    return told


def look(page: Page, name: str) -> None:
    """Whatever page stands there must hold for everyone."""
    shot(page, f"linking-{name}")
    assert_for_everyone(page)


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_two_cases_are_compared_linked_and_parted(
    either_page: Page, viewport: str, site: str, sign_in: SignIn, pair: tuple[Told, Told]
) -> None:
    page, (ours, theirs) = either_page, pair
    page.emulate_media(color_scheme="dark" if viewport == "phone" else "light")
    sign_in(page, "anna")
    page.goto(f"{site}/case/{ours.case_id}")
    page.get_by_role("link", name="Compare and link").click()
    look(page, f"{viewport}-none")
    page.get_by_label("Number of the case").fill(theirs.case_id[:10])
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".own-words")).to_have_count(0)
    look(page, f"{viewport}-compare")
    page.get_by_role("link", name="Show what was told, too").click()
    expect(page.locator(".own-words")).to_have_count(2)
    look(page, f"{viewport}-told")
    page.get_by_label("E1: a night in the yard").select_option("E1")
    page.get_by_label("V1: a student").select_option("V1")
    page.get_by_label("Why do you think so?").fill("The same yard, the same scar.")
    page.get_by_role("button", name="Link them").click()
    expect(page.get_by_text("2 links are kept in both cases.")).to_be_visible()
    look(page, f"{viewport}-linked")
    page.get_by_role("link", name="Compare with case").click()
    page.get_by_label("V2: the neighbour").select_option("V1")
    page.get_by_role("button", name="Link them").click()
    expect(page.get_by_role("alert").filter(has_text="would become one")).to_be_visible()
    look(page, f"{viewport}-conflict")
    page.goto(f"{site}/case/{theirs.case_id}/links")
    page.locator("details > summary").first.click()
    page.get_by_label("Why are they not the same?").first.fill("Two brothers.")
    look(page, f"{viewport}-take-back")
    page.get_by_role("button", name="Take this link back").first.click()
    expect(page.get_by_text("Two brothers.")).to_be_visible()
    look(page, f"{viewport}-history")


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_a_suspect_is_named_found_and_shared(
    either_page: Page, viewport: str, site: str, sign_in: SignIn, pair: tuple[Told, Told]
) -> None:
    page, (ours, _theirs) = either_page, pair
    page.emulate_media(color_scheme="dark" if viewport == "phone" else "light")
    sign_in(page, "anna")
    page.goto(f"{site}/case/{ours.case_id}")
    look(page, f"{viewport}-case")
    page.get_by_role("link", name="Name a suspect").click()
    page.get_by_label("Name as told").fill("Шишковский")
    page.get_by_label("Unit").select_option("omon_minsk")
    page.get_by_label("Rank").select_option("major")
    page.get_by_label("From which file").select_option("list.jpg")
    page.get_by_label("rita").check()
    look(page, f"{viewport}-name")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("alert").filter(has_text="Is it one of these?")).to_be_visible()
    look(page, f"{viewport}-known")
    page.get_by_label("Шышкоўскі").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("h1")).to_contain_text("Шышкоўскі")
    for folded in page.locator("main details > summary").all():
        folded.click()
    look(page, f"{viewport}-suspect")
    page.get_by_role("link", name="Back to the register").click()
    page.get_by_label("Find a name").fill("Shishkovsky")
    page.get_by_label("Find a name").press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 person")).to_be_visible()
    look(page, f"{viewport}-register")


def test_the_keyboard_is_enough(page: Page, site: str, sign_in: SignIn, pair: tuple[Told, Told]) -> None:
    ours, theirs = pair
    sign_in(page, "anna")
    page.goto(f"{site}/case/{ours.case_id}/links/{theirs.case_id}")
    _tab_to(page, "part-V1")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "why")
    page.keyboard.type("One scar.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 link is kept in both cases.")).to_be_visible()


def _tab_to(page: Page, element: str) -> None:
    """Go on with the Tab key until this element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == element:
            return
    message = f"the Tab key does not reach {element}"
    raise AssertionError(message)
