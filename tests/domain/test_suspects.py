"""What a case tells of a suspect, as it is kept. All names are invented."""

import json
from dataclasses import replace

import pytest

from intake.domain.suspects import BadNaming, Group, Naming, best, grouped

TOLD = Naming("a" * 32, "Шышкоўскі", "gave the orders", "omon_minsk", "major", "minsk_okrestina_cip", "tall", "d" * 32)


def test_it_comes_back_as_it_was_written() -> None:
    assert Naming.parse(TOLD.to_json()) == TOLD
    assert Naming.parse(Naming("a", "b").to_json()) == Naming("a", "b")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        TOLD.to_json().replace("suspect/1", "suspect/2"),
        replace(TOLD, name="").to_json(),
        replace(TOLD, suspect="").to_json(),
        replace(TOLD, unit="a unit").to_json(),
        json.dumps({**json.loads(TOLD.to_json()), "address": "x"}),
        json.dumps({**json.loads(TOLD.to_json()), "role": 3}),
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadNaming):
        Naming.parse(text)


def test_whoever_answers_to_one_of_the_names_is_found() -> None:
    assert best("Shishkovsky", ["Каваль", "Шышкоўскі"]) == 100
    assert best("Shishkovsky", ["Каваль"]) == best("Shishkovsky", []) == 0


def test_what_is_told_of_one_stands_together() -> None:
    other = replace(TOLD, suspect="b" * 32)
    assert grouped([(TOLD, 1), (other, 2), (TOLD, 3)]) == [Group("a" * 32, (1, 3)), Group("b" * 32, (2,))]
