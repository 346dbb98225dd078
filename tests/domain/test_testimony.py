"""What the form gives becomes a testimony, a slip and consents, and nothing that was not on the form."""

from itertools import pairwise

import pytest

from intake.domain.consent import Use
from intake.domain.testimony import CONSENT_FIELDS, AgeBand, Slip, Stage, Testimony, consents_given, slip_for


def test_words_are_kept_as_they_are_but_for_the_space_around() -> None:
    told = Testimony.from_fields({"narrative": "  one\n\n  two \n", "when": "May, I think", "forged": "x"})
    assert (told.narrative, told.when) == ("one\n\n  two", "May, I think")
    assert Testimony.from_text(told.to_text()) == told


@pytest.mark.parametrize("name", ["role", "age_band", "stage"])
def test_a_choice_that_is_not_on_the_form_counts_as_not_given(name: str) -> None:
    assert Testimony.from_fields({name: "admin"}) == Testimony()


def test_no_consent_is_on_unless_its_box_is() -> None:
    assert not any(consents_given({"narrative": "x"}).values())
    for field, use in CONSENT_FIELDS.items():
        assert [one for one, on in consents_given({field: "y"}).items() if on] == [use]


def test_about_a_minor_only_reading_can_be_turned_on() -> None:
    everything = dict.fromkeys(CONSENT_FIELDS, "y")
    allowed = consents_given({**everything, "age_band": AgeBand.UNDER_18})
    assert [use for use, on in allowed.items() if on] == [Use.READ]
    assert Testimony.from_fields({"age_band": "under_18"}).about_minor
    assert not Testimony.from_fields({"age_band": "18_29"}).about_minor


def test_the_slip_says_little_and_reads_back() -> None:
    told = Testimony(narrative="secret", role="survivor", where="x" * 200, stage="detention", language="be")
    slip = slip_for(told, ("image/png", "image/jpeg", "video/mp4"))
    assert slip == Slip(
        "survivor", minor=False, stage="detention", region="x" * 80, language="be", evidence=("image", "video")
    )
    assert "secret" not in slip.to_json().decode()
    assert Slip.from_json(slip.to_json()) == slip


def test_slips_rank_minors_then_people_held_then_evidence() -> None:
    ranked = [Slip(minor=True), Slip(stage=Stage.REMAND), Slip(evidence=("image",)), Slip()]
    assert all(earlier.rank < later.rank for earlier, later in pairwise(ranked))
