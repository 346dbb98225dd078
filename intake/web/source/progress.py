"""Where on the way a source is, and how the pages of the form are reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from intake.domain.conversation import Step, neighbours, path
from intake.services.halves import DraftHandle


@dataclass(frozen=True, slots=True)
class Progress:
    """A page's place: `number` of `total`, from 1. `back` and `on` are None at the ends."""

    step: Step
    number: int
    total: int
    back: Step | None
    on: Step | None
    draft_id: str


def progress(step: Step, fields: Mapping[str, str], handle: DraftHandle) -> Progress:
    """Return the place of a step on the way that the answers so far lead."""
    way, (back, on) = path(fields), neighbours(step, fields)
    number = way.index(step) + 1 if step in way else way.index(back) + 1 if back else 1
    return Progress(step, number, len(way), back, on, handle.draft_id)


def step_url(step: Step | None, handle: DraftHandle, *, more: str | None = None, anchor: str | None = None) -> str:
    """Return the address of a step for a draft; beyond the ends of the way, that of the first page."""
    draft = handle.draft_id
    if step is None or step is Step.WORDS:
        return url_for("source.testify", draft=draft)
    if step is Step.DANGER:
        return url_for("source.danger", draft=draft)
    if step is Step.FILES:
        return url_for("source.evidence", draft=draft)
    return url_for("source.step", name=step, draft=draft, more=more, _anchor=anchor)
