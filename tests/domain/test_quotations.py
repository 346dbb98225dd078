"""Quotations are read strictly, decided once and by another, and stand in what the source told."""

import json

import pytest

from intake.domain.passages import Place
from intake.domain.quotations import LONGEST, MOST, BadMarks, Marks, Printed, Stage

ONE = Marks().marked("They came\nat night.", "They came at night.", "en", "anna")


def test_it_comes_back() -> None:
    marks = ONE.marked("b", "c", "ru", "boris", Place("narrative", 3, 4)).decided(
        "Q1", Stage.APPROVED, "boris", "", "paper"
    )
    assert Marks.parse(marks.to_text()) == marks
    assert [one.id for one in marks.quotations] == ["Q1", "Q2"]
    assert [one.id for one in marks.without("Q1").marked("d", "e", "en", "anna").quotations] == ["Q2", "Q3"]


@pytest.mark.parametrize(
    ("passage", "text", "language"),
    [
        ("", "x", "en"),
        ("x", " ", "en"),
        ("x", "y", "de"),
        ("x" * (LONGEST + 1), "y", "en"),
        ("x", "y" * (LONGEST + 1), "en"),
    ],
)
def test_what_is_no_quotation_is_refused(passage: str, text: str, language: str) -> None:
    with pytest.raises(BadMarks):
        ONE.marked(passage, text, language, "anna")


def test_there_is_an_end_to_them() -> None:
    marks = Marks()
    for _ in range(MOST):
        marks = marks.marked("a", "b", "en", "anna")
    with pytest.raises(BadMarks):
        marks.marked("a", "b", "en", "anna")


@pytest.mark.parametrize(
    ("who", "reason", "name"), [("anna", "", "Q1"), ("boris", "x" * 501, "Q1"), ("boris", "", "Q2")]
)
def test_nobody_decides_their_own(who: str, reason: str, name: str) -> None:
    with pytest.raises(BadMarks):
        ONE.decided(name, Stage.APPROVED, who, reason)


def test_it_is_decided_once() -> None:
    with pytest.raises(BadMarks):
        ONE.decided("Q1", Stage.REFUSED, "boris", "no").decided("Q1", Stage.APPROVED, "boris", "")


@pytest.mark.parametrize(
    "change",
    [
        {"at": {}},
        {"at": {"part": "n", "start": "0", "end": 1}},
        {"id": "X1"},
        {"id": "Qx"},
        {"language": "de"},
        {"stage": "x"},
        {"more": 1},
        {"reason": 1},
    ],
)
def test_another_sheet_is_refused(change: dict[str, object]) -> None:
    data = json.loads(ONE.to_text())
    data["quotations"][0] |= change
    with pytest.raises(BadMarks):
        Marks.parse(json.dumps(data))


def test_a_sheet_from_before_places_were_kept_is_read() -> None:
    data = json.loads(ONE.to_text()) | {"format": "holas-marks/1"}
    del data["quotations"][0]["at"]
    assert Marks.parse(json.dumps(data)) == ONE


def test_what_auditors_have_is_read_strictly() -> None:
    printed = Printed("They came at night.", "en")
    assert Printed.parse(printed.to_text()) == printed
    for text in ("{}", '{"format":"holas-quotation/1","language":"de","text":"x"}'):
        with pytest.raises(BadMarks):
            Printed.parse(text)
