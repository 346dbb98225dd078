"""Coming back answers alike: `POST /return` with a codename that opens a mailbox, one of nobody, and no codename.

    python -m benchmarks.bench_return            # 500 tries of each, about a minute

The tries are in random order, each in a session of its own, over one connection to the source app of a fresh demo.
Printed are the median and the 95th percentile of each kind and, for each pair, the p-value of a two-sided
Mann-Whitney test: a small one, again and again, would mean that the time tells them apart. Ends with 1 when status,
header names, header lengths or bodies differ.
"""

import argparse
import http.client
import itertools
import re
import statistics
import sys
import time
from collections.abc import Callable
from random import SystemRandom

from scipy.stats import mannwhitneyu  # type: ignore[import-untyped]  # it ships no types

import crypto
from benchmarks.bench_journey import HIDDEN, TEXT, demo
from tests.plugins.visitor import encode

WORDS = re.compile(rb"<span>([a-z]+)</span>")
Shape = tuple[int, tuple[tuple[str, int], ...], bytes]


class Answered:
    """What came back, and after how many seconds."""

    def __init__(self, seconds: float, answer: http.client.HTTPResponse, page: bytes) -> None:
        self.seconds = seconds
        self.page = page
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        self.shape: Shape = (answer.status, tuple((name, len(value)) for name, value in answer.getheaders()), page)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(name.decode(), value.decode()) for name, value in HIDDEN.findall(self.page)]


class Line:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, cookie: str = "", sent: list[tuple[str, str]] | None = None) -> Answered:
        body, kind = encode(sent) if sent is not None else (None, "")
        headers = {name: value for name, value in (("Cookie", cookie), ("Content-Type", kind)) if value}
        started = time.perf_counter()
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        page = answer.read()
        return Answered(time.perf_counter() - started, answer, page)


def told(line: Line) -> str:
    """Send a testimony and return its codename."""
    form = line.ask("GET", "/en/testify")
    sent = [*form.hidden, ("narrative", TEXT), ("consent_read", "1"), ("seal", "1")]
    done = line.ask("POST", "/en/testify", form.cookie, sent)
    shown = line.ask("GET", "/en/sealed", done.cookie or form.cookie)
    return b" ".join(WORDS.findall(shown.page)).decode()


def try_once(line: Line, words: str) -> Answered:
    """Type a codename in a new session; the answer to sending it."""
    form = line.ask("GET", "/en/return")
    sent = [(name, value) for name, value in form.hidden if name != "draft"]
    return line.ask("POST", "/en/return", form.cookie, [*sent, ("draft", ""), ("codename", words)])


def measure(line: Line, tries: int) -> tuple[dict[str, list[float]], set[Shape]]:
    """Return the seconds of each kind, and every shape of answer that came."""
    valid = told(line)
    crypto.Codename.parse(valid)
    kinds: dict[str, Callable[[], str]] = {
        "valid": lambda: valid,
        "invalid": lambda: crypto.Codename.generate().words(),
        "malformed": lambda: " ".join([*valid.split()[:7], "qqqqq", "xxxxx"]),
    }
    order = [*kinds] * tries
    SystemRandom().shuffle(order)
    for words in kinds.values():
        try_once(line, words())  # warm up
    seconds: dict[str, list[float]] = {kind: [] for kind in kinds}
    shapes = set()
    for kind in order:
        answer = try_once(line, kinds[kind]())
        seconds[kind].append(answer.seconds)
        shapes.add(answer.shape)
    return seconds, shapes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=500)
    tries = parser.parse_args().tries
    with demo() as server:
        seconds, shapes = measure(Line(server.source_port), tries)
    for kind, took in seconds.items():
        print(
            f"return, {kind}, {tries} tries: median {statistics.median(took) * 1000:.2f} ms, "
            f"p95 {statistics.quantiles(took, n=20)[-1] * 1000:.2f} ms"
        )
    for one, other in itertools.combinations(seconds, 2):
        p_value = mannwhitneyu(seconds[one], seconds[other], alternative="two-sided").pvalue
        print(f"return, {one} against {other}: p = {p_value:.3f}")
    print(f"return, shapes of the answer: {len(shapes)} (goal 1)")
    return 0 if len(shapes) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
