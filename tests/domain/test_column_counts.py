"""Counting by columns: the same numbers as counting person by person, for every set of tables."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.case_record import CaseRecord, Told
from intake.domain.column_counts import Columns, Counter
from intake.domain.columns import OVER, columns, pack, row_of, variables
from intake.domain.counting import units
from intake.domain.table import Size
from intake.domain.variables import BY_ID
from tests.plugins.tellings import RECORD, TELLING, TWELVE, slowly, tables


@given(records=st.lists(RECORD, max_size=6))
@settings(max_examples=60)
def test_counts_what_counting_person_by_person_counts(records: list[CaseRecord]) -> None:
    """Cases that are linked by units, all others by columns, together against everybody by units."""
    named = {f"{number:032x}": record for number, record in enumerate(records)}
    rows = [row for row in map(row_of, named.values()) if row is not None]
    linked = [variables(unit) for unit in units({name: one for name, one in named.items() if one.people})]
    people = [variables(unit) for unit in units(named)]
    for size in Size:
        for table in tables(size):
            counter = Counter(table, TWELVE)
            counter.add(Columns.of(rows[:2]))
            counter.add(Columns.of(rows[2:]))
            for one in linked:
                counter.add_person(one)
            assert counter.counts == slowly(table, people), table.id


@given(rows=st.lists(TELLING, max_size=5))
def test_columns_are_read_as_they_were_written(rows: list[Told]) -> None:
    made = Columns.of([pack({**one.values, OVER: one.over}) for one in rows])
    read = Columns.from_bytes(made.people, memoryview(made.to_bytes()))
    assert read.people == made.people == len(rows)
    assert all((read.numbers[name] == numbers).all() for name, numbers in made.numbers.items())


@pytest.mark.parametrize("people", [0, 2])
def test_columns_of_another_length_are_refused(people: int) -> None:
    made = Columns.of([pack({})])
    with pytest.raises(ValueError, match=r"another form|buffer"):
        Columns.from_bytes(people, memoryview(made.to_bytes()))


def test_a_person_counts_once_in_a_row_of_several_cells_and_no_more_often_than_the_bound() -> None:
    table = next(one for one in tables(Size.SMALL) if one.id == "perpetrators_few")
    several = next(row for row in table.rows if len(row.terms) > 2)
    counter = Counter(table, TWELVE)
    counter.add(Columns.of([pack({"perpetrators": several.terms[-2:]})] * 3))
    assert counter.counts == {row.id: 3 if row is several else 0 for row in table.rows}


@pytest.mark.parametrize("bound", [1, 2])
@pytest.mark.parametrize("table_id", ["perpetrators", "perpetrators_few"])
def test_a_person_adds_to_the_first_cells_up_to_the_bound(table_id: str, bound: int) -> None:
    table = next(one for size in Size for one in tables(size) if one.id == table_id)
    lower = replace(table, bound=bound)
    ranked = ["court", "police", "riot_police", "detention_staff"]
    people = [{"perpetrators": tuple(ranked[start:] + ranked[:start])[:3]} for start in range(4)]
    counter = Counter(lower, TWELVE)
    counter.add(Columns.of([pack(one) for one in people]))
    assert counter.counts == slowly(lower, people)
    assert sum(counter.counts.values()) < sum(slowly(table, people).values())


def test_one_who_was_told_of_more_than_a_variable_holds_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="more cells of detention"):
        pack({"detention": ("days_1", "days_91")})


def test_every_variable_and_every_table_has_its_column() -> None:
    assert [one.variable for one in columns()] == [*BY_ID, OVER]
    assert {table.variable for size in Size for table in tables(size)} <= {one.variable for one in columns()}
