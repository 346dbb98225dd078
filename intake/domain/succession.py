"""One case key follows another, when somebody may no longer open a case. Pure.

The source vouches for the first key, in the first statement. Each later key is vouched for by a `Succession`: a
numbered statement like those of consent, signed by one of those whom the link before names as leads (the whole circle
where it names none). So the chain starts with the source's word, and who was left out cannot add a link.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.domain import strict

FORMAT = 2
"""Of statements; the first format knew no successions."""
KIND = "succession"
MOST_LEADS = 24
"""So many fit into a statement without making it longer than others."""


class BrokenSuccession(ValueError):
    """The links do not lead from the key that is known to another one."""


@dataclass(frozen=True, slots=True)
class Succession:
    """The key `case_key` (hex) takes the place of the one whose fingerprint is `before`; a member, `by`, says so.

    `leads` are the members who may name the next one; none means the whole circle. `copies` are the fingerprints (hex)
    of the statements 1, 2, 3 ... before and after they were sealed anew; only the source is told them.
    """

    number: int
    by: str
    before: str = ""
    case_key: str = ""
    leads: frozenset[str] = frozenset()
    copies: tuple[tuple[str, str], ...] = ()

    def only(self, _uses: Iterable[str], *, worded: bool = False) -> "Succession":  # noqa: ARG002 - as its likes
        """Return the part that a role must check: that there was one."""
        return Succession(self.number, self.by)

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return strict.write_json(
            {
                "format": FORMAT,
                "kind": KIND,
                "number": self.number,
                "by": self.by,
                "before": self.before,
                "case_key": self.case_key,
                "leads": sorted(self.leads),
                "copies": [list(pair) for pair in self.copies],
            }
        )


FIELDS = ("format", "kind", "number", "by", "before", "case_key", "leads", "copies")


def read(body: object) -> Succession:
    """Read what `to_json` wrote, strictly. Raises `BadShape`."""
    given = strict.shape(body, "succession", FIELDS)
    return Succession(
        number=strict.whole(given["number"], "number"),
        by=strict.text(given["by"], "by"),
        before=_text(given["before"], "before"),
        case_key=_text(given["case_key"], "case_key"),
        leads=frozenset(strict.distinct(strict.each(given["leads"], "leads", strict.text), "leads")),
        copies=strict.each(given["copies"], "copies", _pair),
    )


def fingerprint(case_key: str) -> str:
    """Return the SHA-256 (hex) of a case public key (hex)."""
    return hashlib.sha256(bytes.fromhex(case_key)).hexdigest()


def follow(first: str, links: Sequence[Succession]) -> str:
    """Return the key (hex) that the links lead to from the `first` one, the source's. Raises `BrokenSuccession`."""
    if links and links[0].before != fingerprint(first):
        raise BrokenSuccession
    return ahead(first, links)


def ahead(known: str, links: Sequence[Succession]) -> str:
    """Return the key (hex) that the links lead to from any key among them. Raises `BrokenSuccession`."""
    for before, link in pairwise(links):
        if link.before != fingerprint(before.case_key) or (before.leads and link.by not in before.leads):
            raise BrokenSuccession
    if not links or links[-1].case_key == known:
        return known
    if not new_links(known, links):
        raise BrokenSuccession
    return links[-1].case_key


def new_links(known: str, links: Sequence[Succession]) -> Sequence[Succession]:
    """Return the links after the key that is known; none where it stands in no link as the one before."""
    mark = fingerprint(known)
    return next((links[place:] for place, link in enumerate(links) if link.before == mark), ())


def leads(links: Sequence[Succession]) -> frozenset[str]:
    """Return the members who may name the next key; none means the whole circle."""
    return links[-1].leads if links else frozenset()


def renamed(number: int, copy: str, links: Iterable[Succession]) -> str:
    """Return the fingerprint that a statement's copy has after these links; the one it had, where they do not fit."""
    for link in links:
        if 0 < number <= len(link.copies) and link.copies[number - 1][0] == copy:
            copy = link.copies[number - 1][1]
    return copy


def _pair(value: object, place: str) -> tuple[str, str]:
    pair = strict.each(value, place, strict.text)
    if len(pair) != len(("before", "after")):
        raise strict.BadShape(place, "must be a pair")
    return pair[0], pair[1]


def _text(value: object, place: str) -> str:
    return "" if value == "" else strict.text(value, place)
