"""Who does what with a case: the sheet from which a member's part follows. Pure.

A member who holds the case and stands nowhere on the sheet acts as its coder. A second coder or an adjudicator acts
as nothing else on this case, whatever role they have, so that the second look stays a second one.
"""

from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.review import Part
from intake.domain.strict import BadShape

FORMAT = "holas-tasks/1"
_KEYS = ("format", "coder", "second", "adjudicator", "pair", "recused", "restricted", "note")


class BadTasks(ValueError):
    """What was read is no such sheet."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """Member ids by task, None where nobody has it; `note` is what was said at the last change of hands."""

    coder: str | None = None
    second: str | None = None
    adjudicator: str | None = None
    pair: str | None = None
    recused: tuple[str, ...] = ()
    restricted: bool = False
    note: str = ""

    def part_of(self, member_id: str, *, circle: bool) -> frozenset[Part]:
        """Return in what part a member who holds the case acts; `circle` when a role's grant opened it."""
        if member_id == self.adjudicator:
            return frozenset({Part.ADJUDICATOR})
        if member_id == self.second:
            return frozenset({Part.SECOND})
        coder = member_id == self.coder or not circle
        return frozenset({part for part, holds in ((Part.INTAKE, circle), (Part.CODER, coder)) if holds})

    def to_json(self) -> str:
        """Return the canonical text."""
        data = {name: getattr(self, name) for name in _KEYS[1:]}
        return strict.write_json(data | {"format": FORMAT, "recused": list(self.recused)}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadTasks`."""
        try:
            data = strict.shape(strict.read_json(text, "tasks"), "tasks", _KEYS)
            strict.one_of(data["format"], "tasks.format", (FORMAT,))
            people = {name: strict.optional_text(data[name], f"tasks.{name}") for name in _KEYS[1:5]}
            return cls(
                **people,
                recused=strict.distinct(strict.each(data["recused"], "tasks.recused", strict.text), "tasks.recused"),
                restricted=strict.flag(data["restricted"], "tasks.restricted"),
                note=strict.each_text({"note": data["note"]}, "tasks")["note"],
            )
        except BadShape as error:
            message = "not a sheet of tasks"
            raise BadTasks(message) from error
