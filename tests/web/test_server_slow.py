"""Senders that are slow, silent, cut off, endless or rude: they lose nothing that arrived, and hold up nobody."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from intake.web import wire, worker
from tests.web.tiny_server import (
    TOKEN,
    TinyServer,
    eventually,
    field,
    file,
    file_head,
    form,
    head,
    resident_mib,
    stalled,
)

MOST_MIB = 200.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyServer]:
    """One worker; given up after two silent seconds, or after six."""
    limits = {"seconds_idle": 2.0, "seconds_total": 6.0}
    with TinyServer(tmp_path_factory.mktemp("tiny"), limits=limits, shape={"threads": 16}) as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_half_written(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "server" in request.fixturenames:
        server: TinyServer = request.getfixturevalue("server")
        assert eventually(lambda: not [path for path in server.sealed() if path.suffix])


def visit_seconds(server: TinyServer) -> float:
    """Return how long a new visitor waits for the form, the longest of eight."""
    waits = []
    for _ in range(8):
        begun = time.monotonic()
        assert server.get().status == 200
        waits.append(time.monotonic() - begun)
    return max(waits)


@pytest.mark.soak
def test_two_hundred_stalled_and_slow_uploads_hold_up_nobody(tmp_path: Path, share: float) -> None:
    count, seconds = round(200 * share), 3 + round(20 * share)
    with TinyServer(tmp_path, shape={"workers": 2, "threads": round(128 * share)}) as server, ExitStack() as stack:
        clients = stalled(server, count, stack)
        slow = clients[: count // 2]
        waits, most = [visit_seconds(server)], 0.0
        for _ in range(seconds):
            for client in slow:
                client.send(os.urandom(2048))
            waits.append(visit_seconds(server))
            most = max(most, *map(resident_mib, server.workers()))
            time.sleep(0.5)
        assert max(waits) < 1.0
        assert most < MOST_MIB


@pytest.mark.soak
def test_more_stalled_uploads_than_threads_hold_up_nobody_for_long(tmp_path: Path, share: float) -> None:
    threads = round(100 * share)
    with TinyServer(tmp_path, shape={"workers": 1, "threads": threads}) as server, ExitStack() as stack:
        stalled(server, threads * 3, stack)
        begun = time.monotonic()
        assert server.get().status == 200
        assert time.monotonic() - begun < 15  # the last quarter of the threads sees them all off, one by one
        assert visit_seconds(server) < 1.0


def test_a_worker_without_a_free_thread_leaves_visitors_to_its_neighbour(tmp_path: Path) -> None:
    with TinyServer(tmp_path, shape={"workers": 2, "threads": 4}) as server, ExitStack() as stack:
        stalled(server, 7, stack, TOKEN)  # one worker is full, one thread of the other is free
        time.sleep(0.5)
        assert visit_seconds(server) < 1.0


@pytest.mark.parametrize("sent", [b"", b"GET /form HTTP/1.1\r\nHost: tiny\r\n"], ids=["nothing", "half a head"])
def test_unfinished_heads_hold_no_thread(tmp_path: Path, sent: bytes) -> None:
    with TinyServer(tmp_path, shape={"threads": 4}) as server, ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(server.connect()).send(sent)
        assert visit_seconds(server) < 1.0


def test_unfinished_heads_are_given_up(server: TinyServer) -> None:
    with server.connect() as client:
        client.send(b"GET /form HTTP/1.1\r\n")
        begun = time.monotonic()
        assert not client.is_open()
        assert wire.HEAD_SECONDS - 1 < time.monotonic() - begun < wire.HEAD_SECONDS + 10


def test_a_head_in_drops_is_answered(server: TinyServer) -> None:
    with server.connect() as client:
        for letter in head("GET", "/form"):
            client.send(bytes([letter]))
        assert client.answer().status == 200


def test_visitors_who_do_not_hang_up_hold_up_nobody(tmp_path: Path) -> None:
    with TinyServer(tmp_path, shape={"threads": 16}) as server, ExitStack() as stack:
        for _ in range(12):
            client = stack.enter_context(server.connect())
            client.send(head("GET", "/form", Connection="close"))
            assert client.answer().status == 200
        time.sleep(worker.GOODBYE_SECONDS + 0.5)  # it has said goodbye to all of them by now
        assert visit_seconds(server) < 1.0


def test_a_silent_sender_is_told_so_and_loses_nothing(server: TinyServer) -> None:
    with server.connect() as client:
        body = TOKEN + field("narrative", "words") + file("one", b"1") + file_head("two") + b"2" * 100
        client.send(head("POST", "/upload", 100_000) + body)
        begun = time.monotonic()
        answer = client.answer()
    assert 1.5 < time.monotonic() - begun < 5.5
    assert (answer.status, answer.json["problem"]) == (408, ["stalled", ""])
    assert answer.json["fields"]["narrative"] == ["words"]
    assert [told[:3] for told in answer.json["files"]] == [
        ["one", 1, "kept"],
        ["two", answer.json["files"][1][1], "cut"],
    ]
    assert answer.headers["connection"] == "close"


def test_a_sender_in_drops_is_told_so_in_the_end(server: TinyServer) -> None:
    with server.connect() as client:
        client.send(head("POST", "/upload", 100_000) + TOKEN + file("one", b"1") + file_head("two"))
        begun = time.monotonic()
        client.socket.settimeout(0.3)
        answer = None
        while answer is None:
            try:
                answer = client.answer()
            except TimeoutError:
                client.send(b"2")
    assert 5.0 < time.monotonic() - begun < 12.0
    assert (answer.status, answer.json["problem"]) == (408, ["too-slow", ""])
    assert [told[2] for told in answer.json["files"]] == ["kept", "cut"]


def test_a_sender_that_stops_in_the_middle_is_told_so(server: TinyServer) -> None:
    with server.connect() as client:
        client.send(head("POST", "/upload", 100_000) + TOKEN + file("one", b"1") + file_head("two") + b"2")
        client.socket.shutdown(socket.SHUT_WR)
        answer = client.answer()
    assert (answer.status, answer.json["problem"]) == (400, ["truncated", ""])
    assert [told[2] for told in answer.json["files"]] == ["kept", "cut"]


def test_a_connection_that_dies_leaves_what_was_whole(server: TinyServer) -> None:
    before = set(server.sealed())
    client = server.connect()
    client.send(head("POST", "/upload", 100_000) + TOKEN + file("one", b"1") + file_head("two") + b"2" * 5000)
    assert eventually(lambda: len(set(server.sealed()) - before) == 2)
    client.reset()
    assert eventually(lambda: len(set(server.sealed()) - before) == 1)


def test_in_a_crowd_words_are_kept_and_files_wait(tmp_path: Path) -> None:
    with TinyServer(tmp_path, shape={"threads": 4}) as server, ExitStack() as stack:
        stalled(server, 3, stack)
        assert eventually(lambda: len(server.sealed()) == 3)
        answer = server.post(form(field("narrative", "words"), file("one", b"1")))
        assert (answer.status, answer.json["problem"]) == (503, ["busy", "file"])
        assert answer.json["fields"]["narrative"] == ["words"]
        assert answer.headers["connection"] == "close"
        assert server.post(form(field("narrative", "words"))).status == 200


@pytest.mark.parametrize("megabytes", [1, 64])
def test_an_answer_before_the_end_is_not_lost(server: TinyServer, megabytes: int) -> None:
    block = bytes(1_000_000)
    with server.connect() as client:
        client.send(head("POST", "/early", megabytes * len(block)))
        for _ in range(megabytes):
            client.send(block)
        answer = client.answer()
    assert (answer.status, answer.headers["connection"], answer.body) == (403, "close", b"too early")


def test_a_refused_form_is_answered_before_its_end(server: TinyServer) -> None:
    before = server.sealed()
    with server.connect() as client:
        client.send(head("POST", "/upload", 10**9) + field("csrf_token", "forged") + file_head("big") + bytes(10**6))
        answer = client.answer()
        client.send(bytes(30 * 10**6))
    assert answer.status == 403
    assert server.sealed() == before


def test_a_body_declared_too_large_is_answered_before_its_end(tmp_path: Path) -> None:
    with TinyServer(tmp_path, limits={"body_bytes": 10**6}) as server, server.connect() as client:
        client.send(head("POST", "/upload", 10**9) + TOKEN + field("narrative", "words") + file_head("big"))
        answer = client.answer()
        client.send(bytes(30 * 10**6))
        assert (answer.status, answer.json["problem"]) == (413, ["body-too-large", "file"])
        assert answer.json["fields"]["narrative"] == ["words"]
        assert server.sealed() == []


def test_memory_does_not_grow_with_the_file(server: TinyServer) -> None:
    server.post(form(file("warm", bytes(10**6))))
    before = [resident_mib(worker) for worker in server.workers()]
    block, count = os.urandom(10**6), 60
    first = TOKEN + file_head("video")
    last = form()[len(TOKEN) :]
    with server.connect() as client:
        client.send(head("POST", "/upload", len(first) + count * len(block) + 2 + len(last)) + first)
        for _ in range(count):
            client.send(block)
        client.send(b"\r\n" + last)
        answer = client.answer()
    assert answer.json["files"][0][1:3] == [count * len(block), "kept"]
    after = [resident_mib(worker) for worker in server.workers()]
    assert max(after[0] - before[0], 0) < 16
