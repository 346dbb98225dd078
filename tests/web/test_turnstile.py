"""Those who look take turns, a few at a time; those who send do not wait for them."""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from intake.web.turnstile import PLACES, Turnstile

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Hall:
    """An application whose visitors stay until they are let go."""

    def __init__(self) -> None:
        self.inside = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", _start: "StartResponse") -> Iterable[bytes]:
        with self._lock:
            self.now += environ["REQUEST_METHOD"] == "GET"
            self.most = max(self.most, self.now)
        self.inside.release()
        assert self.go.acquire(timeout=20)
        with self._lock:
            self.now -= environ["REQUEST_METHOD"] == "GET"
        return [b""]


def test_few_look_at_once_and_nobody_who_sends_waits() -> None:
    hall = Hall()
    turnstile = Turnstile(hall)

    def visit(method: str) -> threading.Thread:
        thread = threading.Thread(target=turnstile, args=({"REQUEST_METHOD": method}, None))
        thread.start()
        return thread

    looking = [visit("GET") for _ in range(PLACES + 3)]
    for _ in range(PLACES):
        assert hall.inside.acquire(timeout=20)
    assert not hall.inside.acquire(timeout=0.05), "one more came in"
    sending = visit("POST")
    assert hall.inside.acquire(timeout=20)
    hall.go.release(len(looking) + 1)
    for thread in [*looking, sending]:
        thread.join(20)
    assert hall.most == PLACES


def test_a_failure_gives_the_place_back() -> None:
    def broken(_environ: "WSGIEnvironment", _start: "StartResponse") -> Iterable[bytes]:
        raise KeyError

    turnstile = Turnstile(broken)
    failures = 0
    for _ in range(PLACES + 1):
        try:
            turnstile({"REQUEST_METHOD": "HEAD"}, lambda *_: lambda _data: None)
        except KeyError:
            failures += 1
    assert failures == PLACES + 1
