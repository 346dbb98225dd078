"""Same event, same victim: what reviewers judge of two cases, beside what was told and what was coded. Pure.

A link says that an event (or a victim) of one case is that of another. It stands in both cases, word for word, and
can be taken back: what was told and coded is never touched. Links join into groups by transitive closure. After
HRDAG's two layers: untouched sources, and a reversible layer of judgment that matches victims and events.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

LONGEST_WHY = 500
"""The longest reason, in characters."""
TOKEN = 16
"""Hexadecimal digits of a link's id that stand in statistics records."""

H = TypeVar("H", bound=Hashable)


class Same(StrEnum):
    """What two cases share."""

    EVENT = "event"
    VICTIM = "victim"


LETTERS = {Same.EVENT: "E", Same.VICTIM: "V"}
"""With which letter the ids of such parts begin in a coding."""


@dataclass(frozen=True, slots=True, order=True)
class End:
    """One part of one case."""

    case: str
    part: str


@dataclass(frozen=True, slots=True)
class Word:
    """Who said it (a member's id), when (UTC, ISO 8601) and why."""

    by: str
    on: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Two parts of two cases that are the same; `unsaid` once that was taken back."""

    id: str
    same: Same
    ends: tuple[End, End]
    said: Word
    unsaid: Word | None = None

    @property
    def holds(self) -> bool:
        """Whether it was not taken back."""
        return self.unsaid is None

    def near(self, case_id: str) -> End:
        """Return the end in this case."""
        return self.ends[0] if self.ends[0].case == case_id else self.ends[1]

    def far(self, case_id: str) -> End:
        """Return the end in the other case."""
        return self.ends[1] if self.ends[0].case == case_id else self.ends[0]


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A case that was suggested and is not the same: it is not suggested again."""

    case: str
    said: Word


@dataclass(frozen=True, slots=True)
class Links:
    """The sheet of one case: every link there ever was, and the suggestions that were dismissed."""

    links: tuple[Link, ...] = ()
    dismissed: tuple[Dismissal, ...] = ()

    def with_link(self, link: Link) -> "Links":
        """Return the sheet with one link more; its cases are dismissed no longer."""
        cases = {end.case for end in link.ends}
        return Links((*self.links, link), tuple(one for one in self.dismissed if one.case not in cases))

    def without(self, link_id: str, unsaid: Word) -> "Links":
        """Return the sheet with a link taken back; one that was taken back before stays as it is."""
        return replace(
            self,
            links=tuple(replace(one, unsaid=unsaid) if one.id == link_id and one.holds else one for one in self.links),
        )

    def dismiss(self, case_id: str, said: Word) -> "Links":
        """Return the sheet with a suggestion dismissed."""
        kept = tuple(one for one in self.dismissed if one.case != case_id)
        return replace(self, dismissed=(*kept, Dismissal(case_id, said)))

    def suggest_again(self, case_id: str) -> "Links":
        """Return the sheet without a dismissal."""
        return replace(self, dismissed=tuple(one for one in self.dismissed if one.case != case_id))

    def link(self, link_id: str) -> Link | None:
        """Return a link that holds."""
        return next((one for one in self.links if one.id == link_id and one.holds), None)


def held(sheets: Iterable[Links]) -> tuple[Link, ...]:
    """Return the links that hold in every sheet that has them: taking back on one side is enough."""
    known: dict[str, Link] = {}
    for link in (link for sheet in sheets for link in sheet.links):
        if link.id not in known or not link.holds:
            known[link.id] = link
    return tuple(link for link in known.values() if link.holds)


def groups(links: Iterable[Link], same: Same) -> tuple[frozenset[End], ...]:
    """Return the ends that are one and the same by these links, directly or over others."""
    return closure(link.ends for link in links if link.same is same)


def closure(joined: Iterable[Iterable[H]]) -> tuple[frozenset[H], ...]:
    """Return the smallest groups that hold together whatever is joined: the transitive closure."""
    group_of: dict[H, set[H]] = {}
    for members in map(set, joined):
        for group in {id(found): found for one in members if (found := group_of.get(one))}.values():
            members |= group  # noqa: PLW2901 -- the group grows
        group_of.update(dict.fromkeys(members, members))
    return tuple(dict.fromkeys(frozenset(group) for group in group_of.values()))


def conflicts(links: Sequence[Link], link: Link) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the cases of which several parts would become one by a new link: (case, parts)."""
    found = next(group for group in groups((*links, link), link.same) if link.ends[0] in group)
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for end in sorted(found):
        parts[end.case].append(end.part)
    before = groups(links, link.same)
    return tuple(
        (case, tuple(several))
        for case, several in parts.items()
        if len(several) > 1 and not any({End(case, part) for part in several} <= group for group in before)
    )


def tokens(links: Iterable[Link], case_id: str) -> dict[str, tuple[str, ...]]:
    """Return what a case's statistics record carries: for each linked victim the marks of its links."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.holds and link.same is Same.VICTIM:
            for end in link.ends:
                if end.case == case_id:
                    found[end.part].add(link.id[:TOKEN])
    return {part: tuple(sorted(marks)) for part, marks in found.items()}


def corroborating(sheet: Links, case_id: str) -> int:
    """Return how many other testimonies tell of the same events or victims: independent corroboration."""
    return len({link.far(case_id).case for link in sheet.links if link.holds})
