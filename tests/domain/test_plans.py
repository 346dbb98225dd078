"""Plans: periods without gaps, tables by what is expected, a budget that never adds up to more, read as written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.draw import Mechanism, Period, Subject
from intake.domain.months import is_month, months_later, twelve_from
from intake.domain.plan_terms import SHARES, BadPlan, Signed, Terms, Word
from intake.domain.plans import LENGTHS, MOST_COHORTS, Asked, Hindrance, periods, size_for
from intake.domain.strict import read_json, write_json
from intake.domain.table import Size
from tests.plugins.plans import BEFORE, OPENS, asked

DAY = timedelta(days=1)
days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
sizes = st.integers(50, 1_000_000)


def _ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def _terms(**fields: object) -> Terms:
    return asked(**fields).terms("b" * 32, 2.0, _ids(), public_total=False)


def _signed(terms: Terms, *, approved: bool = True) -> Signed:
    word = Word(BEFORE, "aa" * 32, "bb" * 64)
    return Signed(terms, word, replace(word, signer="cc" * 32) if approved else None)


class TestPeriods:
    @given(days, st.integers(1, MOST_COHORTS), st.sampled_from(LENGTHS))
    def test_every_day_from_the_first_to_the_last_is_in_one_cohort(
        self, opens: date, cohorts: int, length: int
    ) -> None:
        found = periods(opens, cohorts, length, _ids())
        assert len(found) == len({one.cohort for one in found}) == cohorts
        assert found[0].opens == opens
        assert all(one.opens <= one.closes for one in found)
        assert all(after.opens - before.closes == DAY for before, after in pairwise(found))
        assert found[-1].closes == months_later(opens, cohorts * length) - DAY

    def test_a_quarter_ends_with_its_last_month(self) -> None:
        assert [(one.opens, one.closes) for one in periods(OPENS, 2, 3, _ids())] == [
            (date(2026, 1, 1), date(2026, 3, 31)),
            (date(2026, 4, 1), date(2026, 6, 30)),
        ]

    def test_a_month_without_that_day_ends_with_its_last(self) -> None:
        assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
        assert months_later(date(2027, 12, 31), 2) == date(2028, 2, 29)

    def test_twelve_months_go_over_the_turn_of_the_year(self) -> None:
        assert twelve_from("2026-11")[:3] == ("2026-11", "2026-12", "2027-01")
        assert len(set(twelve_from("2026-11"))) == 12

    @pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01", "2026", "", "9999-02", "2026-01-01", "<b>"])
    def test_what_is_no_month(self, text: str) -> None:
        assert not is_month(text)


class TestAsking:
    def test_what_can_be_planned(self) -> None:
        assert asked().hindrance(BEFORE, None) is None
        assert asked().hindrance(BEFORE, OPENS - DAY) is None

    @pytest.mark.parametrize(
        ("fields", "hindrance"),
        [
            ({"opens": BEFORE}, Hindrance.EARLY),
            ({"opens": BEFORE - DAY}, Hindrance.EARLY),
            ({"opens": BEFORE + timedelta(days=367)}, Hindrance.LATE),
            ({"expected": 49}, Hindrance.FEW),
            ({"expected": 10_000_001}, Hindrance.SHAPE),
            ({"length": 5}, Hindrance.SHAPE),
            ({"cohorts": 0}, Hindrance.SHAPE),
            ({"cohorts": 13}, Hindrance.SHAPE),
            ({"share": Fraction(1, 3)}, Hindrance.SHAPE),
            ({"first_month": "2026-13"}, Hindrance.SHAPE),
        ],
    )
    def test_what_cannot(self, fields: dict[str, object], hindrance: Hindrance) -> None:
        assert asked(**fields).hindrance(BEFORE, None) is hindrance

    def test_days_of_another_plan_are_taken(self) -> None:
        assert asked().hindrance(BEFORE, OPENS) is Hindrance.OVERLAPS

    @pytest.mark.parametrize(
        ("expected", "size"),
        [
            (10, "mini"),
            (50, "mini"),
            (199, "mini"),
            (200, "small"),
            (2_000, "medium"),
            (10_000, "full"),
            (10**6, "full"),
        ],
    )
    def test_the_tables_follow_what_is_expected(self, expected: int, size: str) -> None:
        assert size_for(expected) is Size(size)

    def test_all_together_get_the_tables_for_all_together(self) -> None:
        terms = _terms(expected=120)
        assert (terms.size, terms.year_size) == (Size.MINI, Size.SMALL)
        assert terms.table_set(Subject.COHORT).size is Size.MINI
        assert terms.table_set(Subject.YEAR).size is Size.SMALL


class TestBudget:
    @given(st.floats(1e-9, 2.0), st.sampled_from(SHARES), sizes, st.integers(1, 12))
    def test_parts_never_add_up_to_more_than_the_whole(
        self, epsilon: float, share: Fraction, expected: int, cohorts: int
    ) -> None:
        terms = replace(_terms(expected=expected, share=share, cohorts=cohorts, length=1), epsilon=epsilon)
        parts = [terms.budget(subject) for subject in Subject]
        assert sum(Fraction(one) for one, _ in parts) <= Fraction(epsilon)
        assert sum(Fraction(delta) for _, delta in parts) <= Fraction(terms.delta)
        assert terms.has_year == (share < 1)

    def test_a_part_that_no_number_holds_is_rounded_down(self) -> None:
        third = replace(_terms(share=Fraction(3, 4)), epsilon=1.0 + 3 * 2**-52)
        assert Fraction(third.budget(Subject.COHORT)[0]) < Fraction(third.epsilon) * Fraction(3, 4)

    def test_only_gaussian_noise_costs_delta(self) -> None:
        small, large = _terms(expected=120), _terms(expected=5_000)
        assert small.table_set(Subject.COHORT).mechanism is Mechanism.LAPLACE
        assert small.budget(Subject.COHORT) == (1.0, 0.0)
        assert large.budget(Subject.COHORT) == (1.0, 5e-7)


class TestStored:
    @given(
        opens=days,
        cohorts=st.integers(1, 12),
        length=st.sampled_from(LENGTHS),
        expected=sizes,
        share=st.sampled_from(SHARES),
        approved=st.booleans(),
    )
    def test_a_plan_is_read_back_as_it_was_written(
        self, opens: date, cohorts: int, length: int, expected: int, share: Fraction, *, approved: bool
    ) -> None:
        terms = Asked(opens, cohorts, length, expected, share, "2026-01").terms(
            "a" * 32, 1.5, _ids(), public_total=True
        )
        signed = _signed(terms, approved=approved)
        assert Signed.parse(signed.to_json()) == signed
        assert (terms.opens, terms.closes) == (terms.periods[0].opens, terms.periods[-1].closes)
        assert all(terms.period(one.cohort) == one for one in terms.periods)
        assert terms.period("elsewhere") is None

    @pytest.mark.parametrize(
        "change",
        [
            {"periods": ()},
            {"periods": (Period("a", OPENS, OPENS), Period("b", OPENS, OPENS))},
            {"periods": (Period("a", OPENS, OPENS), Period("b", OPENS + 2 * DAY, OPENS + 2 * DAY))},
            {"periods": (Period("a", OPENS, OPENS - DAY),)},
            {"periods": (Period("a", OPENS, OPENS), Period("a", OPENS + DAY, OPENS + DAY))},
            {"months": ()},
            {"months": ("2026-01",)},
            {"months": ("never", *twelve_from("2026-01")[1:])},
            {"share": Fraction(1, 3)},
        ],
    )
    def test_terms_that_cannot_be_are_refused(self, change: dict[str, object]) -> None:
        with pytest.raises(BadPlan):
            Signed.parse(_signed(replace(_terms(), **change)).to_json())  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "change", [{"signer": "AA"}, {"signature": "not hexadecimal"}, {"day": "2026"}, {"by": "x"}]
    )
    def test_words_that_cannot_be_are_refused(self, change: dict[str, str]) -> None:
        data = read_json(_signed(_terms()).to_json(), "plan")
        assert isinstance(data, dict)
        data["drafted"] |= change
        with pytest.raises(BadPlan):
            Signed.parse(write_json(data))

    @pytest.mark.parametrize("stored", [b"", b"[]", b'{"terms":{}}'])
    def test_what_is_no_plan_is_refused(self, stored: bytes) -> None:
        with pytest.raises(BadPlan):
            Signed.parse(stored)

    def test_another_form_of_the_same_is_refused(self) -> None:
        with pytest.raises(BadPlan):
            Signed.parse(_signed(_terms()).to_json() + b"\n")
