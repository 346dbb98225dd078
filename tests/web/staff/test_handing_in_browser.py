"""Handing over and quotations in a real browser: for everyone, on a phone in the dark and on a desk in the light."""

import pytest
from playwright.sync_api import Page

from intake.domain.appeal import Addressee
from intake.domain.coding import Act, Coding
from intake.domain.passages import Chosen
from intake.services import appeal, quotations
from intake.services.code import save_coding
from intake.services.instance import Instance
from tests.plugins.browser import shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import CONTACT, Testify, Told
from tests.web.staff.conftest import SignIn


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Told:
    """A case that may be handed over, quoted and written about."""
    uses = {f"consent_{use}": "y" for use in ("prosecutor", "un", "quote")}
    files = {"фота лесвіцы.jpg": bytes(200_000), f"{'a-very-long-name-' * 6}.pdf": b"%PDF"}
    told = testify("Мяне затрымалі.\n\n" + "They came at night. " * 60, files=files, language="be", **uses, **CONTACT)
    anna = staff.keyring(instance, "anna")
    save_coding(instance, anna, told.case_id, Coding((Act("lib_arbitrary_arrest", ("police",), "arrest"),)), 0)
    quotations.mark(instance, anna, told.case_id, Chosen("Мяне затрымалі."), "“I was detained,” a woman says.", "en")
    appeal.save(instance, anna, told.case_id, frozenset({Addressee.TORTURE}), {"account": "They came at night."}, 0)
    return told


def look(page: Page, name: str) -> None:
    shot(page, f"handing-{name}")
    assert_for_everyone(page)


@pytest.mark.parametrize(("viewport", "scheme"), [("phone", "dark"), ("desktop", "light")], indirect=["viewport"])
def test_every_page_is_for_everyone(
    page: Page, viewport: str, scheme: str, site: str, sign_in: SignIn, told: Told
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, "anna")
    page.goto(f"{site}/case/{told.case_id}/handing")
    look(page, f"{viewport}-form")
    page.get_by_role("button", name="Make the draft").last.click()
    look(page, f"{viewport}-refused")
    page.get_by_label("For whom").fill("Office of the prosecutor of Examplia, department for grave crimes")
    page.get_by_label("What for").fill("Investigation 12/2026")
    page.get_by_role("button", name="Make the draft").first.click()
    look(page, f"{viewport}-list")
    page.get_by_role("link", name="Office of the prosecutor").click()
    page.locator("summary", has_text="testimony.txt").click()
    look(page, f"{viewport}-mine")
    page.goto(f"{site}/case/{told.case_id}/quotations")
    look(page, f"{viewport}-quotations")
    page.goto(f"{site}/members")
    look(page, f"{viewport}-members")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "boris")
    page.goto(f"{site}/case/{told.case_id}/quotations")
    look(page, f"{viewport}-quotation-decide")
    page.get_by_role("button", name="Approve for print").click()
    page.goto(f"{site}/handing")
    page.get_by_role("link", name="Office of the prosecutor").click()
    look(page, f"{viewport}-decide")
    page.get_by_role("button", name="Approve").press("Enter")
    look(page, f"{viewport}-approved")
    with page.expect_download() as leaving:
        page.get_by_role("link", name="Download the bundle").click()
    assert leaving.value.suggested_filename.endswith(".zip")
