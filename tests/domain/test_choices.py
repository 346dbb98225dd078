"""What a member chose for themselves."""

import pytest

from intake.domain.choices import BadChoices, Choices, within
from intake.domain.content import Content


def test_they_are_read_as_they_were_written() -> None:
    chosen = Choices("be", (Content.DEATH, Content.SEXUAL), text_only=True, openings=0, minutes=30)
    assert Choices.parse(chosen.to_json()) == chosen
    assert Choices.parse(Choices().to_json()) == Choices()


def test_what_is_avoided_is_found_among_what_is_told() -> None:
    chosen = Choices(avoids=(Content.DEATH, Content.SEXUAL))
    assert chosen.avoiding({Content.SEXUAL, Content.INJURY}) == (Content.SEXUAL,)
    assert Choices().avoiding(set(Content)) == ()


@pytest.mark.parametrize("change", ['"be"', '"death"', '"text_only"', "holas-choices/1"])
def test_anything_else_is_refused(change: str) -> None:
    text = Choices("be", (Content.DEATH,)).to_json()
    with pytest.raises(BadChoices):
        Choices.parse(text.replace(change, "7"))


def test_numbers_stay_within_bounds() -> None:
    assert [within(number, 10) for number in (-3, 4, 11)] == [0, 4, 10]
