"""Words are marked in the testimony itself: selected, one button, and they stand in the form."""

import pytest
from playwright.sync_api import Page, expect

from tests.plugins.browser import shot
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import SignIn

SELECT = """([part, from, to]) => {
    const words = document.querySelector(`[data-part=${part}]`).firstChild, range = document.createRange();
    range.setStart(words, from);
    range.setEnd(words, to);
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
}"""
TOLD = "🕯 They came at night.\n\nThey came again. " + "Nobody spoke of it afterwards, and we waited. " * 40


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify(TOLD, consent_quote="y")


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_selected_words_stand_in_the_form(page: Page, viewport: str, site: str, sign_in: SignIn, told: Told) -> None:
    sign_in(page, "anna")
    page.goto(f"{site}/case/{told.case_id}")
    button = page.get_by_role("button", name="Quote these words")
    expect(button).to_be_hidden()
    start = len("🕯  They came at night.\n\n")  # JavaScript counts the candle twice
    page.evaluate(SELECT, ["narrative", start, start + len("They came")])
    expect(button).to_be_visible()
    shot(page, f"quoting-{viewport}-selected")
    assert_for_everyone(page)
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Tab")  # and on: nobody is kept there
    expect(button).not_to_be_focused()
    button.press("Enter")
    expect(page.get_by_label("Or only some words")).to_have_value("They came")
    assert page.url == f"{site}/case/{told.case_id}/quotations"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.get_by_label("The text for print").fill("They came again, a man says.")
    shot(page, f"quoting-{viewport}-form")
    assert_for_everyone(page)
    page.get_by_role("button", name="Mark it").click()
    expect(page.locator("mark")).to_have_text("They came")
    expect(page.locator("p", has=page.locator("mark"))).to_contain_text("night. They came again.")
    shot(page, f"quoting-{viewport}-marked")
    page.evaluate("document.getElementById('mark').nextElementSibling.open = true")
    page.evaluate(SELECT, ["narrative", 0, 7])
    button.click()
    expect(page.get_by_label("Or only some words")).to_have_value("🕯 They")
    expect(button).to_be_hidden()


def test_nothing_is_offered_without_consent(page: Page, site: str, sign_in: SignIn, testify: Testify) -> None:
    sign_in(page, "anna")
    page.goto(f"{site}/case/{testify(TOLD).case_id}")
    page.evaluate(SELECT, ["narrative", 0, 7])
    expect(page.locator("#quoting")).to_have_count(0)
