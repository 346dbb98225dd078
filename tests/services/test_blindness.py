"""Neither coder sees the other's work before the case is verified."""

import pytest

from intake.domain.documents import SHEETS, Kind
from intake.domain.finding import Filter
from intake.domain.grading import Grading
from intake.domain.summary import Summary
from intake.services import casefile, code, queue, review, sheets
from intake.services.instance import transact
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from tests.plugins.coders import ARREST, BEATING, Coders, MakeCoders
from tests.plugins.sources import Testify

TEXTS = {
    Kind.GRADING: Grading({"T1": "likely"}).to_json(),
    Kind.SUMMARY: Summary("At the gate", "Beaten twice.").to_json().decode(),
}
"""What a sheet says that is read on opening; of the others any text will do."""
UNREAD = SHEETS - {Kind.TASKS, Kind.SECOND_CODING, Kind.LINKS}


def kinds(pair: Coders, name: str) -> set[Kind]:
    return set(review.open_case(pair.instance, pair.who(name), pair.case_id).sheets)


def fill(pair: Coders) -> None:
    """Write one of every kind of sheet."""

    def work(uow: UnitOfWork) -> None:
        anna = pair.who("anna")
        for kind in sorted(UNREAD):
            file = casefile.open_file(uow, pair.instance, anna, pair.case_id)
            sheets.save(uow, anna, file, NewSheet(kind, TEXTS.get(kind, "{}"), 0), deed="code")

    transact(pair.instance.database, work)


@pytest.fixture
def pair(testify: Testify, coders: MakeCoders) -> Coders:
    found = coders(testify(), share=100)
    found.first(BEATING)
    return found


def test_the_second_coder_sees_nothing_that_tells_of_the_first_coding(pair: Coders) -> None:
    fill(pair)
    view = review.open_case(pair.instance, pair.who("ruslan"), pair.case_id)
    assert view.coding is None
    assert set(view.sheets) == {Kind.TASKS, Kind.LABELS}
    assert code.history(pair.instance, pair.who("ruslan"), pair.case_id) == []
    assert code.history(pair.instance, pair.who("anna"), pair.case_id) != []
    pair.second(ARREST)
    assert review.open_case(pair.instance, pair.who("ruslan"), pair.case_id).coding is None
    assert kinds(pair, "ruslan") == {Kind.TASKS, Kind.LABELS, Kind.SECOND_CODING}


def test_the_first_coder_and_the_circle_see_the_second_coding_when_it_is_decided(pair: Coders) -> None:
    pair.code_second(ARREST)
    assert Kind.SECOND_CODING not in kinds(pair, "boris")
    pair.second_again(BEATING)
    for name in ("rita", "anna"):
        assert Kind.SECOND_CODING in kinds(pair, name)


def test_the_third_sees_both_and_nobody_else_before_the_decision(pair: Coders) -> None:
    pair.second(ARREST)
    view = review.open_case(pair.instance, pair.who("boris"), pair.case_id)
    assert view.coding is not None
    assert Kind.SECOND_CODING in view.sheets
    for name in ("rita", "anna"):
        assert Kind.SECOND_CODING not in kinds(pair, name)
    pair.decide(ARREST)
    for name in ("rita", "anna"):
        assert Kind.SECOND_CODING in kinds(pair, name)


def listed(pair: Coders, name: str, **asked: str) -> list[str]:
    """Return the titles that a list shows."""
    page = queue.queue(pair.instance, pair.who(name), Filter.read(asked))
    return [item.entry.title if item.entry else "" for item in page.items]


def test_the_list_tells_the_second_coder_nothing_of_the_first_coding_either(pair: Coders) -> None:
    fill(pair)
    review.open_case(pair.instance, pair.who("anna"), pair.case_id)
    for asked in ({}, {"words": "gate"}, {"code": BEATING.acts[0].code}):
        assert listed(pair, "anna", **asked) == ["At the gate"]
        assert listed(pair, "ruslan", **asked) == ([] if asked else [""])
    review.open_case(pair.instance, pair.who("ruslan"), pair.case_id)
    assert listed(pair, "anna", words="gate") == ["At the gate"], "what the second coder saw takes nothing away"
    pair.second(BEATING)
    review.open_case(pair.instance, pair.who("anna"), pair.case_id)
    assert listed(pair, "ruslan", words="gate") == ["At the gate"]
