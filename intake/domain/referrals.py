"""Referrals: whom a source was pointed to, and how it went, followed to its end. Pure.

A referral is offered, perhaps accepted, and ends as done or declined. While it has no end, `ask_by` names the day on
which somebody asks again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.contacts import Support
from intake.domain.strict import BadShape

FORMAT = "holas-referrals/1"
_KEYS = ("format", "reminder", "referrals")
MOST = 40
LONGEST = 300
"""Characters of a line."""
USUAL = timedelta(days=14)
"""After how long somebody asks how it went, where no other day is chosen."""


class Step(StrEnum):
    """How far a referral came."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"


FOLLOWS: dict[Step, tuple[Step, ...]] = {
    Step.OFFERED: (Step.ACCEPTED, Step.DONE, Step.DECLINED),
    Step.ACCEPTED: (Step.DONE, Step.DECLINED),
    Step.DONE: (),
    Step.DECLINED: (),
}


class BadReferrals(ValueError):
    """What was read is no such sheet, or a step that cannot follow."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, on which day, and a word on it."""

    step: Step
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """One referral: to what kind of help, to whom, and the steps in their order."""

    id: str
    kind: Support
    whom: str
    ask_by: date
    steps: tuple[Taken, ...]

    @property
    def step(self) -> Step:
        """How far it came."""
        return self.steps[-1].step

    @property
    def next_steps(self) -> tuple[Step, ...]:
        """What may follow."""
        return FOLLOWS[self.step]

    @property
    def is_open(self) -> bool:
        """Whether it has no end yet."""
        return bool(self.next_steps)

    def is_overdue(self, today: date) -> bool:
        """Tell whether the day on which to ask again has passed."""
        return self.is_open and today > self.ask_by


@dataclass(frozen=True, slots=True)
class Referrals:
    """All referrals of a case, in the order in which they were offered. `reminder` names the paper that reminds."""

    listed: tuple[Referral, ...] = ()
    reminder: str = ""

    def offer(self, kind: Support, whom: str, day: date, *, ask_by: date | None = None, note: str = "") -> Self:
        """Add one. Raises `BadReferrals` when there are too many or nobody is named."""
        _check(len(self.listed) < MOST, "too many")
        _check(bool(whom.strip()) and max(len(whom), len(note)) <= LONGEST, "nobody is named, or a line is too long")
        name = f"R{len(self.listed) + 1}"
        fresh = Referral(name, kind, whom.strip(), ask_by or day + USUAL, (Taken(Step.OFFERED, day, note),))
        return replace(self, listed=(*self.listed, fresh))

    def take(self, name: str, step: Step, day: date, *, ask_by: date | None = None, note: str = "") -> Self:
        """Take the next step of one. Raises `BadReferrals` when it cannot follow, or lies before the last."""
        old = next((one for one in self.listed if one.id == name), None)
        _check(old is not None and step in old.next_steps and day >= old.steps[-1].day, "a step that cannot follow")
        _check(len(note) <= LONGEST, "a line is too long")
        return replace(self, listed=tuple(_stepped(one, name, Taken(step, day, note), ask_by) for one in self.listed))

    def reminded_by(self, paper_id: str) -> Self:
        """Name the paper that reminds of what is open."""
        return replace(self, reminder=paper_id)

    @property
    def ask_by(self) -> date | None:
        """The first day on which somebody asks again; None when all have ended."""
        return min((one.ask_by for one in self.listed if one.is_open), default=None)

    def to_json(self) -> str:
        """Return the canonical text."""
        listed = [_data(one) for one in self.listed]
        return strict.write_json({"format": FORMAT, "reminder": self.reminder, "referrals": listed}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadReferrals`."""
        try:
            data = strict.shape(strict.read_json(text, "referrals"), "referrals", _KEYS)
            strict.one_of(data["format"], "format", (FORMAT,))
            listed = strict.each(data["referrals"], "referrals", _read)
            strict.distinct((one.id for one in listed), "referrals")
            return cls(listed, strict.any_text(data["reminder"], "reminder"))
        except BadShape as error:
            raise BadReferrals(str(error)) from error


def _stepped(one: Referral, name: str, taken: Taken, ask_by: date | None) -> Referral:
    if one.id != name:
        return one
    return replace(one, steps=(*one.steps, taken), ask_by=ask_by or taken.day + USUAL)


def _data(one: Referral) -> dict[str, object]:
    steps = [{"step": str(taken.step), "day": taken.day.isoformat(), "note": taken.note} for taken in one.steps]
    return {"id": one.id, "kind": str(one.kind), "whom": one.whom, "ask_by": one.ask_by.isoformat(), "steps": steps}


def _read(value: object, place: str) -> Referral:
    data = strict.shape(value, place, ("id", "kind", "whom", "ask_by", "steps"))
    walked = f"{place}.steps"
    steps = strict.each(data["steps"], walked, _read_step)
    if not steps or [one.step for one in steps] != list(_in_order(one.step for one in steps)):
        raise BadShape(walked, "do not follow each other")
    return Referral(
        strict.text(data["id"], f"{place}.id"),
        Support(strict.one_of(data["kind"], f"{place}.kind", [*Support])),
        strict.text(data["whom"], f"{place}.whom"),
        strict.day(data["ask_by"], f"{place}.ask_by"),
        steps,
    )


def _read_step(value: object, place: str) -> Taken:
    data = strict.shape(value, place, ("step", "day", "note"))
    step = Step(strict.one_of(data["step"], f"{place}.step", [*Step]))
    return Taken(step, strict.day(data["day"], f"{place}.day"), strict.any_text(data["note"], f"{place}.note"))


def _in_order(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps as long as each may follow the one before; the first is always the offer."""
    allowed: tuple[Step, ...] = (Step.OFFERED,)
    for step in steps:
        if step not in allowed:
            return
        yield step
        allowed = FOLLOWS[step]


def _check(holds: bool, problem: str) -> None:  # noqa: FBT001 - an assertion
    if not holds:
        raise BadReferrals(problem)
