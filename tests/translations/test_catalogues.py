"""Each catalogue says all that its readers can meet, and with the same parts: sources, and in some languages staff."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from intake.languages import STAFF
from scripts.messages import (
    compiled,
    forms,
    gathered,
    is_for_staff,
    is_translated,
    languages,
    po,
    read,
    updated,
    written,
)

PLURALS = {"be": 3, "ru": 3, "uk": 3, "pl": 3, "ar": 6, "fa": 1, "es": 2}
PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])")
LOOSE = re.compile(r"(?<!%)(?:%%)*%(?!%|\(\w+\)[a-z])")
TAG = re.compile(r"</?\w[^>]*>|&\w+;")
LINKS = re.compile(r"[\w.-]+@[\w.-]+|\b[\w-]+\.(?:org|onion|net|com)\b")
CYRILLIC, ARABIC, LATIN = "[\u0400-\u04ff]", "[\u0600-\u06ff]", "[A-Za-z\u00c0-\u017f]"
SCRIPTS = {"be": CYRILLIC, "ru": CYRILLIC, "uk": CYRILLIC, "ar": ARABIC, "fa": ARABIC, "pl": LATIN, "es": LATIN}
FOREIGN = {"be": "[ИиЩщЪъ]", "ru": "[ІіЎўЇїЄєҐґ]", "uk": "[ЁёЪъЫыЭэ]", "fa": "[\u064a\u0643]"}


@pytest.fixture(params=languages())
def language(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@cache
def template() -> bytes:
    return gathered()


@cache
def catalogue(language: str) -> Catalog:
    return updated(language, template())


def wrong(language: str, is_wrong: Callable[[Message], bool], *, everything: bool = False) -> list[str]:
    """Name the language and each string that fails; what has no translation is another test's matter."""
    return [
        f"{language}: {forms(one.id)[0]!r} -> {forms(one.string)}"
        for one in catalogue(language)
        if one.id and (everything or is_translated(one)) and is_wrong(one)
    ]


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each translated form beside the English one it stands for."""
    english = forms(message.id)
    for number, said in enumerate(forms(message.string)):
        yield english[min(number, len(english) - 1)], said


def test_nothing_that_a_source_meets_is_missing_or_a_guess(language: str) -> None:
    def lacks(one: Message) -> bool:
        return not is_for_staff(one) and not is_translated(one)

    assert wrong(language, lacks, everything=True) == []


def test_nothing_that_staff_meet_is_missing_or_a_guess(language: str) -> None:
    if language in STAFF:
        assert wrong(language, lambda one: not is_translated(one), everything=True) == []


def test_the_files_are_as_make_messages_writes_them(language: str) -> None:
    assert po(language).read_bytes() == written(catalogue(language)), f"{language}: run `make messages`"
    assert po(language).with_suffix(".mo").read_bytes() == compiled(read(language)), f"{language}: the same"


def test_placeholders_are_the_same(language: str) -> None:
    def differ(one: Message) -> bool:
        wanted = {found for words in forms(one.id) for found in PLACEHOLDER.findall(words)}
        counted = {("num", "s")} if one.pluralizable else set()  # "one file" need not say the number
        said = [set(PLACEHOLDER.findall(words)) for words in forms(one.string)]
        return any(not wanted - counted <= found <= wanted for found in said)

    assert wrong(language, differ) == []


def test_no_percent_sign_is_left_alone(language: str) -> None:
    assert wrong(language, lambda one: "python-format" in one.flags and any(map(LOOSE.search, forms(one.string)))) == []


def test_plurals_have_the_forms_of_the_language(language: str) -> None:
    assert catalogue(language).num_plurals == PLURALS[language]
    assert wrong(language, lambda one: one.pluralizable and len(forms(one.string)) != PLURALS[language]) == []


def test_markup_and_addresses_are_the_same(language: str) -> None:
    def differ(one: Message) -> bool:
        return any(
            sorted(TAG.findall(english)) != sorted(TAG.findall(said))
            or sorted(LINKS.findall(english)) != sorted(LINKS.findall(said))
            for english, said in pairs(one)
        )

    assert wrong(language, differ) == []


def test_edges_are_the_same(language: str) -> None:
    def differ(one: Message) -> bool:
        return any(
            (english[:1].isspace(), english[-1:].isspace(), english.count("\n"))
            != (said[:1].isspace(), said[-1:].isspace(), said.count("\n"))
            for english, said in pairs(one)
        )

    assert wrong(language, differ) == []


def test_sentences_end_as_they_end_in_english(language: str) -> None:
    ends = {".": ".", "?": "?؟", "!": "!", ":": ":", "…": "…"}

    def last(words: str) -> str:
        return words.rstrip("”»\"')")[-1:]

    def differ(one: Message) -> bool:
        return any(last(said) not in ends.get(last(english), last(said)) for english, said in pairs(one))

    assert wrong(language, differ) == []


def test_it_is_in_its_own_script(language: str) -> None:
    """A sentence of three words or more that has no letter of the language was not translated."""

    def differ(one: Message) -> bool:
        return any(
            len(english.split()) > 2 and (not re.search(SCRIPTS[language], said) or english == said)
            for english, said in pairs(one)
        )

    assert wrong(language, differ) == []


def test_no_letter_of_a_neighbour_slips_in(language: str) -> None:
    if language not in FOREIGN:
        return
    assert wrong(language, lambda one: any(re.search(FOREIGN[language], said) for said in forms(one.string))) == []


class TestTheChecksThemselves:
    """A catalogue written here shows that each check can fail; a language is not needed for that."""

    def test_what_is_missing_is_seen(self) -> None:
        assert not is_translated(Message("one", ""))
        assert not is_translated(Message(("one", "many"), ("один", "", "много")))
        assert not is_translated(Message("one", "один", flags=["fuzzy"]))
        assert is_translated(Message("one", "один"))

    def test_placeholders_and_loose_signs_are_seen(self) -> None:
        assert PLACEHOLDER.findall("%(num)s of %(total)d") == [("num", "s"), ("total", "d")]
        assert LOOSE.search("50 % sure")
        assert LOOSE.search("%(num) s")
        assert not LOOSE.search("%(num)s and 50 %%")

    def test_the_same_strings_give_the_same_bytes(self) -> None:
        first, second = (Catalog(locale="be") for _ in range(2))
        for one in (first, second):
            one.add("Leave now", "Пакінуць зараз")
        assert compiled(first) == compiled(second)

    def test_staff_strings_are_in_the_languages_of_staff_and_source_strings_everywhere(self) -> None:
        for language in languages():
            held = {forms(one.id)[0] for one in updated(language, template()) if one.id}
            assert {"Leave now", "There is nothing here", "I would rather not say"} <= held
            assert ("Stay signed in" in held) == (language in STAFF)
