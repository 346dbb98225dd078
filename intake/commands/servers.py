"""One web server: gunicorn over a listening socket that somebody else has bound. Run as a process of its own:

python -m intake.commands.servers source 5
"""

import os
import sys
from typing import Any

from gunicorn.app.base import BaseApplication
from typing_extensions import override

from intake.app import create_source_app, create_staff_app
from intake.config import Settings
from intake.wiring import open_instance

APPS = {"source": create_source_app, "staff": create_staff_app}
WORKERS = 2
THREADS = 32


class Server(BaseApplication):
    """Gunicorn without its command line: settings come from us alone."""

    def __init__(self, which: str, descriptor: int) -> None:
        self._which = which
        self._descriptor = descriptor
        super().__init__()

    @override
    def load_config(self) -> None:
        """Set what the defaults would get wrong for us."""
        chosen = {
            "bind": f"fd://{self._descriptor}",
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    @override
    def load(self) -> Any:
        """Make the application, in each worker."""
        return APPS[self._which](open_instance(Settings.from_mapping(os.environ)))


def main() -> None:
    """Serve until told to stop."""
    which, descriptor = sys.argv[1:]
    Server(which, int(descriptor)).run()


if __name__ == "__main__":
    main()
