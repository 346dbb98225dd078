"""Opening the queue of 10,000 cases, the first time and from re-wrapped cards.

python -m benchmarks.bench_queue --cases 10000
"""

import argparse
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crypto import SigningKey
from intake.domain.testimony import slip_for
from intake.services import desk, drafts, queue, submit
from intake.services.found import Founder, NewMember, found
from intake.services.grant_keys import GrantKeys
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.newcase import NewCase, Sent
from intake.services.ports import UnitOfWork
from intake.services.sign_in import resume, sign_in
from intake.wiring import open_instance
from tests.plugins.instances import loopback_settings

BATCH = 250
FOUNDERS = [Founder(f"member-{number}", ("intake", "children", "custodian", "auditor")) for number in (1, 2)]


def founded(folder: Path) -> tuple[Instance, NewMember]:
    """Return an instance of its own in an empty folder, and its first member."""
    root = SigningKey.generate()
    settings = replace(loopback_settings(folder), root_key=root.public)
    GrantKeys(settings.grant_key_file).add()
    instance = open_instance(settings)
    instance.database.upgrade()  # type: ignore[attr-defined]
    return instance, found(instance.database, FOUNDERS, settings.instance_id, root)[0]


def fill(instance: Instance, cases: int) -> None:
    """Seal cases through the same code as the form, many in one transaction."""
    stages = ("arrest", "detention", "remand", "")

    def batch(uow: UnitOfWork, start: int) -> None:
        for number in range(start, min(start + BATCH, cases)):
            fields = {"narrative": "They came.", "stage": stages[number % 4], "language": "be", "consent_read": "y"}
            sent = Sent.read(fields)
            secrets, slip = drafts.new_secrets(instance), slip_for(sent.told, ())
            NewCase.seal(instance.grant_keys, submit.receiving(uow, instance), secrets, sent, slip).add_to(uow)

    for start in range(0, cases, BATCH):
        transact(instance.database, lambda uow, first=start: batch(uow, first))  # type: ignore[misc]


def signed_in(instance: Instance, passphrase: str) -> Keyring:
    ticket = sign_in(instance, "member-1", passphrase, known_device=False)
    return resume(instance, ticket.session_id, ticket.secret)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    cases = parser.parse_args().cases
    with tempfile.TemporaryDirectory(prefix="holas-bench-") as folder:
        instance, member = founded(Path(folder))
        filling = timed(lambda: fill(instance, cases))
        keyring = signed_in(instance, member.passphrase)
        first = timed(lambda: queue.queue(instance, keyring))
        rewrapping = sum(timed(lambda: queue.queue(instance, keyring)) for _ in range(cases // desk.REWRAPPED_AT_ONCE))
        warm = sorted(timed(lambda: queue.queue(instance, keyring)) for _ in range(7))[3]
        tracemalloc.start()
        queue.queue(instance, keyring)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
    print(f"queue, {cases} cases sealed in {filling:.0f} s ({cases / filling:.0f}/s in batches of {BATCH})")
    print(f"queue, {cases} cases, first page: {first * 1000:.0f} ms, opening {desk.REWRAPPED_AT_ONCE} cards by HPKE")
    print(f"queue, {cases} cases, re-wrapping all over later visits: {rewrapping:.1f} s in all")
    print(f"queue, {cases} new cases, re-wrapped: {warm * 1000:.0f} ms ({first / warm:.2f} x), peak {peak:.0f} MiB")


if __name__ == "__main__":
    main()
