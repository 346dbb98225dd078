"""What stands on every page about people in danger, and the leads' desk over a long record.

    python -m benchmarks.bench_desk --cases 10000 --urgent 500 --entries 5000

Goals: 20 ms for the line on every page whatever is urgent; a desk in 2 s at the first look, in 300 ms after it.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.bench_queue import fill, founded, signed_in
from intake.services import alarm, oversight, queue, record
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

BATCH = 500


def press(instance: Instance, urgent: int) -> None:
    """Let so many cases be of people in danger."""

    def work(uow: UnitOfWork) -> None:
        for case in uow.cases.find(limit=urgent):
            uow.cases.change(case.id, urgent=True)

    transact(instance.database, work)


def act(instance: Instance, keyring: Keyring, entries: int) -> None:
    """Put so many openings on the record."""
    with instance.database.reading() as uow:
        cases = [case.id for case in uow.cases.find(limit=100)]

    def work(uow: UnitOfWork) -> None:
        for number in range(BATCH):
            record.append(uow, keyring, "open", cases[number % len(cases)])

    for _ in range(0, entries, BATCH):
        transact(instance.database, work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--urgent", type=int, default=500)
    parser.add_argument("--entries", type=int, default=5_000)
    asked = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="holas-bench-") as folder:
        instance, member = founded(Path(folder))
        fill(instance, asked.cases)
        keyring = signed_in(instance, member.passphrase)
        print(f"{asked.cases} cases, none urgent: {best(lambda: alarm.alarm(instance, keyring))}")
        press(instance, asked.urgent)
        print(f"{asked.urgent} urgent, none seen: {best(lambda: alarm.alarm(instance, keyring))}")
        queue.queue(instance, keyring)
        print(f"{asked.urgent} urgent, seen in the queue: {best(lambda: alarm.alarm(instance, keyring))}")
        act(instance, keyring, asked.entries)
        first = both(lambda: oversight.look(instance, keyring))
        print(f"desk over {asked.entries} entries, first look: {first[0]:.2f} s ({first[1]:.2f} s of the processor)")
        print(f"desk over {asked.entries} entries, after it: {best(lambda: oversight.look(instance, keyring))}")


def best(work: Callable[[], object]) -> str:
    """Return the middle of some runs: on the clock, and of the processor, which a busy machine changes less."""
    took = sorted(both(work) for _ in range(7))[3]
    return f"{took[0] * 1000:.0f} ms ({took[1] * 1000:.0f} ms of the processor)"


def both(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that the work took, and those of the processor."""
    start, began = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - began


if __name__ == "__main__":
    main()
