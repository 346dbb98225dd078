"""The form of a plan: what is read of it, and what cannot be."""

from datetime import date
from fractions import Fraction

import pytest

from intake.domain.plan_form import FIELDS, typed, usual
from intake.domain.plans import Asked

TODAY = date(2025, 12, 20)
FILLED = usual(TODAY) | {"expected": "120"}


def test_the_usual_form_only_lacks_how_many_are_expected() -> None:
    assert typed(usual(TODAY)) == (None, ("expected",))
    assert typed(FILLED) == (Asked(date(2026, 1, 1), 4, 3, 120, Fraction(1, 2), "2026-01"), ())
    assert set(FIELDS) == set(FILLED)


def test_other_twelve_months_may_be_named() -> None:
    read, _ = typed(FILLED | {"first_month": "2025-08"})
    assert read is not None
    assert read.first_month == "2025-08"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("opens", ""),
        ("opens", "1.1.2026"),
        ("opens", "2026-02-30"),
        ("cohorts", "0"),
        ("cohorts", "13"),
        ("cohorts", "x"),
        ("length", "5"),
        ("expected", "-1"),
        ("expected", "1.5"),
        ("expected", "123456789"),
        ("share", "1/3"),
        ("share", "1/0"),
        ("share", "much"),
        ("first_month", "2026-13"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, text: str) -> None:
    assert typed(FILLED | {name: text}) == (None, (name,))


def test_an_empty_request_names_every_field_but_the_months() -> None:
    assert typed({}) == (None, ("opens", "cohorts", "length", "expected", "share"))
