"""What a case is known to tell of, and labels."""

import pytest

from intake.domain.coding import Act, Coding, Person
from intake.domain.content import ANSWERS, CODES, OUTCOMES, TESTIMONY, BadLabels, Content, Labels, told_of
from intake.domain.conversation import BY_NAME
from intake.domain.testimony import Testimony
from intake.domain.vocabulary import Vocabulary

NOTHING = Testimony.from_fields({})


def acts(*codes: str, outcome: tuple[str, ...] = ()) -> Coding:
    return Coding(acts=tuple(Act(code, id=f"A{number}", outcome=outcome) for number, code in enumerate(codes, 1)))


def test_labels_are_put_for_one_part_and_read_back() -> None:
    labels = Labels().put(TESTIMONY, ["death", "sexual"]).put("f1", []).put(TESTIMONY, ["injury"])
    assert labels.of == {TESTIMONY: (Content.INJURY,), "f1": ()}
    assert labels.everything() == {Content.INJURY}
    assert Labels.parse(labels.to_json()) == labels


@pytest.mark.parametrize("text", ["", '{"format":"x","of":{}}', '{"format":"holas-labels/1","of":{"f":["gore"]}}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadLabels):
        Labels.parse(text)


def test_what_is_known_comes_from_labels_codes_outcomes_and_the_source() -> None:
    assert told_of(NOTHING, None, Labels()) == set()
    assert told_of(NOTHING, None, Labels().put("f1", ["animals"])) == {Content.ANIMALS}
    assert told_of(NOTHING, acts("tor_sexual_violence"), Labels()) == {Content.SEXUAL, Content.TORTURE}
    assert told_of(NOTHING, acts("exp_other", outcome=("death",)), Labels()) == {Content.DEATH}
    minor = Coding(persons=(Person("V1", groups=("minor",)),))
    assert told_of(NOTHING, minor, Labels()) == {Content.CHILDREN}
    young = Testimony.from_fields({"age_band": "under_18", "kinds_death": "1"})
    assert told_of(young, None, Labels()) == {Content.CHILDREN, Content.DEATH}


def test_codes_outcomes_and_answers_exist() -> None:
    vocabulary = Vocabulary.load()
    assert set(CODES) <= {code.id for code in vocabulary.codes()}
    assert set(OUTCOMES) <= set(vocabulary.attribute("outcome").ids())
    assert set(ANSWERS) <= set(BY_NAME["kinds"].choices)
