"""What `ports.Table` promises, on both databases."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from intake.domain.entities import Box, Consent, GrantKind, StatisticsRecord
from intake.services.ports import Begins, Conflict
from intake.store.database import SqlDatabase
from intake.store.models import Base
from tests.store.samples import DAY, SAMPLES, Sample, case, document, grant, member


def put(database: SqlDatabase, rows: dict[str, Any]) -> None:
    with database.writing() as unit:
        for table, row in rows.items():
            getattr(unit, table).add(row)
        unit.commit()


def put_all(database: SqlDatabase, table: str, rows: list[Any]) -> None:
    with database.writing() as unit:
        for row in rows:
            getattr(unit, table).add(row)
        unit.commit()


def stored(database: SqlDatabase, table: str) -> list[Any]:
    with database.reading() as unit:
        return list(getattr(unit, table).find())


def key_of(table: str, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, column.name) for column in Base.metadata.tables[table].primary_key)


def put_sample(database: SqlDatabase, table: str) -> Sample:
    sample = SAMPLES[table]()
    put(database, {**sample.needs, table: sample.row})
    return sample


@pytest.mark.parametrize("table", SAMPLES)
def test_a_row_comes_back_as_it_went_in(database: SqlDatabase, table: str) -> None:
    sample = put_sample(database, table)
    with database.reading() as unit:
        found = getattr(unit, table).get(*key_of(table, sample.row))
    assert found == sample.row
    for field in fields(found):
        assert type(getattr(found, field.name)) is type(getattr(sample.row, field.name))


@pytest.mark.parametrize("table", SAMPLES)
def test_a_key_that_exists_is_a_conflict_and_changes_nothing(database: SqlDatabase, table: str) -> None:
    sample = put_sample(database, table)
    with database.writing() as unit, pytest.raises(Conflict):
        getattr(unit, table).add(sample.row)
    assert stored(database, table) == [sample.row]


@pytest.mark.parametrize("table", SAMPLES)
def test_every_field_can_be_a_condition(database: SqlDatabase, table: str) -> None:
    sample = put_sample(database, table)
    put_sample(database, table)
    conditions = {field.name: getattr(sample.row, field.name) for field in fields(sample.row)}
    with database.reading() as unit:
        assert getattr(unit, table).find(**conditions) == [sample.row]


def test_get_finds_nothing(database: SqlDatabase) -> None:
    with database.reading() as unit:
        assert unit.cases.get("0" * 32) is None


@pytest.mark.parametrize("key", [(), ("a",), ("a", "case", "b", "c")])
def test_a_key_with_the_wrong_number_of_parts_is_a_mistake(database: SqlDatabase, key: tuple[str, ...]) -> None:
    with database.reading() as unit, pytest.raises(ValueError, match="zip"):
        unit.grants.get(*key)


@pytest.fixture
def cases(database: SqlDatabase) -> list[Any]:
    rows = [
        case(state="new", urgent=False),
        case(state="open", urgent=True),
        case(state="open", urgent=False),
        case(state="closed", urgent=True, destroy_on=case().day),
    ]
    put_all(database, "cases", list(reversed(rows)))
    return rows


def test_find_returns_all_in_the_order_of_the_key(database: SqlDatabase, cases: list[Any]) -> None:
    assert stored(database, "cases") == cases


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"state": "open"}, [1, 2]),
        ({"state": "open", "urgent": True}, [1]),
        ({"state": ["new", "closed"]}, [0, 3]),
        ({"state": {"closed"}}, [3]),
        ({"state": ()}, []),
        ({"destroy_on": None}, [0, 1, 2]),
        ({"state": "lost"}, []),
    ],
)
def test_conditions_are_values_none_or_collections(
    database: SqlDatabase, cases: list[Any], conditions: dict[str, Any], expected: list[int]
) -> None:
    with database.reading() as unit:
        assert unit.cases.find(**conditions) == [cases[index] for index in expected]
        assert unit.cases.count(**conditions) == len(expected)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("id", [0, 1, 2, 3]),
        ("-id", [3, 2, 1, 0]),
        ("state", [3, 0, 1, 2]),
        ("-state", [1, 2, 0, 3]),
        ("-urgent", [1, 3, 0, 2]),
    ],
)
def test_order_is_a_field_then_the_key(
    database: SqlDatabase, cases: list[Any], order: str, expected: list[int]
) -> None:
    with database.reading() as unit:
        assert unit.cases.find(order=order) == [cases[index] for index in expected]


def test_pages_neither_overlap_nor_skip(database: SqlDatabase, cases: list[Any]) -> None:
    with database.reading() as unit:
        pages = [unit.cases.find(order="-urgent", limit=1, offset=offset) for offset in range(5)]
        rest = unit.cases.find(offset=3)
    assert pages == [[cases[1]], [cases[3]], [cases[0]], [cases[2]], []]
    assert rest == cases[3:]


def test_a_condition_may_name_10000_rows(database: SqlDatabase, cases: list[Any]) -> None:
    wanted = [f"{index:032x}" for index in range(1 << 40, (1 << 40) + 10_000)]
    with database.reading() as unit:
        assert unit.cases.count(id=[*wanted, cases[0].id]) == 1


@pytest.mark.parametrize("name", ["shoe_size", "metadata", "registry", "__table__"])
def test_an_unknown_field_is_a_mistake(database: SqlDatabase, name: str) -> None:
    with database.writing() as unit:
        calls: list[Callable[..., object]] = [unit.cases.find, unit.cases.count, unit.cases.delete]
        for call in calls:
            with pytest.raises(TypeError, match="no field"):
                call(**{name: 1})
        with pytest.raises(TypeError, match="no field"):
            unit.cases.change("0" * 32, **{name: 1})
        with pytest.raises(TypeError, match="no field"):
            unit.cases.find(order=name)


def test_change_sets_fields_of_one_row(database: SqlDatabase, cases: list[Any]) -> None:
    with database.writing() as unit:
        assert unit.cases.change(cases[0].id, state="open", urgent=True)
        assert not unit.cases.change("0" * 32, state="open")
        unit.commit()
    assert stored(database, "cases") == [replace(cases[0], state="open", urgent=True), *cases[1:]]


def test_change_takes_a_key_of_several_parts(database: SqlDatabase) -> None:
    owner = case()
    kept, changed = grant(owner, kind=GrantKind.CASE), grant(owner, kind=GrantKind.CARD)
    put(database, {"cases": owner})
    put_all(database, "grants", [kept, changed])
    with database.writing() as unit:
        assert unit.grants.change(owner.id, "card", changed.holder, sealed=b"new")
        unit.commit()
    assert set(stored(database, "grants")) == {kept, replace(changed, sealed=b"new")}


def test_change_to_a_taken_value_is_a_conflict(database: SqlDatabase) -> None:
    one, other = member(), member()
    put_all(database, "members", [one, other])
    with database.writing() as unit, pytest.raises(Conflict):
        unit.members.change(one.id, username=other.username)


def test_delete_counts_what_it_deleted(database: SqlDatabase, cases: list[Any]) -> None:
    with database.writing() as unit:
        assert unit.cases.delete(state=["open", "closed"], urgent=True) == 2
        assert unit.cases.delete(state="lost") == 0
        unit.commit()
    assert stored(database, "cases") == [cases[0], cases[2]]


def test_delete_without_a_condition_is_refused(database: SqlDatabase, cases: list[Any]) -> None:
    with database.writing() as unit, pytest.raises(TypeError, match="at least one condition"):
        unit.cases.delete()
    assert stored(database, "cases") == cases


def test_rows_are_found_by_the_first_digits_of_a_hexadecimal_value(database: SqlDatabase) -> None:
    ids = [first * 2 + "0" * 30 for first in "09af"] + ["0a" + "f" * 30, "a0" * 16]
    put_all(database, "cases", [case(id=one) for one in ids])
    with database.reading() as unit:

        def begins(*digits: str) -> set[str]:
            return {one.id[:2] for one in unit.cases.find(id=Begins(digits))}

        assert begins("0a", "ff") == {"0a", "ff"}
        assert begins("0") == {"00", "0a"}
        assert begins("b") == set()
        assert unit.cases.count(id=Begins(("a",)), urgent=True) == 2


def test_the_newest_number_of_each_case_is_that_of_its_own_box(database: SqlDatabase) -> None:
    owners = [case(), case(), case()]
    put_all(database, "cases", owners)
    numbered = [
        (owners[0], 1, Box.CASE),
        (owners[0], 2, Box.CASE),
        (owners[0], 3, Box.MAILBOX),
        (owners[1], 1, Box.CASE),
    ]
    put_all(database, "documents", [document(owner, number=number, box=box) for owner, number, box in numbered])
    with database.reading() as unit:
        assert unit.newest_numbers([one.id for one in owners]) == {owners[0].id: 2, owners[1].id: 1}
        assert unit.newest_numbers([]) == {}


def test_what_there_is_to_count_is_read_at_once(database: SqlDatabase) -> None:
    owners = [case(destroy_on=None), case(destroy_on=None), case(destroy_on=DAY), case(destroy_on=None)]
    put_all(database, "cases", owners)
    records = [StatisticsRecord(owner.id, 2, b"record") for owner in owners[:3]]
    put_all(database, "statistics", records)
    ours = [grant(owners[0], kind=GrantKind.STATISTICS, holder="role:auditor:1", withdrawn=False)]
    others = [
        grant(owners[0], kind=GrantKind.CARD, holder="role:auditor:1", withdrawn=False),
        grant(owners[1], kind=GrantKind.STATISTICS, holder="role:intake:1", withdrawn=False),
        grant(owners[1], kind=GrantKind.STATISTICS, holder="role:auditor:1", withdrawn=True),
    ]
    put_all(database, "grants", [*ours, *others])
    said = [(0, 1, "case"), (0, 2, "case"), (0, 2, "role:auditor:1"), (3, 1, "case")]
    put_all(database, "consents", [Consent(owners[at].id, number, holder, b"sealed") for at, number, holder in said])
    with database.reading() as unit:
        found = unit.statistics_of([one.id for one in owners], ["role:auditor:1", "role:auditor:2"], "case")
        assert [(one.row, one.grant, one.said) for one in found] == [(records[0], ours[0], 2), (records[1], None, 0)]
        assert unit.statistics_of([], ["role:auditor:1"], "case") == []
