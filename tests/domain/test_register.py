"""What the notes of the context register say."""

import json
from itertools import permutations

import pytest

from intake.domain.figures import BadFigure
from intake.domain.register import Approval, Head, Kept, Line, digest_of, read
from tests.plugins.figures import FACTS

NOTES = (Kept(3, FACTS["S99"]), Approval("f" * 32, "d" * 64), Head(7, "e" * 64))


@pytest.mark.parametrize("note", NOTES)
def test_a_note_reads_back(note: Kept | Approval | Head) -> None:
    assert read(note.to_text()) == note


@pytest.mark.parametrize("note", NOTES)
def test_another_form_is_refused(note: Kept | Approval | Head) -> None:
    data = json.loads(note.to_text())
    others: tuple[object, ...] = ({**data, "case": "x"}, {**data, "format": "holas-note/1"}, {}, [])
    for changed in others:
        with pytest.raises(BadFigure):
            read(json.dumps(changed))
    with pytest.raises(BadFigure):
        read(json.dumps({**data, next(name for name in data if name != "format"): None}))


def test_the_digest_is_of_the_lines_in_whatever_order() -> None:
    lines = [Line("1", "a", "x"), Line("2", "a", "y"), Line("3", "b", "x")]
    assert len({digest_of(some) for some in permutations(lines)}) == 1
    others = [Line("4", "a", "x"), Line("1", "b", "x"), Line("1", "a", "z")]
    assert len({digest_of([other, *lines[1:]]) for other in (lines[0], *others)}) == 4
    assert len({line.digest for line in lines}) == 2
