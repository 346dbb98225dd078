"""docs/workflow.md says what the program does."""

from intake.domain.review import RULES, Action, Part, State
from scripts import workflow


def test_the_page_is_what_the_table_says() -> None:
    """Fails when the table changed: run `python scripts/workflow.py`."""
    assert workflow.PAGE.read_text("utf-8") == workflow.page()


def test_every_word_is_there_and_none_stands_for_two() -> None:
    for words, things in ((workflow.STATES, State), (workflow.PARTS, Part), (workflow.DEEDS, Action)):
        assert set(words) == set(things)
        assert len(set(words.values())) == len(words)


def test_every_way_stands_in_a_line() -> None:
    ways = sum(len(rule.after) for rule in RULES.values())
    assert sum(line[2].count(",") + 1 for line in workflow.rows()) == ways
