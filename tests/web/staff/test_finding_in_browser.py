"""Finding cases by keyboard alone, on a phone and on a desk, with scripts and without, and for everyone."""

import pytest
from playwright.sync_api import Page, expect

from intake.domain.coding import Act, Coding
from intake.domain.summary import Summary
from intake.services.code import save_coding
from intake.services.instance import Instance
from intake.services.summary import save_summary
from tests.plugins.browser import shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import SignIn


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Told:
    """A case with a long title, beside another one."""
    told, anna = testify(language="be"), staff.keyring(instance, "anna")
    testify()
    save_coding(instance, anna, told.case_id, Coding((Act("tor_beating", region="BY-HM"),)), 0)
    save_summary(instance, anna, told.case_id, Summary("Збіты каля варот " * 4, "Twice. " * 60), 0)
    return told


def look(page: Page, name: str) -> None:
    shot(page, name)
    assert_for_everyone(page)


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_a_case_is_found_kept_and_named_by_keyboard(
    either_page: Page, viewport: str, site: str, sign_in: SignIn, told: Told
) -> None:
    page = either_page
    sign_in(page, "anna")
    page.goto(f"{site}/queue")
    page.locator(".finder summary").focus()
    page.keyboard.press("Enter")
    look(page, f"finding-{viewport}-form")
    page.keyboard.press("Tab")
    page.keyboard.type("варот")
    page.keyboard.press("Enter")
    expect(page.locator("a.case")).to_have_count(1)
    page.get_by_label("Keep this list under a name").focus()
    page.keyboard.type("Gates")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Gates")).to_have_attribute("aria-current", "page")
    look(page, f"finding-{viewport}-found")
    page.get_by_role("link", name="Rename or delete lists").press("Enter")
    look(page, f"finding-{viewport}-lists")
    page.goto(f"{site}/case/{told.case_id}")
    page.get_by_role("link", name="Change title and summary").press("Enter")
    look(page, f"finding-{viewport}-summary")
    page.get_by_label("Title").press("Control+a")
    page.keyboard.type("At night")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-labelledby=summary]")).to_contain_text("At night")
