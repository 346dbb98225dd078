"""Which cases a second person codes, blind, and what stands on the sheet that holds the second coding. Pure.

All sexual violence, all deaths and everything about a minor is coded twice, and a random share of the rest (a
setting). What is sexual violence or death is read off the standards that the vocabulary maps to, so that a new code
brings its own answer:

    sexual violence   HURIDOCS MT4 02 01 02 (sexual violations), ICCS section 03 (injurious acts of a sexual nature)
    death             HURIDOCS MT4 01 (violations of the right to life), ICCS section 01 (acts leading to death)
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.coding import BadCoding, Coding
from intake.domain.coding_stored import read_coding
from intake.domain.strict import BadShape
from intake.domain.terms import Code
from intake.domain.vocabulary import Vocabulary

FORMAT = "holas-second-coding/1"
_KEYS = ("format", "coder", "coding", "first", "result", "reason")
LONGEST_REASON = 1000

SEXUAL = ("020102", "03")
DEATH = ("01", "01")
"""How the mappings of a code begin: HURIDOCS, ICCS."""
DIED, MINOR = "death", "minor"
"""The outcome of an act and the group of a person that say the same."""
DRAW_BYTES = 8


class Reason(StrEnum):
    """Why a case is coded twice."""

    SEXUAL_VIOLENCE = "sexual-violence"
    DEATH = "death"
    MINOR = "minor"
    DRAWN = "drawn"


class BadSecond(ValueError):
    """What was read is no such sheet."""


def why_twice(coding: Coding, vocabulary: Vocabulary, *, minor: bool, is_drawn: bool) -> Reason | None:
    """Return why this case is coded twice, the gravest reason first, or None. `minor`: the source said so."""
    codes = [vocabulary.code(act.code) for act in coding.acts]
    if any(_begins(code, SEXUAL) for code in codes):
        return Reason.SEXUAL_VIOLENCE
    if any(_begins(code, DEATH) for code in codes) or any(DIED in act.outcome for act in coding.acts):
        return Reason.DEATH
    if minor or any(MINOR in person.groups for person in coding.persons):
        return Reason.MINOR
    return Reason.DRAWN if is_drawn else None


def is_drawn(lot: bytes, share: int) -> bool:
    """Whether a lot of random bytes falls into the share, in per cent."""
    return int.from_bytes(lot[:DRAW_BYTES]) * 100 < share << 8 * DRAW_BYTES


@dataclass(frozen=True, slots=True)
class Second:
    """The sheet of a second coding.

    `coder` is the second coder's member id. `first` is the revision of the first coding that this one is compared
    with, 0 until it is handed in. `result` is the revision that a third person decided on, and why; 0 until then.
    """

    coder: str
    coding: Coding
    first: int = 0
    result: int = 0
    reason: str = ""

    @property
    def handed_in(self) -> bool:
        """Whether its coder is done."""
        return self.first > 0

    def hand_in(self, first: int) -> Self:
        """Return it as it is compared with this revision of the first coding."""
        return replace(self, first=first)

    def decide(self, result: int, reason: str) -> Self:
        """Return it as a third person leaves it."""
        return replace(self, result=result, reason=reason)

    def to_json(self) -> str:
        """Return the canonical text."""
        data = {
            "format": FORMAT,
            "coder": self.coder,
            "coding": self.coding.to_json().decode(),
            "first": self.first,
            "result": self.result,
            "reason": self.reason,
        }
        return strict.write_json(data).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly; a coding of an older vocabulary comes over by the map. Raises `BadSecond`."""
        message = "not a second coding"
        try:
            data = strict.shape(strict.read_json(text, "second"), "second", _KEYS)
            strict.one_of(data["format"], "second.format", (FORMAT,))
            found = cls(
                strict.text(data["coder"], "second.coder"),
                read_coding(strict.text(data["coding"], "second.coding")).coding,
                strict.whole(data["first"], "second.first"),
                strict.whole(data["result"], "second.result"),
                strict.each_text({"reason": data["reason"]}, "second")["reason"],
            )
        except (BadShape, BadCoding) as error:
            raise BadSecond(message) from error
        if min(found.first, found.result) < 0 or (found.result and not found.first):
            raise BadSecond(message)
        return found


def _begins(code: Code, marks: tuple[str, str]) -> bool:
    huridocs, iccs = marks
    return (code.huridocs or "").startswith(huridocs) or (code.iccs or "").startswith(iccs)
