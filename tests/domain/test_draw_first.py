"""Draws from before there were plans: still shown, with the numbers that were drawn."""

import json
from datetime import date
from pathlib import Path

import pytest

from intake.domain import draw_first
from intake.domain.declared import declared
from intake.domain.draw import Subject
from intake.domain.strict import BadShape
from tests.plugins.draws import invented_draw

STORED = (Path(__file__).parent / "release" / "stored.json").read_bytes().rstrip()


def test_such_a_draw_is_told_from_others() -> None:
    assert draw_first.is_first(STORED)
    assert not draw_first.is_first(invented_draw("mini", 120).to_json())
    assert not draw_first.is_first(b"\x00signed")


def test_its_numbers_are_what_they_were() -> None:
    draw, stored = draw_first.read(STORED), json.loads(STORED)
    assert (draw.subject, draw.cut_off, draw.epsilon) == (Subject.COHORT, date(2026, 11, 22), 2.0)
    assert [table.id for table in draw.tables] == ["persons", "chapters", "acts"]
    for table, before in zip(draw.tables, stored["tables"], strict=True):
        assert list(table.noisy.values()) == [number for _, number in before["values"]]
        assert all(
            value == max(noisy, 0) for value, noisy in zip(table.values.values(), table.noisy.values(), strict=True)
        )


def test_every_cell_has_a_name() -> None:
    draw = draw_first.read(STORED)
    for table, drawn in zip(declared(draw), draw.tables, strict=True):
        assert set(table.cells()) >= set(drawn.noisy)
        assert all(table.label(cell, "be") != cell for cell in drawn.noisy)


@pytest.mark.parametrize(("key", "value"), [("epsilon", "much"), ("tables", [{}]), ("cut_off", "today"), ("x", 1)])
def test_another_form_is_refused(key: str, value: object) -> None:
    with pytest.raises(BadShape):
        draw_first.read(json.dumps(json.loads(STORED) | {key: value}).encode())
