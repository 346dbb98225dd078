"""What to do now with a case, in a real browser: with scripts off, on a phone and on a desk, for everyone."""

import pytest
from playwright.sync_api import Page, expect

from intake.domain.tasks import Task
from intake.services import assignment, review
from intake.services.instance import Instance
from tests.plugins.browser import shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import SignIn

STEPS = ("assign", "hand-over", "hold", "close", "recuse", "restrict")


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Told:
    told = testify("They came at night. " * 30, role="survivor", consent_un="1")
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, told.case_id, "Thank you for trusting us.")
    for name, task in (("rita", Task.CODER), ("ruslan", Task.SECOND)):
        member_id = staff.keyring(instance, name).person.id
        assignment.assign(instance, anna, told.case_id, member_id, task, "Begin with the dates, then the places.")
    return told


def look(page: Page, name: str) -> None:
    shot(page, f"moves-{name}")
    assert_for_everyone(page)


@pytest.mark.parametrize(
    ("viewport", "scheme"), [("phone", "dark"), ("phone", "light"), ("desktop", "light")], indirect=["viewport"]
)
def test_every_step_is_for_everyone(
    plain_page: Page, viewport: str, scheme: str, site: str, sign_in: SignIn, told: Told
) -> None:
    page, mark = plain_page, f"{viewport}-{scheme}"
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, "anna")
    page.goto(f"{site}/case/{told.case_id}")
    page.get_by_text("Other steps").click()
    look(page, f"{mark}-case")
    for step in STEPS:
        page.goto(f"{site}/case/{told.case_id}/{step}")
        look(page, f"{mark}-{step}")
    page.get_by_label("Why?").fill(" ")
    page.get_by_role("button", name="Keep it to them").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, f"{mark}-refused")
    page.get_by_label("Why?").fill("Somebody was threatened.")
    page.get_by_label("boris").check()
    page.get_by_role("button", name="Keep it to them").click()
    expect(page.get_by_text("Only those you named can open this case now.")).to_be_visible()
    look(page, f"{mark}-restricted")
