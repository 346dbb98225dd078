"""One name in many spellings is found; another name is not. All names are invented."""

import pytest

from intake.domain.names import fold, likeness

SAME = [
    ("Шышкоўскі", "Шишковский"),
    ("Šyškoŭski", "Шишковский"),
    ("Shishkovsky", "Аляксандр Шышкоўскі"),
    ("Kaval", "Коваль Дмитрий"),
    ("Хаданович", "Chadanovič"),
    ("Khadanovich Yauhen", "Евгений Ходанович"),
    ("Щербаков", "Juryj Ščarbakoŭ"),
    ("Цярэнцьеў", "Терентьев"),
    ("шевч", "Сяргей Шэўчык"),
    ("ŠEŬČYK", "Шевчик"),
    ("Дзям'янаў", "Дземьянов"),
]
OTHER = [
    ("Иванов", "Петров"),
    ("Кравчук", "Краўчанка"),
    ("Kaval", "Каралёў"),
    ("", "Шишковский"),
    ("...", "Шишковский"),
    ("Шишковский", ""),
    ("Мак", "Том Амакін"),
    ("Сяргей Шэўчык", "Сяргей Падгайскі"),
]


@pytest.mark.parametrize(("typed", "name"), SAME)
def test_a_name_is_found_in_another_spelling(typed: str, name: str) -> None:
    assert likeness(typed, name) >= 75


@pytest.mark.parametrize(("typed", "name"), OTHER)
def test_another_name_is_not(typed: str, name: str) -> None:
    assert likeness(typed, name) == 0


def test_the_same_spelling_is_likeliest() -> None:
    assert likeness("Шэўчык", "Шэўчык") == 100 > likeness("Шэўчык", "Шэўчук") > 0


def test_folding_leaves_words_in_plain_letters() -> None:
    assert fold("  Шышкоўскі-Коваль, А. ") == "siskauski kaual a"
    assert fold("’ — ...") == ""
