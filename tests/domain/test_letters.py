"""Ready words for sources: every letter in every language, nothing promised, nothing left unfilled."""

import re

import pytest

from intake.domain.letters import FALLBACK, PLACES, Letter, languages, load, written
from intake.domain.strict import BadShape
from intake.languages import KNOWN
from tests.translations.test_catalogues import FOREIGN, SCRIPTS

GIVEN = {"use": "USE", "support": "SUPPORT", "emergency": "EMERGENCY", "hours": "HOURS"}


@pytest.fixture(params=languages())
def language(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_there_are_letters_in_every_language() -> None:
    assert set(languages()) == set(KNOWN)


def test_every_letter_is_whole_in_its_own_script(language: str) -> None:
    for letter, paragraphs in load(language).items():
        text = written(letter, language, GIVEN)
        assert {name for name in GIVEN if GIVEN[name] in text} == PLACES.get(letter, set())
        assert "{" not in text
        assert len(paragraphs) == len(load(FALLBACK)[letter])
        if language != FALLBACK:
            assert all(re.search(SCRIPTS[language], one) for one in paragraphs if not one.startswith("{"))
            assert text != written(letter, FALLBACK, GIVEN)
        if language in FOREIGN:
            assert not re.search(FOREIGN[language], text)


def test_letters_are_short_and_end_as_sentences_do(language: str) -> None:
    for paragraphs in load(language).values():
        assert sum(map(len, paragraphs)) < 600
        assert all(one.endswith((".", "?", "؟", "}")) for one in paragraphs)


def test_a_paragraph_without_what_it_is_about_is_left_out(language: str) -> None:
    paragraphs = load(language)[Letter.DANGER]
    assert written(Letter.DANGER, language, {}) == "\n\n".join(one for one in paragraphs if "{" not in one)


def test_a_language_without_letters_gets_english() -> None:
    assert written(Letter.READ, "de", {}) == written(Letter.READ, "en", {})


def test_what_is_put_in_is_never_read_as_a_place() -> None:
    assert "{hours}" in written(Letter.CONSENT, "en", {"use": "{hours}"})


def test_a_file_with_other_places_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    load.cache_clear()
    monkeypatch.setattr("intake.domain.letters.PLACES", {})
    with pytest.raises(BadShape):
        load("en")
