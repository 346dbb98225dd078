"""200 stalled or slow uploads at once: somebody new still gets the form at once, and memory stays small."""

import secrets
import socket
import threading
import time
from contextlib import ExitStack

import psutil

from tests.plugins.people import Source
from tests.plugins.server import DemoServer, StartDemo
from tests.plugins.visitor import BOUNDARY

SENDERS = 200
SLOWLY = 2048  # bytes a second
ARRIVAL = 0.03  # seconds between two senders: making a draft for each costs the server some 10 ms
WATCHED = 10  # seconds
GOAL = 1.0
MEMORY = 200  # MiB a worker
BODY = 500 << 20


def beginning(server: DemoServer) -> bytes:
    """Return the first bytes of an honest upload of 500 MB, up to the first of the file."""
    source = Source(server.source)
    values = dict(source.get("/en/testify").form_with("narrative").values)
    cookie = "; ".join(f"{one.name}={one.value}" for one in source.cookies)
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**values, "draft": secrets.token_hex(16), "narrative": "told", "consent_read": "1"}.items()
    )
    file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename="a.mp4"\r\n\r\n'
    head = (
        f"POST /en/testify HTTP/1.1\r\nHost: 127.0.0.1:{server.source_port}\r\nCookie: {cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {BODY}\r\n\r\n"
    )
    return (head + fields + file).encode() + secrets.token_bytes(SLOWLY)


def send_slowly(lines: list[socket.socket], end: threading.Event) -> None:
    while not end.wait(1):
        for line in lines:
            line.send(secrets.token_bytes(SLOWLY))


def largest_worker(server: DemoServer) -> float:
    """Return MiB that the largest process of the server holds for itself and shares."""
    children = psutil.Process(server.process_id).children(recursive=True)
    return max(one.memory_info().rss for one in children) / 2**20


def test_slow_senders_do_not_hold_the_site(start_demo: StartDemo) -> None:
    server = start_demo("--cases", "0")
    begin = beginning(server)
    with ExitStack() as stack:
        lines = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.source_port))) for _ in range(SENDERS)
        ]
        for line in lines:
            line.sendall(begin)
            time.sleep(ARRIVAL)
        end = threading.Event()
        stack.callback(end.set)
        threading.Thread(target=send_slowly, args=(lines[: SENDERS // 2], end), daemon=True).start()

        waits, memory = [], []
        until = time.monotonic() + WATCHED
        while time.monotonic() < until:
            start = time.monotonic()
            assert Source(server.source).get("/en/testify").status == 200
            waits.append(time.monotonic() - start)
            memory.append(largest_worker(server))
            time.sleep(0.2)
        told = Source(server.source)
        assert told.testify("They came.").status == 200
        assert told.codename()
    assert len(waits) > 5
    assert max(waits) < GOAL
    assert max(memory) < MEMORY
