"""What the form gives becomes a testimony, a slip and consents, and nothing that was not on the form."""

import json
from itertools import pairwise

import pytest

from intake.domain.occurrences import Occurrence
from intake.domain.strict import BadShape
from intake.domain.testimony import AgeBand, Slip, Stage, Testimony, slip_for


def test_words_are_kept_as_they_are_but_for_the_space_around() -> None:
    told = Testimony.from_fields({"narrative": "  one\n\n  two \n", "when": "May, I think", "forged": "x"})
    assert (told.narrative, told.occurrences) == ("one\n\n  two", (Occurrence("May, I think"),))
    assert Testimony.from_text(told.to_text()) == told


@pytest.mark.parametrize("name", ["role", "age_band", "stage", "stage_3", "complaint"])
def test_a_choice_that_is_not_on_the_form_counts_as_not_given(name: str) -> None:
    assert Testimony.from_fields({name: "admin"}) == Testimony()


def test_a_testimony_of_the_first_format_is_still_read() -> None:
    first = {"narrative": "They came.", "role": "witness", "age_band": "18_29", "when": "May", "where": "a town"}
    told = Testimony.from_text(json.dumps({**first, "stage": "arrest", "language": "be"}))
    assert told.occurrences == (Occurrence("May", "a town", "arrest"),)
    assert (told.narrative, told.language, told.said("role")) == ("They came.", "be", "witness")


@pytest.mark.parametrize(
    "damage",
    [{"format": 3}, {"narrative": 5}, {"occurrences": [{"when": "x"}]}, {"answers": {"role": "x"}}, {"answers": []}],
)
def test_a_testimony_of_another_form_is_refused(damage: dict[str, object]) -> None:
    body = json.loads(Testimony(narrative="x").to_text())
    with pytest.raises(BadShape):
        Testimony.from_text(json.dumps({**body, **damage}))
    with pytest.raises(BadShape):
        Testimony.from_text('{"narrative": 5}')


def test_who_speaks_tells_nothing_yet() -> None:
    assert Testimony.from_fields({"role": "witness", "age_band": "under_18", "speaker_minor": "1"}).is_empty
    for field in ({"narrative": "x"}, {"where_2": "x"}, {"danger_who": "x"}, {"kinds_held": "1"}):
        assert not Testimony.from_fields(field).is_empty


@pytest.mark.parametrize("minor", [{"age_band": AgeBand.UNDER_18}, {"speaker_minor": "1"}])
def test_it_is_about_a_minor_whoever_is_under_18(minor: dict[str, str]) -> None:
    assert Testimony.from_fields(minor).about_minor
    assert not Testimony.from_fields({"age_band": "18_29"}).about_minor


def test_the_slip_says_little_and_reads_back() -> None:
    told = Testimony.from_fields(
        {
            "narrative": "secret",
            "role": "survivor",
            "where": "x" * 200,
            "stage": "detention",
            "language": "be",
            "kinds_held": "1",
        }
    )
    slip = slip_for(told, ("image/png", "image/jpeg", "video/mp4"))
    assert slip == Slip(
        "survivor",
        minor=False,
        stage="detention",
        region="x" * 80,
        language="be",
        evidence=("image", "video"),
        kinds=("held",),
    )
    assert "secret" not in slip.to_json().decode()
    assert Slip.from_json(slip.to_json()) == slip


def test_a_slip_of_before_there_were_kinds_is_still_read() -> None:
    before = json.loads(Slip(role="witness", evidence=("image",)).to_json())
    del before["kinds"]
    assert Slip.from_json(json.dumps(before).encode()) == Slip(role="witness", evidence=("image",))


def test_slips_rank_minors_then_people_held_then_evidence() -> None:
    ranked = [Slip(minor=True), Slip(stage=Stage.REMAND), Slip(evidence=("image",)), Slip()]
    assert all(earlier.rank < later.rank for earlier, later in pairwise(ranked))
