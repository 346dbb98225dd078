"""Whom an instance names: read strictly, in the language that is there."""

import tomllib
from typing import Any

import pytest

from intake.commands.example_contacts import EXAMPLE as PROPOSED
from intake.commands.example_contacts import INVENTED as OF_THE_DEMO
from intake.domain.contacts import Contacts, Support, spoken
from intake.domain.strict import BadShape

EXAMPLE, INVENTED = (path.read_text(encoding="utf-8") for path in (PROPOSED, OF_THE_DEMO))


def parsed(text: str) -> Contacts:
    return Contacts.read(tomllib.loads(text))


def test_nothing_configured_is_nothing() -> None:
    assert parsed("") == Contacts() == parsed(EXAMPLE)


def test_the_example_holds_once_its_marks_are_taken_away() -> None:
    lines = (line.removeprefix("#") if not line.startswith("# ") else line for line in EXAMPLE.splitlines())
    read = parsed("\n".join(lines))
    assert (read.answer_hours, read.danger_hours) == (72, 12)
    assert read.emergency[0].dial == "112"
    assert read.support[0].kind is Support.LAWYER


def test_the_demo_has_contacts_in_three_languages() -> None:
    read = parsed(INVENTED)
    every = [words for one in read.emergency for words in (one.label, one.hours)]
    assert all(set(words) == {"en", "be", "ru"} for words in [*every, *(one.about for one in read.support)])


def test_a_number_is_dialled_without_what_makes_it_readable() -> None:
    (one,) = parsed('[[emergency]]\nnumber = "+1 (202) 555-0143"\nlabel = "Somebody"').emergency
    assert (one.dial, one.label, one.hours) == ("+12025550143", {"": "Somebody"}, {})


@pytest.mark.parametrize(
    ("words", "language", "heard"),
    [
        ({"en": "Doctor", "be": "Доктар"}, "be", "Доктар"),
        ({"en": "Doctor", "be": "Доктар"}, "pl", "Doctor"),
        ({"be": "Доктар"}, "pl", "Доктар"),
        ({"": "Doctor"}, "pl", "Doctor"),
        ({}, "pl", ""),
    ],
)
def test_a_text_is_in_the_language_of_the_page_or_in_one_that_there_is(
    words: dict[str, str], language: str, heard: str
) -> None:
    assert spoken(words, language) == heard


NUMBER = {"number": "112", "label": "Help"}
HELPER = {"kind": "lawyer", "name": "Open Window", "reach": "help@open-window.example"}


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], "the file"),
        ({"emergencies": []}, "the file.emergencies"),
        ({"answer_hours": 0}, "answer_hours"),
        ({"answer_hours": "72"}, "answer_hours"),
        ({"danger_hours": 3000}, "danger_hours"),
        ({"danger_hours": True}, "danger_hours"),
        ({"emergency": {"number": "112"}}, "emergency"),
        ({"emergency": ["112"]}, "emergency.0"),
        ({"emergency": [{"number": "112"}]}, "emergency.0.label"),
        ({"emergency": [NUMBER, {**NUMBER, "number": 112}]}, "emergency.1.number"),
        ({"emergency": [{**NUMBER, "number": "ask us"}]}, "emergency.0.number"),
        ({"emergency": [{**NUMBER, "label": {}}]}, "emergency.0.label"),
        ({"emergency": [{**NUMBER, "label": {"en": ""}}]}, "emergency.0.label.en"),
        ({"emergency": [{**NUMBER, "hours": 24}]}, "emergency.0.hours"),
        ({"emergency": [{**NUMBER, "hour": "always"}]}, "emergency.0.hour"),
        ({"support": [{**HELPER, "kind": "friend"}]}, "support.0.kind"),
        ({"support": [{**HELPER, "languages": "en"}]}, "support.0.languages"),
        ({"support": [{**HELPER, "about": 1}]}, "support.0.about"),
        ({"support": [{"kind": "lawyer", "name": "Open Window"}]}, "support.0.reach"),
    ],
)
def test_a_mistake_is_named_by_its_place(value: Any, place: str) -> None:
    with pytest.raises(BadShape) as refused:
        Contacts.read(value)
    assert refused.value.place == place
