"""What a testimony or a file may show, so that nobody meets it unasked: labels, and what a member would rather not see.

A label is put by whoever opened something first and stands before it for everybody after. A case matches a member's
wish by its labels, its codes, and what its source said of themselves. Pure.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.coding import Coding
from intake.domain.strict import BadShape
from intake.domain.testimony import Testimony

FORMAT = "holas-labels/1"
TESTIMONY = "testimony"
"""The name under which what was told is labelled; a file stands under its document's id."""


class Content(StrEnum):
    """What may be hard to see or to read."""

    DEATH = "death"
    SEXUAL = "sexual"
    CHILDREN = "children"
    INJURY = "injury"
    TORTURE = "torture"
    SELF_HARM = "self-harm"
    ANIMALS = "animals"
    VOICES = "voices"


CODES: Mapping[str, Content] = {
    **dict.fromkeys(("asm_killing", "asm_suspicious_death", "tor_death_custody", "dp_execution"), Content.DEATH),
    **dict.fromkeys(("tor_sexual_violence", "tor_forced_nudity", "rep_threat_sexual"), Content.SEXUAL),
    "rep_threat_children": Content.CHILDREN,
    "tor_beating": Content.INJURY,
}
"""What a code of the vocabulary tells of what is told; each other code of torture tells of torture."""
OUTCOMES: Mapping[str, Content] = {
    "death": Content.DEATH,
    **dict.fromkeys(("injury", "lasting_injury", "surgery"), Content.INJURY),
}
ANSWERS: Mapping[str, Content] = {"death": Content.DEATH, "beaten": Content.INJURY}
"""What the source chose to tell of (`kinds` of the form)."""


class BadLabels(ValueError):
    """What was read is no sheet of labels."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What each part of a case shows; nothing hard to see is an empty tuple, not labelled yet is no entry."""

    of: Mapping[str, tuple[Content, ...]] = field(default_factory=dict)

    def put(self, part: str, shown: Collection[str]) -> "Labels":
        """Return the labels with those of one part in the place of what was said of it before."""
        return Labels({**self.of, part: tuple(one for one in Content if one in shown)})

    def everything(self) -> frozenset[Content]:
        """Return what any part of the case shows."""
        return frozenset(one for shown in self.of.values() for one in shown)

    def to_json(self) -> str:
        """Return the canonical text."""
        return strict.write_json(
            {"format": FORMAT, "of": {part: list(shown) for part, shown in self.of.items()}}
        ).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadLabels`."""
        try:
            data = strict.shape(strict.read_json(text, "labels"), "labels", ("format", "of"))
            strict.one_of(data["format"], "labels.format", (FORMAT,))
            said = strict.each_list(data["of"], "labels.of")
            return cls({part: tuple(_contents(shown, part)) for part, shown in said.items()})
        except BadShape as error:
            message = "not a sheet of labels"
            raise BadLabels(message) from error


def _contents(shown: Iterable[str], part: str) -> Iterable[Content]:
    return (Content(strict.one_of(one, f"labels.of.{part}", set(Content))) for one in shown)


def told_of(testimony: Testimony, coding: Coding | None, labels: Labels) -> frozenset[Content]:
    """Return what a case is known to tell of: by its labels, its codes and what its source said of it."""
    found = set(labels.everything()) | {ANSWERS[one] for one in testimony.answers.get("kinds", ()) if one in ANSWERS}
    if testimony.about_minor:
        found.add(Content.CHILDREN)
    return frozenset(found | (_coded(coding) if coding else set()))


def _coded(coding: Coding) -> set[Content]:
    found = {CODES[act.code] for act in coding.acts if act.code in CODES}
    found |= {OUTCOMES[one] for act in coding.acts for one in act.outcome if one in OUTCOMES}
    if any(act.code.startswith("tor_") for act in coding.acts):
        found.add(Content.TORTURE)
    if any("minor" in person.groups for person in coding.persons):
        found.add(Content.CHILDREN)
    return found
