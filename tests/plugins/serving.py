"""An application of a test's own on a free port, for a real browser.

with serving(lambda address: create_source_app(moved(instance, source_url=address))) as address: ...
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from intake.services.instance import Instance


@contextmanager
def serving(app_at: Callable[[str], Flask]) -> Iterator[str]:
    """Serve the application that is made for the address, and yield the address."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    server.app = app_at(address)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def moved(instance: Instance, **settings: Any) -> Instance:
    """The same instance with other settings."""
    return replace(instance, settings=replace(instance.settings, **settings))
