"""Starting the job that draws a release. The noise is drawn in a process of its own, never in a request.

The member's keys go to it through a pipe; its arguments and its environment name no key.
"""

import os
import subprocess
import sys
import threading

from intake.config import Settings
from intake.services import handover
from intake.services.instance import Instance
from intake.services.keyring import Keyring

COMMAND = (sys.executable, "-m", "intake.cli", "release", "draw", "--keys-from-stdin")


def start(instance: Instance, keyring: Keyring, release_id: str) -> None:
    """Start the job and return at once. It outlives this worker, and says on standard error what goes wrong."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and command; the id was looked up before
        [*COMMAND, release_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=_environment(instance.settings),
        start_new_session=True,
    )
    threading.Thread(target=_hand_over, args=(process, handover.pack(keyring)), daemon=True).start()


def _hand_over(process: subprocess.Popen[bytes], keys: bytes) -> None:
    """Write the keys and wait for the end, so that no dead process is left behind.

    A job that ended before it read its keys said why on standard error; its release stays as it was.
    """
    process.communicate(keys)


def _environment(settings: Settings) -> dict[str, str]:
    """Return this process's environment, with the instance that it serves."""
    return {
        **os.environ,
        "HOLAS_HOME": str(settings.home),
        "HOLAS_SOURCE_URL": settings.source_url,
        "HOLAS_STAFF_URL": settings.staff_url,
    }
