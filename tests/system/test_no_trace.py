"""What is kept of a visit: no address, no browser, no time of day, and one cookie; looked for where it would lie."""

import http.client
import re
import socket
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typing_extensions import override

from tests.plugins.people import Source, evidence
from tests.plugins.server import DemoServer
from tests.plugins.visitor import Answer
from tests.system.test_canary import sweep

HOME = "127.66.55.44"  # all of 127.0.0.0/8 is this machine
BROWSER = "Canary/7.31 (a phone that nobody else has)"
FORWARDED = "198.51.100.77"
pytestmark = pytest.mark.xdist_group("no-trace")  # one server for all
QUARTER = 15 * 60
MICRO = 1_000_000
STAFF = {"staff_sessions", "sign_in_tries", "records"}  # what staff do has its time (SECURITY.md)
CLOCK = re.compile(rb"\b[012]\d:[0-5]\d(?::[0-5]\d)?\b")


class FromHome(urllib.request.HTTPHandler):
    """Opens connections from an address that can be told from every other."""

    @override
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_connection, req)  # type: ignore[arg-type]


def _connection(host: str, timeout: float = 60) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(host, timeout=timeout, source_address=(HOME, 0))


class Traced(Source):
    """A source whose every request says where it comes from and with what, and who keeps all answers."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self._opener = urllib.request.build_opener(FromHome, urllib.request.HTTPCookieProcessor(self.cookies))
        self._opener.addheaders = [
            ("User-Agent", BROWSER),
            ("X-Forwarded-For", FORWARDED),
            ("X-Real-IP", FORWARDED),
            ("Forwarded", f"for={FORWARDED}"),
            ("Referer", f"http://{FORWARDED}/canary"),
        ]
        self.answers: list[Answer] = []

    @override
    def _ask(self, request: urllib.request.Request) -> Answer:
        answer = super()._ask(request)
        self.answers.append(answer)
        return answer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    started = DemoServer(tmp_path_factory.mktemp("trace") / "demo", "--cases", "0")
    started.start()
    yield started
    started.kill()


@pytest.fixture(scope="module")
def visit(server: DemoServer) -> tuple[Traced, float, float]:
    """A whole visit, and the seconds since 1970 between which it lay."""
    began = time.time()
    source = Traced(server.source)
    kinds = source.send(
        source.get("/en/testify"),
        {"narrative": "They came.", "consent_read": True, "next": "1"},
        [evidence("yard.jpg", b"\xff\xd8 a photo" * 1000)],
    )
    source.send(source.get(kinds.url.replace("/kinds", "/contact")), {"contact_name": "Vera", "seal": "1"})
    codename = source.codename()
    assert codename
    source.send(source.get("/en/sealed"), {})
    mailbox = source.come_back(codename)
    source.send(mailbox, {"message": "One more thing."})
    danger = source.get("/en/danger")
    source.send(danger, {"danger_who": "Yan", "consent_read": True, "seal": "1"})
    source.get("/en/nowhere")
    return source, began, time.time()


def test_the_visit_would_be_seen(server: DemoServer) -> None:
    """The connection does come from that address: else the tests below could find nothing."""
    with socket.create_server((HOME, 0)) as listener:
        connection = _connection(f"{HOME}:{listener.getsockname()[1]}")
        connection.connect()
        with listener.accept()[0] as accepted:
            assert accepted.getpeername()[0] == HOME
        connection.close()
    assert server.log.exists()


def test_neither_address_nor_browser_is_kept(server: DemoServer, visit: tuple[Traced, float, float]) -> None:
    markers = {"address": HOME, "forwarded address": FORWARDED, "browser": BROWSER}
    assert visit[0].answers
    assert sweep(server, markers) == []


def test_no_row_of_a_source_holds_a_time_of_day(server: DemoServer, visit: tuple[Traced, float, float]) -> None:
    _, began, ended = visit
    found = []
    with sqlite3.connect(f"file:{server.home / 'holas.sqlite'}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {"cases", "documents", "drafts", "mailbox_sessions"} <= set(tables)
        for table in sorted(set(tables) - STAFF):
            rows = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (a name from the schema)
            names = [column[0] for column in rows.description]
            found += [
                f"{table}.{name}: {value!r}"
                for row in rows
                for name, value in zip(names, row, strict=True)
                if _tells_the_hour(value, began, ended)
            ]
    assert found == []


def _tells_the_hour(value: object, began: float, ended: float) -> bool:
    """Tell whether a value is a moment around the visit, more exact than a quarter of an hour."""
    if isinstance(value, str):
        return bool(CLOCK.search(value.encode()))
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    day = 24 * 3600
    for unit in (1, 1_000, MICRO):
        seconds = value / unit
        if began - day < seconds < ended + 4 * day and seconds % QUARTER:
            return True
    return False


def test_the_look_for_moments_finds_them() -> None:
    now = time.time()
    for exact in (now, int(now * 1000) | 1, int(now * MICRO), datetime.now(UTC).isoformat()):
        assert _tells_the_hour(exact, now - 5, now + 5)
    for blurred in (now // QUARTER * QUARTER, int(now // QUARTER * QUARTER * MICRO), "2026-11-22", 7):
        assert not _tells_the_hour(blurred, now - 5, now + 5)


def test_the_log_says_nothing_of_it(server: DemoServer, visit: tuple[Traced, float, float]) -> None:
    assert visit[0].answers
    logs = [path for path in (server.log, *server.home.rglob("*.log")) if path.exists()]
    for path in logs:
        assert not CLOCK.search(path.read_bytes()), path


def test_files_carry_no_moment_but_what_storage_itself_keeps(
    server: DemoServer, visit: tuple[Traced, float, float]
) -> None:
    assert visit[0].answers
    blobs = [path for path in (server.home / "blobs").rglob("*") if path.is_file()]
    assert blobs
    assert {path.stat().st_mtime % (24 * 3600) for path in blobs} == {0.0}, "the day, at midnight"


def test_one_cookie_for_the_session_and_no_other(visit: tuple[Traced, float, float]) -> None:
    set_cookies = [answer.headers["Set-Cookie"] for answer in visit[0].answers if "Set-Cookie" in answer.headers]
    assert {cookie.name for cookie in visit[0].cookies} == {"visit"}
    assert all(cookie.discard for cookie in visit[0].cookies), "gone when the browser closes"
    for line in set_cookies:
        assert not {"expires", "max-age", "domain"} & {
            part.strip().partition("=")[0].lower() for part in line.split(";")
        }


def test_answers_name_no_machine_and_no_program(visit: tuple[Traced, float, float]) -> None:
    for answer in visit[0].answers:
        assert not {"X-Powered-By", "ETag", "Via"} & set(answer.headers)
        assert answer.headers["Server"] == "http"


def test_nothing_lies_where_others_could_look(server: DemoServer, visit: tuple[Traced, float, float]) -> None:
    assert visit[0].answers
    assert [path for path in Path(server.temporary).rglob("*") if path.is_file()] == []
