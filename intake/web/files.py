"""Files as they arrive: each goes to a sink that seals it, and is finished when it is whole, abandoned when not."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from intake.domain.limits import Limits
from intake.web.problems import Complaints, Kind, Stopped

MOST_SKIPPED = 1000  # files beyond the limit whose ends are waited for


class FileSink(Protocol):
    """Where one file goes. Exactly one of `finish` and `abandon` ends it; a failed `finish` is abandoned too."""

    def write(self, data: bytes | memoryview) -> None:
        """Take the next bytes, 1 or more."""

    def finish(self) -> None:
        """Make the whole file durable."""

    def abandon(self) -> None:
        """Leave nothing behind."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What the sender says about a file."""

    field: str
    untrusted_filename: str
    untrusted_media_type: str


class Outcome(StrEnum):
    """What became of a file."""

    KEPT = "kept"
    CUT = "cut"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    NOT_STORED = "not-stored"


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that came, `size` bytes of it. `sink` is the caller's own, if one was opened; `failure` what it raised."""

    upload: Upload
    size: int
    outcome: Outcome
    sink: FileSink | None = None
    failure: Exception | None = None


OpenFile = Callable[[Upload], FileSink]

_COMPLAINTS = {
    Outcome.TOO_LARGE: Kind.FILE_TOO_LARGE,
    Outcome.TOO_MANY: Kind.TOO_MANY_FILES,
    Outcome.NOT_STORED: Kind.NOT_STORED,
}


class Files:
    """The files of one request."""

    def __init__(
        self,
        limits: Limits,
        complaints: Complaints,
        refusal: Kind | None,
        admit: Callable[[], None],
        open_file: OpenFile,
    ) -> None:
        """Take files once `admit` let the request pass; `refusal` says why none is taken, if so."""
        self.limits = limits
        self.admit = admit
        self.open_file = open_file
        self.received: list[ReceivedFile] = []
        self.failure: Exception | None = None
        self._complaints = complaints
        self._refusal = refusal
        self._begun = 0

    def begin(self, upload: Upload) -> "Incoming":
        """Return where the file's bytes go. Raises as `takes` does."""
        incoming = Incoming(self, upload)
        if upload.untrusted_filename:
            incoming.open()
        return incoming

    def takes(self, upload: Upload) -> bool:
        """Count a file; False when it is one too many. Raises what `admit` raises, and `Stopped` to take no more."""
        self.admit()
        if self._refusal is not None:
            raise Stopped(self._refusal, upload.field)
        self._begun += 1
        if self._begun > self.limits.files + MOST_SKIPPED:
            raise Stopped(Kind.TOO_MANY_FILES, upload.field)
        return self._begun <= self.limits.files

    def note(self, file: ReceivedFile) -> None:
        """Keep what became of a file."""
        self.received.append(file)
        if file.outcome in _COMPLAINTS:
            self._complaints.add(_COMPLAINTS[file.outcome], file.upload.field)


class Incoming:
    """One file while it arrives. A file input left empty has neither a name nor a byte: nothing is opened for it."""

    def __init__(self, files: Files, upload: Upload) -> None:
        self._files = files
        self._upload = upload
        self._sink: FileSink | None = None
        self._outcome: Outcome | None = None
        self._failure: Exception | None = None
        self._opened = False
        self._size = 0

    def open(self) -> None:
        """Open a sink, unless no more files are taken."""
        self._opened = True
        if self._files.takes(self._upload):
            self._attempt(self._open_sink)
        else:
            self._outcome = Outcome.TOO_MANY

    def add(self, data: bytes) -> None:
        """Pass the next bytes on, or skip them when this file is not taken."""
        if not self._opened:
            self.open()
        self._size += len(data)
        if self._size > self._files.limits.file_bytes:
            self._give_up(Outcome.TOO_LARGE)
        if self._sink is not None:
            self._attempt(partial(self._sink.write, data))

    def end(self) -> None:
        """Finish the file: it arrived whole."""
        if self._sink is not None:
            self._attempt(self._sink.finish)
        self._note(Outcome.KEPT)

    def cut(self) -> None:
        """Abandon the file: the rest of it does not come."""
        self._give_up(Outcome.CUT)
        self._note(Outcome.CUT)

    def _open_sink(self) -> None:
        self._sink = self._files.open_file(self._upload)

    def _attempt(self, step: Callable[[], None]) -> None:
        if self._outcome is not None:
            return
        try:
            step()
        except Exception as error:  # noqa: BLE001 - whatever one sink raises, typed text and other files must stay
            self._failure = error
            self._files.failure = self._files.failure or error
            self._give_up(Outcome.NOT_STORED)

    def _give_up(self, outcome: Outcome) -> None:
        if self._outcome is None:
            self._outcome = outcome
            if self._sink is not None:
                with suppress(Exception):  # the sink's own leftovers are found by `holas verify`
                    self._sink.abandon()

    def _note(self, outcome: Outcome) -> None:
        if self._opened:
            self._files.note(
                ReceivedFile(self._upload, self._size, self._outcome or outcome, self._sink, self._failure)
            )
