"""The tools that other tests rely on must be able to fail."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import psycopg
import pytest
from playwright.sync_api import Page
from typing_extensions import override

from tests.plugins.browser import OpenPage, Watch, assert_accessible, shot
from tests.plugins.offline import ReachedOut, is_loopback

GOOD = """<!doctype html><html lang="en"><head><title>Good</title></head>
<body><main><h1>Good</h1><label>Name <input name="name"></label></main></body></html>"""
SCRIPT = "<script>document.querySelector('h1').textContent = 'Scripts ran'</script>"
PAGES = {
    "/good": GOOD,
    "/bad": GOOD.replace("<label>Name", "").replace("</label>", ""),
    "/script": GOOD.replace("</body>", f"{SCRIPT}</body>"),
    "/elsewhere": GOOD.replace("</main>", '<img alt="" src="http://host.invalid/pixel.png"></main>'),
    "/inline": GOOD,
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/inline":
            self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'none'")
        self.end_headers()
        self.wfile.write(PAGES.get(self.path, "").encode())

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_axe_accepts_a_good_page_and_refuses_a_bad_one(either_page: Page, site: str) -> None:
    either_page.goto(f"{site}/good")
    assert_accessible(either_page)
    either_page.goto(f"{site}/bad")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(either_page)


def test_axe_runs_under_a_policy_that_lets_no_script_run(page: Page, site: str) -> None:
    page.goto(f"{site}/inline")
    assert_accessible(page)


def test_the_plain_page_runs_no_script(plain_page: Page, page: Page, site: str) -> None:
    for tab, heading in ((plain_page, "Good"), (page, "Scripts ran")):
        tab.goto(f"{site}/script")
        assert tab.text_content("h1") == heading


def test_the_copy_for_axe_is_the_page_as_it_stands(plain_page: Page, site: str) -> None:
    plain_page.goto(f"{site}/script")
    assert_accessible(plain_page)
    assert plain_page.text_content("h1") == "Good"


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_screenshots_are_kept(plain_page: Page, viewport: str, site: str) -> None:
    plain_page.goto(f"{site}/good")
    path = shot(plain_page, f"tools-{viewport}")
    width = int.from_bytes(path.read_bytes()[16:20], "big")
    assert width == {"phone": 375, "desktop": 1280}[viewport]
    path.unlink()


def test_a_request_to_another_host_is_a_complaint(open_page: OpenPage, watch: Watch, site: str) -> None:
    open_page().goto(f"{site}/elsewhere")
    assert any("host.invalid" in complaint for complaint in watch.complaints)
    watch.complaints.clear()


def test_no_test_reaches_another_machine(network_attempts: list[str]) -> None:
    with socket.socket() as own, pytest.raises(ReachedOut):
        own.connect(("192.0.2.1", 80))
    with pytest.raises(ReachedOut):
        socket.getaddrinfo("host.invalid", 80)
    assert len(network_attempts) == 2
    network_attempts.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost", None, b"127.0.0.2"])
def test_loopback_is_recognised(host: str | bytes | None) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "192.168.0.1", "2001:db8::1", "localhost.invalid", b"host.invalid"])
def test_others_are_not_loopback(host: str | bytes) -> None:
    assert not is_loopback(host)


def test_postgres_is_real_and_each_database_is_fresh(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        assert "PostgreSQL" in str(connection.execute("SELECT version()").fetchone())
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)


@pytest.mark.soak
def test_a_share_of_a_long_run(share: float, request: pytest.FixtureRequest) -> None:
    assert share == (1.0 if request.config.getoption("--soak") else 0.1)
