"""Words are found where the source told them, put together from sentences, and shown with what stands around them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.passages import AROUND, Chosen, NoPassage, Place, Surroundings, around, parts_of, sentences
from intake.domain.testimony import Testimony

TOLD = "They came\n at  night. Then nothing.\nThey came again, at  night."
PARTS = {"narrative": TOLD, "m1": "This is a message. 🕯 They came."}


def within(words: str, *places: Place) -> str:
    return Chosen(words, places).within(PARTS).of(PARTS)


def test_the_source_s_own_words_are_the_parts() -> None:
    testimony = Testimony("A.", answers={"held_lacked": ("water",), "held_where": ("the old barn",)})
    assert parts_of(testimony, [("m1", "B.")]) == {"narrative": "A.", "held_where": "the old barn", "m1": "B."}


@pytest.mark.parametrize(
    ("words", "as_told"),
    [
        ("They came at night.", "They came\n at  night."),
        ("came  at\tnight", "came\n at  night"),
        ("🕯 They", "🕯 They"),
    ],
)
def test_words_are_found_however_spaces_were_copied(words: str, as_told: str) -> None:
    assert within(words) == as_told


@pytest.mark.parametrize("words", ["", "  ", "They came at noon.", "nothing. This", ".*"])
def test_what_nobody_told_is_not_found(words: str) -> None:
    with pytest.raises(NoPassage):
        within(words)


@pytest.mark.parametrize(
    ("near", "start"),
    [(None, 0), (Place("narrative", 30, 0), TOLD.rindex("They")), (Place("m1", 0, 0), 21), (Place("?", 9, 9), 0)],
)
def test_of_equal_words_the_nearest_is_meant(near: Place | None, start: int) -> None:
    assert Chosen("They came", (near,) if near else ()).within(PARTS).start == start


@given(st.text(alphabet="ab .!…?»\n\t", max_size=60))
def test_sentences_leave_out_nothing_but_spaces(text: str) -> None:
    places = list(sentences("narrative", text))
    assert "".join("".join(one.of({"narrative": text}).split()) for one in places) == "".join(text.split())
    assert all(one.end <= following.start for one, following in itertools.pairwise(places))
    if places:
        whole = Chosen("", tuple(reversed(places))).within({"narrative": text})
        assert whole.of({"narrative": text}).strip() == text.strip()


def test_a_sentence_ends_with_its_sign_or_its_line() -> None:
    text = "He said: “Stop.” Then 3.5 hours… A line\nand another  "
    assert [one.of({"n": text}).strip() for one in sentences("n", text)] == [
        "He said: “Stop.”",
        "Then 3.5 hours…",
        "A line",
        "and another",
    ]


def test_a_line_of_spaces_does_not_hold_up_the_page() -> None:
    """A source may send a megabyte of them; looking ahead from each to the line's end took an hour."""
    text = f"a{' ' * 1_000_000}b{' ' * 1_000_000}"
    assert [one.of({"n": text}) for one in sentences("n", text)] == [text.rstrip()]


def test_only_sentences_that_follow_each_other_are_joined() -> None:
    first, second, third = sentences("narrative", "One. Two. Three.")
    parts = {"narrative": "One. Two. Three.", "m1": "Four."}
    assert Chosen("", (second, first)).within(parts).of(parts) == "One. Two."
    for places in ((), (first, third), (third, Place("m1", 0, 5)), (Place("narrative", 0, 99),), (Place("x", 0, 1),)):
        with pytest.raises(NoPassage):
            Chosen("", places).within(parts)


@pytest.mark.parametrize("place", [Place("narrative", 9, 9), Place("narrative", -3, 4), Place("narrative", 9, 10)])
def test_a_place_holds_words(place: Place) -> None:
    with pytest.raises(NoPassage):
        place.of(PARTS)


def test_a_passage_stands_in_its_surroundings() -> None:
    text = "x" * 400 + "THIS" + "y" * 400
    place = Chosen("THIS").within({"n": text})
    assert around(place, {"n": text}) == Surroundings("… " + "x" * AROUND, "THIS", "y" * AROUND + " …")
    assert around(place, {"n": text[:410]}).after == "y" * 6
    assert around(Place("n", 0, 4), {"n": "THIS"}) == Surroundings("", "THIS", "")
