"""The rules of coding, as checks: what keeps a coding from being saved, and what its coder should look at again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from intake.domain.coding import Act, Coding, Event, Information
from intake.domain.fields import holdings
from intake.domain.lists import Lists
from intake.domain.vocabulary import Vocabulary


class Rule(StrEnum):
    """What a coding breaks. The pages say each in words."""

    SAME_ACT = "same-act"
    NO_VICTIM = "no-victim"
    DESCRIBE = "describe"
    UNLISTED = "unlisted"
    NOT_A_VICTIM = "not-a-victim"
    FOLLOWS_ITSELF = "follows-itself"
    METHOD_KNOWN = "method-known"
    NOTHING_TO_CONFIRM = "nothing-to-confirm"
    OUTSIDE_EVENT = "outside-event"
    FIGURE_OF_NOTHING = "figure-of-nothing"


ADVICE = frozenset({Rule.METHOD_KNOWN, Rule.NOTHING_TO_CONFIRM, Rule.OUTSIDE_EVENT})
"""What is shown and does not keep anybody from saving: an old coding opens as it was made."""
RELIABLE = frozenset({"highly_reliable", "likely"})


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a part breaks."""

    part: str
    rule: Rule

    @property
    def blocks(self) -> bool:
        """Whether the coding cannot be saved like this."""
        return self.rule not in ADVICE


def problems(coding: Coding, vocabulary: Vocabulary, lists: Lists) -> tuple[Problem, ...]:
    """Return every rule that the coding breaks, in the order of its acts."""
    book = _Book(coding, vocabulary)
    found = [Problem(act.id, rule) for act in coding.acts for rule, breaks in CHECKS.items() if breaks(act, book)]
    unlisted = (Problem(part, Rule.UNLISTED) for part in _unlisted(coding, lists))
    return (*found, *unlisted)


@dataclass(frozen=True, slots=True)
class _Book:
    """What an act is held against."""

    coding: Coding
    vocabulary: Vocabulary

    def earlier(self, act: Act) -> tuple[Act, ...]:
        """Return the acts before this one."""
        return self.coding.acts[: self.coding.acts.index(act)]

    def event(self, act: Act) -> Event | None:
        """Return the event of an act."""
        return next((one for one in self.coding.events if one.id == act.event), None)

    def information(self, act: Act) -> Iterator[Information]:
        """Yield what an act rests on."""
        yield from (one for one in self.coding.information if one.id in act.rests_on)


def _same_act(act: Act, book: _Book) -> bool:
    """One act is one victim, one code, one event; another time, stage or term makes another act."""
    return any(_told(act) == _told(other) for other in book.earlier(act))


def _told(act: Act) -> Act:
    return Act(
        act.code, (), act.stage, "", act.event, act.victim, act.when,
        follows=act.follows, description=act.description, count=act.count, count_precision=act.count_precision,
    )  # fmt: skip


def _no_victim(act: Act, book: _Book) -> bool:
    return act.victim is None and book.vocabulary.code(act.code).needs_victim


def _describe(act: Act, book: _Book) -> bool:
    return book.vocabulary.code(act.code).described and not act.description


def _not_a_victim(act: Act, _book: _Book) -> bool:
    return act.victim is not None and not act.victim.startswith("V")


def _follows_itself(act: Act, book: _Book) -> bool:
    """Whether a chain of terms leads back to its beginning."""
    before = {one.id: one.follows for one in book.coding.acts}
    at, seen = act.follows, set[str]()
    while at and at not in seen and at != act.id:
        seen.add(at)
        at = before.get(at)
    return at == act.id


def _method_known(act: Act, book: _Book) -> bool:
    """`tor_unspecified` is for as long as no method is known."""
    return act.code == "tor_unspecified" and any(
        other.code.startswith("tor_") and other.code != act.code and _whom(other) == _whom(act)
        for other in book.coding.acts
    )


def _whom(act: Act) -> tuple[str, str | None]:
    return act.event, act.victim


def _nothing_to_confirm(act: Act, book: _Book) -> bool:
    """Hold that a confirmed violation rests on information that is likely or highly reliable."""
    return act.status == "confirmed" and not any(one.reliability in RELIABLE for one in book.information(act))


def _outside_event(act: Act, book: _Book) -> bool:
    event = book.event(act)
    if act.when is None or event is None or event.when is None:
        return False
    return _before(act.when.last, event.when.first) or _before(event.when.last, act.when.first)


def _before(one: object, other: object) -> bool:
    return one is not None and other is not None and str(one) < str(other)


def _figure_of_nothing(act: Act, _book: _Book) -> bool:
    """Hold that a figure says what it counts: cases are not people, and testimonies are not acts."""
    return (act.count is not None or act.count_precision is not None) and act.count_unit is None


CHECKS: dict[Rule, Callable[[Act, _Book], bool]] = {
    Rule.SAME_ACT: _same_act,
    Rule.NO_VICTIM: _no_victim,
    Rule.NOT_A_VICTIM: _not_a_victim,
    Rule.DESCRIBE: _describe,
    Rule.FOLLOWS_ITSELF: _follows_itself,
    Rule.FIGURE_OF_NOTHING: _figure_of_nothing,
    Rule.METHOD_KNOWN: _method_known,
    Rule.NOTHING_TO_CONFIRM: _nothing_to_confirm,
    Rule.OUTSIDE_EVENT: _outside_event,
}


def _unlisted(coding: Coding, lists: Lists) -> Iterator[str]:
    """Yield parts that name an entry which the instance's lists do not have."""
    for part in coding.parts():
        listed = [
            (holds.list, getattr(part, name)) for name, holds in holdings(type(part)).items() if holds.kind == "entry"
        ]
        if any(value and not lists.has(name, value) for name, value in listed):
            yield part.id
