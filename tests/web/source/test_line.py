"""The line: in order of coming, few at a time, with a bounded room."""

import threading
import time
from collections.abc import Callable

import pytest

from intake.web.source.line import Line, LineFull


class Crowd:
    """People in threads of their own, each of whom holds a place until told to go."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.inside: list[str] = []
        self.refused: list[str] = []
        self._leave: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def come(self, name: str, since: float, *, until: Callable[[], bool]) -> None:
        """Let somebody come and wait until that has shown."""
        self._leave[name] = threading.Event()
        self._threads.append(threading.Thread(target=self._be, args=(name, since)))
        self._threads[-1].start()
        eventually(until)

    def go(self, name: str) -> None:
        self._leave[name].set()

    def end(self) -> None:
        for event in self._leave.values():
            event.set()
        for thread in self._threads:
            thread.join()

    @property
    def waiting(self) -> int:
        return len(self.line._waiting)

    def _be(self, name: str, since: float) -> None:
        try:
            with self.line.taken(since):
                self.inside.append(name)
                self._leave[name].wait(20)
        except LineFull:
            self.refused.append(name)


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_a_free_place_is_taken_at_once() -> None:
    line = Line(places=1, room=0, patience=0.0)
    for _ in range(3):
        with line.taken(0.0):
            pass


def test_who_came_first_goes_first_whenever_they_joined() -> None:
    crowd = Crowd(Line(places=1, room=10, patience=20))
    crowd.come("holder", 0, until=lambda: crowd.inside == ["holder"])
    for number, (name, since) in enumerate([("third", 30.0), ("first", 10.0), ("fourth", 30.0), ("second", 20.0)]):
        crowd.come(name, since, until=lambda awaited=number + 1: crowd.waiting == awaited)  # type: ignore[misc]
    for count, name in enumerate(["holder", "first", "second", "third"], start=2):
        crowd.go(name)
        eventually(lambda awaited=count: len(crowd.inside) == awaited)  # type: ignore[misc]
    crowd.end()
    assert crowd.inside == ["holder", "first", "second", "third", "fourth"]
    assert crowd.refused == []


def test_no_more_go_on_at_once_than_there_are_places() -> None:
    line, inside, most = Line(places=3, room=100, patience=20), [0], [0]
    lock = threading.Lock()

    def visit() -> None:
        with line.taken(0.0):
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.002)
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=visit) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [3]


def test_in_a_full_room_the_newest_makes_way() -> None:
    crowd = Crowd(Line(places=1, room=1, patience=20))
    crowd.come("holder", 0, until=lambda: crowd.inside == ["holder"])
    crowd.come("new", 20, until=lambda: crowd.waiting == 1)
    crowd.come("newer", 30, until=lambda: crowd.refused == ["newer"])
    crowd.come("old", 10, until=lambda: crowd.refused == ["newer", "new"])
    crowd.go("holder")
    eventually(lambda: crowd.inside == ["holder", "old"])
    crowd.end()


def test_nobody_waits_longer_than_bearable() -> None:
    crowd = Crowd(Line(places=1, room=5, patience=0.05))
    crowd.come("holder", 0, until=lambda: crowd.inside == ["holder"])
    crowd.come("other", 10, until=lambda: crowd.refused == ["other"])
    assert crowd.waiting == 0
    crowd.end()
    with crowd.line.taken(0.0):
        pass


def test_a_place_is_free_again_after_a_failure() -> None:
    line = Line(places=1, room=0, patience=0.0)
    with pytest.raises(KeyError), line.taken(0.0):
        raise KeyError
    with line.taken(0.0):
        pass
