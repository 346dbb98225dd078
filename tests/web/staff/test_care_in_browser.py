"""Care, ready words and languages in a real browser, with scripts and without: for everyone, and by keyboard."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from intake.languages import STAFF
from intake.services import mailbox, review
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify, Told, Visiting
from tests.web.staff.conftest import SignIn


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> Told:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(file, "JPEG")
    told = testify("Яны прыйшлі.", files={"фота.jpg": file.getvalue()}, language="be", kinds_death="1")
    review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    mailbox.add_message(instance, visit(told.codename), "Ці дайшло?")
    return told


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_care_from_a_choice_to_the_end_of_a_conversation(
    either_page: Page, site: str, sign_in: SignIn, told: Told
) -> None:
    page, case = either_page, f"{site}/case/{told.case_id}"
    sign_in(page, "anna")
    page.goto(f"{site}/account/care")
    assert_for_everyone(page)
    page.get_by_label("Death").check()
    page.get_by_role("button", name="Keep my choices").click()

    page.goto(case)
    expect(page.locator("h1")).to_have_text("Before you open it")
    assert_for_everyone(page)
    page.get_by_role("button", name="Open it now").press("Enter")
    expect(page.locator("body")).to_contain_text("1 message from the source")
    assert_for_everyone(page)
    page.get_by_role("button", name="Needs no answer").press("Enter")
    expect(page.locator("#conversation ~ p[role=status]")).to_have_count(0)

    page.get_by_role("link", name="фота.jpg", exact=True).click()
    page.get_by_role("link", name="Show it small and blurred").press("Enter")
    assert page.locator("figure img").evaluate("one => one.decode().then(() => one.naturalWidth)") == 160
    page.get_by_text("Say what it shows").click()
    page.get_by_label("Wounds, blood").check()
    assert_for_everyone(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".tag.grave")).to_have_text("Wounds, blood")

    page.goto(f"{case}/reply")
    page.get_by_label("What about?").select_option("read")
    page.get_by_role("button", name="Put these words in").click()
    assert page.get_by_label("Your message").input_value().startswith("Дзякуй, што расказалі нам.")
    expect(page.locator("#beside ~ div")).to_contain_text("Thank you for telling us.")
    assert_for_everyone(page)
    page.get_by_role("button", name="Seal and send").click()
    page.get_by_role("link", name="Thank them and close the case").click()
    page.get_by_role("button", name="Seal, send and close the case").press("Enter")
    expect(page.locator("body")).to_contain_text("The case is closed.")


@pytest.mark.parametrize("viewport", ["phone"], indirect=True)
@pytest.mark.parametrize("language", STAFF)
def test_every_language_is_for_everyone(page: Page, site: str, sign_in: SignIn, told: Told, language: str) -> None:
    page.goto(f"{site}/sign-in?language={language}")
    assert_for_everyone(page)
    page.goto(f"{site}/sign-in?language=en")
    sign_in(page, "anna")
    page.goto(f"{site}/account")
    page.locator(f"input[value={language}]").check()
    page.locator("form[action='/account/language'] button").click()
    for path in ("account", "account/care", "queue", f"case/{told.case_id}", f"case/{told.case_id}/reply"):
        page.goto(f"{site}/{path}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert_for_everyone(page)
