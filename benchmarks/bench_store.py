"""How many small writing transactions a second, and how long the slowest waited, on SQLite and on PostgreSQL.

python -m benchmarks.bench_store --seconds 4
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import crypto
from intake.domain.entities import Case, Grant, GrantKind, Mailbox
from intake.store.database import SqlDatabase, open_database
from tests.plugins.postgres import Cluster, find_programs

DAY = date(2031, 4, 5)


def write_case(database: SqlDatabase) -> None:
    """Three rows, one fsync."""
    case_id = crypto.token(16).hex()
    with database.writing() as unit:
        unit.cases.add(Case(case_id, DAY, urgent=False, state="new"))
        unit.grants.add(Grant(case_id, GrantKind.CASE, "role:intake:1", crypto.token(1200), "2031-04-05"))
        unit.mailboxes.add(Mailbox(case_id * 2, case_id, crypto.token(200)))
        unit.commit()


def measure(database: SqlDatabase, threads: int, seconds: float) -> str:
    waits: list[list[float]] = [[] for _ in range(threads)]
    end = time.monotonic() + seconds

    def work(mine: list[float]) -> None:
        while (start := time.monotonic()) < end:
            write_case(database)
            mine.append(time.monotonic() - start)

    workers = [threading.Thread(target=work, args=(mine,)) for mine in waits]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    each = sorted(len(mine) for mine in waits)
    slowest = max(max(mine) for mine in waits)
    return f"{sum(each) / seconds:.0f} a second, {each[0]} to {each[-1]} a thread, slowest {slowest * 1000:.0f} ms"


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Addresses of a SQLite file and, where its server is installed, of a PostgreSQL that syncs."""
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="holas-bench-") as folder:
        urls = {"SQLite": f"sqlite:///{folder}/holas.sqlite"}
        if programs is None:
            print("PostgreSQL: its server is not installed")
            yield urls
            return
        cluster = Cluster(programs, Path(tempfile.mkdtemp(prefix="holas-pg-")), durable=True)
        try:
            yield {**urls, "PostgreSQL": cluster.create_database()}
        finally:
            cluster.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4)
    seconds = parser.parse_args().seconds
    with databases() as urls:
        for name, url in urls.items():
            database = open_database(url)
            database.upgrade()
            for threads in (1, 4, 32):
                print(f"{name}, {threads} threads: {measure(database, threads, seconds)}", flush=True)
            database.close()


if __name__ == "__main__":
    main()
