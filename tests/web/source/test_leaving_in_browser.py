"""After somebody left, the device shows nothing that was typed: not by going back, not by going forward again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from intake.app import create_source_app
from intake.services.instance import Instance
from tests.plugins.browser import OpenPage
from tests.plugins.serving import moved, serving

TOLD = "They took me from the tram stop."
TYPED = "by men in plain clothes"
CLOSED = "This page is closed"


@pytest.fixture
def site(instance: Instance) -> Iterator[str]:
    with serving(lambda address: create_source_app(moved(instance, source_url=address))) as address:
        yield address


def write(page: Page, site: str) -> None:
    """Keep a text, go to a step, and begin another text there."""
    page.goto("about:blank")
    page.goto(f"{site}/en/")
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.click("button[name=next]:not(.unseen)")
    page.goto(page.url.replace("/kinds", "/doers"))
    page.locator("#doers_about").fill(TYPED)


def shown(page: Page) -> str:
    """All that the page shows, what stands in its fields included."""
    typed = page.evaluate("() => [...document.querySelectorAll('textarea, input')].map(one => one.value).join(' ')")
    return f"{page.content()} {typed}"


def walk_history(page: Page) -> None:
    """Go back to the beginning and forward again; nothing typed may come up."""
    length = page.evaluate("history.length")
    for way in (page.go_back, page.go_forward):
        for _ in range(length):
            way()
            for words in (TOLD, TYPED):
                assert words not in shown(page), page.url


def test_by_the_key_while_typing(page: Page, site: str) -> None:
    write(page, site)
    length = page.evaluate("history.length")
    page.locator("#doers_about").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text(CLOSED)
    assert page.evaluate("history.length") == length, "the page that was left is replaced, not followed"
    assert page.context.cookies() == []
    walk_history(page)


def test_by_the_button(either_page: Page, site: str) -> None:
    page = either_page
    write(page, site)
    page.click("#leave")
    expect(page.locator("h1")).to_have_text(CLOSED)
    assert page.context.cookies() == []
    walk_history(page)


def test_a_codename_is_not_shown_again(open_page: OpenPage, site: str) -> None:
    page = open_page(scripts=False)
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.check("#consent_read")
    page.click("button[name=seal]:not(.unseen)")
    words = page.inner_text("#codename").split()
    page.click("#leave")
    page.go_back()
    assert " ".join(words[:3]) not in " ".join(shown(page).split())
    assert page.locator("#codename").count() == 0


def test_the_key_is_made_known_where_it_works(open_page: OpenPage, site: str) -> None:
    for scripts, viewport, seen in ((True, "desktop", True), (False, "desktop", False), (True, "phone", False)):
        page = open_page(scripts=scripts, viewport=viewport)
        page.goto(f"{site}/en/safety")
        assert page.locator(".keys").is_visible() == seen, (scripts, viewport)


def test_nothing_is_left_in_the_browser(page: Page, site: str) -> None:
    write(page, site)
    page.click("#leave")
    expect(page.locator("h1")).to_have_text(CLOSED)
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, 0]
