"""Invented codings for properties."""

from hypothesis import strategies as st

from intake.domain.coding import Act, Coding, Person
from intake.domain.when import When

CODES = ("tor_beating", "det_denied_food", "lib_arbitrary_arrest")
DATES = (None, "2020-08", "2020-08-09", "2020-08-10", "2020-08-10/..", "../2020-08-09")
PEOPLE = (Person("V1"), Person("V2"), Person("V3"))


@st.composite
def codings(draw: st.DrawFn) -> Coding:
    """A coding of up to six acts, three victims and one event."""
    acts = [
        Act(
            draw(st.sampled_from(CODES)),
            id=f"A{number}",
            victim=draw(st.sampled_from(("V1", "V2", "V3", None))),
            when=When.parse(text) if (text := draw(st.sampled_from(DATES))) else None,
            region=draw(st.sampled_from((None, "minsk_city", "brest"))),
        )
        for number in range(1, draw(st.integers(0, 6)) + 1)
    ]
    return Coding(tuple(acts), persons=PEOPLE)
