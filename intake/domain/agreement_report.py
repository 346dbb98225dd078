"""How far coders agree over many cases: what a page says of every code, and where they differ most. Pure.

Imports NumPy by way of `alpha.py`, so only who reports agreement imports this.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from intake.domain.agreement import Compared, mean
from intake.domain.alpha import OnCode, on_code
from intake.domain.vocabulary import Vocabulary

MOST = 10
"""How many confusions and cases are named."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two codes that stood against each other in so many cases."""

    one: str
    other: str
    cases: int


@dataclass(frozen=True, slots=True)
class Apart:
    """A case in which the two coders differ."""

    case_id: str
    masi: Fraction


@dataclass(frozen=True, slots=True)
class Report:
    """Agreement over `cases` cases; the means are None of none. Codes that nobody gave are left out."""

    cases: int
    equal: int
    jaccard: Fraction | None
    masi: Fraction | None
    codes: tuple[OnCode, ...]
    confused: tuple[Confusion, ...]
    furthest: tuple[Apart, ...]


def report(doubled: Sequence[tuple[str, Compared]], vocabulary: Vocabulary) -> Report:
    """Report over cases, each its id and how its two codings compare. Codes of older vocabularies are left out."""
    given = [(compared.first, compared.second) for _, compared in doubled]
    used = frozenset().union(*(codes for pair in given for codes in pair))
    confused = Counter(pair for _, compared in doubled for pair in compared.confused)
    apart = [Apart(case_id, compared.overlap.masi) for case_id, compared in doubled if not compared.equal]
    return Report(
        len(doubled),
        len(doubled) - len(apart),
        mean(compared.overlap.jaccard for _, compared in doubled),
        mean(compared.overlap.masi for _, compared in doubled),
        tuple(on_code(code.id, given) for code in vocabulary.codes() if code.id in used),
        tuple(
            Confusion(one, other, cases)
            for (one, other), cases in sorted(confused.items(), key=lambda item: (-item[1], item[0]))
            if vocabulary.has_code(one) and vocabulary.has_code(other)
        )[:MOST],
        tuple(sorted(apart, key=lambda one: (one.masi, one.case_id))[:MOST]),
    )


def quarter(day: str) -> str:
    """Return the quarter of an ISO 8601 day or time: `2026-11-22` lies in `2026-Q4`."""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
