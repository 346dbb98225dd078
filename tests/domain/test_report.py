"""A published release: it comes back as it was written, and holds what is listed and nothing else."""

import json
from dataclasses import replace
from datetime import date

import pytest

from intake.domain.proposal import Proposal
from intake.domain.report import BadReport, Report
from tests.plugins.draws import invented_draw
from tests.plugins.figures import FACTS

DRAW = invented_draw("mini", 120)
NAMES = ("S99", "S42", "S41", "S100")
FIGURES = tuple(replace(FACTS[name], id=name) for name in NAMES)
PROPOSAL = Proposal("a" * 32, "b" * 64, FIGURES, {"ru": "Слово"})
REPORT = Report.of(DRAW, PROPOSAL, date(2026, 7, 2))


def test_it_comes_back_as_it_was_written() -> None:
    assert Report.parse(REPORT.to_json(), DRAW) == REPORT
    bare = replace(REPORT, figures=(), forewords={})
    assert Report.parse(bare.to_json(), DRAW) == bare


def test_figures_stand_in_the_order_of_the_report_under_numbers_of_its_own() -> None:
    assert [(one.id, one.beside) for one in REPORT.figures] == [
        ("F1", ""),
        ("F2", "chapter:torture"),
        ("F3", "table:complaints"),
        ("F4", "table:complaints"),
    ]


def test_the_foreword_is_the_readers_or_the_first_that_there_is() -> None:
    assert REPORT.foreword("be") == ("ru", "Слово")
    both = replace(REPORT, forewords={"ru": "Слово", "be": "Слова"})
    assert (both.foreword("ru"), both.foreword("en")) == (("ru", "Слово"), ("be", "Слова"))
    assert Report.draft(DRAW).foreword("en") is None


def test_a_draft_is_no_published_release() -> None:
    with pytest.raises(BadReport):
        Report.parse(Report.draft(DRAW).to_json(), DRAW)


def test_it_holds_what_is_listed_and_nothing_else() -> None:
    data = json.loads(REPORT.to_json())
    assert set(data) == {"schema", "release", "published", "figures", "forewords"}
    assert data["release"] == DRAW.release
    assert {key for figure in data["figures"] for key in figure} == {
        *("id", "texts", "number", "precision", "unit", "origin", "window", "source", "beside"),
    }
    assert PROPOSAL.release not in REPORT.to_json().decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": "holas-report/1"},
        {"release": "e" * 22},
        {"draw": {}},
        {"published": "2026-7-2"},
        {"figures": [{}]},
        {"forewords": {"en": ""}},
        {"quotations": []},
    ],
)
def test_anything_else_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(BadReport):
        Report.parse(json.dumps({**json.loads(REPORT.to_json()), **changed}).encode(), DRAW)


def test_only_the_canonical_form_is_read() -> None:
    with pytest.raises(BadReport):
        Report.parse(REPORT.to_json() + b"\n", DRAW)
