"""Counting a cohort: from segments, and from records that were checked once; time and memory of a process of its own.

    python -m benchmarks.bench_statistics --cases 1000000 --single 100000

People are invented (some thousand different ones, drawn again and again), and sealed by the code that seals real ones:
records, kept grants and segments. Nothing else of a case is in the database. Goals for the full set of tables: 2 s and
300 MiB for 1,000,000 cases from segments, 2 s for 100,000 that were checked once and have no segments. The last
is not reached: every record is opened by itself.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import insert

import crypto
from benchmarks.bench_queue import FOUNDERS, signed_in
from crypto import SigningKey
from intake.commands.progress import progress
from intake.config import Settings
from intake.domain.case_record import CaseRecord, Told
from intake.domain.column_counts import Counter
from intake.domain.columns import OVER, columns
from intake.domain.entities import Grant, GrantKind
from intake.domain.table import Size, Table
from intake.domain.tables import Tables
from intake.domain.vocabulary import Vocabulary
from intake.services import places, statistics
from intake.services import statistics_segments as segments
from intake.services.course import prefix_of
from intake.services.found import found
from intake.services.grant_keys import GrantKeys
from intake.services.grants import rewrap, role_holder
from intake.services.holders import statistics_key
from intake.services.instance import Instance
from intake.services.kept_records import KeptRecord
from intake.services.keyring import Keyring
from intake.services.segment_content import Content
from intake.services.segment_reader import SegmentReader
from intake.services.statistics_columns import Counted, Wanted, counted
from intake.store import models
from intake.wiring import open_instance
from tests.plugins.instances import loopback_settings

MANY, SINGLE = "c0" * 16, "c1" * 16
HOLDER = role_holder("auditor", 1)
MONTHS = tuple(f"2020-{month:02}" for month in range(1, 13))
DAY = date(2020, 12, 31)
KINDS = 5_000
GOAL, GOAL_MEMORY = 2.0, 300.0
AT_ONCE = 10_000


def told(chance: Random) -> dict[str, tuple[str, ...]]:
    """Return what an invented person told: of each variable some cells, of most months those of the plan."""
    values = {}
    for column in columns():
        cells = [cell for cell in column.numbers if column.variable != "months" or cell[-7:] in MONTHS]
        values[column.variable] = tuple(chance.sample(cells, chance.randint(0, min(column.bound, len(cells)))))
    return values | {"chapters": ("all", *[one for one in values["chapters"] if one != "all"][:3])}


def records(chance: Random) -> list[CaseRecord]:
    """Return the different people."""
    found = []
    for _ in range(KINDS):
        values = told(chance)
        over = values.pop(OVER)[:3]
        own = Told((), {name: cells for name, cells in values.items() if cells}, over)
        found.append(CaseRecord(Vocabulary.load().version, Tables.load().version, DAY, own))
    return found


@dataclass(frozen=True)
class Crowd:
    """Invented cases, in the order of their ids. Of so many thousands, `linked` are linked in pairs."""

    people: Sequence[KeptRecord]
    pairs: Sequence[KeptRecord]
    linked: int

    @classmethod
    def of(cls, linked: int) -> "Crowd":
        chance = Random("an invented crowd")
        made = records(chance)
        pairs = [paired(made[number // 2 * 2], f"{number // 2:016x}") for number in range(1000)]
        return cls([kept(one) for one in made], [kept(one) for one in pairs], linked)

    def case(self, number: int) -> KeptRecord:
        """Return what is kept of a case; of links, the two that are next to each other are one person."""
        if number % 1000 < self.linked:
            return self.pairs[number // 1000 * self.linked % 1000 + number % 1000]
        return self.people[number % KINDS]


def paired(record: CaseRecord, mark: str) -> CaseRecord:
    own = Told((mark,), record.own.values, record.own.over)
    return CaseRecord(record.vocabulary, record.tables, record.day, own)


def kept(record: CaseRecord) -> KeptRecord:
    return KeptRecord.of(crypto.generate_key(), bytes(32), 1, record, counts=True)


def ids(cases: int) -> list[str]:
    return sorted(crypto.token(16).hex() for _ in range(cases))


def listed(folder: Path, cohort: str) -> list[str]:
    data = (folder / cohort).read_text()
    return [data[start : start + 32] for start in range(0, len(data), 32)]


def put(
    instance: Instance, model: type[models.Base], rows: Iterator[dict[str, object]], label: str, total: int
) -> None:
    """Insert many rows, with a progress bar."""
    with progress(label, total) as tick:
        done, batch = 0, list[dict[str, object]]()
        for row in rows:
            batch.append(row)
            if len(batch) == AT_ONCE or done + len(batch) == total:
                with instance.database.engine.begin() as connection:  # type: ignore[attr-defined]
                    connection.execute(insert(model), batch)
                done += len(batch)
                batch.clear()
                tick(done)


def fill_many(instance: Instance, key: bytes, crowd: Crowd, cases: Sequence[str]) -> None:
    """Store cases, and the segments of their cohort."""
    put(instance, models.Case, map(case_row, cases), "Cases", len(cases))
    shelf, digits = segments.Shelf(instance.grant_keys, MANY, key), segments.digits_for(len(cases))
    numbered, names = list(enumerate(cases)), segments.names(digits)
    by_prefix: dict[str, dict[str, KeptRecord]] = {name: {} for name in names}
    for number, case_id in numbered:
        by_prefix[prefix_of(case_id, digits)][case_id] = crowd.case(number)

    def rows() -> Iterator[dict[str, object]]:
        for name in names:
            made = shelf.seal(name, Content.of(by_prefix.pop(name), 0).to_bytes())
            yield {"cohort": MANY, "prefix": name, "sealed": made.sealed, "outer_key": made.outer_key}

    put(instance, models.StatisticsSegment, rows(), "Segments", len(names))


def case_row(case_id: str) -> dict[str, object]:
    return {"id": case_id, "day": DAY, "urgent": False, "state": "verified", "destroy_on": None}


def fill_single(instance: Instance, key: bytes, crowd: Crowd, cases: Sequence[str]) -> None:
    """Store cases with sealed records, the grants of records that were checked once, and one consent statement each."""
    put(instance, models.Case, map(case_row, cases), "Cases", len(cases))
    said = ({"case_id": one, "number": 1, "holder": "case", "sealed": bytes(64)} for one in cases)
    put(instance, models.Consent, said, "Consents", len(cases))
    digests: dict[str, bytes] = {}
    put(instance, models.StatisticsRecord, sealed_records(cases, digests), "Records", len(cases))

    def grants() -> Iterator[dict[str, object]]:
        for number, case_id in enumerate(cases):
            content = crowd.case(number)._replace(digest=digests[case_id]).to_bytes()
            grant = rewrap(instance.grant_keys, Grant(case_id, GrantKind.STATISTICS, HOLDER, b"", ""), key, content)
            yield {name: getattr(grant, name) for name in grant.__dataclass_fields__}

    put(instance, models.Grant, grants(), "Grants", len(cases))


def sealed_records(cases: Sequence[str], digests: dict[str, bytes]) -> Iterator[dict[str, object]]:
    padded = crypto.pad(b"an invented record", statistics.MINIMUM)
    key = crypto.generate_key()
    for case_id in cases:
        sealed = crypto.encrypt(key, padded, places.statistics(case_id, 1))
        digests[case_id] = hashlib.sha256(sealed).digest()
        yield {"case_id": case_id, "revision": 1, "sealed": sealed}


def full() -> list[Table]:
    """Return the tables of the full set."""
    chosen = Tables.load().set(Size.FULL)
    return [*(table for table, _ in chosen.tables), chosen.left_out[0]]


def clocked(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that pass, and those of the processor."""
    start, began = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - began


def told_figure(label: str, took: tuple[float, float], rest: str = "") -> None:
    print(f"{label}: {took[0]:.2f} s ({took[1]:.2f} s of the processor){rest}", flush=True)


def peak() -> float:
    """Return the most memory that this process had, MiB; `ru_maxrss` would remember the process that began it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(folder: Path, passphrase: str, cohort: str) -> None:
    """Count a cohort and print how long it took; run in a process of its own, so that its memory is its own."""
    instance = open_instance(settings_of(folder))
    keyring = signed_in(instance, passphrase)
    before = peak()

    def count() -> Counted:
        wanted = Wanted([cohort], full(), MONTHS)
        return counted(instance, keyring, wanted, lambda one: listed(folder, one), lambda *_: None)

    with instance.database.reading() as uow:
        built = uow.statistics_segments.count(cohort=cohort) > 0
    label = "from segments" if built else "from records, each checked once"
    results: list[Counted] = []
    took = clocked(lambda: results.append(count()))
    people, cases = results[0].tables["persons"]["all"], len(results[0].cases) // 16
    told_figure(f"{cases} cases, {people} people, full set, {label}", took, f", goal {GOAL:.0f} s")
    print(f"  memory: {peak():.0f} MiB in all, {before:.0f} before; goal {GOAL_MEMORY:.0f} MiB", flush=True)
    parts(instance, keyring, folder, cohort)


def parts(instance: Instance, keyring: Keyring, folder: Path, cohort: str) -> None:
    """Print what reading alone and counting alone take, now that there are segments."""
    reader = SegmentReader(instance, keyring, lambda one: listed(folder, one), lambda *_: None)
    told_figure("  read and decrypted alone", clocked(lambda: [None for _ in reader.read([cohort])]))
    contents = [content for _, content in reader.read([cohort])][:64]
    counters = [Counter(table, MONTHS) for table in full()]

    def count() -> None:
        for content in contents:
            for counter in counters:
                counter.add(content.columns)

    took = clocked(count)
    people = sum(content.columns.people for content in contents)
    print(f"  counted alone: {took[0] / people * 1e6:.2f} s a million", flush=True)


def settings_of(folder: Path) -> Settings:
    return replace(loopback_settings(folder), root_key=bytes.fromhex((folder / "root").read_text()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000, help="from segments")
    parser.add_argument("--single", type=int, default=20_000, help="checked once, without segments")
    parser.add_argument("--linked", type=int, default=10, help="cases in a thousand that are linked, in pairs")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measure(Path(asked.measure[0]), sys.stdin.readline().strip(), asked.measure[1])
        return
    with tempfile.TemporaryDirectory(prefix="holas-bench-") as folder:
        run(Path(folder), asked)


def run(folder: Path, asked: argparse.Namespace) -> None:
    root = SigningKey.generate()
    (folder / "root").write_text(root.public.hex())
    settings = settings_of(folder)
    GrantKeys(settings.grant_key_file).add()
    instance = open_instance(settings)
    instance.database.upgrade()  # type: ignore[attr-defined]
    passphrase = found(instance.database, FOUNDERS, settings.instance_id, root)[0].passphrase
    keyring = signed_in(instance, passphrase)
    key, crowd = statistics_key(keyring.role_private("auditor", 1), HOLDER), Crowd.of(asked.linked)
    for cohort, cases, fill in ((MANY, ids(asked.cases), fill_many), (SINGLE, ids(asked.single), fill_single)):
        (folder / cohort).write_text("".join(cases))
        fill(instance, key, crowd, cases)
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}; {asked.linked} of 1,000 cases linked in pairs")
    for cohort in (MANY, SINGLE, SINGLE):
        command = [sys.executable, "-m", "benchmarks.bench_statistics", "--measure", str(folder), cohort]
        subprocess.run(command, input=passphrase, text=True, check=True)


if __name__ == "__main__":
    main()
