"""The page of files as data: those that are there with what is told of each, and what became of those that came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from intake.domain.documents import Context
from intake.services.drafts import Received
from intake.web.source.file_results import SHOWN, FileResult, context_of

Fields = Mapping[str, str]


@dataclass(frozen=True)
class FilePage:
    """What the page shows. Without a draft it is the mailbox's, where nothing that was sent is listed.

    `about` is what was typed of the files that come; `way` the draft's fields, which say where the form goes on.
    """

    draft_id: str = ""
    received: tuple[Received, ...] = ()
    results: tuple[FileResult, ...] = ()
    about: Fields = field(default_factory=dict)
    saved: bool = False
    way: Fields = field(default_factory=dict)

    @property
    def context(self) -> Context:
        """What was typed of the files that come."""
        return context_of(self.about)

    @property
    def arrived(self) -> list[FileResult]:
        """Those that came whole."""
        return [one for one in self.results if one.kept]

    @property
    def lost(self) -> list[FileResult]:
        """Those that did not."""
        return [one for one in self.results if not one.kept]


def listed(received: Sequence[Received], fields: Fields | None = None) -> tuple[Received, ...]:
    """Return the files of a draft, with what a form says of each in place of what was said before."""
    return tuple(_with(one, fields or {}) for one in received)


def _with(one: Received, fields: Fields) -> Received:
    mark = f"_{one.id}"
    return replace(one, context=context_of(fields, mark)) if SHOWN + mark in fields else one
