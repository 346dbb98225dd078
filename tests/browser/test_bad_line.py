"""A phone on a bad line, scripts off: 256 kbit/s, 800 ms, cut once while typing and once in the middle of an upload."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Error, Page, expect

from tests.plugins.browser import OpenPage
from tests.plugins.server import DemoServer, StartDemo

PATIENCE = 120_000  # milliseconds for a page on this line
BYTES_A_SECOND = 256_000 / 8
LATENCY = 800  # milliseconds
TOLD = "Мяне забралі з прыпынку.\nThey kept me standing all night. " * 20
MORE = "A green bus without number plates."
SIZE = 200_000  # six seconds of this line


class Line:
    """The line between a phone and the server."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def slow(self) -> None:
        self._be(offline=False)

    def cut(self) -> None:
        self._be(offline=True)

    def _be(self, *, offline: bool) -> None:
        self._session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": offline,
                "latency": LATENCY,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )


@pytest.fixture
def server(start_demo: StartDemo) -> DemoServer:
    return start_demo("--cases", "0")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "yard.jpg"
    path.write_bytes((b"\xff\xd8\xff\xe0" + hashlib.sha512(b"photo").digest() * 4000)[:SIZE])
    return path


def press(page: Page, name: str) -> None:
    page.locator(f"main form button.button[name={name}]").first.click(no_wait_after=True)


def go_on(page: Page, words: str) -> None:
    """Press "Go on" and wait for the page that has these words as its heading."""
    press(page, "next")
    expect(page.get_by_role("heading", level=1)).to_have_text(words, timeout=PATIENCE)


def the_line_is_gone(page: Page) -> None:
    """Wait for the browser's own page about it."""
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.wait_for_url("**/no-such-page")


def send_again(page: Page) -> None:
    """What a person does on the browser's own page about a lost connection."""
    page.reload(timeout=PATIENCE)


def as_received(page: Page, server: DemoServer, folder: Path) -> tuple[str, bytes]:
    """Return the text and the photo of the one case, as the intake circle has them."""
    who = server.sign_in_as("intake")
    page.goto(f"{server.staff}/")
    page.fill("[name=username]", who.username)
    page.fill("[name=passphrase]", who.passphrase)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"{server.staff}/queue")
    page.locator("main a[href^='/case/']").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download yard.jpg").click()
    waiting.value.save_as(folder / "received.jpg")
    return page.inner_text("main"), (folder / "received.jpg").read_bytes()


def test_nothing_is_lost_on_a_bad_line(open_page: OpenPage, server: DemoServer, photo: Path) -> None:
    page = open_page(scripts=False, viewport="phone")
    page.set_default_timeout(PATIENCE)
    line = Line(page)
    line.slow()
    page.goto(f"{server.source}/en/testify")
    page.fill("[name=narrative]", TOLD)
    page.check("[name=consent_read]")

    line.cut()
    press(page, "next")
    the_line_is_gone(page)
    line.slow()
    send_again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("What kind of things happened?", timeout=PATIENCE)

    page.check("[name=kinds_held]")
    go_on(page, "Who are you in this story?")
    press(page, "back")
    expect(page.locator("[name=kinds_held]")).to_be_checked(timeout=PATIENCE)
    go_on(page, "Who are you in this story?")
    address = page.url.replace("/who", "/doers")
    page.goto(address)
    page.fill("[name=doers_about]", MORE)
    go_on(page, "How is it now?")

    page.goto(page.url.replace("/testify/now", "/testify"))
    expect(page.locator("[name=narrative]")).to_have_value(TOLD, timeout=PATIENCE)
    page.set_input_files("[name=attachments]", photo)
    press(page, "save")
    page.wait_for_timeout(3_000)
    line.cut()
    the_line_is_gone(page)
    line.slow()
    send_again(page)
    expect(page.locator("[name=narrative]")).to_have_value(TOLD, timeout=PATIENCE)
    if not page.get_by_text("yard.jpg").count():
        page.set_input_files("[name=attachments]", photo)
        press(page, "save")
    expect(page.get_by_text("yard.jpg")).to_have_count(1, timeout=PATIENCE)

    come_back(page, server, seal(page))
    text, received = as_received(open_page(), server, photo.parent)
    assert TOLD.strip() in text
    assert MORE in text
    assert "One more thing." in text
    assert received == photo.read_bytes()


def seal(page: Page) -> str:
    press(page, "seal")
    codename = " ".join(page.locator("#codename").inner_text(timeout=PATIENCE).split())
    assert len(codename.split()) == 9
    return codename


def come_back(page: Page, server: DemoServer, codename: str) -> None:
    page.goto(f"{server.source}/en/return")
    page.fill("[name=codename]", codename)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("[name=message]")).to_be_visible(timeout=PATIENCE)
    page.fill("[name=message]", "One more thing.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your message arrived")).to_be_visible(timeout=PATIENCE)
