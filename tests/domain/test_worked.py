"""Which of a source's messages wait for an answer."""

import pytest

from intake.domain.worked import BadWorked, Settled, Worked

TURNS = [("m1", True), ("r1", False), ("m2", True), ("m3", True)]


def test_what_staff_wrote_answers_what_came_before() -> None:
    assert Worked().waiting(TURNS) == ("m2", "m3")
    assert Worked().waiting([*TURNS, ("r2", False)]) == ()
    assert Worked().waiting([("m1", True)]) == ("m1",)
    assert Worked().waiting([]) == ()


def test_staff_may_say_otherwise() -> None:
    sheet = Worked().settle(["m2"], Settled.NO_ANSWER).settle(["m1"], Settled.OPEN).settle(["m3"], Settled.ANSWERED)
    assert sheet.waiting(TURNS) == ("m1",)
    assert sheet.settle(["m1"], Settled.ANSWERED).waiting(TURNS) == ()


def test_it_is_read_as_it_was_written() -> None:
    sheet = Worked().settle(["m1"], Settled.OPEN)
    assert Worked.parse(sheet.to_json()) == sheet


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"format":"holas-worked/2","settled":{}}', '{"format":"holas-worked/1","settled":{"m":"maybe"}}'],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadWorked):
        Worked.parse(text)
