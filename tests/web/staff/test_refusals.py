"""The page that refuses a use says which consent is missing, in the words that the source had, and what can be done."""

import pytest
from flask import Flask

from intake.domain.consent import TEXT_VERSION, Statement, Use
from intake.services.errors import ConsentMissing
from intake.web.consent_texts import kept
from intake.web.consent_words import CONSENTS
from intake.web.staff.frame import _not_allowed


def refusal(app: Flask, missing: ConsentMissing) -> str:
    with app.test_request_context("/case/x", base_url="http://localhost:8001"):
        response = _not_allowed(missing)
        assert response.status_code == 403
        return response.get_data(as_text=True)


@pytest.mark.parametrize("use", Use)
def test_every_switch_is_named_as_the_source_read_it(staff_app: Flask, use: Use) -> None:
    said = Statement(2, {use: False}, language="be", day="2026-03-01")
    page = refusal(staff_app, ConsentMissing(use, said))
    assert f"Missing is: “{CONSENTS[use].label}”." in page
    assert f"The source read it as: “{kept()[TEXT_VERSION]['be']['uses'][use]['label']}”." in page
    advice = {Use.READ: "leave this case as it is", Use.RECONTACT: "do not want to be asked more"}
    assert advice.get(use, "can ask the source") in page


@pytest.mark.parametrize(
    "said", [None, Statement(1, {Use.UN: False}, language="en"), Statement(1, {Use.UN: False}, "999", language="be")]
)
def test_words_that_are_the_same_or_not_known_are_not_repeated(staff_app: Flask, said: Statement | None) -> None:
    page = refusal(staff_app, ConsentMissing(Use.UN, said))
    assert "Missing is: “It may be given to the United Nations”." in page
    assert "The source read it as" not in page
