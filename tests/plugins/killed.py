"""A job of another process, killed in the middle: `python -c CHILD` stops where it is told, says so, and waits.

with stopped(instance, passphrase, release_id, day, "copied"):
...   # the copy is written, nothing is committed; leaving the block ends it as a power cut would
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from intake.services.instance import Instance

ROOT = Path(__file__).parents[2]
CHILD = """
import json, sys, time
from dataclasses import replace
from datetime import date
from pathlib import Path

from intake.services import ledger, release_job
from intake.wiring import open_instance
from tests.plugins.instances import Staff, loopback_settings
from tests.plugins.plans import on

told = json.loads(sys.stdin.readline())


def stop(*_):
    print("stopped", flush=True)
    time.sleep(600)


if told["at"] == "copied":
    ledger.store = stop
settings = replace(loopback_settings(Path(told["home"])), database_url=told["database"])
instance = open_instance(settings)
with on(date.fromisoformat(told["day"])):
    release_job.draw(instance, Staff({told["who"]: told["passphrase"]}).keyring(instance, told["who"]), told["release"])
stop()
"""


@contextmanager
def stopped(instance: Instance, sign_in: tuple[str, str], release_id: str, day: date, at: str) -> Iterator[None]:
    """Let another process draw until it wrote the copy ("copied") or committed ("committed"); then kill it.

    `sign_in`: user name and passphrase of the auditor who draws.
    """
    told = {
        "at": at,
        "home": str(instance.settings.home),
        "database": instance.settings.database_url,
        "day": day.isoformat(),
        "who": sign_in[0],
        "passphrase": sign_in[1],
        "release": release_id,
    }
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as job:
        assert job.stdin is not None
        assert job.stdout is not None
        job.stdin.write(json.dumps(told) + "\n")
        job.stdin.flush()
        try:
            assert job.stdout.readline() == "stopped\n"
            yield
        finally:
            job.kill()
