"""What is urgent, in a real browser: for everyone, on every screen, with scripts off."""

from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from intake import clock
from intake.domain.contacts import Support
from intake.services import assignment, referrals, review
from intake.services.instance import Instance
from intake.services.referrals import Offer
from tests.plugins.browser import shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify
from tests.web.staff.conftest import SignIn


@pytest.fixture
def busy(instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance in which something is overdue, and something worth asking about."""
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start - timedelta(days=20))
    anna, boris, rita = (staff.keyring(instance, name) for name in ("anna", "boris", "rita"))
    given = testify(files={"a.jpg": b"a"}).case_id
    testify("left alone")
    assignment.assign(instance, anna, given, rita.person.id)
    referrals.offer(instance, anna, given, Offer(Support.LAWYER, "Open Window"))
    monkeypatch.setattr(clock, "read", lambda: start)
    (piece,) = review.open_case(instance, boris, given).pieces
    for _ in range(25):
        review.read_document(instance, rita, given, piece.id, original=True)


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_people_in_danger_stand_on_top(
    plain_page: Page, viewport: str, site: str, sign_in: SignIn, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = datetime.combine(clock.today(), time(9), UTC)
    monkeypatch.setattr(clock, "read", lambda: day)
    for _ in range(6):
        testify(urgent="1")
    monkeypatch.setattr(clock, "read", lambda: day + timedelta(days=1))
    testify(urgent="1")
    for username, path in (("anna", "/members"), ("kira", "/custody")):
        plain_page.context.clear_cookies()
        sign_in(plain_page, username)
        plain_page.goto(site + path)
        shot(plain_page, f"alarm-{username}-{viewport}")
        assert_for_everyone(plain_page)


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_an_appeal_is_written_and_made_ready(
    plain_page: Page, viewport: str, site: str, sign_in: SignIn, testify: Testify
) -> None:
    told = testify(
        "They took my brother from the yard.\n\nHe is ill.",
        urgent="1",
        consent_un="1",
        role="relative",
        language="en",
        danger_seen="1 March, in the yard at Lugavaya",
        danger_who="My brother",
        danger_by="Three men in plain clothes, a grey van",
        force_truncheon="1",
    )
    sign_in(plain_page, "anna")
    plain_page.goto(f"{site}/case/{told.case_id}")
    plain_page.get_by_role("link", name="Write an urgent appeal").click()
    shot(plain_page, f"appeal-empty-{viewport}")
    assert_for_everyone(plain_page)
    plain_page.get_by_label("What is feared now").fill("He may die without insulin.")
    plain_page.get_by_role("button", name="Keep the appeal").click()
    shot(plain_page, f"appeal-kept-{viewport}")
    assert_for_everyone(plain_page)
    plain_page.get_by_role("link", name="Print or copy: Special Rapporteur on torture").click()
    expect(plain_page.locator("article")).to_contain_text("He may die without insulin.")
    shot(plain_page, f"appeal-letter-{viewport}")
    assert_for_everyone(plain_page)


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_a_referral_is_offered_and_followed(
    plain_page: Page, viewport: str, site: str, sign_in: SignIn, testify: Testify
) -> None:
    case_id = testify().case_id
    sign_in(plain_page, "anna")
    plain_page.goto(f"{site}/case/{case_id}")
    for whom in ("Linden House", "Open Window"):
        plain_page.get_by_text("Name a doctor, lawyer or shelter").click()
        plain_page.get_by_label("Who helps").select_option("lawyer")
        plain_page.get_by_label("Name, if it is not in the list").fill(whom)
        plain_page.get_by_role("button", name="Note that it was offered").click()
    plain_page.get_by_text("How it went on").first.click()
    plain_page.get_by_text("Name a doctor, lawyer or shelter").click()
    shot(plain_page, f"referrals-{viewport}")
    assert_for_everyone(plain_page)
    plain_page.get_by_role("button", name="They accepted").first.click()
    expect(plain_page.locator("[aria-labelledby=referrals]")).to_contain_text("accepted")


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("viewport", "scheme"), [("phone", "dark"), ("desktop", "light")], indirect=["viewport"])
def test_the_desk_is_for_everyone(
    plain_page: Page, viewport: str, scheme: str, site: str, sign_in: SignIn, testify: Testify
) -> None:
    plain_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for number in range(3):
        testify(f"number {number}", urgent="1" if number else "", role="witness", where="near Lugavaya " * 3)
    testify(age_band="under_18")
    sign_in(plain_page, "anna")
    plain_page.goto(f"{site}/desk")
    plain_page.get_by_label("For those who come next").fill("The doctor calls back tomorrow at ten.")
    plain_page.get_by_role("button", name="Leave the note").click()
    shot(plain_page, f"desk-{viewport}")
    assert_for_everyone(plain_page)
    plain_page.get_by_role("button", name="Assign case").first.click()
    expect(plain_page.locator("main")).to_contain_text("The case is assigned.")
