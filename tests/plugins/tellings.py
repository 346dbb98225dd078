"""Records of invented people for property tests, and how the tables count them: person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from intake.domain.case_record import CaseRecord, Told
from intake.domain.columns import columns
from intake.domain.table import Size, Table
from intake.domain.tables import Tables
from intake.domain.variables import BY_ID

TWELVE = tuple(f"2020-{month:02}" for month in range(1, 13))
SILENT = CaseRecord.silent(date(2031, 4, 5))


def cells_of(variable: str, bound: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Some cells of a variable, ranked; of the months mostly those that are counted."""
    known = [one for column in columns() if column.variable == variable for one in column.numbers]
    if variable == "months":
        known = [one for one in known if one[-7:] in TWELVE] + known[:3] + ["media/1999-12", "media/2100-01"]
    return st.lists(st.sampled_from(known), max_size=bound, unique=True).map(tuple)


def valued(values: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: cells for name, cells in values.items() if cells}


TELLING = st.builds(
    Told,
    marks=st.just(()),
    values=st.fixed_dictionaries({one.variable: cells_of(one.variable, one.bound) for one in columns()[:-1]}).map(
        valued
    ),
    over=st.lists(st.sampled_from(sorted(BY_ID)), unique=True).map(tuple),
)
MARKS = st.lists(st.sampled_from(["m1", "m2", "m3", "m4"]), max_size=2, unique=True).map(tuple)
RECORD = st.builds(
    lambda told, marks, others: replace(SILENT, own=replace(told, marks=marks), others=tuple(others)),
    TELLING,
    MARKS,
    st.lists(
        st.builds(lambda told, mark: replace(told, marks=(mark,)), TELLING, st.sampled_from(["m1", "m5"])),
        max_size=1,
    ),
)


def tables(size: Size) -> list[Table]:
    found = Tables.load().set(size)
    return [*(table for table, _ in found.tables), found.left_out[0]]


def slowly(table: Table, people: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, int]:
    """Count as the tables say it, person by person."""
    counted = dict.fromkeys(table.cells(TWELVE), 0)
    for person in people:
        for cell in table.contribution(person, TWELVE):
            counted[cell] += 1
    return counted
