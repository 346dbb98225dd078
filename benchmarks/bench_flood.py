"""Time to a codename while others flood: with a proof of work and without, by 0 and by 200 flooding clients.

    python -m benchmarks.bench_flood

The clients (tests/plugins/flood.py: a fifth each look, leave drafts, send junk, press on in the line, hold uploads half
open) share this machine with the server, two workers of a fresh demo. A person presses the button of the line every two
seconds. Goal: under 30 s in either lane. Then a flood of 5,000 cases is set aside as the circle does it.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.bench_journey import demo, workers
from benchmarks.bench_queue import fill, founded, signed_in, timed
from intake.domain.review import Action, State
from intake.services import flood as clearing
from tests.plugins.flood import flooding
from tests.system.test_flood import RISING, tell

GOAL = 30.0
JUNK = 5000


def intake(clients: int, people: int) -> None:
    """Let people tell something in the middle of the flood."""
    with demo() as server:
        with flooding(server.source_port, clients) as flood:
            start = time.perf_counter()
            time.sleep(RISING)
            lanes = {"with work": True, "without": False}
            told = {
                name: [tell(server, f"person-{number}", works=works) for number in range(people)]
                for name, works in lanes.items()
            }
            seconds = time.perf_counter() - start
            memory = workers(server)[-1].memory_info().rss / 2**20
        if not all(one.codename for some in told.values() for one in some):
            message = "somebody got no codename"
            raise RuntimeError(message)
    for name, some in told.items():
        waits = [one.seconds for one in some]
        print(
            f"flood, {clients} clients, {name}: codename after {statistics.median(waits):.1f} s, "
            f"at most {max(waits):.1f} s; goal {GOAL:.0f} s"
        )
    rates = ", ".join(f"{name} {count / seconds:.1f}/s" for name, count in sorted(flood.counts.items()))
    print(f"flood, {clients} clients: {rates or 'nobody'}; {memory:.0f} MiB in the largest process")


def clear() -> None:
    """Set a flood aside, and bring it back."""
    with tempfile.TemporaryDirectory(prefix="holas-bench-") as folder:
        instance, member = founded(Path(folder))
        fill(instance, JUNK)
        keyring = signed_in(instance, member.passphrase)
        first = timed(lambda: clearing.alike(instance, keyring, State.NEW))
        later = timed(lambda: clearing.alike(instance, keyring, State.NEW))
        ids = [case_id for one in clearing.alike(instance, keyring, State.NEW) for case_id in one.case_ids]
        away = timed(lambda: clearing.move(instance, keyring, ids, Action.SET_ASIDE))
        back = timed(lambda: clearing.move(instance, keyring, ids, Action.BRING_BACK))
    print(
        f"flood, {len(ids)} cases: grouped in {first:.1f} s with every card new, {later:.1f} s after; "
        f"set aside in {away:.1f} s, brought back in {back:.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10, help="in each lane")
    people = parser.parse_args().people
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    for clients in (0, 200):
        intake(clients, people)
    clear()


if __name__ == "__main__":
    main()
