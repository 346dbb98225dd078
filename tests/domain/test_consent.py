"""Consent: off until said, the last word counts, a missing statement is never read as a yes."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.consent import (
    CONSENT_FIELDS,
    PROTECTION,
    BadStatement,
    Opening,
    Said,
    Statement,
    UnName,
    Use,
    consents_given,
    standing,
    un_name_given,
)
from intake.domain.consent_format import read

CHANGES = st.dictionaries(st.sampled_from(Use), st.booleans())
OPENS = st.frozensets(st.sampled_from(Use))
TEXTS = st.text(max_size=20)
SOURCES = st.builds(
    Statement,
    st.integers(1, 99),
    CHANGES,
    text_version=TEXTS,
    case_key=TEXTS,
    language=TEXTS,
    minor=st.booleans(),
    un_name=st.sampled_from(UnName),
    day=TEXTS,
)
FIRST_FORMAT = st.builds(Statement, st.integers(1, 99), CHANGES, text_version=TEXTS, case_key=TEXTS, format=st.just(1))
OPENINGS = st.builds(Opening, st.integers(1, 99), OPENS, TEXTS)


def numbered(said: Sequence[dict[Use, bool] | frozenset[Use]], *, minor: bool) -> list[Said]:
    """Changes as statements of the source, sets as openings of the children's team."""
    return [
        Statement(number, one, minor=minor) if isinstance(one, dict) else Opening(number, one)
        for number, one in enumerate(said, start=1)
    ]


def test_nothing_is_on_until_it_is_said() -> None:
    assert standing([]).uses == dict.fromkeys(Use, False)


@given(st.lists(CHANGES, max_size=6), st.randoms())
def test_the_last_word_counts_in_whatever_order_they_are_read(changes: list[dict[Use, bool]], shuffle: object) -> None:
    statements = [Statement(number, change) for number, change in enumerate(changes, start=1)]
    expected = dict.fromkeys(Use, False)
    for change in changes:
        expected.update(change)
    shuffle.shuffle(statements)  # type: ignore[attr-defined]
    assert standing(statements).uses == expected


@given(st.lists(CHANGES | OPENS, min_size=2, max_size=6), st.data())
def test_whatever_is_missing_before_the_last_is_missed(
    said: list[dict[Use, bool] | frozenset[Use]], data: st.DataObject
) -> None:
    whole = numbered(said, minor=True)
    lost = data.draw(st.integers(0, len(whole) - 2))
    with pytest.raises(BadStatement):
        standing(whole[:lost] + whole[lost + 1 :])


@pytest.mark.parametrize("numbers", [[2], [1, 3], [1, 1], [0, 1]])
def test_a_gap_gives_no_consent_at_all(numbers: list[int]) -> None:
    with pytest.raises(BadStatement):
        standing([Statement(number, {Use.READ: True}) for number in numbers])


@given(st.lists(CHANGES | OPENS, max_size=6))
def test_about_a_minor_a_use_needs_the_child_and_the_team(said: list[dict[Use, bool] | frozenset[Use]]) -> None:
    """Protection aside, a use is on if and only if the child's last word and the last opening both name it."""
    state = standing([Statement(1, {}, minor=True), *numbered([{}, *said], minor=False)[1:]])
    last = ([one for one in said if isinstance(one, frozenset)] or [frozenset()])[-1]
    wanted = {use: on for one in said if isinstance(one, dict) for use, on in one.items()}
    assert state.uses == {use: wanted.get(use, False) and use in last | PROTECTION for use in Use}
    assert set(state.waiting) == {use for use in Use if wanted.get(use) and not state.uses[use]}


@given(st.lists(CHANGES | OPENS, max_size=6), st.integers(0, 5))
def test_openings_turn_nothing_on_and_matter_to_minors_only(
    said: list[dict[Use, bool] | frozenset[Use]], place: int
) -> None:
    adult = standing(numbered(said, minor=False))
    assert adult.uses == adult.wanted
    assert adult.waiting == ()
    child = numbered(said, minor=False)
    child.insert(place, Statement(0, {}, minor=True))
    renumbered = [replace(one, number=number) for number, one in enumerate(child, start=1)]
    uses = standing(renumbered).uses
    assert {use for use, on in uses.items() if on} <= {use for use, on in adult.uses.items() if on}


def test_what_was_shown_and_how_the_un_may_name_is_remembered() -> None:
    state = standing(
        [
            Statement(1, {}, "2", language="be", un_name=UnName.FULL),
            Statement(2, {}, "3", language="en", un_name=UnName.INITIALS),
            Opening(3, frozenset({Use.UN}), "at her home"),
            Statement(4, {}, "2", language="be"),
        ]
    )
    assert state.shown == (("3", "en"), ("2", "be"))
    assert (state.newest, state.note, state.un_name) == (4, "at her home", UnName.INITIALS)
    assert standing([]).un_name is UnName.INITIALS


@given(SOURCES | FIRST_FORMAT | OPENINGS)
def test_what_is_written_is_read_back(said: Said) -> None:
    assert read(said.to_json()) == said


def test_a_statement_of_the_first_format_is_still_read() -> None:
    stored = b'{"case_key":"ab","changes":{"read":true,"un":false},"number":1,"text_version":"1"}'
    said = read(stored)
    assert said == Statement(1, {Use.READ: True, Use.UN: False}, "1", "ab", format=1)


def test_a_role_gets_only_what_it_checks() -> None:
    whole = Statement(1, {Use.READ: True, Use.STATISTICS: False}, "2", "ab", "be", minor=True, un_name=UnName.FULL)
    assert whole.only({Use.STATISTICS}) == Statement(1, {Use.STATISTICS: False}, "", minor=True)
    opening = Opening(2, frozenset({Use.UN, Use.STATISTICS}), "we spoke")
    assert opening.only({Use.STATISTICS}) == Opening(2, frozenset({Use.STATISTICS}))
    assert opening.only({Use.UN}, worded=True) == Opening(2, frozenset({Use.UN}))


def test_a_role_that_must_see_how_it_was_said_gets_the_words_and_the_day_too() -> None:
    changes = {Use.UN: True, Use.STATISTICS: False}
    whole = Statement(1, changes, "2", "ab", "be", minor=True, un_name=UnName.FULL, day="2026-03-01")
    part = whole.only({Use.UN}, worded=True)
    assert part == Statement(1, {Use.UN: True}, "2", "", "be", minor=True, un_name=UnName.FULL, day="2026-03-01")


def test_the_last_word_on_each_use_is_known_as_it_was_said() -> None:
    first = Statement(1, {Use.READ: True, Use.UN: True}, "1", day="2026-03-01")
    later = Statement(2, {Use.UN: False}, "2", day="2026-04-01")
    assert standing([later, first, Opening(3, frozenset({Use.UN}))]).spoken == {Use.READ: first, Use.UN: later}


def test_a_statement_of_the_second_format_is_still_read() -> None:
    stored = Statement(1, {Use.READ: True}, language="be", format=2)
    assert b"day" not in stored.to_json()
    assert read(stored.to_json()) == stored


def changed(said: Said, **fields: object) -> bytes:
    """The canonical form with other fields."""
    body = {**json.loads(said.to_json()), **fields}
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"number": 1}',
        changed(Statement(1, {}, format=1), changes={"everything": True}),
        changed(Statement(1, {}, format=1), changes=[]),
        changed(Statement(1, {}, format=1), minor=False),
        changed(Statement(1, {}), format=1),
        changed(Statement(1, {}), format=2),
        changed(Statement(1, {}), format=4),
        changed(Statement(1, {}, format=2), format=3),
        changed(Statement(1, {}), day=1),
        changed(Opening(1, frozenset()), format=3),
        changed(Statement(1, {}), format="2"),
        changed(Statement(1, {}), number=True),
        changed(Statement(1, {}), kind="children"),
        changed(Statement(1, {}), kind="court"),
        changed(Statement(1, {}), kind=["source"]),
        changed(Statement(1, {}), minor=1),
        changed(Statement(1, {}), language=None),
        changed(Statement(1, {}), un_name="alias"),
        changed(Statement(1, {}), changes={"read": 1}),
        changed(Statement(1, {}), more=1),
        changed(Opening(1, frozenset()), opens=["read", "read"]),
        changed(Opening(1, frozenset()), opens=["un", "read"]),
        changed(Opening(1, frozenset()), opens="un"),
        changed(Opening(1, frozenset()), opens=["all"]),
        changed(Opening(1, frozenset()), note=1),
        changed(Opening(1, frozenset()), changes={}),
        Statement(1, {Use.READ: True}).to_json() + b" ",
    ],
)
def test_anything_else_is_no_statement(body: bytes) -> None:
    with pytest.raises(BadStatement):
        read(body)


def test_the_form_turns_on_what_is_ticked_and_nothing_else() -> None:
    assert consents_given({}) == dict.fromkeys(Use, False)
    given = consents_given({"consent_read": "1", "consent_un": "", "consent_all": "1", "age_band": "under_18"})
    assert {use for use, on in given.items() if on} == {Use.READ}
    for field, use in CONSENT_FIELDS.items():
        assert [one for one, on in consents_given({field: "y"}).items() if on] == [use]


@pytest.mark.parametrize(("typed", "read_as"), [("full", "full"), ("initials", "initials"), ("x", ""), ("", "")])
def test_how_the_un_may_name_is_one_of_the_choices(typed: str, read_as: str) -> None:
    assert un_name_given({"un_name": typed}) == read_as
    assert un_name_given({}) is UnName.UNSAID
