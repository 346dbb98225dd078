"""What an auditor typed into the form of a plan, and what of it cannot be read. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TypeVar

from intake.domain.months import is_month, months_later
from intake.domain.plan_terms import SHARES
from intake.domain.plans import LENGTHS, MOST_COHORTS, Asked

T = TypeVar("T")
FIELDS = ("opens", "cohorts", "length", "expected", "share", "first_month")
_DIGITS = 8


def usual(today: date) -> dict[str, str]:
    """Return what stands in an empty form: four quarters from the first of the next month on."""
    first = months_later(today.replace(day=1), 1).isoformat()
    return {"opens": first, "cohorts": "4", "length": "3", "expected": "", "share": str(SHARES[0]), "first_month": ""}


def typed(sent: Mapping[str, str]) -> tuple[Asked | None, tuple[str, ...]]:
    """Read the fields; return what is asked for, or the names of those that cannot be read.

    Twelve months that are not named begin with the first day of the plan.
    """
    found = {
        "opens": _read(sent, "opens", date.fromisoformat),
        "cohorts": _read(sent, "cohorts", _number, range(1, MOST_COHORTS + 1)),
        "length": _read(sent, "length", _number, LENGTHS),
        "expected": _read(sent, "expected", _number),
        "share": _read(sent, "share", Fraction, SHARES),
        "first_month": _read(sent, "first_month", _month) if sent.get("first_month") else sent.get("opens", "")[:7],
    }
    wrong = tuple(name for name, value in found.items() if value is None)
    return (None, wrong) if wrong else (Asked(**found), ())  # type: ignore[arg-type]  # each is what its reader gave


def _read(
    sent: Mapping[str, str], name: str, read: Callable[[str], T], allowed: "range | tuple[T, ...] | None" = None
) -> T | None:
    try:
        value = read(sent.get(name, "").strip())
    except (ValueError, ZeroDivisionError):
        return None
    return value if allowed is None or value in allowed else None


def _number(text: str) -> int:
    if len(text) > _DIGITS or not text.isdecimal():
        raise ValueError
    return int(text)


def _month(text: str) -> str:
    if not is_month(text):
        raise ValueError
    return text
