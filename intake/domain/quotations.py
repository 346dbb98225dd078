"""Quotations: passages of a testimony, marked, told again so that nobody can be found in them, and approved. Pure.

A quotation is drafted by one member and decided by another. What is published is never the passage itself but the
text that was written for it: de-identified, and translated where that is needed.
"""

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.passages import Place
from intake.domain.strict import BadShape

FORMAT = "holas-marks/2"
_FIRST_FORMAT = "holas-marks/1"
"""It did not keep where a passage stands."""
PAPER_FORMAT = "holas-quotation/1"
LONGEST = 3000
"""Characters of a passage, and of its text."""
LONGEST_REASON = 500
MOST = 50
LANGUAGES = ("en", "be", "ru", "fr", "es")
"""In which a quotation may be written for print."""


class BadMarks(ValueError):
    """What was read is no such sheet, or a step that cannot follow."""


class Stage(StrEnum):
    """How far a quotation is."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Quotation:
    """One passage and the text for print. `by` and `decided_by` are member ids; `paper` is what the auditors have.

    `at` is where the passage was marked; None for one of the first format.
    """

    id: str
    passage: str
    text: str
    language: str
    by: str
    stage: Stage = Stage.DRAFTED
    decided_by: str = ""
    reason: str = ""
    paper: str = ""
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Every quotation of a case, in the order in which they were marked."""

    quotations: tuple[Quotation, ...] = ()

    def find(self, quotation_id: str) -> Quotation:
        """Return one quotation. Raises `BadMarks`."""
        found = next((one for one in self.quotations if one.id == quotation_id), None)
        if found is None:
            message = "no such quotation"
            raise BadMarks(message)
        return found

    def marked(self, passage: str, text: str, language: str, by: str, at: Place | None = None) -> Self:
        """Add a quotation. Raises `BadMarks` for what is none."""
        texts = (passage.strip(), text.strip())
        number = max((int(one.id[1:]) for one in self.quotations), default=0) + 1
        if not all(0 < len(one) <= LONGEST for one in texts) or language not in LANGUAGES or number > MOST:
            message = "empty, too long, too many, or in a language that we do not print"
            raise BadMarks(message)
        return replace(self, quotations=(*self.quotations, Quotation(f"Q{number}", *texts, language, by, at=at)))

    def decided(self, quotation_id: str, stage: Stage, by: str, reason: str, paper: str = "") -> Self:
        """Say what another member decided. Raises `BadMarks` for one's own, or when it was decided already."""
        one = self.find(quotation_id)
        if one.by == by or one.stage is not Stage.DRAFTED or len(reason) > LONGEST_REASON:
            message = "one's own, or decided already"
            raise BadMarks(message)
        return self._with(replace(one, stage=stage, decided_by=by, reason=reason, paper=paper))

    def without(self, quotation_id: str) -> Self:
        """Take a quotation out."""
        gone = self.find(quotation_id)
        return replace(self, quotations=tuple(one for one in self.quotations if one is not gone))

    def _with(self, changed: Quotation) -> Self:
        return replace(self, quotations=tuple(changed if one.id == changed.id else one for one in self.quotations))

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return strict.write_json({"format": FORMAT, "quotations": [asdict(one) for one in self.quotations]}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadMarks`."""
        try:
            data = strict.shape(strict.read_json(text, "marks"), "marks", ("format", "quotations"))
            form = strict.one_of(data["format"], "format", (FORMAT, _FIRST_FORMAT))
            found = strict.each(data["quotations"], "quotations", _quotation if form == FORMAT else _first_quotation)
            strict.distinct((one.id for one in found), "quotations")
        except BadShape as error:
            raise BadMarks(str(error)) from error
        return cls(found)


@dataclass(frozen=True, slots=True)
class Printed:
    """What auditors have of a quotation: the text for print and its language, nothing of its source."""

    text: str
    language: str

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return strict.write_json({"format": PAPER_FORMAT, **asdict(self)}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadMarks`."""
        try:
            data = strict.shape(strict.read_json(text, "quotation"), "quotation", ("format", "text", "language"))
            strict.one_of(data["format"], "format", (PAPER_FORMAT,))
            return cls(strict.text(data["text"], "text"), strict.one_of(data["language"], "language", LANGUAGES))
        except BadShape as error:
            raise BadMarks(str(error)) from error


def _first_quotation(untrusted: object, place: str) -> Quotation:
    return _quotation(strict.mapping(untrusted, place) | {"at": None}, place)


def _quotation(untrusted: object, place: str) -> Quotation:
    data = strict.shape(untrusted, place, [one.name for one in fields(Quotation)])
    said = {name: strict.text(data[name], f"{place}.{name}") for name in ("passage", "text", "by")}
    later = {name: strict.any_text(data[name], f"{place}.{name}") for name in ("decided_by", "reason", "paper")}
    name, at = strict.text(data["id"], f"{place}.id"), f"{place}.id"
    if name[0] != "Q" or not (name[1:].isascii() and name[1:].isdecimal()):
        raise BadShape(at, "is no id")
    return Quotation(
        id=name,
        language=strict.one_of(data["language"], f"{place}.language", LANGUAGES),
        stage=Stage(strict.one_of(data["stage"], f"{place}.stage", set(Stage))),
        at=None if data["at"] is None else _place(data["at"], f"{place}.at"),
        **said,
        **later,
    )


def _place(untrusted: object, place: str) -> Place:
    data = strict.shape(untrusted, place, [one.name for one in fields(Place)])
    start, end = (strict.whole(data[name], f"{place}.{name}") for name in ("start", "end"))
    return Place(strict.text(data["part"], f"{place}.part"), start, end)
