"""With scripts, what is typed is put aside in every pause: a phone that dies costs the last few words at most."""

import pytest
from playwright.sync_api import Page, expect

from tests.plugins.browser import OpenPage
from tests.plugins.server import DemoServer

TOLD = "They took me from the tram stop. I was made to stand for a night."


@pytest.fixture
def page(open_page: OpenPage, instance_server: DemoServer) -> Page:
    opened = open_page(viewport="phone")
    opened.goto(f"{instance_server.source}/en/testify")
    return opened


def put_aside(page: Page) -> None:
    """Wait for the page to send what is typed by itself."""
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=20_000) as waiting:
        pass
    assert waiting.value.status == 303


def test_a_pause_is_enough(page: Page, instance_server: DemoServer) -> None:
    page.fill("[name=narrative]", TOLD)
    put_aside(page)
    later = page.context.new_page()
    page.close(run_before_unload=False)
    later.goto(f"{instance_server.source}/en/testify")
    later.get_by_role("link", name="Go on with what you kept").click()
    expect(later.locator("[name=narrative]")).to_have_value(TOLD)


def test_a_step_is_put_aside_as_well(page: Page) -> None:
    page.fill("[name=narrative]", TOLD)
    page.locator("button.button[name=next]").click()
    page.check("[name=kinds_held]")
    put_aside(page)
    address = page.url
    later = page.context.new_page()
    page.close(run_before_unload=False)
    later.goto(address)
    expect(later.locator("[name=kinds_held]")).to_be_checked()


def test_leaving_puts_nothing_aside(page: Page, instance_server: DemoServer) -> None:
    page.fill("[name=narrative]", TOLD)
    put_aside(page)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.method))
    page.fill("[name=narrative]", f"{TOLD} And more.")
    page.click("#leave")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is closed")
    page.wait_for_timeout(6_000)
    assert "POST" not in asked
    page.goto(f"{instance_server.source}/en/testify")
    expect(page.get_by_role("link", name="Go on with what you kept")).to_have_count(0)
