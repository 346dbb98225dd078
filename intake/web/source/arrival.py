"""What a source sends, as it comes in: nothing that arrived is lost because something else was wrong.

The token and the place where files go are checked before the first byte of a file.
"""

from dataclasses import dataclass, field
from typing import Protocol

from flask import abort, request
from werkzeug.datastructures import MultiDict

from intake.services.errors import Refused
from intake.web import csrf
from intake.web.here import here
from intake.web.source import file_results, troubles
from intake.web.source.file_results import FileResult
from intake.web.source.troubles import Trouble
from intake.web.streaming import FileSink, Submission, Upload, read_form

Fields = MultiDict[str, str]


class Skipped:
    """A sink for files that are not wanted: the body goes on, its bytes are dropped."""

    def write(self, data: bytes | memoryview) -> None:
        """Drop."""

    def finish(self) -> None:
        """Keep nothing."""

    def abandon(self) -> None:
        """Leave nothing."""


class Destination(Protocol):
    """Where the files of a form go."""

    def admit(self, fields: Fields) -> None:
        """Check what is known before the first file. Raises a `Refused`."""

    def open_file(self, upload: Upload, fields: Fields) -> FileSink:
        """Return what seals the file."""


class Nowhere:
    """For forms without files: whatever a made-up request attaches is dropped."""

    def admit(self, fields: Fields) -> None:
        """Take every form."""

    def open_file(self, upload: Upload, fields: Fields) -> FileSink:  # noqa: ARG002  every file alike
        """Drop it."""
        return Skipped()


@dataclass
class Arrival:
    """One form and what became of its files. `trouble` says what is wrong with it as a whole, if anything is."""

    fields: Fields = field(default_factory=MultiDict)
    trouble: Trouble | None = None
    results: tuple[FileResult, ...] = ()

    @property
    def kept(self) -> int:
        """How many files arrived whole."""
        return sum(one.kept for one in self.results)

    @property
    def lost(self) -> list[FileResult]:
        """Those that did not arrive."""
        return [one for one in self.results if not one.kept]

    def admit(self, fields: Fields) -> None:
        """Note the fields and check the token. Raises `ForgedForm`."""
        self.fields = fields
        csrf.check(fields.get(csrf.FIELD))

    def note(self, sent: Submission) -> None:
        """Keep what there is to know of the whole form."""
        self.fields = sent.fields
        self.trouble = troubles.of_submission(sent) or file_results.trouble_of(sent.fields)
        self.results = file_results.of_files(sent.files)


def receive(destination: Destination) -> Arrival:
    """Read this request's form. What is no form at all, or has no declared length, ends here with its error page."""
    arrival = Arrival()

    def admit(fields: Fields) -> None:
        arrival.admit(fields)
        destination.admit(fields)

    try:
        sent = read_form(request, here().settings.limits, admit=admit, open_file=destination.open_file)
    except (csrf.ForgedForm, Refused) as error:
        arrival.trouble = troubles.of_refusal(error)
        return arrival
    if not sent.admitted and sent.problem is not None:
        abort(sent.problem.status)
    arrival.note(sent)
    return arrival
