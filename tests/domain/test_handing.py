"""Drafts, decisions and letters are read strictly, and come back as they were written."""

import json

import pytest

from intake.domain.blocks import Heading, Paragraph
from intake.domain.handing import BadHanding, Decision, Draft, What, read
from intake.domain.letter import BadLetter, Letter, Section

DRAFT = Draft(What.BUNDLE, ("a", "b"), "Prosecutor", "Investigation 12", "", graded=True, day="2026-11-22", digest="ab")
DECISION = Decision("id", "ab", approved=False, reason="not yet", signature="")
LETTER = Letter(
    "Communication", "Special Rapporteur", "22 November 2026", (Section("Person", (("Sex", "F"),)),), ("Yours",)
)


@pytest.mark.parametrize("said", [DRAFT, DECISION])
def test_it_comes_back(said: Draft | Decision) -> None:
    assert read(said.to_text()) == said


@pytest.mark.parametrize(
    "change",
    [
        {"says": "else"},
        {"format": "holas-handing/2"},
        {"what": "else"},
        {"cases": ["a", "a"]},
        {"cases": "a"},
        {"recipient": ""},
        {"graded": 1},
        {"more": 1},
        {"record_size": "1"},
        {"purpose": None},
    ],
)
def test_another_draft_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadHanding):
        read(json.dumps({**json.loads(DRAFT.to_text()), **change}))


@pytest.mark.parametrize("change", [{"approved": "yes"}, {"draft": ""}, {"reason": 1}])
def test_another_decision_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadHanding):
        read(json.dumps({**json.loads(DECISION.to_text()), **change}))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(BadHanding):
        read(text)


def test_a_letter_comes_back() -> None:
    assert Letter.parse(LETTER.to_text()) == LETTER


def test_a_letter_is_written_part_by_part() -> None:
    blocks = LETTER.blocks()
    assert blocks[0] == Heading("Communication", 0)
    assert blocks[3:] == [Heading("Person"), Paragraph("F", "Sex"), Paragraph("Yours")]


@pytest.mark.parametrize(
    "change",
    [{"format": "x"}, {"title": ""}, {"sections": [{"heading": "x"}]}, {"closing": [1]}, {"more": 1}]
    + [{"sections": [{"heading": "x", "said": [said]}]} for said in (["one"], ["a", "b", "c"], "ab", ["a", ""])],
)
def test_another_letter_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadLetter):
        Letter.parse(json.dumps({**json.loads(LETTER.to_text()), **change}))
