"""What one auditor drafts for another: read back as it was written, and nothing else."""

import json
from dataclasses import replace

import pytest

from intake.domain.figures import BadFigure
from intake.domain.proposal import Proposal
from intake.domain.register import read
from tests.plugins.figures import FACTS

FIGURES = tuple(replace(FACTS[name], id=name) for name in ("S99", "S100"))
PROPOSAL = Proposal("a" * 32, "b" * 64, FIGURES, {"be": "Слова", "en": "A word"})


def test_it_comes_back_as_it_was_written() -> None:
    assert read(PROPOSAL.to_text()) == PROPOSAL
    assert read(replace(PROPOSAL, figures=(), forewords={}).to_text()) == replace(PROPOSAL, figures=(), forewords={})


@pytest.mark.parametrize(
    "changed",
    [
        {"release": ""},
        {"tables": None},
        {"figures": [FIGURES[0].data(), FIGURES[0].data()]},
        {"figures": [{"case": "x"}]},
        {"forewords": {"de": "Wort"}},
        {"forewords": {"en": ""}},
        {"quotations": []},
    ],
)
def test_anything_else_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(BadFigure):
        read(json.dumps({**json.loads(PROPOSAL.to_text()), **changed}))


def test_whatever_changes_in_it_changes_its_digest() -> None:
    others = (
        replace(PROPOSAL, figures=FIGURES[:1]),
        replace(PROPOSAL, forewords={}),
        replace(PROPOSAL, tables="c" * 64),
        replace(PROPOSAL, figures=(replace(FIGURES[0], number=901), FIGURES[1])),
    )
    assert len({PROPOSAL.digest, *(one.digest for one in others)}) == 5
