"""The journey of a new visitor, in a closed loop: open the form, send 1,500 characters, see the codename.

    python -m benchmarks.bench_journey            # 30 s with 4 clients and with 16, then the same with a 200 KB photo

Two workers serve the source app of a fresh demo on this machine, which the clients share. Goal at 4 clients: 110
journeys a second, 95 % under 80 ms, under 120 MiB a worker. For comparison (measured elsewhere on such a machine): a
Flask peer without per-case keys or attachments made 36 a second at 4 clients, 95 % under 170 ms, 172 MiB a worker.
"""

import argparse
import http.client
import re
import secrets
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.plugins.server import DemoServer
from tests.plugins.visitor import File, encode

PEER_RATE = 36.0
GOAL_RATE, GOAL_P95, GOAL_MEMORY = 110.0, 0.080, 120.0
TEXT = ("They came in the evening. " * 60)[:1500]
HIDDEN = re.compile(rb'name="(csrf_token|draft|files_before)"\s+value="([^"]*)"')
CODENAME = b'id="codename"'


@dataclass
class Clients:
    """What the clients of one run did: seconds of each whole journey."""

    journeys: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.journeys, n=20)[-1]


class Client:
    """One visitor after another on one connection, each without cookies."""

    def __init__(self, port: int, photo: bytes | None) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._photo = photo

    def journey(self) -> bool:
        """Do one whole journey; tell whether a codename was shown at its end."""
        page, cookie = self._ask("GET", "/en/testify", {})
        hidden = [(name.decode(), value.decode()) for name, value in HIDDEN.findall(page)]
        typed = [*hidden, ("narrative", TEXT), ("consent_read", "1"), ("seal", "1")]
        files = [File("attachments", "photo.jpg", self._photo, "image/jpeg")] if self._photo else []
        body, kind = encode(typed, files)
        _, cookie = self._ask("POST", "/en/testify", {"Cookie": cookie, "Content-Type": kind}, body, cookie)
        page, _ = self._ask("GET", "/en/sealed", {"Cookie": cookie})
        return CODENAME in page

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None, cookie: str = ""
    ) -> tuple[bytes, str]:
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        page = answer.read()
        return page, (answer.getheader("Set-Cookie") or cookie).partition(";")[0]


def run(port: int, clients: int, seconds: float, photo: bytes | None) -> Clients:
    """Let `clients` make journeys for `seconds`."""
    done = Clients()
    end = time.perf_counter() + seconds

    def work() -> None:
        client = Client(port, photo)
        while (start := time.perf_counter()) < end:
            if not client.journey():
                return
            done.journeys.append(time.perf_counter() - start)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not done.journeys:
        message = "no journey reached a codename"
        raise RuntimeError(message)
    return done


def workers(server: DemoServer) -> list[psutil.Process]:
    """Return the processes that serve, the largest last."""
    children = psutil.Process(server.process_id).children(recursive=True)
    return sorted(children, key=lambda one: one.memory_info().rss)


@contextmanager
def demo() -> Iterator[DemoServer]:
    """Serve a fresh demo without cases."""
    with tempfile.TemporaryDirectory(prefix="holas-bench-") as folder:
        server = DemoServer(Path(folder) / "demo", "--cases", "0")
        server.start()
        try:
            yield server
        finally:
            server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args().seconds
    for what, photo in (("text", None), ("text and a 200 KB photo", secrets.token_bytes(200_000))):
        for clients in (4, 16):
            with demo() as server:
                run(server.source_port, clients, 2, photo)  # warm up
                done = run(server.source_port, clients, seconds, photo)
                memory = workers(server)[-1].memory_info().rss / 2**20
            rate = len(done.journeys) / seconds
            print(
                f"journey, {what}, {clients} clients: {rate:.0f}/s ({rate / PEER_RATE:.1f} x the peer's text at 4), "
                f"p95 {done.p95 * 1000:.0f} ms, {memory:.0f} MiB in the largest process; "
                f"goal at 4 {GOAL_RATE:.0f}/s, {GOAL_P95 * 1000:.0f} ms, {GOAL_MEMORY:.0f} MiB"
            )


if __name__ == "__main__":
    main()
