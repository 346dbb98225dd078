"""Title and summary of a case: one line and a few sentences, written in one way only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.strict import BadShape
from intake.domain.summary import LONGEST_SUMMARY, LONGEST_TITLE, Summary


@given(st.text(max_size=LONGEST_TITLE), st.text(max_size=LONGEST_SUMMARY))
def test_what_was_written_is_read_back(title: str, summary: str) -> None:
    one = Summary.typed(title, summary)
    assert Summary.parse(one.to_json()) == one


def test_a_title_is_one_line() -> None:
    assert Summary.typed(" Beaten\n at the  gate ", " Twice. \n") == Summary("Beaten at the gate", "Twice.")


def test_what_is_too_long_is_named() -> None:
    assert Summary("a" * 81, "b" * 500).too_long == ("title",)
    assert Summary("a" * 80, "b" * 501).too_long == ("summary",)


@pytest.mark.parametrize(
    "raw",
    [
        "[]",
        '{"format":"holas-summary/2","summary":"","title":""}',
        '{"format":"holas-summary/1","summary":"","title":"","more":""}',
        '{"format":"holas-summary/1","summary":1,"title":""}',
        '{"format":"holas-summary/1","summary":"","title":"two\\nlines"}',
        '{"format":"holas-summary/1","summary":"","title":"' + "a" * 81 + '"}',
    ],
)
def test_anything_else_is_refused(raw: str) -> None:
    with pytest.raises(BadShape):
        Summary.parse(raw)
