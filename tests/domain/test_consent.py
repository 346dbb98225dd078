"""Consent: off until said, the last word counts, a missing statement is never read as a yes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.consent import BadStatement, Statement, Use, current

CHANGES = st.dictionaries(st.sampled_from(Use), st.booleans())


def test_nothing_is_on_until_it_is_said() -> None:
    assert current([]) == dict.fromkeys(Use, False)


@given(st.lists(CHANGES, max_size=6), st.randoms())
def test_the_last_word_counts_in_whatever_order_they_are_read(changes: list[dict[Use, bool]], shuffle: object) -> None:
    statements = [Statement(number, change) for number, change in enumerate(changes, start=1)]
    expected = dict.fromkeys(Use, False)
    for change in changes:
        expected.update(change)
    shuffle.shuffle(statements)  # type: ignore[attr-defined]
    assert current(statements) == expected


@pytest.mark.parametrize("numbers", [[2], [1, 3], [1, 1], [0, 1]])
def test_a_gap_gives_no_consent_at_all(numbers: list[int]) -> None:
    with pytest.raises(BadStatement):
        current([Statement(number, {Use.READ: True}) for number in numbers])


@given(st.integers(min_value=1, max_value=99), CHANGES)
def test_what_is_written_is_read_back(number: int, changes: dict[Use, bool]) -> None:
    statement = Statement(number, changes, case_key="ab")
    assert Statement.from_json(statement.to_json()) == statement


def test_a_role_gets_only_what_it_checks() -> None:
    whole = Statement(1, {Use.READ: True, Use.STATISTICS: False}, case_key="ab")
    part = whole.only({Use.STATISTICS})
    assert (part.changes, part.case_key) == ({Use.STATISTICS: False}, "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"number": 1}',
        json.dumps({"number": 1, "changes": {"everything": True}, "text_version": "1", "case_key": ""}).encode(),
        json.dumps({"number": 1, "changes": [], "text_version": "1", "case_key": ""}).encode(),
        Statement(1, {Use.READ: True}).to_json() + b" ",
        b'{"case_key":"","changes":{"read":1},"number":1,"text_version":"1"}',
    ],
)
def test_anything_else_is_no_statement(body: bytes) -> None:
    with pytest.raises(BadStatement):
        Statement.from_json(body)
