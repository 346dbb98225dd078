"""Regions, facilities, units and ranks: shipped for Belarus, and an instance adds its own."""

import json
from importlib import resources

import pytest

from intake.domain.lists import NAMES, Lists, entry_id
from intake.domain.strict import BadShape
from intake.domain.vocabulary import BadVocabulary

RAW = (resources.files("intake") / "vocabulary" / "lists.json").read_text(encoding="utf-8")
SHIPPED = Lists.shipped()


def _own(**lists: object) -> str:
    return json.dumps({"format": "holas-lists/1", **dict.fromkeys(NAMES, ()), **lists})


def test_every_region_of_belarus_is_there_in_three_languages() -> None:
    codes = {one.id for one in SHIPPED.regions}
    assert codes > {"BY-BR", "BY-HM", "BY-HO", "BY-HR", "BY-MA", "BY-MI", "BY-VI"}  # ISO 3166-2:BY, all seven
    assert all(set(one.labels) == {"en", "be", "ru"} for name in NAMES for one in SHIPPED.entries(name))
    SHIPPED.check()


def test_an_instance_adds_and_renames() -> None:
    own = _own(
        facilities=[
            {"id": "new_place", "labels": {"en": "A new place"}, "region": "BY-BR"},
            {"id": "kgb_remand", "labels": {"en": "The yellow house"}, "region": "BY-HM"},
        ]
    )
    lists = SHIPPED.with_own(own)
    assert lists.has("facilities", "new_place")
    assert not SHIPPED.has("facilities", "new_place")
    assert lists.say("facilities", "new_place", "be") == "A new place"
    assert lists.say("facilities", "kgb_remand") == "The yellow house"
    assert len(lists.facilities) == len(SHIPPED.facilities) + 1
    assert lists.say("facilities", "gone") == "gone"
    assert lists.say("regions", "BY-HO", "ru") == "Гомельская область"


ENTRY = {"id": "x", "labels": {"en": "X"}}
BREAKS: dict[str, str] = {
    "nothing": "",
    "a list missing": json.dumps({"format": "holas-lists/1", "regions": []}),
    "another format": _own(format="x"),
    "an entry twice": _own(units=[ENTRY, ENTRY]),
    "a facility without a region": _own(facilities=[ENTRY]),
    "a facility in no region": _own(facilities=[{**ENTRY, "region": "BY-XX"}]),
    "a unit with a region": _own(units=[{**ENTRY, "region": "BY-HM"}]),
    "no English": _own(units=[{"id": "x", "labels": {"be": "X"}}]),
    "a strange language": _own(units=[{"id": "x", "labels": {"en": "X", "xx": "X"}}]),
    "an id with a space": _own(units=[{"id": "x y", "labels": {"en": "X"}}]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_does_not_hold_is_refused(name: str) -> None:
    with pytest.raises(BadVocabulary):
        SHIPPED.with_own(BREAKS[name])


@pytest.mark.parametrize("untrusted", ["", "a b", "../x", "-x", "x" * 65, None, 7])
def test_ids_are_plain(untrusted: object) -> None:
    with pytest.raises(BadShape):
        entry_id(untrusted, "x")
