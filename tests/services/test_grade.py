"""Grades are a sheet in revisions, for those who hold the case and are not blind."""

import pytest

from intake.domain.documents import Kind
from intake.domain.grading import Grading
from intake.domain.review import State
from intake.domain.vocabulary import Vocabulary
from intake.services import grade, review
from intake.services.errors import NoKey, NotAllowedNow, StaleSheet
from tests.plugins.coders import ASSAULT, BEATING, Coders, MakeCoders
from tests.plugins.sources import Testify

SURE = Grading({"T1": "likely"}, {"A1": "likely"}, {"A1": {"photo": 2}}, "Two pictures.")


@pytest.fixture
def pair(testify: Testify, coders: MakeCoders) -> Coders:
    return coders(testify())


def save(pair: Coders, name: str, grading: Grading, after: int = 0) -> int:
    return grade.grade(pair.instance, pair.who(name), pair.case_id, grading, BEATING, after)


def test_grades_are_saved_in_revisions_and_told_newest_first(pair: Coders) -> None:
    assert save(pair, "rita", SURE) == 1
    assert save(pair, "anna", Grading(), 1) == 2
    with pytest.raises(StaleSheet):
        save(pair, "rita", SURE, 1)
    told = grade.history(pair.instance, pair.who("rita"), pair.case_id)
    assert [(one.author, Grading.parse(one.text, Vocabulary.load())) for one in told] == [
        ("anna", Grading()),
        ("rita", SURE),
    ]
    assert pair.state is State.TRIAGED


def test_grades_of_acts_that_nobody_coded_are_not_kept(pair: Coders) -> None:
    save(pair, "rita", Grading(status={"A1": "likely", "A7": "confirmed"}))
    sheet = review.open_case(pair.instance, pair.who("anna"), pair.case_id).sheets[Kind.GRADING]
    assert Grading.parse(sheet.text, Vocabulary.load()).status == {"A1": "likely"}


def test_a_second_coder_neither_grades_nor_reads_grades(pair: Coders) -> None:
    pair.first(ASSAULT)
    save(pair, "rita", SURE)
    with pytest.raises(NotAllowedNow):
        save(pair, "ruslan", SURE, 1)
    with pytest.raises(NotAllowedNow):
        grade.history(pair.instance, pair.who("ruslan"), pair.case_id)
    with pytest.raises(NoKey):
        grade.history(pair.instance, pair.who("alena"), pair.case_id)
