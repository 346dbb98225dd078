"""Which way a text runs is told by its first letter that has a direction."""

import pytest

from intake.domain.blocks import runs_left


@pytest.mark.parametrize("text", ["", "12 (!)", "They came", "Яны прыйшлі", "12 May علي"])
def test_it_runs_right(text: str) -> None:
    assert not runs_left(text)


@pytest.mark.parametrize("text", ["علي", "12: علي said", "«فارسی»", "שלום"])
def test_it_runs_left(text: str) -> None:
    assert runs_left(text)
