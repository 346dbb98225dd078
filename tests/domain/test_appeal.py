"""An urgent appeal: each addressee asks its own, nothing that is needed is forgotten, and every day holds."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from intake.domain.appeal import (
    BY_NAME,
    LONGEST,
    QUESTIONS,
    Addressee,
    Appeal,
    BadAppeal,
    Group,
    as_named,
    asked,
    missing,
    suggested,
    wants_agreement,
    written,
)
from intake.domain.consent import UnName
from intake.domain.conversation import BY_NAME as TOLD
from intake.domain.testimony import Testimony

DAY = date(2026, 3, 4)
LATER = DAY + timedelta(days=3)
DRAFT = Appeal().drafted([Addressee.TORTURE, Addressee.DETENTION], {"forces": "Men in masks"}, DAY)


def test_every_answer_that_it_draws_on_is_asked_of_sources() -> None:
    assert all(name in TOLD for question in QUESTIONS for name in question.answers)


def test_each_addressee_asks_its_own() -> None:
    names = {to: {question.name for question in asked([to])} for to in Addressee}
    assert "search" in names[Addressee.DISAPPEARANCES] - names[Addressee.TORTURE] - names[Addressee.DETENTION]
    assert "warrant" in names[Addressee.DETENTION] - names[Addressee.TORTURE]
    assert "methods" in names[Addressee.TORTURE] - names[Addressee.DISAPPEARANCES]
    assert asked([]) == ()
    assert asked(Addressee) == QUESTIONS


def test_the_least_that_a_disappearance_needs() -> None:
    """The elements without which the working group can do nothing; the name is the custodians'."""
    names = {question.name for question in missing([Addressee.DISAPPEARANCES], {})}
    assert names >= {"seized_when", "seized_where", "forces", "search", "author", "agreement"}


def test_what_is_written_is_not_missing_and_blanks_are_nothing() -> None:
    assert BY_NAME["forces"] in missing(Addressee, {"forces": "  "})
    assert BY_NAME["forces"] not in missing(Addressee, {"forces": "Men in masks"})


def test_a_letter_holds_only_what_its_addressee_asks() -> None:
    texts = {"forces": " Men in masks ", "search": "Asked at the station", "sex": ""}
    body = written(Addressee.TORTURE, texts)
    assert body == {Group.ARREST: [(BY_NAME["forces"], "Men in masks")]}
    assert [one.name for one, _ in written(Addressee.DISAPPEARANCES, texts)[Group.STEPS]] == ["search"]


def test_a_draft_keeps_its_day_and_what_was_written_for_others() -> None:
    again = DRAFT.drafted([Addressee.TORTURE], {"methods": "Beatings"}, LATER)
    assert again.addressees == {Addressee.TORTURE}
    letter = again.letter(Addressee.TORTURE)
    assert letter is not None
    assert letter.drafted == DAY
    assert again.texts == {"forces": "Men in masks", "methods": "Beatings"}


def test_a_letter_that_was_sent_cannot_be_taken_away() -> None:
    sent = DRAFT.sent(Addressee.TORTURE, DAY, LATER).drafted([Addressee.DETENTION], {}, LATER)
    assert sent.addressees == {Addressee.TORTURE, Addressee.DETENTION}


@pytest.mark.parametrize("texts", [{"name": "Somebody"}, {"forces": "x" * (LONGEST + 1)}])
def test_what_nobody_asks_is_not_kept(texts: dict[str, str]) -> None:
    with pytest.raises(BadAppeal):
        DRAFT.drafted([], texts, DAY)


def test_sent_and_answered_with_their_days() -> None:
    sent = DRAFT.sent(Addressee.TORTURE, DAY, LATER)
    done = sent.answered(Addressee.TORTURE, LATER, "They wrote to the government.", LATER)
    letter = done.letter(Addressee.TORTURE)
    assert letter is not None
    assert (letter.sent, letter.answered, letter.note) == (DAY, LATER, "They wrote to the government.")
    assert done.letter(Addressee.DETENTION) == DRAFT.letter(Addressee.DETENTION)
    assert Appeal.parse(done.to_json()) == done


@pytest.mark.parametrize(
    ("appeal", "to", "day"),
    [
        (Appeal(), Addressee.TORTURE, DAY),
        (DRAFT, Addressee.TORTURE, DAY - timedelta(days=1)),
        (DRAFT, Addressee.TORTURE, LATER + timedelta(days=1)),
        (DRAFT.sent(Addressee.TORTURE, DAY, DAY), Addressee.TORTURE, LATER),
    ],
)
def test_what_cannot_have_been_sent(appeal: Appeal, to: Addressee, day: date) -> None:
    with pytest.raises(BadAppeal):
        appeal.sent(to, day, LATER)


@pytest.mark.parametrize(
    ("appeal", "day", "note"),
    [
        (Appeal(), LATER, ""),
        (DRAFT, LATER, ""),
        (DRAFT.sent(Addressee.TORTURE, DAY, DAY), DAY - timedelta(days=1), ""),
        (DRAFT.sent(Addressee.TORTURE, DAY, DAY), LATER + timedelta(days=1), ""),
        (DRAFT.sent(Addressee.TORTURE, DAY, DAY), LATER, "x" * (LONGEST + 1)),
    ],
)
def test_what_cannot_have_been_answered(appeal: Appeal, day: date, note: str) -> None:
    with pytest.raises(BadAppeal):
        appeal.answered(Addressee.TORTURE, day, note, LATER)


@pytest.mark.parametrize(
    ("named", "name"), [(UnName.FULL, "Alesia Invented"), (UnName.INITIALS, "A. I."), (UnName.UNSAID, "A. I.")]
)
def test_a_name_stands_as_the_source_allows(named: UnName, name: str) -> None:
    assert as_named("Alesia Invented", named) == name
    assert as_named("", named) == ""


@pytest.mark.parametrize(
    ("told", "to"),
    [
        ({}, set()),
        ({"danger_seen": "Monday, at the market"}, {Addressee.DISAPPEARANCES, Addressee.DETENTION}),
        ({"kinds_held": "1", "still_held": "yes", "held_where": "Station 2"}, {Addressee.DETENTION}),
        ({"kinds_beaten": "1"}, {Addressee.TORTURE}),
        ({"force_electric": "1"}, {Addressee.TORTURE}),
    ],
)
def test_whom_it_could_go_to(told: dict[str, str], to: set[Addressee]) -> None:
    assert suggested(Testimony.from_fields(told)) == to


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"role": "survivor"}, False),
        ({"role": "relative"}, True),
        ({}, True),
        ({"role": "relative", "agreement": "refuses"}, True),
        ({"role": "lawyer", "agreement": "agrees"}, False),
        ({"role": "witness", "agreement": "cannot_ask"}, False),
    ],
)
def test_whether_the_person_agrees_must_be_known(told: dict[str, str], *, wanted: bool) -> None:
    assert wants_agreement(Testimony.from_fields(told)) is wanted


def broken(**changes: Any) -> str:
    data = json.loads(DRAFT.to_json())
    data["letters"][0] |= changes
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"format":"holas-appeal/0","letters":[],"texts":{}}',
        '{"format":"holas-appeal/1","letters":[],"texts":{"name":"Somebody"}}',
        broken(to="nobody"),
        broken(to="torture"),
        broken(drafted=None),
        broken(sent="soon"),
        broken(note=None),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadAppeal):
        Appeal.parse(text)
