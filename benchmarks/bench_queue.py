"""Finding cases in the queue: the first looks, then filtered pages and their peak memory, on SQLite and PostgreSQL.

    python -m benchmarks.bench_queue --cases 10000

Every case is sealed through the same code as the form, then given an entry in the catalogue as a reviewer's opening
of it would. Goals for a filtered page: 300 ms with 10,000 cases, 2 s with 100,000 (a quarter of an hour to fill).
"""

import argparse
import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from benchmarks.bench_store import databases
from crypto import SigningKey
from intake.domain.entry import Entry
from intake.domain.finding import Filter
from intake.domain.testimony import slip_for
from intake.domain.vocabulary import Vocabulary
from intake.services import course, desk, drafts, entries, queue, segments, submit
from intake.services.cards import CardOpener
from intake.services.desk import Desk, held_in
from intake.services.found import Founder, NewMember, found
from intake.services.grant_keys import GrantKeys
from intake.services.grants import role_holder
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.newcase import NewCase, Sent
from intake.services.ports import UnitOfWork
from intake.services.sign_in import resume, sign_in
from intake.wiring import open_instance
from tests.plugins.instances import loopback_settings

BATCH = 250
FOUNDERS = [Founder(f"member-{number}", ("intake", "children", "custodian", "auditor")) for number in (1, 2)]
GOALS = {10_000: 0.3, 100_000: 2.0}
REGIONS, FACILITIES = ("BY-HM", "BY-MI", "BY-HO", "BY-BR"), ("minsk_okrestina_tdf", "")
SUMMARY = "Затрыманне на вуліцы, збіццё ў аўтазаку, {} дзён арышту; лекара не выклікалі, скаргу не прынялі. "
LOOKS: dict[str, dict[str, str]] = {
    "the whole list": {},
    "one code": {"code": "tor_beating"},
    "category, region, period": {"category": "torture", "region": "BY-HM", "happened_from": "2020-08"},
    "words": {"words": "аўтазаку 13"},
    "words that nothing holds": {"words": "нідзе"},
    "closed, by date of events": {"state": "closed", "sort": "happened"},
}


def founded(folder: Path, url: str | None = None) -> tuple[Instance, NewMember]:
    """Return an instance of its own in an empty folder (or with its database elsewhere), and its first member."""
    root = SigningKey.generate()
    settings = replace(loopback_settings(folder), root_key=root.public)
    settings = settings if url is None else replace(settings, database_url=url)
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


def enter(instance: Instance, keyring: Keyring) -> None:
    """Give every case an entry, and a state, as staff would have done by now. Cards stay as their source sent them."""
    holder, codes = role_holder("intake", 1), [code.id for code in Vocabulary.load().codes()]
    states = ("triaged", "coding", "verified", "closed")

    def shelf(uow: UnitOfWork, bucket: str) -> None:
        opened = Desk(CardOpener(instance.grant_keys, keyring))
        for grants in desk.chunks(list(held_in(uow, holder, [bucket]).values()), desk.REWRAPPED_AT_ONCE):
            opened.open(uow, list(grants))
        for case_id, card in opened.cards.items():
            number = int(case_id[:6], 16)
            entry = Entry(
                title=f"Затрыманы {number % 97} жніўня, збіты",
                summary=SUMMARY.format(number % 16) * 2,
                codes=tuple(codes[(number + step) % len(codes)] for step in range(number % 6)),
                regions=(REGIONS[number % 4],),
                facilities=tuple(filter(None, [FACILITIES[number % 2]])),
                first=f"20{20 + number % 9}-08-0{1 + number % 9}",
                last=f"20{20 + number % 9}-08-1{number % 9}",
                seen=1,
            )
            uow.cards.change(case_id, entry=entries.seal(case_id, card.key, entry))
            uow.cases.change(case_id, state=states[number % 4])

    for bucket in segments.BUCKETS:
        transact(instance.database, lambda uow, one=bucket: shelf(uow, one))  # type: ignore[misc]


def signed_in(instance: Instance, passphrase: str) -> Keyring:
    ticket = sign_in(instance, "member-1", passphrase, known_device=False)
    return resume(instance, ticket.session_id, ticket.secret)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def first_looks(instance: Instance, keyring: Keyring) -> list[float]:
    """Look until every card was opened; return what each look took."""
    took = []
    while True:
        start = time.perf_counter()
        page = queue.queue(instance, keyring)
        took.append(time.perf_counter() - start)
        if not page.unopened:
            return took


def peak(work: Callable[[], object]) -> float:
    """Return the most memory that Python held during the work, MiB."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return most


def change(instance: Instance, count: int) -> None:
    """Let so many cases change, each in another bucket where there are as many."""

    def work(uow: UnitOfWork) -> None:
        for case in uow.cases.find(limit=count, order="day"):
            course.forget_lists(uow, case.id)

    transact(instance.database, work)


def forget(instance: Instance) -> None:
    """Drop every segment, as the nightly change of the outer key does."""
    transact(instance.database, lambda uow: uow.segments.delete(bucket=segments.BUCKETS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true", help="also on PostgreSQL")
    asked = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with databases() if asked.postgresql else nullcontext({"SQLite": None}) as urls:
        for name, url in urls.items():
            with tempfile.TemporaryDirectory(prefix="holas-bench-") as folder:
                measure(name, asked.cases, *founded(Path(folder), url))


def measure(name: str, cases: int, instance: Instance, member: NewMember) -> None:
    """Print every figure of one database."""
    filling = timed(lambda: fill(instance, cases))
    print(f"{name}, {cases} cases sealed in {filling:.0f} s ({cases / filling:.0f}/s)", flush=True)
    keyring = signed_in(instance, member.passphrase)
    entering = timed(lambda: enter(instance, keyring))
    print(f"{name}, {cases} cases entered in the catalogue in {entering:.0f} s", flush=True)
    looks = first_looks(instance, keyring)
    print(f"{name}, {cases} cases, first looks: {len(looks)}, the longest {max(looks) * 1000:.0f} ms", flush=True)
    for said, fields in LOOKS.items():
        look = Filter.read(fields)
        page = queue.queue(instance, keyring, look)
        took = sorted(timed(lambda look=look: queue.queue(instance, keyring, look)) for _ in range(7))  # type: ignore[misc]
        most = peak(lambda look=look: queue.queue(instance, keyring, look))  # type: ignore[misc]
        goal = f", goal {GOALS[cases] * 1000:.0f} ms" if cases in GOALS else ""
        print(
            f"{name}, {cases} cases, {said}: {took[3] * 1000:.0f} ms, at most {took[-1] * 1000:.0f} ms{goal}; "
            f"{page.total} found, peak {most:.0f} MiB",
            flush=True,
        )
    for count in (1, 20):
        change(instance, count)
        print(f"{name}, {cases} cases, {count} changed: {timed(lambda: queue.queue(instance, keyring)) * 1000:.0f} ms")
    forget(instance)
    looks = first_looks(instance, keyring)
    print(f"{name}, {cases} cases, every segment dropped: {len(looks)} looks, {sum(looks):.1f} s in all")


if __name__ == "__main__":
    main()
