"""The sheet of tasks and the parts that follow from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.review import Part
from intake.domain.tasks import BadTasks, Tasks

people = st.sampled_from(["a", "b", "c", "d", "e"])
tasks = st.builds(
    Tasks,
    coder=st.none() | people,
    second=st.none() | people,
    adjudicator=st.none() | people,
    pair=st.none() | people,
    recused=st.lists(people, unique=True).map(tuple),
    restricted=st.booleans(),
    note=st.text(max_size=20),
)


@given(tasks)
def test_what_is_written_is_read(sheet: Tasks) -> None:
    assert Tasks.parse(sheet.to_json()) == sheet


@given(tasks, people, st.booleans())
def test_a_second_coder_and_an_adjudicator_act_as_nothing_else(sheet: Tasks, member: str, circle: bool) -> None:  # noqa: FBT001 - Hypothesis gives it by place
    parts = sheet.part_of(member, circle=circle)
    if member == sheet.adjudicator:
        assert parts == {Part.ADJUDICATOR}
    elif member == sheet.second:
        assert parts == {Part.SECOND}
    else:
        assert (Part.INTAKE in parts) is circle
        assert (Part.CODER in parts) is (member == sheet.coder or not circle)


TWICE = Tasks(recused=("a",)).to_json().replace('["a"]', '["a","a"]')


@pytest.mark.parametrize("text", ["", "{}", "[]", Tasks().to_json().replace("tasks/1", "tasks/9"), TWICE])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadTasks):
        Tasks.parse(text)
