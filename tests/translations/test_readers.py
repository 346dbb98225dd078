"""What is on without a setting was read by a native reader, or is a language of those who write Holas."""

import tomllib

from intake.languages import ENGLISH, KNOWN, REVIEWED, available, usual
from intake.resources import translations_folder
from scripts.messages import languages

OURS = {ENGLISH, "be", "ru"}
READERS = tomllib.loads((translations_folder() / "readers.toml").read_text())


def test_every_other_language_has_a_place_for_its_readers() -> None:
    assert set(READERS) == set(KNOWN) - OURS


def test_a_language_without_a_reader_ships_off() -> None:
    assert {one for one in REVIEWED if one not in OURS and not READERS[one]} == set()
    assert set(usual()) <= set(REVIEWED)


def test_a_reader_has_a_name_and_a_day() -> None:
    for readers in READERS.values():
        assert all({"name", "day", "catalogue"} == set(reader) for reader in readers)


def test_a_language_is_there_when_its_catalogue_is() -> None:
    assert set(available()) == {ENGLISH, *languages()} <= set(KNOWN)
