"""Coding twice, deciding, grading and agreement in a real browser: on every screen, by keyboard, without scripts."""

import pytest
from playwright.sync_api import Page, expect

from intake.domain.review import State
from tests.plugins.browser import shot
from tests.plugins.coders import ASSAULT, SHOCKED, Coders, MakeCoders
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify
from tests.web.staff.conftest import SignIn


@pytest.fixture
def pair(testify: Testify, coders: MakeCoders) -> Coders:
    told = testify("They came at night. " * 40, consent_statistics="y")
    found = coders(told)
    found.first(ASSAULT)
    return found


def look(page: Page, name: str) -> None:
    shot(page, f"coders-{name}")
    assert_for_everyone(page)


@pytest.mark.parametrize(("viewport", "scheme"), [("phone", "dark"), ("desktop", "light")], indirect=["viewport"])
def test_every_page_of_coders_is_for_everyone(
    page: Page, viewport: str, scheme: str, site: str, sign_in: SignIn, pair: Coders
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    case = f"{site}/case/{pair.case_id}"
    sign_in(page, "ruslan")
    page.goto(case)
    look(page, f"{viewport}-second-case")
    page.goto(f"{case}/coding")
    look(page, f"{viewport}-second-coding")
    pair.second(SHOCKED)
    page.context.clear_cookies()
    sign_in(page, "boris")
    page.goto(case)
    look(page, f"{viewport}-third-case")
    page.goto(f"{case}/adjudication")
    look(page, f"{viewport}-adjudication")
    pair.decide(SHOCKED)
    page.context.clear_cookies()
    sign_in(page, "anna")
    for name in ("adjudication", "grading"):
        page.goto(f"{case}/{name}")
        look(page, f"{viewport}-decided-{name}")
    page.goto(case)
    look(page, f"{viewport}-decided-case")
    page.goto(f"{site}/agreement")
    look(page, f"{viewport}-agreement")


@pytest.mark.usefixtures("viewport")
@pytest.mark.parametrize("viewport", ["desktop"], indirect=True)
def test_a_third_person_decides_by_keyboard(either_page: Page, site: str, sign_in: SignIn, pair: Coders) -> None:
    page = either_page
    pair.second(SHOCKED)
    sign_in(page, "boris")
    page.goto(f"{site}/case/{pair.case_id}/adjudication")
    for row in page.locator("fieldset").all():
        row.locator("input").first.focus()
        page.keyboard.press("ArrowDown")
        expect(row.locator("input").nth(1)).to_be_checked()
    page.locator("#reason").focus()
    page.keyboard.type("It is told on page two.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What you decided is saved")).to_be_visible()
    assert pair.state is State.VERIFIED


@pytest.mark.usefixtures("viewport")
@pytest.mark.parametrize("viewport", ["phone"], indirect=True)
def test_a_case_is_graded(either_page: Page, site: str, sign_in: SignIn, pair: Coders) -> None:
    page = either_page
    sign_in(page, "anna")
    page.goto(f"{site}/case/{pair.case_id}/grading")
    page.get_by_label("The testimony itself").select_option(label="Highly reliable")
    page.get_by_label("Did it happen?").select_option(label="Confirmed")
    page.locator("form summary").click()
    page.get_by_label("Another person's own testimony").fill("2")
    page.get_by_role("button", name="Save the grades").click()
    expect(page.locator("[aria-labelledby=grading]")).to_contain_text("2 corroborators")
