"""Files sent by the script: each on its own, with its progress, over a line that breaks, and none of them twice."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from playwright.sync_api import CDPSession, Dialog, FilePayload, Page, Route, expect
from werkzeug.serving import make_server

from intake.app import create_source_app
from intake.services.instance import Instance
from tests.plugins.browser import assert_accessible, shot
from tests.plugins.sources import Testify
from tests.web.source.conftest import TOLD, count

PHOTO = FilePayload(name="Фото ночью.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8" * 50_000)
PAPER = FilePayload(name="paper.pdf", mimeType="application/pdf", buffer=b"%PDF" * 1000)
FILM = FilePayload(name="film.mp4", mimeType="video/mp4", buffer=b"f" * 400_000)
SLOW = 20_000  # bytes a second: twenty seconds for the film
FULL_SPEED = -1


@pytest.fixture
def cuts() -> list[int]:
    """After how many bytes the line breaks, for each of the next files."""
    return []


@pytest.fixture
def site(instance: Instance, cuts: list[int]) -> Iterator[str]:
    """The address of a source app of its own, with room for four files of half a megabyte."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    limits = replace(instance.settings.limits, file_bytes=500_000, files=4)
    app = create_source_app(replace(instance, settings=replace(instance.settings, source_url=address, limits=limits)))

    def over_a_line(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if cuts and environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/evidence"):
            environ["wsgi.input"].read(cuts.pop())
            raise ConnectionResetError
        return app(environ, start_response)

    server.app = over_a_line
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


class Line:
    """The browser's line, as Chromium emulates it."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Network.enable")

    def set(self, *, offline: bool = False, speed: int = FULL_SPEED) -> None:
        conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        self._session.send("Network.emulateNetworkConditions", conditions)


@pytest.fixture
def files_page(page: Page, site: str) -> Page:
    """The page of files of a draft that has words in it."""
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.check("#consent_read")
    page.locator("button[name=save]").last.click()
    page.wait_for_url("**saved=1**")
    page.goto(f"{site}/en/evidence?draft={page.input_value('input[name=draft]')}")
    return page


def keep(page: Page) -> None:
    """Press the button once the script is there: it comes with the first file that is chosen."""
    if page.evaluate("document.getElementById('attachments').files.length"):
        page.locator("#sending[data-ready]").wait_for(state="attached")
    page.locator("button[name=send]").last.click()


def under_way(page: Page, number: int) -> None:
    """Wait until a part of the file is on its way; a policy of the site forbids to wait by script."""
    bar = page.locator("#sending progress").nth(number)
    for _ in range(200):
        if bar.evaluate("one => one.value") > 0:
            return
        page.wait_for_timeout(50)
    message = "no progress was seen"
    raise AssertionError(message)


def names(page: Page) -> list[str]:
    """The files that the page says are there."""
    return page.locator("ul[aria-labelledby=received] bdi").all_inner_texts()


def rows(page: Page) -> list[str]:
    return [" ".join(one.split()) for one in page.locator("#sending li .what").all_inner_texts()]


def test_each_file_goes_on_its_own_and_then_the_form(files_page: Page, instance: Instance) -> None:
    page, sent = files_page, list[str]()
    page.on("request", lambda one: sent.append(one.headers.get("accept", "")) if one.method == "POST" else None)
    page.get_by_text("About the files you add now").click()
    page.select_option("#file_maker", "self")
    page.fill("#file_shown", "Мая спіна")
    page.set_input_files("#attachments", [PHOTO, PAPER])
    keep(page)
    page.wait_for_url("**saved=1**")
    assert names(page) == ["Фото ночью.jpg", "paper.pdf"]
    assert sent.count("application/json") == 2
    assert len(sent) == 3
    page.locator(".received summary").last.click()
    assert page.locator(".received [name^=file_shown_]").last.input_value() == "Мая спіна"
    assert count(instance, "draft_documents") == 2


def test_progress_is_seen_and_leaving_asks(files_page: Page) -> None:
    page = files_page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    line = Line(page)
    line.set(speed=SLOW)
    page.set_input_files("#attachments", FILM)
    keep(page)
    bar = page.locator("#sending progress")
    seen: set[float] = set()
    while page.url.endswith("saved=1") is False and len(seen) < 4:
        if bar.count():
            seen.add(float(bar.first.evaluate("one => one.value")))
        page.wait_for_timeout(100)
    assert any(0 < value < 1 for value in seen), seen
    expect(page.locator("#sending [role=status]")).to_have_text("film.mp4: It is being sent.")
    assert_accessible(page)
    shot(page, "source-sending")
    page.get_by_role("link", name="Staying safe").last.click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    line.set()
    page.wait_for_url("**saved=1**")
    assert names(page) == ["film.mp4"]


def test_a_broken_line_is_tried_again_and_nothing_is_kept_twice(files_page: Page, instance: Instance) -> None:
    page, line = files_page, Line(files_page)
    page.set_input_files("#attachments", [PAPER, FILM, PHOTO])
    line.set(offline=True)
    keep(page)
    expect(page.locator("#sending li").first).to_contain_text("The line is broken")
    assert rows(page)[1:] == ["film.mp4 It waits for its turn.", "Фото ночью.jpg It waits for its turn."]
    shot(page, "source-broken-line")
    page.wait_for_timeout(1500)  # at least one more try in vain
    line.set()
    page.wait_for_url("**saved=1**", timeout=60_000)
    assert names(page) == ["paper.pdf", "film.mp4", "Фото ночью.jpg"]
    assert count(instance, "blobs") == len(list(instance.blobs.names())) == 3


def test_a_file_cut_in_the_middle_is_sent_again(files_page: Page, instance: Instance, cuts: list[int]) -> None:
    page = files_page
    cuts.append(20_000)
    page.set_input_files("#attachments", [FILM, PAPER])
    keep(page)
    page.wait_for_url("**saved=1**", timeout=60_000)
    assert cuts == []
    assert names(page) == ["film.mp4", "paper.pdf"]
    assert count(instance, "blobs") == len(list(instance.blobs.names())) == 2


def test_a_lost_answer_makes_no_second_file(files_page: Page, instance: Instance) -> None:
    """The file arrives whole and the answer does not: it is sent again and is there once."""
    page, lost = files_page, list[int]()

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/evidence", lose)
    page.set_input_files("#attachments", [PHOTO, PAPER])
    keep(page)
    page.wait_for_url("**saved=1**", timeout=60_000)
    assert lost == [200]
    assert names(page) == ["Фото ночью.jpg", "paper.pdf"]
    assert count(instance, "blobs") == 2


def test_what_cannot_be_kept_is_said_and_does_not_hold_up_the_rest(files_page: Page) -> None:
    page = files_page
    long = FilePayload(name="long.mov", mimeType="video/quicktime", buffer=bytes(500_001))
    page.set_input_files("#attachments", [long, PAPER])
    keep(page)
    expect(page.locator("#sending li").last).to_contain_text("It arrived.")
    assert rows(page)[0] == "long.mov It is larger than we can take. Please send a shorter piece of it."
    expect(page.get_by_role("button", name="Try again long.mov")).to_be_hidden()
    assert_accessible(page)
    keep(page)  # once told, the source may go on without it
    page.wait_for_url("**saved=1**")
    assert names(page) == ["paper.pdf"]


def test_a_busy_server_is_asked_again_by_one_button(files_page: Page) -> None:
    page, tries = files_page, list[int]()

    def refuse(route: Route) -> None:
        if route.request.method == "POST" and len(tries) < 6:
            tries.append(1)
            route.fulfill(status=503, json={"kept": False, "again": True, "words": "Later, please."})
        else:
            route.continue_()

    page.clock.install()
    page.route("**/evidence", refuse)
    page.set_input_files("#attachments", PAPER)
    keep(page)
    for _ in range(5):
        expect(page.locator("#sending li")).to_contain_text("Later, please.")
        page.clock.run_for(31_000)
        page.wait_for_timeout(50)
    expect(page.get_by_role("button", name="Try again paper.pdf")).to_be_visible()
    assert len(tries) == 6
    page.get_by_role("button", name="Try again paper.pdf").click()
    expect(page.locator("#sending li")).to_contain_text("It arrived.")


def test_a_file_on_its_way_can_be_left_out(files_page: Page, instance: Instance) -> None:
    page = files_page
    Line(page).set(speed=SLOW)
    page.set_input_files("#attachments", [FILM, PAPER])
    keep(page)
    under_way(page, 0)
    page.get_by_role("button", name="Leave it out film.mp4").click()
    page.wait_for_url("**saved=1**")
    assert names(page) == ["paper.pdf"]
    assert count(instance, "blobs") == len(list(instance.blobs.names())) == 1


def test_leaving_now_asks_nothing_and_erases(files_page: Page, instance: Instance) -> None:
    page, asked = files_page, list[str]()

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    Line(page).set(speed=SLOW)
    page.set_input_files("#attachments", [PAPER, FILM])
    keep(page)
    under_way(page, 1)
    page.click("#leave")
    expect(page.locator("h1")).to_have_text("This page is closed")
    assert asked == []
    assert count(instance, "draft_documents") == 0


def test_the_first_page_sends_files_then_the_testimony(page: Page, site: str, instance: Instance) -> None:
    page.goto(f"{site}/en/testify")
    page.fill("#narrative", TOLD)
    page.set_input_files("#attachments", [PHOTO, PAPER])
    page.check("#consent_read")
    page.click("button[name=seal]")
    expect(page.locator("#codename")).to_be_visible()
    assert count(instance, "documents") == 3


def test_the_mailbox_says_what_arrived_and_forgets_it(
    page: Page, site: str, instance: Instance, testify: Testify
) -> None:
    page.goto(f"{site}/en/return")
    page.fill("#codename", testify().codename)
    page.get_by_role("button", name="Open my mailbox").click()
    page.goto(f"{site}/en/evidence?to=mailbox")
    page.set_input_files("#attachments", [PHOTO, PAPER])
    keep(page)
    expect(page.locator("#sending li").last).to_contain_text("It arrived.")
    assert rows(page) == ["Фото ночью.jpg It arrived.", "paper.pdf It arrived."]
    assert_accessible(page)
    shot(page, "source-mailbox-sent")
    page.set_input_files("#attachments", PAPER)
    keep(page)
    expect(page.locator("#sending li")).to_have_count(1)
    expect(page.locator("#sending li")).to_contain_text("It arrived.")
    assert count(instance, "documents") == 3
    page.reload()
    assert "paper.pdf" not in page.content()
