"""What became of each file that a form brought, and what was said of them, as the pages of a source speak of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask_babel import lazy_gettext as _

import crypto
from intake.domain.documents import UNTOLD, Context
from intake.services.errors import CodenameInText, DraftFinished, NoRoom, TooMuch, Withdrawn
from intake.web.source import troubles
from intake.web.source.troubles import Trouble
from intake.web.streaming import Outcome, ReceivedFile

MAKER, COPY, SHOWN = "file_maker", "file_copy", "file_shown"  # with "_<id>" behind it: of one file that is there
WORDS: Mapping[Outcome, str] = {
    Outcome.KEPT: _("It arrived."),
    Outcome.CUT: _("The connection broke before all of it was here. Please send it again."),
    Outcome.TOO_LARGE: _("It is larger than we can take. Please send a shorter piece of it."),
    Outcome.TOO_MANY: _("It was one file too many for one go. Please send it in the next one."),
    Outcome.NOT_STORED: _("We could not keep it just now. Please send it again a little later."),
}
FAILURES: Mapping[type[Exception], str] = {
    TooMuch: _("There is no more room here. You can send it from your mailbox later."),
    DraftFinished: _("Your testimony was sent before this file was here. You can send it from your mailbox."),
    NoRoom: _("We have no room for files just now. Please send it again in some hours."),
    Withdrawn: _("You have taken your testimony back, so nothing can be added now."),
}
WORTH_ANOTHER_TRY = frozenset({Outcome.CUT, Outcome.NOT_STORED})


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file: its name as its sender gave it, how much of it came (bytes), and what became of it."""

    untrusted_name: str
    size: int
    kept: bool
    words: str
    again: bool


class Told(Protocol):
    """Anything that fields can be looked up in."""

    def get(self, name: str, default: str, /) -> str:
        """Return a field."""


def of_files(files: Sequence[ReceivedFile]) -> tuple[FileResult, ...]:
    """Say of each file what became of it."""
    return tuple(_result(one) for one in files)


def context_of(fields: Told, mark: str = "") -> Context:
    """Return what a form says of its files, or with a mark of the one file that is there."""
    return Context.given(*(fields.get(name + mark, "") for name in (MAKER, COPY, SHOWN)))


def storable(fields: Told) -> Context:
    """Return what is said of the files that come; nothing when a codename stands in it, for the files must be kept."""
    context = context_of(fields)
    return UNTOLD if crypto.mentions_codename(context.shown) else context


def trouble_of(fields: Told) -> Trouble | None:
    """Return what is wrong with what is said of the files."""
    return None if storable(fields) == context_of(fields) else troubles.of_refusal(CodenameInText())


def _result(file: ReceivedFile) -> FileResult:
    failure = FAILURES.get(type(file.failure)) if file.failure else None
    return FileResult(
        untrusted_name=file.upload.untrusted_filename,
        size=file.size,
        kept=file.outcome is Outcome.KEPT,
        words=failure or WORDS[file.outcome],
        again=file.outcome in WORTH_ANOTHER_TRY and (failure is None or isinstance(file.failure, NoRoom)),
    )
