"""Handing over: what one member drafted to leave the instance, and what another decided about it. Pure.

A draft fixes by its digest (SHA-256, hex) exactly what would leave; the decision is about that digest and no other.
"""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TypeAlias

from intake.domain import strict
from intake.domain.strict import BadShape

FORMAT = "holas-handing/1"
LONGEST_REASON = 1000


class BadHanding(ValueError):
    """What was read is neither a draft nor a decision."""


class What(StrEnum):
    """What leaves."""

    BUNDLE = "bundle"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall leave, for whom and what for.

    Of a bundle: `key` is the recipient's public key as text, empty to leave it open; `graded` says whether grades and
    notes come along; `record_size` fixes the record. Of a letter: `letter` is its whole text (`domain/letter.py`), and
    `approver` the one member who sees it, since it holds a name.
    """

    what: What
    cases: tuple[str, ...]
    recipient: str
    purpose: str = ""
    key: str = ""
    graded: bool = False
    day: str = ""
    record_size: int = 0
    letter: str = ""
    approver: str = ""
    digest: str = ""

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return _text("draft", asdict(self))


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody else said to a draft. `signature` is the instance's, of what they approved; a letter has none."""

    draft: str
    digest: str
    approved: bool
    reason: str
    signature: str

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return _text("decision", asdict(self))


Paper: TypeAlias = Draft | Decision


def read(text: str) -> Paper:
    """Read a draft or a decision strictly. Raises `BadHanding`."""
    try:
        data = strict.mapping(strict.read_json(text, "handing"), "handing")
        said = strict.one_of(data.get("says"), "says", ("draft", "decision"))
        return _read_draft(data) if said == "draft" else _read_decision(data)
    except BadShape as error:
        raise BadHanding(str(error)) from error


def _text(says: str, data: dict[str, object]) -> str:
    return strict.write_json({"format": FORMAT, "says": says, **data}).decode()


def _read_draft(untrusted: dict[str, object]) -> Draft:
    data = _shape(untrusted, Draft)
    said = {name: _any(data, name) for name in ("purpose", "key", "letter", "approver")}
    return Draft(
        what=What(strict.one_of(data["what"], "what", set(What))),
        cases=strict.distinct(strict.each(data["cases"], "cases", strict.text), "cases"),
        recipient=strict.text(data["recipient"], "recipient"),
        graded=strict.flag(data["graded"], "graded"),
        day=strict.text(data["day"], "day"),
        record_size=strict.whole(data["record_size"], "record_size"),
        digest=strict.text(data["digest"], "digest"),
        **said,
    )


def _read_decision(untrusted: dict[str, object]) -> Decision:
    data = _shape(untrusted, Decision)
    return Decision(
        draft=strict.text(data["draft"], "draft"),
        digest=strict.text(data["digest"], "digest"),
        approved=strict.flag(data["approved"], "approved"),
        reason=_any(data, "reason"),
        signature=_any(data, "signature"),
    )


def _shape(untrusted: dict[str, object], kind: type[Paper]) -> dict[str, object]:
    data = strict.shape(untrusted, "handing", ("format", "says", *(one.name for one in fields(kind))))
    strict.one_of(data["format"], "format", (FORMAT,))
    return data


def _any(data: dict[str, object], name: str) -> str:
    return strict.any_text(data[name], name)
