"""What is invented: the same for a seed, of every kind that a demo should show, and marked as invented."""

from collections import Counter
from datetime import date

import pytest

import crypto
from intake.demo.plan import SPOKEN, Planned, plan
from intake.demo.texts import LANGUAGES, sentences
from intake.domain.case_record import CaseRecord
from intake.domain.coding import Coding
from intake.domain.coding_rules import Rule, problems
from intake.domain.consent import Use, consents_given
from intake.domain.counting import units
from intake.domain.lists import Lists
from intake.domain.review import State
from intake.domain.tables import Size, Tables
from intake.domain.testimony import Testimony
from intake.domain.vocabulary import Vocabulary
from tests.plugins.draws import MONTHS

SIXTY = plan(1, 60)
TABLES, TODAY = Tables.load().set(Size.FULL), date(2026, 1, 1)
MARKS = {"be": "Дэма", "ru": "Демо", "en": "Demo", "uk": "Демо", "pl": "Demo"}


def test_a_seed_gives_the_same_cases() -> None:
    assert plan(1, 60) == SIXTY
    assert plan(1, 60)[:20] == tuple(
        Planned(**{**{name: getattr(one, name) for name in Planned.__slots__}, "age": SIXTY[one.number].age})
        for one in plan(1, 20)
    )


def test_another_seed_gives_others() -> None:
    other = plan(2, 60)
    assert sum(one.fields == two.fields for one, two in zip(SIXTY, other, strict=True)) < 3
    assert [one.state for one in other] == [one.state for one in SIXTY]


@pytest.mark.parametrize("seed", range(5))
def test_each_narrative_and_letter_says_in_its_language_that_it_is_invented(seed: int) -> None:
    for one in plan(seed, 60):
        for text in filter(None, (one.fields["narrative"], one.message, one.reply)):
            assert text.startswith(sentences()[one.language].mark)
            assert MARKS[one.language] in text


def test_there_is_something_of_every_kind() -> None:
    assert Counter(one.state for one in SIXTY) == {
        State.NEW: 10,
        State.TRIAGED: 4,
        State.CODING: 21,
        State.SECOND_CODING: 3,
        State.ADJUDICATION: 3,
        State.VERIFIED: 4,
        State.CLOSED: 15,
    }
    assert {one.language for one in SIXTY} == set(LANGUAGES) == set(SPOKEN)
    assert sum(one.minor for one in SIXTY) == 5
    assert 3 <= sum("urgent" in one.fields for one in SIXTY) <= 10
    assert all(one.state in {State.NEW, State.TRIAGED} for one in SIXTY if "urgent" in one.fields)
    assert sum(bool(one.message) for one in SIXTY) == 15
    assert sum(bool(one.reply) for one in SIXTY) > 10
    kinds = Counter(file.media_type for one in SIXTY for file in one.files)
    assert kinds.keys() == {"image/png", "audio/x-wav", "application/pdf"}
    assert min(kinds.values()) >= 8
    assert sum(len(file.data) for one in SIXTY for file in one.files) < 1 << 20


@pytest.mark.parametrize("seed", range(5))
def test_a_release_has_something_to_count(seed: int) -> None:
    allowed = [one for one in plan(seed, 60) if consents_given(one.fields)[Use.STATISTICS] and not one.minor]
    assert len([one for one in allowed if one.coding is not None]) >= 35
    assert len(allowed) < 55
    assert all(consents_given(one.fields)[Use.READ] for one in plan(seed, 60))


@pytest.mark.parametrize("seed", range(5))
def test_codings_hold_and_tell_what_the_narrative_tells(seed: int) -> None:
    vocabulary = Vocabulary.load()
    for one in plan(seed, 60):
        if one.coding is None:
            continue
        assert Coding.parse(one.coding.to_json(), vocabulary) == one.coding
        events = sentences()[one.language].events
        for code in one.coding.codes():
            assert events[code] in one.fields["narrative"]


@pytest.mark.parametrize("seed", range(3))
def test_every_table_has_something_and_no_coding_breaks_a_rule(seed: int) -> None:
    coded = [one for one in plan(seed, 60) if one.coding is not None]
    records = {str(one.number): CaseRecord.of(one.coding, TODAY, minor=one.minor) for one in coded if one.coding}
    for table, _ in TABLES.tables:
        cells = Counter(cell for unit in units(records) for cell in table.contribution(unit.values, MONTHS))
        assert len(cells) > 1, table.id
    for one in coded:
        assert one.coding is not None
        broken = {problem.rule for problem in problems(one.coding, Vocabulary.load(), Lists.shipped())}
        assert broken <= {Rule.METHOD_KNOWN}


def test_the_form_takes_every_field() -> None:
    for one in SIXTY:
        told = Testimony.from_fields(one.fields)
        assert told.about_minor == one.minor
        assert all((told.narrative, told.said("role"), told.said("age_band"), *told.first.to_data().values()))
        assert told.first.where in sentences()[one.language].towns
        assert not crypto.mentions_codename(one.fields["narrative"])


def test_the_cases_came_in_one_after_the_other_until_today() -> None:
    ages = [one.age for one in SIXTY]
    assert ages == sorted(ages, reverse=True)
    assert (ages[-1], ages[0]) == (0, 39)


def test_every_event_has_a_code_of_the_vocabulary() -> None:
    known = {code.id for code in Vocabulary.load().codes()}
    for words in sentences().values():
        assert words.events.keys() <= known
        assert len(words.events) >= 9
        assert all("{town}" not in text for text in (*words.events.values(), *words.endings))
