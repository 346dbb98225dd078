"""What a source tells, as the form's fields, and the slip that sorts it unopened."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from intake.domain.consent import Use


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


CONSENT_FIELDS: Mapping[str, Use] = {f"consent_{use}": use for use in Use}
TEXT_FIELDS = ("narrative", "role", "age_band", "when", "where", "stage", "urgent", "language")


@dataclass(frozen=True, slots=True)
class Testimony:
    """What was told, in the source's own words and by their own estimates. Every field may be empty."""

    narrative: str = ""
    role: str = ""
    age_band: str = ""
    when: str = ""
    where: str = ""
    stage: str = ""
    language: str = ""

    @classmethod
    def from_fields(cls, given: Mapping[str, str]) -> "Testimony":
        """Take the testimony's fields out of a form's; a choice that is not on the form counts as not given."""
        values = {field.name: given.get(field.name, "").strip() for field in fields(cls)}
        for name, choices in (("role", Speaker), ("age_band", AgeBand), ("stage", Stage)):
            if values[name] not in {str(choice) for choice in choices}:
                values[name] = ""
        return cls(**values)

    def to_text(self) -> str:
        """Return JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> "Testimony":
        """Parse what `to_text` wrote."""
        return cls(**json.loads(text))

    @property
    def about_minor(self) -> bool:
        """Whether it is about someone under 18, for whom the role `children` answers."""
        return self.age_band == AgeBand.UNDER_18


@dataclass(frozen=True, slots=True)
class Slip:
    """The triage slip, sealed to the intake circle: enough to sort a case that nobody has opened."""

    role: str = ""
    minor: bool = False
    stage: str = ""
    region: str = ""
    language: str = ""
    evidence: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Return JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Slip":
        """Parse what `to_json` wrote."""
        given = json.loads(data)
        return cls(**{**given, "evidence": tuple(given["evidence"])})

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
    kinds = tuple(sorted({media.partition("/")[0] for media in media_types}))
    return Slip(
        role=testimony.role,
        minor=testimony.about_minor,
        stage=testimony.stage,
        region=testimony.where[:80],
        language=testimony.language,
        evidence=kinds,
    )


def consents_given(given: Mapping[str, str]) -> dict[Use, bool]:
    """Read the consent boxes: what is not ticked is off.

    A testimony about a minor keeps every use but reading off until a person trained for it decides with the child.
    """
    minor = given.get("age_band") == AgeBand.UNDER_18
    return {use: bool(given.get(name)) and (use is Use.READ or not minor) for name, use in CONSENT_FIELDS.items()}
