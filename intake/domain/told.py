"""What a case tells of each person: whose each cell is, and how much of it counts. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from intake.domain import strict
from intake.domain.coding import Coding
from intake.domain.strict import BadShape
from intake.domain.variables import BY_ID, VARIABLES, Variable


@dataclass(frozen=True, slots=True)
class Told:
    """What a case tells of one person: the marks of their links, by variable the ranked cells, and of what too much.

    A variable of which nothing is told is not there. `over`: the variables of which more was told than is counted.
    """

    marks: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    over: tuple[str, ...] = ()

    def data(self) -> dict[str, object]:
        """Return what is stored of it."""
        return {"marks": self.marks, "values": self.values, "over": self.over}

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Read what was stored of somebody. Raises `BadShape`."""
        data = strict.shape(untrusted, place, ("marks", "values", "over"))
        values = strict.each_list(data["values"], f"{place}.values")
        for name in values:
            strict.one_of(name, f"{place}.values", BY_ID)
        over = strict.each(data["over"], f"{place}.over", lambda one, at: strict.one_of(one, at, BY_ID))
        return cls(_marks(data["marks"], f"{place}.marks"), values, strict.distinct(over, f"{place}.over"))

    @classmethod
    def read_other(cls, untrusted: object, place: str) -> Self:
        """Read what was stored of a linked person besides the case's own. Raises `BadShape`."""
        found = cls.read(untrusted, place)
        if not found.marks:
            raise BadShape(place, "is of nobody")
        return found


def _marks(untrusted: object, place: str) -> tuple[str, ...]:
    return strict.distinct(strict.each(untrusted, place, strict.text), place)


def shared(coding: Coding, links: Mapping[str, tuple[str, ...]]) -> tuple[Told, tuple[Told, ...]]:
    """Return what a coding tells of the case's own person, and of each other one who is linked.

    `links`: the marks of each linked victim. The bounds hold for the case as a whole: whoever brings one testimony
    adds to no more cells than one person does.
    """
    people = _People(coding, links)
    found = [people.share(variable) for variable in VARIABLES]
    told = [_told(people, name, found) for name in people.all]
    return told[0], tuple(told[1:])


@dataclass(frozen=True, slots=True)
class _Share:
    """Of one variable: whose each counted cell is, ranked, and of whom more is told."""

    variable: str
    cells: Sequence[tuple[str, str]]
    over: Collection[str]


class _People:
    """Whose each act is: a linked person's by the marks of their links, else the case's own person's."""

    def __init__(self, coding: Coding, links: Mapping[str, tuple[str, ...]]) -> None:
        self._coding, self._links = coding, links
        victims = [act.victim for act in coding.acts if act.victim]
        self.own = next(iter([*victims, *(one.id for one in coding.persons if one.is_victim)]), "")
        self._others = tuple(name for name in links if name != self.own)

    @property
    def all(self) -> tuple[str, ...]:
        """The ids of the case's own person and of the others who are linked.

        Its own is whose act comes first, or who stands first where no act was done to anybody.
        """
        return (self.own, *self._others)

    def marks(self, name: str) -> tuple[str, ...]:
        return self._links.get(name, ())

    def share(self, variable: Variable) -> _Share:
        """Share out the cells of a variable, cut at its bound."""
        told: defaultdict[str, list[str | None]] = defaultdict(list)
        for cell, victim in variable.told(self._coding):
            if not (variable.once and victim in self._others):
                told[cell].append(victim)
        cells = [(cell, self._whose(told[cell])) for cell in variable.ranked(told)]
        counted, more = cells[: variable.bound], cells[variable.bound :]
        if variable.rest and not counted:
            counted = [(variable.rest, self.own)]
        return _Share(variable.id, counted, () if variable.once else {name for _, name in more})

    def _whose(self, victims: Sequence[str | None]) -> str:
        """Return to whom a cell belongs: to another linked person only where all of it was done to such."""
        others = [one for one in victims if one in self._others]
        return str(others[0]) if len(others) == len(victims) else self.own


def _told(people: _People, name: str, found: Sequence[_Share]) -> Told:
    cells = {one.variable: tuple(cell for cell, whose in one.cells if whose == name) for one in found}
    over = tuple(one.variable for one in found if name in one.over)
    return Told(people.marks(name), {variable: told for variable, told in cells.items() if told}, over)
