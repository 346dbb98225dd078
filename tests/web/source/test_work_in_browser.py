"""The work is done in a real browser while somebody types, and the page for those who wait looks as it should."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from intake.app import create_source_app
from intake.services.instance import Instance
from intake.web.source import lane
from intake.web.source.lane import Lanes
from intake.web.source.line import Line
from tests.plugins.browser import assert_accessible, shot
from tests.web.source.conftest import TOLD

DONE = "() => document.querySelector('[name=work]').value !== ''"


@dataclass(frozen=True)
class Site:
    """A source app with a slow lane that has one place and no room."""

    address: str
    app: Flask

    @property
    def slow(self) -> Line:
        lanes: Lanes = self.app.extensions[lane.EXTENSION]
        return lanes.slow


@pytest.fixture
def site(instance: Instance) -> Iterator[Site]:
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    settings = replace(instance.settings, source_url=address, work_bits=16)
    server.app = app = create_source_app(replace(instance, settings=settings))
    app.extensions[lane.EXTENSION] = Lanes(slow=Line(1, 0, 0.0))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(address, app)
    server.shutdown()
    thread.join()
    server.server_close()


def write(page: Page, site: Site) -> None:
    page.goto(site.address + "/en/testify")
    page.get_by_label("What happened?").fill(TOLD)
    page.get_by_label("The intake team may read what I send").check()


def test_typing_is_enough_to_go_first(page: Page, site: Site) -> None:
    page.goto(site.address + "/en/testify")
    assert not page.evaluate(DONE), "nobody's phone works for a page that is only read"
    with site.slow.taken(0.0):
        write(page, site)
        page.wait_for_function(DONE)
        page.get_by_role("button", name="Send what I have").click()
        expect(page.locator("#codename")).to_be_visible()


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_without_scripts_the_line_has_a_calm_page(plain_page: Page, site: Site, viewport: str) -> None:
    with site.slow.taken(0.0):
        write(plain_page, site)
        plain_page.get_by_role("button", name="Send what I have").click()
        expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Very many people")
        assert_accessible(plain_page)
        shot(plain_page, f"waiting-{viewport}")
        plain_page.get_by_role("button", name="Go on").click()
        expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Very many people")
    plain_page.get_by_role("button", name="Go on").click()
    expect(plain_page.locator("#codename")).to_be_visible()


def test_a_browser_without_workers_sends_like_one_without_scripts(page: Page, site: Site) -> None:
    page.add_init_script("delete window.Worker")
    write(page, site)
    page.get_by_role("button", name="Send what I have").click()
    expect(page.locator("#codename")).to_be_visible()


def test_whoever_waits_in_line_works_at_once(page: Page, site: Site) -> None:
    with site.slow.taken(0.0):
        write(page, site)
        page.evaluate("document.querySelector('[name=work]').remove()")
        page.get_by_role("button", name="Send what I have").click()
        page.get_by_role("heading", name="Very many people").wait_for()
        page.wait_for_function(DONE)
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#codename")).to_be_visible()
