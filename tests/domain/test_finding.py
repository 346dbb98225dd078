"""Finding: every way in which a list is narrowed, and every order in which it stands."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.entry import Entry
from intake.domain.finding import DATES, NAMES, NOBODY, ORDER, Filter, Known, Row, presses, searched, seen_by
from intake.domain.review import State
from intake.domain.testimony import Slip
from intake.domain.vocabulary import Vocabulary

ENTRY = Entry(
    title="Збіты каля варот",
    summary="Twice, with a truncheon.",
    codes=("tor_beating", "lib_arbitrary_arrest"),
    regions=("BY-HM",),
    facilities=("okrestina",),
    first="2020-08-09",
    last="2020-08-12",
    seen=3,
)
CASE = Known("a1", "2031-04-05", True, "coding", ("m1",), 60, Slip(language="be", stage="detention"), ENTRY)  # noqa: FBT003 - one row of many fields


def fits(row: Row, **asked: str) -> bool:
    return Filter.read(asked).matching(Vocabulary.load())(row)


@pytest.mark.parametrize(
    ("hit", "miss"),
    [
        ({"state": "coding"}, {"state": "new"}),
        ({"code": "tor_beating"}, {"code": "tor_humiliation"}),
        ({"category": "torture"}, {"category": "fair_trial"}),
        ({"code": "tor_beating", "category": "torture"}, {"code": "tor_beating", "category": "fair_trial"}),
        ({"region": "BY-HM"}, {"region": "BY-MI"}),
        ({"facility": "okrestina"}, {"facility": "zhodino"}),
        ({"received_from": "2031-04-05"}, {"received_from": "2031-04-06"}),
        ({"received_to": "5.4.2031"}, {"received_to": "4.4.2031"}),
        ({"received_from": "2031", "received_to": "2031"}, {"received_from": "2032"}),
        ({"happened_from": "2020-08-12"}, {"happened_from": "2020-08-13"}),
        ({"happened_to": "2020-08-09"}, {"happened_to": "2020-08-08"}),
        ({"happened_from": "8.2020", "happened_to": "8.2020"}, {"happened_from": "9.2020", "happened_to": "9.2020"}),
        ({"who": "m1"}, {"who": "m2"}),
        ({"who": "m1"}, {"who": NOBODY}),
        ({"language": "be"}, {"language": "ru"}),
        ({"words": "ЗБІТЫ truncheon"}, {"words": "збіты night"}),
        ({"words": "trunch"}, {"words": "tor_beating"}),
        ({"urgent": "1"}, {"urgent": "1", "news": "1"}),
    ],
)
def test_each_filter_finds_and_leaves_out(hit: Mapping[str, str], miss: Mapping[str, str]) -> None:
    assert fits(CASE.row(), **hit)
    assert not fits(CASE.row(), **miss)


def test_what_was_not_coded_is_in_no_period_and_has_no_code() -> None:
    bare = Known("a2", "2031-04-05", urgent=False, state="new").row()
    assert fits(bare)
    assert not fits(bare, happened_from="1900")
    assert not fits(bare, code="tor_beating")
    assert fits(bare, who=NOBODY)
    assert not fits(bare, urgent="1")


def test_without_a_state_a_list_shows_all_but_what_was_set_aside() -> None:
    shown = {state for state in ORDER if fits(CASE.row()._replace(state=state))}
    assert shown == set(ORDER) - {State.SPAM}
    assert set(ORDER) == set(State) - {State.WITHDRAWN}
    assert fits(CASE.row()._replace(state=State.SPAM), state="spam")


def test_what_the_source_wrote_since_is_news() -> None:
    assert not fits(CASE.row(), news="1")
    assert fits(CASE.row()._replace(news=1), news="1")


def test_who_codes_a_second_time_finds_nothing_by_the_first_coding() -> None:
    row = CASE.row()._replace(blind=("m1",))
    assert seen_by(row, "m2") == row
    blind = seen_by(row, "m1")
    for asked in (
        {"code": "tor_beating"},
        {"category": "torture"},
        {"region": "BY-HM"},
        {"facility": "okrestina"},
        {"happened_from": "2020"},
        {"words": "truncheon"},
    ):
        assert fits(row, **asked)
        assert not fits(blind, **asked)
    assert fits(blind, state="coding", language="be", who="m1", urgent="1")


def ids(rows: list[Row], sort: str = "") -> list[str]:
    return [row.id for row in sorted(rows, key=Filter.read({"sort": sort}).order())]


def test_orders() -> None:
    plain = Known("c1", "2031-04-05", urgent=False, state="new", slip=Slip()).row()
    child = plain._replace(id="c2", rank=Slip(minor=True).rank)
    unsorted = plain._replace(id="c0", rank=4)
    older = plain._replace(id="c3", day="2031-04-04", rank=4, first="2020-08-09", last="2020-08-09")
    answered = plain._replace(id="c4", day="2031-04-06", news=1, first="2021-01-01", last="2021-01-02")
    closed = plain._replace(id="c5", state="closed", urgent=True)
    urgent = plain._replace(id="c6", state="on-hold", urgent=True)
    rows = [closed, plain, answered, unsorted, child, urgent, older]
    assert ids(rows) == ["c6", "c4", "c3", "c2", "c1", "c0", "c5"]
    assert ids(rows, "newest") == ["c4", "c2", "c1", "c5", "c6", "c0", "c3"]
    assert ids(rows, "oldest") == ["c3", "c2", "c1", "c5", "c6", "c0", "c4"]
    assert ids(rows, "happened")[:2] == ["c4", "c3"]
    assert ids(rows, "sideways") == ids(rows)
    assert [row.id for row in rows if presses(row)] == ["c6"]


@given(st.dictionaries(st.sampled_from([*NAMES, "page", "other"]), st.text()))
def test_whatever_an_address_says_is_read_and_said_again(untrusted: dict[str, str]) -> None:
    asked = Filter.read(untrusted)
    assert Filter.read(asked.said()) == asked
    assert asked.wrong <= set(DATES)
    fits(CASE.row(), **asked.said())
    assert sorted([CASE.row()] * 2, key=asked.order())


def test_a_date_that_is_not_understood_is_told_and_leaves_its_side_open() -> None:
    asked = Filter.read({"received_from": "soon", "received_to": "2031"})
    assert asked.wrong == {"received_from"}
    assert asked.matching(Vocabulary.load())(CASE.row())
    assert not asked.is_plain
    assert Filter.read({"sort": "pressing", "page": "3"}).is_plain


def test_words_are_compared_in_one_case() -> None:
    assert searched("  Ён казаў: «НЕ»,\nthen_left ") == "ён казаў не then left"
