"""Referrals are followed to their end, and read strictly."""

import json
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from intake.domain.contacts import Support
from intake.domain.referrals import FOLLOWS, LONGEST, MOST, USUAL, BadReferrals, Referrals, Step

DAY = date(2026, 3, 4)
OFFERED = Referrals().offer(Support.DOCTOR, " Linden House ", DAY, note="by phone")


def test_an_offer_is_asked_about_after_the_usual_time() -> None:
    (one,) = OFFERED.listed
    assert (one.id, one.whom, one.step, one.ask_by, one.is_open) == (
        "R1", "Linden House", Step.OFFERED, DAY + USUAL, True,
    )  # fmt: skip
    assert not one.is_overdue(DAY + USUAL)
    assert one.is_overdue(DAY + USUAL + timedelta(days=1))


@pytest.mark.parametrize(("first", "second"), list(product(Step, Step)))
def test_each_step_follows_only_where_it_can(first: Step, second: Step) -> None:
    there = OFFERED if first is Step.OFFERED else OFFERED.take("R1", first, DAY)
    if second in FOLLOWS[first]:
        assert there.take("R1", second, DAY).listed[0].step is second
    else:
        with pytest.raises(BadReferrals):
            there.take("R1", second, DAY)


@pytest.mark.parametrize("end", [Step.DONE, Step.DECLINED])
def test_what_has_ended_is_not_asked_about(end: Step) -> None:
    ended = OFFERED.take("R1", end, DAY)
    assert not ended.listed[0].is_overdue(DAY + timedelta(days=900))
    assert ended.ask_by is None


def test_the_next_day_to_ask_is_the_first_of_all_open_ones() -> None:
    both = OFFERED.offer(Support.SHELTER, "Riverside", DAY, ask_by=DAY + timedelta(days=2))
    assert both.ask_by == DAY + timedelta(days=2)
    assert both.take("R2", Step.DONE, DAY).ask_by == DAY + USUAL
    later = DAY + timedelta(days=9)
    assert both.take("R2", Step.ACCEPTED, DAY, ask_by=later).listed[1].ask_by == later
    assert both.take("R2", Step.ACCEPTED, DAY).listed[0] == both.listed[0]


@pytest.mark.parametrize(
    ("name", "step", "day", "note"),
    [
        ("R2", Step.DONE, DAY, ""),
        ("R1", Step.DONE, DAY - timedelta(days=1), ""),
        ("R1", Step.DONE, DAY, "x" * (LONGEST + 1)),
    ],
)
def test_a_step_of_nothing_or_of_yesterday_or_too_long_is_refused(name: str, step: Step, day: date, note: str) -> None:
    with pytest.raises(BadReferrals):
        OFFERED.take(name, step, day, note=note)


@pytest.mark.parametrize("whom", ["", "  ", "x" * (LONGEST + 1)])
def test_somebody_must_be_named(whom: str) -> None:
    with pytest.raises(BadReferrals):
        Referrals().offer(Support.OTHER, whom, DAY)


def test_there_is_an_end_to_how_many() -> None:
    full = Referrals()
    for _ in range(MOST):
        full = full.offer(Support.OTHER, "Somebody", DAY)
    with pytest.raises(BadReferrals):
        full.offer(Support.OTHER, "Somebody", DAY)


def test_it_reads_what_it_wrote() -> None:
    both = OFFERED.take("R1", Step.ACCEPTED, DAY).offer(Support.LAWYER, "Open Window", DAY).reminded_by("abc")
    assert Referrals.parse(both.to_json()) == both
    assert Referrals.parse(Referrals().to_json()) == Referrals()


def broken(**changes: Any) -> str:
    data = json.loads(OFFERED.to_json())
    data["referrals"][0] |= changes
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format":"holas-referrals/0","referrals":[]}',
        broken(id=""),
        broken(kind="friend"),
        broken(ask_by="soon"),
        broken(ask_by="20260304"),
        broken(steps=[]),
        broken(steps=[{"step": "done", "day": "2026-03-04", "note": ""}]),
        broken(steps=[{"step": "offered", "day": "2026-03-04", "note": 1}]),
        broken(more="1"),
        json.dumps(
            {"format": "holas-referrals/1", "reminder": "", "referrals": 2 * json.loads(OFFERED.to_json())["referrals"]}
        ),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadReferrals):
        Referrals.parse(text)
