"""Two scales that are never one, corroborators by type, and grades that stay inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.coding import Act, Coding, Information
from intake.domain.grading import (
    LONGEST_NOTE,
    TESTIMONY,
    BadGrading,
    Grading,
    as_coded,
    ungraded,
    unsupported,
)
from intake.domain.vocabulary import Vocabulary

V = Vocabulary.load()
RELIABILITY, STATUS, EVIDENCE = (V.attribute(name).ids() for name in ("reliability", "status", "evidence"))
ACTS = st.sampled_from(("A1", "A2"))
GRADINGS = st.builds(
    Grading,
    st.dictionaries(st.sampled_from((TESTIMONY, "I1")), st.sampled_from(RELIABILITY)),
    st.dictionaries(ACTS, st.sampled_from(STATUS)),
    st.dictionaries(ACTS, st.dictionaries(st.sampled_from(EVIDENCE), st.integers(1, 999))),
    st.text(max_size=50),
)
CODED = Coding(
    (Act("tor_beating", status="confirmed", rests_on=("I1",)), Act("det_denied_food")),
    information=(Information("I1", material=("photo",), reliability="likely"),),
)


@given(GRADINGS)
def test_a_grading_reads_back(grading: Grading) -> None:
    assert Grading.parse(grading.to_json(), V) == grading


def test_the_two_scales_are_huridocs_and_do_not_mix() -> None:
    assert RELIABILITY == ("highly_reliable", "likely", "unsure", "likely_unreliable", "highly_unreliable", "unknown")
    assert STATUS == ("confirmed", "likely", "possible", "unlikely", "unknown")
    with pytest.raises(BadGrading):
        Grading.parse(Grading({TESTIMONY: "confirmed"}).to_json(), V)
    with pytest.raises(BadGrading):
        Grading.parse(Grading(status={"A1": "highly_reliable"}).to_json(), V)


@pytest.mark.parametrize(
    "grading",
    [
        Grading(corroborators={"A1": {"photo": 0}}),
        Grading(corroborators={"A1": {"photo": 1000}}),
        Grading(corroborators={"A1": {"rumour": 1}}),
        Grading(note="x" * (LONGEST_NOTE + 1)),
    ],
)
def test_what_is_no_grading_is_refused(grading: Grading) -> None:
    with pytest.raises(BadGrading):
        Grading.parse(grading.to_json(), V)


def test_another_format_is_refused_and_named() -> None:
    with pytest.raises(BadGrading) as caught:
        Grading.parse(Grading().to_json().replace("grading/1", "grading/0"), V)
    assert caught.value.field == "grading.format"


def test_grades_of_what_is_gone_go_too() -> None:
    grading = Grading({TESTIMONY: "likely", "I7": "likely"}, {"A1": "likely", "A9": "likely"}, {"A9": {"photo": 1}})
    assert grading.of(CODED) == Grading({TESTIMONY: "likely"}, {"A1": "likely"})


def test_grading_begins_where_the_coding_left_it_and_leaves_without_it() -> None:
    assert as_coded(CODED) == Grading({"I1": "likely"}, {"A1": "confirmed"})
    assert as_coded(ungraded(CODED)) == Grading()
    assert ungraded(CODED).acts[0].rests_on == ("I1",)


def test_a_confirmed_act_wants_something_reliable_or_a_corroborator() -> None:
    confirmed = {"A1": "confirmed", "A2": "confirmed"}
    assert list(unsupported(Grading(status=confirmed), CODED)) == ["A1", "A2"]
    assert list(unsupported(Grading({"I1": "likely"}, confirmed), CODED)) == ["A2"]
    assert list(unsupported(Grading({TESTIMONY: "highly_reliable"}, confirmed), CODED)) == []
    helped = Grading({"I1": "unsure"}, confirmed, {"A1": {"photo": 1, "medical": 2}})
    assert list(unsupported(helped, CODED)) == ["A2"]
    assert helped.corroborated("A1") == 3
    assert helped.corroborated("A2") == 0
