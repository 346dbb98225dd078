"""Figures by others: what one says, how it is stored, and how it is printed in three languages."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from intake.domain.figure_rules import problems
from intake.domain.figures import LANGUAGES, BadFigure, Figure, Origin, Source, terms
from tests.plugins.figures import FACTS

SEEDS = json.loads((Path(__file__).parents[1] / "services" / "seed_facts.json").read_text(encoding="utf-8"))
ZEROS = {"S100", "S101", "S108"}
"""Facts that say that something did not happen: each is a figure, though no fact's number."""
PLAIN = FACTS["S55"]
PRINTED = {
    "S5": ("Tens of thousands", "Дзясяткі тысяч", "Десятки тысяч"),
    "S17": ("More than 400", "Больш за 400", "Более 400"),
    "S36": ("Many", "Шмат", "Много"),
    "S39": ("Hundreds", "Сотні", "Сотни"),
    "S41": ("Hundreds of thousands", "Сотні тысяч", "Сотни тысяч"),
    "S42": ("Hundreds", "Сотні", "Сотни"),
    "S44": ("6,700", "6 700", "6 700"),
    "S46": ("More than 25,000", "Больш за 25 000", "Более 25 000"),
    "S47": ("More than 1,000", "Больш за 1 000", "Более 1 000"),
    "S48 cases": ("More than 900", "Больш за 900", "Более 900"),
    "S48 persons": ("At least 700", "Прынамсі 700", "По меньшей мере 700"),
    "S55": ("At least 4", "Прынамсі 4", "По меньшей мере 4"),
    "S72": ("All", "Усе", "Все"),
    "S82": ("Hundreds", "Сотні", "Сотни"),
    "S83": ("450", "450", "450"),
    "S99": ("About 900", "Каля 900", "Около 900"),
    "S100": ("0", "0", "0"),
    "S101": ("0", "0", "0"),
    "S106": ("At least 4", "Прынамсі 4", "По меньшей мере 4"),
    "S107": ("At least 3", "Прынамсі 3", "По меньшей мере 3"),
    "S108": ("0", "0", "0"),
}
UNITS = {
    "S48 cases": ("Criminal cases", "Крымінальныя справы", "Уголовные дела"),
    "S48 persons": ("People", "Людзі", "Люди"),
    "S99": ("Complaints", "Скаргі", "Жалобы"),
    "S83": ("Testimonies", "Сведчанні", "Свидетельства"),
    "S17": ("Acts", "Акты", "Акты"),
}


def test_every_fact_that_names_a_number_by_others_is_a_figure() -> None:
    named = {fact for fact, said in SEEDS.items() if "count_basis" in said["facets"]}
    assert {name.split()[0] for name in FACTS} == named | ZEROS
    assert sum(name.startswith("S48") for name in FACTS) == 2


@pytest.mark.parametrize("name", FACTS)
def test_it_may_be_kept_and_reads_back(name: str) -> None:
    assert problems(FACTS[name]) == ()
    assert Figure.parse(FACTS[name].to_json()) == FACTS[name]


@pytest.mark.parametrize("name", FACTS)
def test_how_much_it_says_is_printed_in_each_language(name: str) -> None:
    amounts = tuple(FACTS[name].amount(language).replace("\N{NO-BREAK SPACE}", " ") for language in LANGUAGES)
    assert amounts == PRINTED[name]


@pytest.mark.parametrize("name", UNITS)
def test_what_it_counts_is_printed_in_each_language(name: str) -> None:
    assert tuple(FACTS[name].unit_label(language) for language in LANGUAGES) == UNITS[name]


def test_whose_it_is_is_printed_in_each_language() -> None:
    public = replace(PLAIN, origin=Origin.PUBLIC)
    assert [public.origin_label(language) for language in LANGUAGES] == [
        "Ours: named publicly, with agreement",
        "Наша: названы публічна па згодзе",
        "Наша: названы публично по согласию",
    ]
    assert [FACTS["S44"].origin_label(language) for language in LANGUAGES] == ["Official", "Афіцыйная", "Официальная"]
    assert FACTS["S46"].origin_label("en") == "Mixed"


def test_the_zeros_are_findings() -> None:
    assert {name for name, one in FACTS.items() if one.is_zero} == ZEROS


def test_a_text_that_is_missing_is_printed_in_another_language() -> None:
    texts = FACTS["S99"].texts
    one = replace(FACTS["S99"], texts={"be": texts["be"], "ru": texts["ru"]})
    assert (one.spoken("ru"), one.spoken("be"), one.spoken("en")) == ("ru", "be", "be")
    two = replace(FACTS["S99"], texts={"en": texts["en"], "be": texts["be"]})
    assert (two.spoken("ru"), two.text("ru")) == ("en", texts["en"])


def test_every_precision_and_unit_of_the_vocabulary_may_stand_in_a_figure() -> None:
    for precision in terms("count_precision"):
        one = replace(PLAIN, precision=precision.id, source=Source("Somebody"), window=None)
        assert Figure.parse(one.to_json()) == one
    assert [unit.id for unit in terms("count_unit")] == ["person", "act", "case", "complaint", "testimony"]


BAD = {
    "id": "",
    "texts": {},
    "number": 4.5,
    "precision": "roughly",
    "unit": "group",
    "origin": "own",
    "window": "soon",
    "source": {"by": "us", "where": "", "day": "12.8.2020"},
    "beside": None,
    "format": "holas-figure/2",
    "case": "x",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadFigure):
        Figure.parse(json.dumps({**json.loads(PLAIN.to_json()), name: BAD[name]}))


@pytest.mark.parametrize("texts", [{"en": ""}, {"de": "getötet"}, "killed"])
def test_a_text_must_be_one_and_in_a_language_of_ours(texts: object) -> None:
    with pytest.raises(BadFigure):
        Figure.parse(json.dumps({**json.loads(PLAIN.to_json()), "texts": texts}))


@pytest.mark.parametrize("text", ["{", "[]", PLAIN.to_json() + " "])
def test_only_the_canonical_form_is_read(text: str) -> None:
    with pytest.raises(BadFigure):
        Figure.parse(text)
