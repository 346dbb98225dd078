"""Choices follow from seed and label alone."""

from collections import Counter

from intake.demo.draw import Draw


def sample(draw: Draw) -> tuple[object, ...]:
    return draw.below(1000), draw.one("abcdef"), draw.some(range(20), 5), draw.data(40)


def test_the_same_seed_draws_the_same() -> None:
    assert sample(Draw(7, "a")) == sample(Draw(7, "a"))


def test_other_seeds_and_labels_draw_otherwise() -> None:
    assert len({repr(sample(Draw(seed, label))) for seed in range(5) for label in "ab"}) == 10


def test_every_thing_is_drawn_now_and_then() -> None:
    draw = Draw(1, "even")
    drawn = Counter(draw.below(6) for _ in range(3000))
    assert drawn.keys() == set(range(6))
    assert min(drawn.values()) > 400


def test_some_are_different_things_in_their_order() -> None:
    draw = Draw(1, "some")
    for _ in range(50):
        chosen = draw.some("abcdefgh", 3)
        assert chosen == sorted(set(chosen))
        assert len(chosen) == 3
    assert draw.some("ab", 5) == ["a", "b"]
    assert draw.some("", 5) == []
