"""A name is asked for, weighed, released and read in a real browser: on every screen, scripts off, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from intake.domain.consent import Use
from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Request
from intake.services import asking, switches
from intake.services.instance import Instance
from tests.plugins.browser import OpenPage, shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import CONTACT, Testify, Told, Visiting

SignIn = Callable[[Page, str], None]
WHY = "The letter to the Special Rapporteur needs a name. " * 3


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify(**CONTACT, urgent="1", language="be", consent_un="y", consent_recontact="y", consent_named="y")


def look(page: Page, name: str) -> None:
    """Whatever page stands there must hold for everyone."""
    shot(page, f"custody-{name}")
    assert_for_everyone(page)


def press(page: Page, name: str) -> None:
    """Reach a button or a link by the keyboard alone, and press Enter."""
    wanted = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
    message = f"{name} cannot be reached by the keyboard"
    raise AssertionError(message)


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_asked_released_and_read_with_scripts_off_by_keyboard(
    open_page: OpenPage, viewport: str, site: str, sign_in: SignIn, told: Told
) -> None:
    anna, kira = (open_page(scripts=False, viewport=viewport) for _ in range(2))
    for page, username in ((anna, "anna"), (kira, "kira")):
        page.emulate_media(color_scheme="dark" if viewport == "phone" else "light")
        sign_in(page, username)
    look(kira, f"nothing-{viewport}")
    anna.goto(f"{site}/case/{told.case_id}")
    press(anna, "Ask for a name or a contact")
    look(anna, f"ask-{viewport}")
    anna.get_by_label("What is it for?").focus()
    anna.keyboard.type("For a comm")
    anna.keyboard.press("Tab")
    anna.keyboard.type("The name, and")
    anna.keyboard.press("Tab")
    anna.keyboard.type(WHY)
    press(anna, "Ask the custodians")
    expect(anna.get_by_text("No custodian has decided yet.")).to_be_visible()
    look(anna, f"asked-{viewport}")
    kira.reload()
    look(kira, f"desk-{viewport}")
    press(kira, "For a communication to the United Nations")
    kira.get_by_text("The words they read").last.click()
    look(kira, f"request-{viewport}")
    press(kira, "Look at it first")
    expect(kira.get_by_text("Alesia Invented")).to_be_visible()
    look(kira, f"looked-{viewport}")
    press(kira, "Release it")
    expect(kira.get_by_text("It is released")).to_be_visible()
    look(kira, f"decided-{viewport}")
    anna.reload()
    look(anna, f"answered-{viewport}")
    press(anna, "Read it")
    expect(anna.get_by_text("Alesia Invented")).to_be_visible()
    look(anna, f"read-{viewport}")


def test_what_stands_in_the_way_is_said(
    page: Page, instance: Instance, staff: Staff, sign_in: SignIn, told: Told, visit: Visiting
) -> None:
    asking.ask(instance, staff.keyring(instance, "anna"), told.case_id, Request(Purpose.UN, Want.NAME, WHY))
    switches.change(instance, visit(told.codename), {Use.UN: False}, language="ru")
    sign_in(page, "kira")
    page.get_by_role("link", name="For a communication").click()
    expect(page.get_by_text("It cannot be released now")).to_be_visible()
    page.get_by_role("button", name="Refuse it").click()
    look(page, "in-the-way")
    page.get_by_label("Why not?").fill("They do not want it any more.")
    page.get_by_role("button", name="Refuse it").click()
    look(page, "refused")
