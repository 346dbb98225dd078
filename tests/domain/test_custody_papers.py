"""Requests, answers and releases as they lie in sealed papers: read back as they were written, or refused."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.consent import UnName
from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Answer, Release, Request
from intake.domain.identity import Identity
from intake.domain.strict import BadShape

PURPOSES, WANTS, DAYS, TEXTS = st.sampled_from(Purpose), st.sampled_from(Want), st.dates(), st.text(max_size=20)
IDENTITIES = st.builds(Identity, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.booleans(), st.booleans())
REQUESTS = st.builds(Request, PURPOSES, WANTS, TEXTS)
ANSWERS = st.builds(Answer, TEXTS, TEXTS, PURPOSES, WANTS, st.none() | DAYS, TEXTS, TEXTS)
RELEASES = st.builds(Release, ANSWERS, st.sampled_from(UnName), IDENTITIES)
ENDS = date(2026, 3, 15)
SAMPLES = (
    Request(Purpose.UN, Want.NAME, "For the letter."),
    Answer("5" * 32, "6" * 32, Purpose.UN, Want.NAME, ENDS, "ab"),
    Release(Answer("5" * 32, "6" * 32, Purpose.UN, Want.NAME, ENDS, "ab"), UnName.FULL, Identity("Alesia")),
)


@given(REQUESTS | ANSWERS | RELEASES)
def test_what_is_written_is_read_back(paper: Request | Answer | Release) -> None:
    assert type(paper).parse(paper.to_json()) == paper


@pytest.mark.parametrize("paper", SAMPLES)
def test_anything_else_is_refused(paper: Request | Answer | Release) -> None:
    body = json.loads(paper.to_json())
    wrong: list[object] = [{**body, name: 1} for name in body]
    wrong += [{**body, "more": ""}, []]
    wrong += [{**body, name: "curiosity"} for name in ("purpose", "want", "un_name", "answer") if name in body]
    wrong += [{name: value for name, value in body.items() if name != left_out} for left_out in body]
    wrong += [{**body, "until": "tomorrow"}] if "until" in body else []
    for one in wrong:
        with pytest.raises(BadShape):
            type(paper).parse(json.dumps(one))
    for other in (Request, Answer, Release):
        if not isinstance(paper, other):
            with pytest.raises(BadShape):
                other.parse(paper.to_json())


def test_a_release_holds_until_its_day_and_while_the_source_gives_the_same() -> None:
    answer = Answer("5", "6", Purpose.UN, Want.NAME, ENDS, "ab")
    assert answer.holds(ENDS - timedelta(days=1), "ab")
    assert not answer.holds(ENDS, "ab")
    assert not answer.holds(ENDS - timedelta(days=1), "cd")
    assert not replace(answer, until=None).holds(ENDS - timedelta(days=1), "ab")
