import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.services.ports import Conflict
from intake.store.turns import Turns


def test_turns_come_in_the_order_of_asking() -> None:
    turns = Turns(patience=10)
    served: list[int] = []

    def take(number: int) -> None:
        with turns.taken():
            served.append(number)

    threads = []
    with turns.taken():
        for number in range(20):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            wait_until(lambda: len(turns._waiting) == len(threads))
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_who_gave_up_is_passed_over() -> None:
    turns = Turns(patience=0.05)
    outcome: list[type[Exception]] = []

    def give_up() -> None:
        try:
            with turns.taken():
                pass
        except Conflict as error:
            outcome.append(type(error))

    with turns.taken():
        thread = threading.Thread(target=give_up)
        thread.start()
        thread.join()
    assert outcome == [Conflict]
    with turns.taken():
        assert not turns._waiting


def test_a_turn_that_comes_in_the_moment_of_giving_up_is_kept() -> None:
    turns = Turns(patience=10)
    turn = threading.Event()
    turn.set()
    assert not turns._leave(0, turn)


def test_two_processes_take_turns_by_the_file(tmp_path: Path) -> None:
    one, other = Turns(10, tmp_path / "turn"), Turns(10, tmp_path / "turn")
    served: list[str] = []

    def take() -> None:
        with other.taken():
            served.append("other")

    with one.taken():
        thread = threading.Thread(target=take)
        thread.start()
        thread.join(0.2)
        assert served == []
    thread.join()
    assert served == ["other"]
    assert (tmp_path / "turn").stat().st_mode & 0o777 == 0o600
    one.close()
    other.close()


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns(patience=0.1)
    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError
    with turns.taken():
        pass
