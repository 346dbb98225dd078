"""The report in a browser: on a phone, on a desk, in the dark, without SVG, and on paper. Pictures of each are kept."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from intake.domain.report import Report
from intake.services import publishing, release
from intake.services.release_states import ReleaseState
from tests.plugins.browser import SCREENSHOTS, OpenPage, shot
from tests.plugins.figures import FACTS
from tests.plugins.looks import NARROW, assert_for_everyone, faults
from tests.web.audit.conftest import SignIn
from tests.web.audit.drawn import ADDRESS, Shows, view_of

SETS = (("mini", 120, "be"), ("small", 450, "ru"), ("medium", 5_000, "en"), ("full", 25_000, "ru"))
OF_SVG = r"<(/?)(svg|text|title(?= id)|desc|rect|line|g|defs|pattern|path)\b"
SHEET = re.compile(rb"/Type\s*/Page\b")
LETTERS = """[...document.querySelectorAll(".chart :is(text, x-text, x-title, x-desc)")].filter(
    one => parseFloat(getComputedStyle(one).fontSize) > 0).length"""
PRINTED = """() => ({
    gone: [...document.querySelectorAll("nav, .actions, header.site, footer.site, meter")].filter(
        one => one.checkVisibility()).length,
    tall: Math.max(...[...document.querySelectorAll(".panel")].map(one => one.getBoundingClientRect().height)),
    wide: [...document.querySelectorAll("main table")].filter(
        one => one.scrollWidth > document.querySelector("main").clientWidth + 1).length,
})"""
SHEET_WIDTH, SHEET_HEIGHT = 680, 978
"""Pixels of an A4 sheet within its margins."""


def _open(page: Page, client: Any, path: str, change: Callable[[str], str] = str) -> None:
    """Show what the application answers, without a server between."""

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        given = client.get(f"{address.path}?{address.query}")
        kept = {name: text for name, text in given.headers.items() if name != "Content-Length"}
        body = change(given.text) if given.mimetype == "text/html" else given.data
        route.fulfill(status=given.status_code, headers=kept, body=body)

    page.route("**/*", answer)
    page.goto(f"{client.site}{path}")


def _without_svg(page: str) -> str:
    """Return a page as a browser without SVG understands it: elements that mean nothing."""
    return re.sub(OF_SVG, r"<\1x-\2", page)


@pytest.mark.parametrize(("size", "persons", "language"), SETS)
def test_a_report_fits_every_screen(
    size: str, persons: int, language: str, shows: Shows, as_member: SignIn, open_page: OpenPage
) -> None:
    shows(size, persons)
    page = open_page(scripts=False)
    _open(page, as_member("alena"), f"{ADDRESS}?language={language}")
    for name, width in (("desktop", 1280), ("phone", 360), ("narrow", NARROW)):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == []
        shot(page, f"report-{size}-{language}-{name}")


def test_what_others_say_stands_in_boxes_that_fit(
    shows: Shows, as_member: SignIn, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = shows("full", 25_000)
    monkeypatch.setattr(release, "get", lambda *_: replace(view_of("full", 25_000), state=ReleaseState.PUBLISHED))
    report = Report(draw, date(2026, 7, 2), tuple(FACTS.values()), {"en": "Read this first."})
    monkeypatch.setattr(publishing, "published", lambda *_: report)
    page = open_page()
    _open(page, as_member("alena"), ADDRESS)
    assert page.locator(".others li").count() == len(FACTS)
    for name, width in (("desktop", 1280), ("narrow", NARROW)):
        page.set_viewport_size({"width": width, "height": 900})
        assert_for_everyone(page)
        shot(page, f"report-others-{name}")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_report_is_for_everyone(colours: Any, shows: Shows, as_member: SignIn, open_page: OpenPage) -> None:
    shows("full", 25_000)
    page = open_page()
    page.emulate_media(color_scheme=colours)
    _open(page, as_member("alena"), ADDRESS)
    assert_for_everyone(page)
    shot(page, f"report-full-en-{colours}")


def test_a_browser_without_svg_shows_bars_in_the_table_and_no_stray_words(
    shows: Shows, as_member: SignIn, open_page: OpenPage
) -> None:
    shows("small", 450)
    page, alena = open_page(), as_member("alena")
    _open(page, alena, ADDRESS)
    assert page.evaluate(LETTERS) > 0
    page.unroute_all()
    _open(page, alena, ADDRESS, _without_svg)
    assert page.evaluate(LETTERS) == 0
    assert page.locator("meter:visible").count() > 0
    shot(page, "report-small-en-without-svg")


@pytest.mark.parametrize(("size", "persons", "language"), SETS)
def test_a_report_is_printed_whole_and_without_what_only_a_screen_needs(
    size: str, persons: int, language: str, shows: Shows, as_member: SignIn, open_page: OpenPage
) -> None:
    shows(size, persons)
    page = open_page()
    _open(page, as_member("alena"), f"{ADDRESS}?language={language}")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    printed = page.pdf(path=SCREENSHOTS / f"report-{size}-{language}.pdf", prefer_css_page_size=True)
    assert 3 <= len(SHEET.findall(printed)) <= 25
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET_WIDTH, "height": SHEET_HEIGHT})
    seen = page.evaluate(PRINTED)
    assert (seen["gone"], seen["wide"]) == (0, 0)
    assert seen["tall"] < SHEET_HEIGHT
