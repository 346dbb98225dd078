"""The declared tables: how many, of which cells, and what must never be one."""

import json
from functools import reduce
from typing import Any

import pytest

from intake.domain.draw import Mechanism
from intake.domain.tables import EXPECTED, BadTables, Row, Size, Table, Tables
from intake.domain.vocabulary import Vocabulary, read_data
from tests.plugins.draws import MONTHS, invented_draw

TABLES = Tables.load()
VOCABULARY = Vocabulary.load(TABLES.vocabulary)
COUNTS = {Size.MINI: (2, 10), Size.SMALL: (5, 36), Size.MEDIUM: (9, 122), Size.FULL: (12, 394)}
SEXUAL = {"tor_sexual_violence", "tor_forced_nudity", "rep_threat_sexual"}


def table(name: str) -> Table:
    return next(one for one in TABLES.tables if one.id == name)


@pytest.mark.parametrize("size", Size)
def test_each_set_has_exactly_its_tables_and_cells(size: Size) -> None:
    found = TABLES.set(size)
    cells = [cell for one, _ in found.tables for cell in one.cells(MONTHS)]
    assert (len(found.tables), len(cells)) == COUNTS[size]
    assert all(len(set(one.cells(MONTHS))) == len(one.cells(MONTHS)) for one, _ in found.tables)


@pytest.mark.parametrize("size", Size)
def test_the_shares_of_a_set_are_exact_in_binary_and_make_up_one(size: Size) -> None:
    found = TABLES.set(size)
    shares = [share for _, share in (*found.tables, found.left_out)]
    assert sum(shares) == 1
    assert sum(2.0 * float(share) for share in shares) == 2.0
    assert all(share.denominator & (share.denominator - 1) == 0 for share in shares)


def test_small_sets_have_laplace_noise_and_large_ones_gaussian() -> None:
    noise = [TABLES.set(size).mechanism for size in Size]
    assert noise == [Mechanism.LAPLACE, Mechanism.LAPLACE, Mechanism.GAUSSIAN, Mechanism.GAUSSIAN]


def test_sizes_follow_one_another() -> None:
    assert [EXPECTED[size] for size in Size] == [(50, 200), (200, 2_000), (2_000, 10_000), (10_000, None)]


@pytest.mark.parametrize("size", Size)
def test_the_left_out_are_counted_for_every_table_that_may_drop_something(size: Size) -> None:
    found = TABLES.set(size)
    left_out, _ = found.left_out
    assert left_out.cells() == tuple(one.id for one, _ in found.tables if one.drops)
    assert left_out.bound == len(left_out.rows)
    assert left_out.contribution({"over": ("chapters", "detention")}) == ("persons",)


@pytest.mark.parametrize("one", TABLES.tables, ids=lambda one: one.id)
@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_every_cell_has_a_label_of_its_own(one: Table, language: str) -> None:
    labels = [one.label(cell, language) for cell in one.cells(MONTHS)]
    assert len(set(labels)) == len(labels)
    assert one.title(language)
    assert one.name(language)
    assert not set(labels) & set(one.cells(MONTHS))


def test_a_month_is_said_in_words() -> None:
    assert table("months").label("beating/2020-08", "en") == "Beating, August 2020"
    assert table("months").label("beating/2020-08", "ru") == "Избиение, август 2020"
    assert table("groups").column_label("gone", "en") == "gone"
    assert table("groups").row_label("gone", "en") == "gone"


def test_every_code_has_a_cell_or_a_stated_reason() -> None:
    for size, names in {
        Size.SMALL: ("acts_by_family",),
        Size.MEDIUM: ("acts", "deprivations"),
        Size.FULL: ("months",),
    }.items():
        held = {term for name in names for row in _rows(size, name) for term in row.terms}
        missing = {code.id for code in VOCABULARY.codes()} - held
        assert missing <= set(TABLES.without["families"]), size
        assert all(TABLES.without["families"][code] for code in missing)


def _rows(size: Size, name: str) -> tuple[Row, ...]:
    found = TABLES.set(size).table(name)
    assert found is not None
    return found.rows


@pytest.mark.parametrize(
    ("lists", "attribute"),
    [
        (("groups",), "victim_group"),
        (("stages",), "stage"),
        (("perpetrators", "perpetrators_few"), "perpetrator_type"),
        (("force", "force_few"), "force_means"),
        (("legal",), "legal_basis"),
        (("reliability",), "reliability"),
    ],
)
def test_every_value_of_an_attribute_has_a_row_or_a_stated_reason(lists: tuple[str, ...], attribute: str) -> None:
    for name in lists:
        held = {term for row in TABLES.lists[name] for term in row.terms}
        without = set(TABLES.without.get(name, {}))
        assert not held & without
        assert set(VOCABULARY.attribute(attribute).ids()) <= held | without


def test_nothing_on_sexual_violence_minors_or_whom_somebody_loves_is_below_national_totals() -> None:
    cross = [one for one in TABLES.tables if one.columns is not None]
    assert {one.id for one in cross} == {"months", "groups", "stages"}
    apart = SEXUAL | {"rep_threat_children", "flag_sogi", "flag_gendered", "minor", "lgbti", "woman"}
    for one in cross:
        named = {row.id for row in (*one.rows, *(one.columns or ()))}
        assert not named & apart, one.id
    assert set(TABLES.without["cross"]) == SEXUAL | {"rep_threat_children"}
    assert {"minor", "lgbti", "woman"} <= set(TABLES.without["groups"])
    assert not {"lgbti", "woman", "minor"} & {term for row in TABLES.lists["groups"] for term in row.terms}


def test_somebody_adds_to_a_cell_once_and_to_no_more_cells_than_the_bound() -> None:
    few = table("perpetrators_few")
    assert few.contribution({"perpetrators": ("riot_police", "military", "court")}) == ("police", "officials")
    assert few.contribution({}) == ()
    assert few.contribution({"perpetrators": ("nobody", "court/2020-08", "court")}) == ("officials",)
    five = ("expression", "assembly", "torture", "health", "reprisals")
    assert table("persons").contribution({"chapters": ("all", *five)}) == ("all", *five[:3])


def test_a_table_by_month_counts_the_months_of_the_plan_only() -> None:
    told = {"months": ("beating/2020-08", "beating/2019-08", "beating", "unknown/2020-08")}
    assert table("months").contribution(told, MONTHS) == ("beating/2020-08",)
    assert table("months").contribution(told) == ()
    assert table("stages").contribution({"stages": ("det_denied_food/prison",)}) == ("det_denied_food/remand",)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("format", "holas-tables/0"),
        ("months.en", None),
        ("months.en", ["January"]),
        ("sets.mini.shares.persons", 12),
        ("sets.mini.shares.left_out", None),
        ("sets.mini.parts", 15),
        ("sets.mini.shares", {"persons": 16, "evidence_any": 0, "left_out": 0}),
        ("sets.mini.shares.unknown", 1),
        ("sets.full", None),
        ("lists.legal.of", "unknown"),
        ("lists.legal.rows.0", "unheard_of"),
        ("lists.legal.rows.0", "economic"),
        ("tables.0.id", "months"),
        ("tables.0.rest", "nobody"),
        ("tables.0.rows", "unknown"),
        ("tables.0.labels.be", None),
        ("tables.4.columns", "unknown"),
    ],
    ids=lambda one: str(one)[:30],
)
def test_other_data_is_refused(place: str, value: object) -> None:
    data: Any = json.loads(read_data("tables.json") or "")
    Tables.parse(json.dumps(data))
    *path, last = (int(step) if step.isdecimal() else step for step in place.split("."))
    inner = reduce(lambda found, step: found[step], path, data)
    inner[last] = value
    if value is None:
        del inner[last]
    with pytest.raises(BadTables):
        Tables.parse(json.dumps(data))


def test_a_version_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadTables):
        Tables.load("2")


@pytest.mark.parametrize(("size", "persons"), [("mini", 120), ("small", 450), ("medium", 5_000), ("full", 25_000)])
def test_an_invented_draw_is_one(size: str, persons: int) -> None:
    draw = invented_draw(size, persons)
    assert type(draw).parse(draw.to_json()) == draw
    people = draw.table("persons")
    assert people is not None
    assert people.values["all"] == persons
    for one in draw.tables:
        assert max(one.values.values()) <= persons
        assert one.noisy.keys() == dict.fromkeys(table(one.id).cells(draw.months)).keys()
        assert not table(one.id).once or sum(one.values.values()) == persons
    assert any(cell.below for one in (*draw.tables, draw.left_out) for cell in one.cells())


def test_a_finer_term_folds_into_its_row() -> None:
    assert TABLES.fold("stages")["prison"] == TABLES.fold("stages")["remand"] == "remand"
