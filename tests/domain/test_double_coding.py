"""Which cases are coded twice, and the sheet of the second coding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.coding import Act, Coding, Person
from intake.domain.double_coding import BadSecond, Reason, Second, is_drawn, why_twice
from intake.domain.vocabulary import Vocabulary
from tests.plugins.codings import codings

SEXUAL = {"tor_sexual_violence", "tor_forced_nudity"}
DEATHS = {"asm_killing", "asm_suspicious_death", "tor_death_custody", "dp_execution"}


def reason(coding: Coding, *, minor: bool = False, drawn: bool = False) -> Reason | None:
    return why_twice(coding, Vocabulary.load(), minor=minor, is_drawn=drawn)


def test_every_code_of_sexual_violence_and_death_asks_for_a_second_coder() -> None:
    found = {code.id: reason(Coding((Act(code.id),))) for code in Vocabulary.load().codes() if not code.flag}
    assert {code for code, why in found.items() if why is Reason.SEXUAL_VIOLENCE} == SEXUAL
    assert {code for code, why in found.items() if why is Reason.DEATH} == DEATHS
    assert set(found.values()) == {Reason.SEXUAL_VIOLENCE, Reason.DEATH, None}


def test_a_death_as_an_outcome_and_a_child_among_the_victims_count_too() -> None:
    assert reason(Coding((Act("tor_beating", outcome=("death",)),))) is Reason.DEATH
    assert reason(Coding((Act("tor_beating"),), persons=(Person("V1", groups=("minor",)),))) is Reason.MINOR
    assert reason(Coding((Act("tor_beating"),)), minor=True) is Reason.MINOR


def test_the_rest_is_drawn_or_not_and_the_gravest_reason_is_said() -> None:
    assert reason(Coding((Act("tor_beating"),)), drawn=True) is Reason.DRAWN
    assert reason(Coding((Act("asm_killing"), Act("tor_sexual_violence"))), minor=True) is Reason.SEXUAL_VIOLENCE


@given(st.binary(min_size=32, max_size=32), st.integers(0, 100))
def test_a_lot_falls_into_the_share_that_it_is_below(lot: bytes, share: int) -> None:
    assert is_drawn(lot, share) == (int.from_bytes(lot[:8]) / 2**64 < share / 100)
    assert is_drawn(lot, 100)
    assert not is_drawn(lot, 0)


@given(codings(), st.integers(0, 9), st.integers(0, 9), st.text(max_size=20))
def test_the_sheet_reads_back(coding: Coding, first: int, result: int, words: str) -> None:
    sheet = Second("m1", coding).hand_in(first + 1).decide(result, words)
    assert Second.parse(sheet.to_json()) == sheet
    assert sheet.handed_in
    assert not Second("m1", coding).handed_in


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format":"holas-second-coding/1"', '"format":"holas-second-coding/0"'),
        ('"coder":"m1"', '"coder":""'),
        ('"first":0', '"first":-1'),
        ('"result":0', '"result":1'),
        ('"reason":""', '"reason":null'),
        ("tor_beating", "no_such_code"),
        ("}", ""),
    ],
)
def test_anything_else_is_refused(old: str, new: str) -> None:
    text = Second("m1", Coding((Act("tor_beating"),))).to_json()
    assert old in text
    with pytest.raises(BadSecond):
        Second.parse(text.replace(old, new))
