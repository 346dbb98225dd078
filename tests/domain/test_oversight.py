"""What the desk tells from the record: whose case it was, how many files, and what was left alone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.oversight import (
    DOWNLOADED,
    OPENED,
    Line,
    Lines,
    bursts,
    last_touched,
    openings_outside,
    tasks_given,
)
from intake.domain.strict import BadShape

HOUR = 3600
DAY = 24 * HOUR


def line(time: int, action: str, member: str, other: str = "", case_id: str = "c", task: str = "") -> Line:
    return Line(time, action, case_id, member, time, other, task)


def outside(*lines: Line, **hands: str) -> list[tuple[str, int]]:
    now = {case_id: frozenset(members.split()) for case_id, members in hands.items()}
    newest_first = sorted(lines, key=lambda one: -one.time)
    return [(one.member, one.times) for one in openings_outside(newest_first, now)]


def test_opening_what_nobody_has_asks_no_question() -> None:
    assert outside(line(1, OPENED, "anna")) == []


def test_opening_what_somebody_has() -> None:
    assert outside(line(5 * DAY, OPENED, "boris"), c="rita") == [("boris", 1)]
    assert outside(line(5 * DAY, OPENED, "rita"), c="rita") == []
    assert outside(line(5 * DAY, OPENED, "boris"), line(6 * DAY, OPENED, "boris"), c="rita") == [("boris", 2)]


def test_before_it_was_given_and_after_it_was_taken_back_it_is_nobodys() -> None:
    story = [
        line(1 * DAY, OPENED, "boris"),
        line(2 * DAY, "assign", "anna", "rita"),
        line(3 * DAY, OPENED, "boris"),
        line(4 * DAY, "unassign", "anna", "rita"),
        line(5 * DAY, OPENED, "boris"),
    ]
    assert outside(*story) == [("boris", 1)]


def test_what_was_given_before_the_record_that_was_read_is_known_from_its_end() -> None:
    story = [line(1 * DAY, OPENED, "boris"), line(2 * DAY, "recuse", "anna", "rita"), line(3 * DAY, OPENED, "boris")]
    assert outside(*story) == [("boris", 1)]


def test_claimed_and_handed_over() -> None:
    story = [
        line(1 * DAY, "claim", "anna"),
        line(2 * DAY, OPENED, "anna"),
        line(3 * DAY, "hand-over", "anna", "rita"),
        line(4 * DAY, OPENED, "anna"),
        line(5 * DAY, OPENED, "rita"),
    ]
    assert outside(*story, c="rita") == [("anna", 1)]


def test_who_just_gave_it_looks_whether_it_worked() -> None:
    story = [line(DAY, "assign", "anna", "rita"), line(DAY + HOUR - 1, OPENED, "anna")]
    assert outside(*story, c="rita") == []
    assert outside(*story, line(DAY + HOUR, OPENED, "anna"), c="rita") == [("anna", 1)]


def test_the_latest_comes_first() -> None:
    lines = [line(2 * DAY, OPENED, "anna", case_id="a"), line(1 * DAY, OPENED, "boris", case_id="b")]
    assert [member for member, _ in outside(*lines, a="rita", b="rita")] == ["anna", "boris"]


def test_a_second_of_two_who_have_it_is_no_stranger() -> None:
    assert outside(line(DAY, OPENED, "ruslan"), c="rita ruslan") == []


def test_many_downloads_within_an_hour() -> None:
    slow = [line(number * HOUR, DOWNLOADED, "rita") for number in range(30)]
    fast = [line(DAY + number, DOWNLOADED, "ruslan") for number in range(5)]
    assert bursts([*slow, *fast], many=5) == ()
    (burst,) = bursts([*slow, *fast, line(DAY + HOUR - 1, DOWNLOADED, "ruslan")], many=5)
    assert (burst.member, burst.count, burst.began) == ("ruslan", 6, datetime.fromtimestamp(DAY, UTC))
    assert bursts([*fast, line(DAY + HOUR, DOWNLOADED, "ruslan")], many=5) == ()
    assert bursts([line(1, OPENED, "rita")] * 50) == ()


@given(st.lists(st.integers(0, 5 * HOUR), max_size=40))
def test_the_fullest_hour_is_the_fullest(times: list[int]) -> None:
    found = bursts([line(time, DOWNLOADED, "rita") for time in times], many=0)
    fullest = max((sum(start <= time < start + HOUR for time in times) for start in times), default=0)
    assert [burst.count for burst in found] == ([fullest] if times else [])


def test_when_a_case_was_touched_last() -> None:
    assert last_touched([line(1, OPENED, "a"), line(3, "reply", "b"), line(2, OPENED, "c")]) == {"c": 3}


def test_the_task_given_last_counts() -> None:
    lines = [line(2, "assign", "a", "rita", task="second"), line(1, "assign", "a", "rita", task="coder")]
    assert tasks_given([*lines, line(0, OPENED, "a")]) == {("c", "rita"): "second"}


LINES = st.builds(
    Line, st.integers(0), st.text(), st.text(), st.text(), st.integers(0, 2**40), st.text(max_size=3), st.text()
)


@given(st.lists(LINES, max_size=4))
def test_it_reads_what_it_wrote(lines: list[Line]) -> None:
    assert Lines.parse(Lines(tuple(lines)).to_json()) == Lines(tuple(lines))


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"format":"holas-deeds/0","lines":[]}',
        '{"format":"holas-deeds/1","lines":[[1,"open"]]}',
        '{"format":"holas-deeds/1","lines":[[1,"open","c","m","now","",""]]}',
        '{"format":"holas-deeds/1","lines":[[1,"open","c",2,3,"",""]]}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadShape):
        Lines.parse(text)
