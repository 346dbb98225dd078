"""The words of consent are kept, version by version: what a source agreed to can be shown, and never changes unseen."""

import hashlib
from pathlib import Path

import pytest

from intake.domain.consent import CONSENT_FIELDS, TEXT_VERSION, Statement, Use, standing
from intake.languages import ENGLISH
from intake.web.consent_texts import Text, kept
from intake.web.consent_words import CONSENTS, UN_NAMES
from scripts import consent_texts

FOLDER = Path(consent_texts.FOLDER)
CLOSED = {"1": "9f97bd8a4003328e1d4a13124a9cdfde26ce1e557d70fb99782ca97961277222"}
"""SHA-256 of the versions that are not the newest: nobody changes them any more."""


def test_the_newest_version_says_what_pages_say() -> None:
    """Fails when words change: raise TEXT_VERSION, then `make consents`."""
    spoken = {language: words for language, words in consent_texts.spoken().items() if words is not None}
    assert kept()[TEXT_VERSION] == spoken


@pytest.mark.parametrize("version", sorted({file.stem for file in FOLDER.iterdir()} - {TEXT_VERSION}))
def test_an_older_version_never_changes(version: str) -> None:
    assert hashlib.sha256((FOLDER / f"{version}.json").read_bytes()).hexdigest() == CLOSED[version]


@pytest.mark.parametrize("version", sorted(kept()))
def test_every_version_explains_every_use(version: str) -> None:
    for words in kept()[version].values():
        assert set(words["uses"]) == set(Use)
        assert len(Text.read(words).uses) == len(Use)


def test_every_use_is_explained_and_short() -> None:
    assert set(CONSENTS) == set(Use) == set(CONSENT_FIELDS.values())
    for explained in CONSENTS.values():
        assert len(str(explained.label)) <= 60
        assert len(str(explained.hint)) <= 200
    assert len(UN_NAMES) == 2


def test_a_word_that_changes_needs_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent_texts, "FOLDER", tmp_path)
    file = tmp_path / f"{TEXT_VERSION}.json"
    assert consent_texts.main([]) == 0
    written = file.read_text()
    assert consent_texts.main([]) == 0
    label = str(CONSENTS[Use.READ].label)
    file.write_text(written.replace(label, "Anyone may read it"))
    assert consent_texts.main([]) == 1
    assert label not in file.read_text()
    assert consent_texts.main(["--again"]) == 0
    assert file.read_text() == written


def test_a_language_that_is_not_whole_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent_texts, "available", lambda: (ENGLISH, "eo"))
    assert consent_texts.spoken()["eo"] is None


def test_what_is_not_known_is_not_made_up() -> None:
    assert "999" not in kept()
    assert standing([Statement(1, {}, "999", language="xx")]).shown == (("999", "xx"),)
