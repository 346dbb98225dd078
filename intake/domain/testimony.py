"""What a source tells, as the form's fields, and the slip that sorts it unopened."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from intake.domain import conversation, occurrences
from intake.domain.occurrences import Occurrence
from intake.domain.strict import each, each_list, each_text, one_of, optional_text, read_json, shape, write_json


class Speaker(StrEnum):
    """Who speaks."""

    SURVIVOR = "survivor"
    RELATIVE = "relative"
    WITNESS = "witness"
    LAWYER = "lawyer"


class AgeBand(StrEnum):
    """Age of the person it happened to, in bands wide enough to single nobody out."""

    UNDER_18 = "under_18"
    FROM_18 = "18_29"
    FROM_30 = "30_44"
    FROM_45 = "45_59"
    FROM_60 = "60_over"


class Stage(StrEnum):
    """Where in the course of events it happened."""

    ARREST = "arrest"
    TRANSPORT = "transport"
    DETENTION = "detention"
    REMAND = "remand"
    AFTER_RELEASE = "after_release"


STAGES = frozenset(str(stage) for stage in Stage)
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Testimony:
    """What was told, in the source's own words and by their own estimates. Every field may be empty.

    `answers` holds what was said to the questions of `conversation.py`, by their names.
    """

    narrative: str = ""
    language: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_fields(cls, given: Mapping[str, str]) -> "Testimony":
        """Take the testimony out of a form's fields; a choice that is not on the form counts as not given."""
        return cls(
            narrative=given.get("narrative", "").strip(),
            language=given.get("language", "").strip(),
            occurrences=occurrences.read(given, STAGES),
            answers=conversation.answers(given),
        )

    def to_text(self) -> str:
        """Return the canonical JSON, format 2."""
        body = {
            "format": FORMAT,
            "narrative": self.narrative,
            "language": self.language,
            "occurrences": [one.to_data() for one in self.occurrences],
            "answers": self.answers,
        }
        return write_json(body).decode()

    @classmethod
    def from_text(cls, text: str) -> "Testimony":
        """Parse what `to_text` wrote, in this format or the first, which had no tag. Raises `BadShape`."""
        body = read_json(text, "testimony")
        if isinstance(body, dict) and "format" not in body:
            return cls.from_fields(each_text(body, "testimony"))
        given = shape(body, "testimony", ("format", "narrative", "language", "occurrences", "answers"))
        one_of(str(given["format"]), "testimony.format", {str(FORMAT)})
        answers = each_list(given["answers"], "testimony.answers")
        return cls(
            narrative=optional_text(given["narrative"] or None, "testimony.narrative") or "",
            language=optional_text(given["language"] or None, "testimony.language") or "",
            occurrences=each(given["occurrences"], "testimony.occurrences", Occurrence.from_data),
            answers=answers,
        )

    def said(self, name: str) -> str:
        """Return the one answer to a question; empty when there is none."""
        given = self.answers.get(name, ())
        return given[0] if given else ""

    @property
    def first(self) -> Occurrence:
        """The first time that it happened, by the source's order."""
        return self.occurrences[0] if self.occurrences else Occurrence()

    @property
    def about_minor(self) -> bool:
        """Whether someone under 18 speaks, or it happened to one: the role `children` answers for both."""
        return self.said("age_band") == AgeBand.UNDER_18 or bool(self.said("speaker"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was told. Who speaks, and in which language, tells nothing yet."""
        return not (self.narrative or self.occurrences or self.answers.keys() - {"role", "age_band", "speaker"})


@dataclass(frozen=True, slots=True)
class Slip:
    """The triage slip, sealed to the intake circle: enough to sort a case that nobody has opened."""

    role: str = ""
    minor: bool = False
    stage: str = ""
    region: str = ""
    language: str = ""
    evidence: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Return JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Slip":
        """Parse what `to_json` wrote."""
        given = json.loads(data)
        lists = {name: tuple(given.get(name, ())) for name in ("evidence", "kinds")}
        return cls(**{**given, **lists})

    @property
    def rank(self) -> int:
        """Sort order within a day, smallest first: minors, people still held, what has evidence, the rest."""
        if self.minor:
            return 0
        if self.stage in {Stage.DETENTION, Stage.REMAND}:
            return 1
        return 2 if self.evidence else 3


def slip_for(testimony: Testimony, media_types: tuple[str, ...]) -> Slip:
    """Draw up the slip of a testimony with evidence of these media types."""
    media = tuple(sorted({one.partition("/")[0] for one in media_types}))
    return Slip(
        role=testimony.said("role"),
        minor=testimony.about_minor,
        stage=testimony.first.stage,
        region=testimony.first.where[:80],
        language=testimony.language,
        evidence=media,
        kinds=testimony.answers.get("kinds", ()),
    )
