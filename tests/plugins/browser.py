"""A real browser: Chromium from the path, driven by Playwright, with scripts on (`page`) and off (`plain_page`).

    def test_start(page: Page) -> None: ...                              # desktop, scripts on
    @pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
    def test_form(plain_page: Page) -> None: ...                         # both sizes, scripts off
    def test_story(open_page: OpenPage) -> None: ...                     # several people at once

Every test that opened a page fails if the page asked another host for anything, broke its own content security policy,
or threw an error in a script.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, ViewportSize, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.plugins.offline import is_loopback

VIEWPORTS: dict[str, ViewportSize] = {
    "phone": {"width": 375, "height": 812},
    "desktop": {"width": 1280, "height": 900},
}
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PATIENCE = 15_000  # milliseconds until an element that does not appear fails the test
REFRESH = re.compile(r"""<meta[^>]*http-equiv=["']?refresh[^>]*>""", re.IGNORECASE)  # the copy stands still
MOVED_ON = "Execution context was destroyed"
NO_SCRIPTS = {"Content-Security-Policy": "script-src 'none'"}


class OpenPage(Protocol):
    """Opens a page for one more person, with cookies of their own."""

    def __call__(self, *, scripts: bool = True, viewport: str = "desktop", language: str = "en") -> Page: ...


@dataclass
class Watch:
    """What the pages of one test did that no page may do."""

    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._request(request.url))
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _request(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in {"http", "https", "ws", "wss"} and not is_loopback(address.hostname):
            self.complaints.append(f"asked another host: {url}")

    def _console(self, message: ConsoleMessage) -> None:
        if re.search(r"Content[ -]Security[ -]Policy", message.text, re.IGNORECASE):
            self.complaints.append(message.text)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests of a process; Chromium's own sandbox does not work for root."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            headless=True,
            args=QUIET,
            chromium_sandbox=os.geteuid() != 0,
        )
        yield started
        started.close()


@pytest.fixture
def viewport(request: pytest.FixtureRequest) -> str:
    """Name of the screen: desktop, or what the test's parameter says."""
    name: str = getattr(request, "param", "desktop")
    return name


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert not watching.complaints


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    contexts: list[BrowserContext] = []

    def open_one(*, scripts: bool = True, viewport: str = "desktop", language: str = "en") -> Page:
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport=VIEWPORTS[viewport],
            locale=language,
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage, viewport: str) -> Page:
    """A page with scripts on."""
    return open_page(scripts=True, viewport=viewport)


@pytest.fixture
def plain_page(open_page: OpenPage, viewport: str) -> Page:
    """A page with scripts off, as in Tor Browser's safest mode."""
    return open_page(scripts=False, viewport=viewport)


@pytest.fixture(params=["scripts", "plain"])
def either_page(request: pytest.FixtureRequest, open_page: OpenPage, viewport: str) -> Page:
    """A page with scripts on, then the same test with scripts off."""
    return open_page(scripts=request.param == "scripts", viewport=viewport)


def shot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page as build/screenshots/<name>.png."""
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


def assert_accessible(page: Page) -> None:
    """Fail with axe-core's report if it finds anything on the page as it stands."""
    results = _axe(page) if _scripts_run(page) else _on_scripts_off_copy(page, _axe)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def _axe(page: Page) -> AxeResults:
    """Run axe-core; once more where the page went on to another in the middle of it (one that refreshes itself)."""
    try:
        return Axe().run(page)
    except PlaywrightError as error:
        if MOVED_ON not in str(error):
            raise
        page.wait_for_load_state()
        return Axe().run(page)


def _scripts_run(page: Page) -> bool:
    """Tell whether the browser runs scripts, by asking its style sheets."""
    return bool(page.evaluate("matchMedia('(scripting: enabled)').matches"))


def _on_scripts_off_copy(page: Page, check: Callable[[Page], AxeResults]) -> AxeResults:
    """Run a check on a copy of a page whose browser has scripts off.

    axe-core waits for promises, which never come where scripts are off. So the HTML as it stands is shown at the same
    address in a second context where scripts may run, under a policy that lets none of the page's own run; Playwright's
    evaluate is not bound by it. The server is not asked for the page again (it may be the answer to a form, or one that
    is shown once), only for its styles and images.
    """
    content = REFRESH.sub("", _settled_content(page))
    context = _browser(page).new_context(viewport=page.viewport_size, storage_state=page.context.storage_state())

    def answer(route: Route) -> None:
        if route.request.resource_type == "document":
            route.fulfill(body=content, content_type="text/html; charset=utf-8", headers=NO_SCRIPTS)
        else:
            route.continue_()

    try:
        context.route("**/*", answer)
        copy = context.new_page()
        copy.goto(page.url)
        return check(copy)
    finally:
        context.close()


def _settled_content(page: Page) -> str:
    """Return the HTML, not of the empty moment in which a page that refreshes itself is exchanged."""
    content = page.content()
    for _ in range(10):
        if "</title>" in content:
            break
        page.wait_for_timeout(200)
        page.wait_for_load_state()
        content = page.content()
    return content


def _browser(page: Page) -> Browser:
    browser = page.context.browser
    assert browser is not None
    return browser
