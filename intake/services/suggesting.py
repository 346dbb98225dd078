"""Which of a member's cases may tell of the same event or person: found in one look through the sealed lists."""

from collections.abc import Callable
from dataclasses import dataclass, field

from intake.domain.coding import Coding
from intake.domain.documents import Kind
from intake.domain.finding import AT_WORK, Key, Row
from intake.domain.likeness import Likeness, Traits, compare
from intake.domain.summary import Summary
from intake.domain.vocabulary import Vocabulary
from intake.services.finding import find
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.links import of
from intake.services.queue import QueueItem, items
from intake.services.review import CaseView

MOST = 12
"""Cases that are suggested at once, the likeliest."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case that may tell of the same, as the list shows it, and what speaks for it."""

    item: QueueItem
    likeness: Likeness


def suggestions(instance: Instance, keyring: Keyring, view: CaseView) -> list[Suggestion]:
    """Return the likeliest cases, without those that are linked already or were found not to be the same."""
    sheet = of(view)
    known = {one.far(view.case_id).case for one in sheet.links if one.holds} | {one.case for one in sheet.dismissed}
    look = _Look(_traits(view), frozenset({*known, view.case_id}))
    ids = find(instance, keyring, look).ids[:MOST]
    return [Suggestion(one, look.found[one.case_id]) for one in items(instance, keyring, ids)]


def _traits(view: CaseView) -> Traits:
    saved = view.sheets.get(Kind.SUMMARY)
    summary = Summary.parse(saved.text) if saved else Summary()
    coding = view.coding.coding if view.coding else Coding()
    return Traits.of(view.case_id, coding, summary.title, summary.summary)


@dataclass(slots=True)
class _Look:
    """What is looked for: cases like this one. `found`: what speaks for each."""

    ours: Traits
    without: frozenset[str]
    found: dict[str, Likeness] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return self.ours.words

    def matching(self, _vocabulary: Vocabulary, /) -> Callable[[Row], bool]:
        return self._fits

    def order(self) -> Callable[[Row], Key]:
        return lambda row: (-self.found[row.id].points, row.id)

    def _fits(self, row: Row) -> bool:
        if row.id in self.without or row.state not in AT_WORK:
            return False
        likeness = compare(self.ours, Traits.known(row))
        if likeness:
            self.found[row.id] = likeness
        return likeness is not None
