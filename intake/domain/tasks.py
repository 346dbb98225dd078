"""Who does what with a case: the sheet from which a member's part follows. Pure.

A member who holds the case and stands nowhere on the sheet acts as its coder. A second coder or an adjudicator acts
as nothing else on this case, whatever role they have, so that the second look stays a second one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.review import Part

FORMAT = "holas-tasks/1"
_PEOPLE = ("coder", "second", "adjudicator", "pair")
_KEYS = ("format", *_PEOPLE, "recused", "restricted", "note", "to", "reason", "again")


class Task(StrEnum):
    """What a member may be asked to do with a case."""

    CODER = "coder"
    SECOND = "second"
    ADJUDICATOR = "adjudicator"
    PAIR = "pair"


class BadTasks(ValueError):
    """What was read is no such sheet."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """Member ids by task, None where nobody has it; `note` is what was said at the last change of hands, `to` whom.

    `reason` says why the case was put on hold, closed or opened again, `again` the day (ISO 8601) to look at it again.
    """

    coder: str | None = None
    second: str | None = None
    adjudicator: str | None = None
    pair: str | None = None
    recused: tuple[str, ...] = ()
    restricted: bool = False
    note: str = ""
    to: str | None = None
    reason: str = ""
    again: str | None = None

    def holder(self, task: Task) -> str | None:
        """Return who has a task."""
        holder: str | None = getattr(self, task)
        return holder

    def tasks_of(self, member_id: str) -> tuple[Task, ...]:
        """Return what a member has to do."""
        return tuple(task for task in Task if self.holder(task) == member_id)

    def may_give(self, task: Task, member_id: str) -> bool:
        """Whether a member may have this task beside what they have: a second look comes from somebody else."""
        firsts = {Task.CODER, Task.PAIR}
        return all({task, other} <= firsts or task is other for other in self.tasks_of(member_id))

    def given(self, task: Task, member_id: str, note: str = "") -> Self:
        """Return the sheet with a task given to a member, who gives up being the pair where they become the coder."""
        return replace(self.freed({member_id}).with_people({task: member_id}), note=note, to=member_id)

    def freed(self, member_ids: Collection[str]) -> Self:
        """Return the sheet without these members' tasks."""
        return self.with_people(dict.fromkeys((task for task in Task if self.holder(task) in member_ids), None))

    def with_people(self, people: Mapping[Task, str | None]) -> Self:
        """Return the sheet with these tasks in these hands."""
        held = {task: people.get(task, self.holder(task)) for task in Task}
        return replace(
            self,
            coder=held[Task.CODER],
            second=held[Task.SECOND],
            adjudicator=held[Task.ADJUDICATOR],
            pair=held[Task.PAIR],
        )

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
            people = {Task(name): strict.optional_text(data[name], f"tasks.{name}") for name in _PEOPLE}
            said = strict.each_text({name: data[name] for name in ("note", "reason")}, "tasks")
            return cls(
                note=said["note"],
                to=strict.optional_text(data["to"], "tasks.to"),
                reason=said["reason"],
                recused=strict.distinct(strict.each(data["recused"], "tasks.recused", strict.text), "tasks.recused"),
                restricted=strict.flag(data["restricted"], "tasks.restricted"),
                again=_day(data["again"]),
            ).with_people(people)
        except ValueError as error:
            message = "not a sheet of tasks"
            raise BadTasks(message) from error


def _day(value: object) -> str | None:
    text = strict.optional_text(value, "tasks.again")
    return None if text is None else date.fromisoformat(text).isoformat()
