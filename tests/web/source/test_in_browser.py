"""The source's pages in a real browser: leaving fast, reading small and large, with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, ViewportSize, expect

from intake.app import create_source_app
from intake.services import review
from intake.services.instance import Instance
from tests.plugins.browser import OpenPage, assert_accessible, shot
from tests.plugins.instances import Staff
from tests.plugins.looks import NARROW, source_faults
from tests.plugins.serving import moved, serving
from tests.web.source.conftest import TOLD

PHOTO = FilePayload(name="Фото ночью.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8" * 100_000)
SMALL_PHONE = ViewportSize(width=NARROW, height=640)


@pytest.fixture
def site(instance: Instance) -> Iterator[str]:
    """The address of a source app of its own."""
    with serving(lambda address: create_source_app(moved(instance, source_url=address))) as address:
        yield address


def look(page: Page, name: str) -> None:
    """Whatever page stands there must hold for everyone."""
    assert_accessible(page)
    assert source_faults(page) == [], page.url
    expect(page.locator("#leave")).to_be_visible()
    shot(page, f"source-{name}")


def tell(page: Page, site: str) -> str:
    """Send a testimony with a photo and keep its codename."""
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.set_input_files("#attachments", PHOTO)
    page.check("#consent_read")
    page.click("button[name=seal]")
    codename = " ".join(page.inner_text("#codename").split())
    page.get_by_role("button", name="I have kept my codename").click()
    expect(page.locator("h1")).to_contain_text("kept")
    return codename


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_every_page_is_for_everyone(
    either_page: Page, site: str, instance: Instance, staff: Staff, request: pytest.FixtureRequest
) -> None:
    page, mark = either_page, request.node.callspec.id
    for name in ("", "safety", "about", "return", "testify", "evidence", "nothing"):
        page.goto(f"{site}/en/{name}")
        look(page, f"{mark}-{name or 'start'}")
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.set_input_files("#attachments", PHOTO)
    page.click("button[name=seal]")
    expect(page.locator("#summary")).to_be_visible()
    look(page, f"{mark}-missing")
    page.check("#consent_read")
    page.click("button[name=seal]")
    look(page, f"{mark}-sealed")
    codename = page.inner_text("#codename")
    page.get_by_role("button", name="I have kept my codename").click()
    look(page, f"{mark}-kept")
    with instance.database.reading() as uow:
        case_id = uow.cases.find()[0].id
    review.reply(instance, staff.keyring(instance, "anna"), case_id, "We believe you.\n\nWhen was it?")
    page.goto(f"{site}/en/return")
    page.fill("#codename", codename.replace(codename.split()[2], "wrongword"))
    page.get_by_role("button", name="Open my mailbox").click()
    look(page, f"{mark}-unknown")
    page.fill("#codename", codename)
    page.get_by_role("button", name="Open my mailbox", exact=True).click()
    expect(page.locator(".own-words")).to_have_text("We believe you.\n\nWhen was it?")
    page.locator("summary").click()
    look(page, f"{mark}-mailbox")
    page.get_by_role("link", name="Change what you allow").click()
    look(page, f"{mark}-consents")
    page.locator("#consent_un-on").check()
    page.locator("#un_name-initials").check()
    page.get_by_role("button", name="Save what I changed").click()
    expect(page.locator("[role=status]")).to_contain_text("Your choices hold from now on")
    page.locator("summary").click()
    page.click("button[name=ask]")
    look(page, f"{mark}-withdraw")
    page.click("button[name=confirm]")
    look(page, f"{mark}-withdrawn")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_and_large_pages_need_no_sideways_scrolling(page: Page, site: str, scheme: str) -> None:
    page.set_viewport_size(SMALL_PHONE)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    codename = tell(page, site)
    page.goto(f"{site}/en/return")
    page.fill("#codename", codename)
    page.get_by_role("button", name="Open my mailbox").click()
    for name in ("", "safety", "about", "testify", "return", "mailbox", "consents", "contact", "evidence?to=mailbox"):
        page.goto(f"{site}/en/{name}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert source_faults(page) == [], name
    shot(page, f"source-narrow-{scheme}")


def test_leaving_takes_the_page_out_of_the_history(page: Page, site: str) -> None:
    page.goto("about:blank")
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("This page is closed")
    assert "Holas" not in page.content()
    assert page.title() == "Closed"
    page.go_back()
    assert page.url == "about:blank"
    assert page.context.cookies() == []


def test_one_escape_does_not_leave(page: Page, site: str) -> None:
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.keyboard.press("Escape")
    page.wait_for_timeout(1100)
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert page.input_value("#narrative") == TOLD


def test_leaving_is_in_reach_at_the_end_of_a_long_page(plain_page: Page, site: str) -> None:
    page = plain_page
    page.goto(f"{site}/en/testify")
    page.keyboard.press("Control+End")
    page.locator("button[name=seal]").scroll_into_view_if_needed()
    box = page.locator("#leave").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 100
    page.click("#leave")
    expect(page.locator("h1")).to_have_text("This page is closed")


def test_leaving_asks_nothing_and_straying_does(page: Page, site: str) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{site}/en/testify")
    page.type("#narrative", TOLD)
    page.get_by_role("link", name="Staying safe").click()
    expect(page.locator("h1")).to_have_text("Staying safe")
    assert asked == ["beforeunload"]
    page.goto(f"{site}/en/testify")
    page.type("#narrative", TOLD)
    page.click("#leave")
    expect(page.locator("h1")).to_have_text("This page is closed")
    assert asked == ["beforeunload"]


def test_coming_back_to_the_form_offers_what_was_put_aside(plain_page: Page, site: str) -> None:
    page = plain_page
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.get_by_role("button", name="Keep all this and stay here").click()
    expect(page.locator(".notice")).to_contain_text("Kept, and not sent yet")
    page.get_by_role("link", name="Staying safe").click()
    page.goto(f"{site}/en/testify")
    page.get_by_role("link", name="Go on with what you kept").click()
    assert page.input_value("#narrative") == TOLD


def test_two_tabs_show_each_its_own_codename(open_page: OpenPage, site: str) -> None:
    page = open_page()
    page.goto(f"{site}/en/testify")
    other = page.context.new_page()
    other.goto(f"{site}/en/testify")
    other.fill("#narrative", "The other tab.")
    other.check("#consent_read")
    page.fill("#narrative", TOLD)
    page.check("#consent_read")
    page.click("button[name=seal]")
    other.click("button[name=seal]")
    first, second = page.inner_text("#codename"), other.inner_text("#codename")
    assert first != second
    page.reload()
    assert page.inner_text("#codename") == first
