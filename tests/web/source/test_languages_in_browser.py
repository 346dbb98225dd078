"""Every page of the source in every language: nothing for axe-core to find, nothing too wide, cut off or too small.

Arabic stands for what is written from right to left, also before its catalogue is there.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from intake.app import create_source_app
from intake.domain.conversation import Step
from intake.languages import KNOWN, available, usual
from intake.services.instance import Instance
from tests.plugins.browser import OpenPage, assert_accessible, shot
from tests.plugins.looks import NARROW, source_faults
from tests.plugins.serving import moved, serving
from tests.web.source.conftest import TOLD

LANGUAGES = [one for one in KNOWN if one in available() or one == "ar"]
PAGES = ["", "safety", "after", "about", "return", "danger", "evidence", "mailbox", "nothing"]
LOOKED_INTO = {"", "danger"}  # by axe-core also in a language that ships off; the markup is the same in all
SIDES = """() => [document.querySelector("#leave"), document.querySelector(".name")]
    .map(one => one.getBoundingClientRect().left)"""
KINDS = ["kinds_held", "kinds_beaten"]


@pytest.fixture
def site(instance: Instance) -> Iterator[str]:
    languages = tuple(LANGUAGES)
    with serving(lambda at: create_source_app(moved(instance, source_url=at, languages=languages))) as address:
        yield address


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    opened = open_page(scripts=True)
    opened.set_viewport_size(ViewportSize(width=NARROW, height=640))
    return opened


def begin(page: Page, site: str, language: str) -> str:
    """Write the first page, go on, and return the draft's id."""
    page.goto(f"{site}/{language}/testify")
    page.fill("#narrative", TOLD)
    page.click("button[name=next]:not(.unseen)")
    for kind in KINDS:
        page.check(f"#{kind}")
    page.click("button[name=next]:not(.unseen)")
    return page.url.partition("draft=")[2].partition("&")[0].partition("#")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_for_everyone(page: Page, site: str, language: str) -> None:
    draft = begin(page, site, language)
    steps = [f"testify/{step}?draft={draft}" for step in Step]
    wrong: list[str] = []
    for path in [*PAGES, f"testify?draft={draft}", *steps]:
        page.goto(f"{site}/{language}/{path}")
        wrong += [f"{language} {path}: {fault}" for fault in source_faults(page)]
        if language in usual() or path in LOOKED_INTO:
            assert_accessible(page)
    assert wrong == []
    shot(page, f"source-language-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codename_and_what_follows_are_for_everyone(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/{language}/testify")
    page.fill("#narrative", TOLD)
    page.click("button[name=seal]")
    assert source_faults(page) == []
    page.check("#consent_read")
    page.click("button[name=seal]")
    expect(page.locator("#codename")).to_be_visible()
    codename = page.inner_text("#codename")
    assert source_faults(page) == []
    assert_accessible(page)
    assert page.evaluate("getComputedStyle(document.querySelector('#codename')).direction") == "ltr"
    page.locator("main form button[type=submit]").last.click()
    page.goto(f"{site}/{language}/return")
    page.fill("#codename", codename)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("[name=message]")).to_be_visible()
    assert source_faults(page) == []
    assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_mirrored_where_people_read_from_the_right(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/{language}/testify")
    leave, name = page.evaluate(SIDES)
    direction = page.get_attribute("html", "dir")
    assert direction == ("rtl" if language in {"ar", "fa"} else "ltr")
    assert (leave < name) == (direction == "rtl")
    page.fill("#narrative", "مرحبا")
    assert page.evaluate("getComputedStyle(document.querySelector('#narrative')).direction") == "rtl"
    page.fill("#narrative", "Прывітанне")
    assert page.evaluate("getComputedStyle(document.querySelector('#narrative')).direction") == "ltr"


def test_the_form_can_be_walked_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/en/")
    press_until(page, "a", "Begin")
    page.keyboard.press("Enter")
    expect(page.locator("#narrative")).to_be_visible()
    reach(page, "#narrative")
    page.keyboard.type(TOLD)
    reach(page, "#consent_read")
    page.keyboard.press("Space")
    steps = 0
    while page.locator("button[name=next]:not(.unseen)").count():
        before = page.url
        reach(page, "button[name=next]:not(.unseen)")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(before)
        steps += 1
    assert steps > 5
    if not page.locator("button[name=seal]:not(.unseen)").count():
        page.goto(page.url.replace("/evidence", "/testify/ready"))
    reach(page, "button[name=seal]:not(.unseen)")
    page.keyboard.press("Enter")
    expect(page.locator("#codename")).to_be_visible()


def reach(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(80):
        if page.locator(selector).last.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    message = f"{selector} cannot be reached by keyboard at {page.url}"
    raise AssertionError(message)


def press_until(page: Page, tag: str, text: str) -> None:
    """Press Tab until a link with this text has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("([tag, text]) => document.activeElement.matches(tag)"
                         " && document.activeElement.textContent.trim() === text", [tag, text]):  # fmt: skip
            return
    message = f"{text} cannot be reached by keyboard"
    raise AssertionError(message)
