"""A small application over `read_form` and the real server: what arrives is sealed into a folder.

    python -m tests.web.tiny_app '{"folder": "...", "ports": [8000]}'

prints one line when it is ready. `POST /upload` answers with what became of everything, as JSON; `POST /plain` does
what a Flask application usually does; `POST /early` answers without reading.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request
from werkzeug.datastructures import MultiDict

from crypto import StreamSealer, generate_key
from intake.services.side_hash import SideHash
from intake.store.folder import FolderStore
from intake.web.server import Shape, serve
from intake.web.streaming import FileSink, Limits, Submission, read_form

CONTEXT = b"tiny"


class SealedFile:
    """A sink that does the real one's work on a file: hash, seal, write, sync, rename."""

    def __init__(self, store: FolderStore) -> None:
        self.hash = SideHash()
        self._sealer = StreamSealer(generate_key(), CONTEXT)
        self._blob = store.create().__enter__()

    def write(self, data: bytes | memoryview) -> None:
        piece = bytes(data)
        self.hash.update(piece)
        self._blob.write(self._sealer.update(piece))

    def finish(self) -> None:
        self._blob.write(self._sealer.finalize())
        self._blob.commit()

    def abandon(self) -> None:
        self._blob.__exit__(None, None, None)


def admit(fields: MultiDict[str, str]) -> None:
    if fields.get("csrf_token") != "good":
        abort(403, "forged")


def told(submission: Submission) -> dict[str, Any]:
    """Return what a test wants to know."""
    problem = submission.problem
    return {
        "fields": submission.fields.to_dict(flat=False),
        "problem": [problem.kind, problem.field] if problem else None,
        "files": [
            [file.upload.untrusted_filename, file.size, file.outcome, _digest(file.sink)] for file in submission.files
        ],
    }


def _digest(sink: object) -> str | None:
    return sink.hash.hexdigest() if isinstance(sink, SealedFile) else None


class DroppedFile:
    """A sink that keeps nothing but, where asked, the hash."""

    def __init__(self, *, hashing: bool) -> None:
        self._hash = hashlib.sha256() if hashing else None

    def write(self, data: bytes | memoryview) -> None:
        if self._hash is not None:
            self._hash.update(data)

    def finish(self) -> None:
        return

    def abandon(self) -> None:
        return


def create_app(folder: Path, limits: Limits) -> Flask:
    app = Flask("tiny")
    store = FolderStore(folder)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # to the server: its log is looked at
    sinks: dict[str, Callable[[], FileSink]] = {
        "upload": lambda: SealedFile(store),
        "parse": lambda: DroppedFile(hashing=False),
        "hash": lambda: DroppedFile(hashing=True),
    }

    @app.post("/<any(upload, parse, hash):way>")
    def take(way: str) -> tuple[dict[str, Any], int]:
        submission = read_form(request, limits, admit=admit, open_file=lambda _upload, _fields: sinks[way]())
        return told(submission), submission.problem.status if submission.problem else 200

    @app.post("/plain")
    def plain() -> str:
        request.files["file"].save(folder / "plain")
        return "saved"

    add_small_pages(app)
    return app


def add_small_pages(app: Flask) -> None:
    @app.get("/form")
    def form() -> str:
        return "<form>" + "x" * 2000

    @app.get("/page")
    def page() -> str:
        return (
            '<form method="post" action="/upload" enctype="multipart/form-data">'
            '<input name="csrf_token" value="good"><textarea name="narrative"></textarea>'
            '<input type="file" name="file" multiple><button>Send</button></form>'
        )

    @app.post("/early")
    def early() -> Response:
        return Response("too early", status=403)

    @app.get("/environment")
    def environment() -> dict[str, str]:
        return {key: value for key, value in request.environ.items() if isinstance(value, str)}

    @app.get("/broken")
    def broken() -> str:
        raise LookupError("secret-" + request.args["word"])


def main() -> None:
    options = json.loads(sys.argv[1])
    folder = Path(options["folder"])
    limits = Limits(**options.get("limits", {}))
    shape = Shape(**options.get("shape", {}))
    apps = {("127.0.0.1", port): lambda: create_app(folder, limits) for port in options["ports"]}
    sys.exit(serve(apps, shape, ready=lambda: os.write(sys.stdout.fileno(), b"ready\n")))


if __name__ == "__main__":
    main()
