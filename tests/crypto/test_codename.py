"""Nine words: how they are read, what is offered for a slip, and how they are found in a text."""

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import crypto
from crypto import _near, _words

ENTROPY = st.binary(min_size=11, max_size=11)
LANGUAGES = ["en", "es", "ru"]
NAME = crypto.Codename(hashlib.sha256(b"a codename").digest()[:11])
ENGLISH = NAME.words().split()
# SHA-256 of each list, its words folded and joined by newlines: another list would change what codenames mean.
LISTS = {
    "en": "187db04a869dd9bc7be80d21a86497d692c0db6abd3aa8cb6be5d618ff757fae",
    "es": "b42d784c3972308c5e210ffd6b362d7f3e365d1ac28e86a13dbbc287f375df72",
    "ru": "a962d05fe35a5e06c2d363c534dccdbe3ace36390082e629a9a7a7d2c76db588",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_lists_stay_the_same(language: str) -> None:
    listed = _words.word_list(language)
    assert hashlib.sha256("\n".join(listed.folded).encode()).hexdigest() == LISTS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_lists_are_sound(language: str) -> None:
    listed = _words.word_list(language)
    assert len(set(listed.words)) == len(set(listed.folded)) == 2048
    assert len({word[:4] for word in listed.folded}) == 2048
    assert all(_words.tokens(word) == [folded] for word, folded in zip(listed.words, listed.folded, strict=True))
    assert all(listed.numbers[word] == number for number, word in enumerate(listed.folded))


@given(ENTROPY, st.sampled_from(LANGUAGES))
@example(bytes(11), "en")
@example(b"\xff" * 11, "ru")
def test_words_there_and_back(entropy: bytes, language: str) -> None:
    name = crypto.Codename(entropy)
    assert len(name.words(language).split()) == 9
    assert crypto.Codename.parse(name.words(language)) == name


def test_a_language_without_a_list_gets_english_words() -> None:
    assert NAME.words("be") == NAME.words("en") == NAME.words()


@given(st.binary(min_size=0, max_size=40))
def test_a_new_codename_has_no_hard_word_in_any_language(seed: bytes) -> None:
    drawn = (hashlib.sha256(seed + bytes([number])).digest() for number in range(256))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crypto._random.token", lambda n: next(drawn)[:n])
        name = crypto.Codename.generate()
    for language in LANGUAGES:
        assert not set(name.words(language).split()) & hard_words(language)


def hard_words(language: str) -> set[str]:
    return set(files("crypto").joinpath("hard", f"{language}.txt").read_text(encoding="utf-8").split())


def test_many_hard_words_are_listed_and_still_read() -> None:
    assert {"blood", "gun", "horror", "prison", "weapon", "abuse"} <= hard_words("en")
    assert {"sangre", "cárcel", "muerte"} <= hard_words("es")
    assert {"кровь", "оружие", "арест"} <= hard_words("ru")
    name = beginning_with("blood")
    assert crypto.Codename.parse(name.words()) == name


def test_the_bits_that_remain_are_those_that_the_documents_state() -> None:
    left = _words.LIST_SIZE - len(_words.hard_numbers())
    assert left == 1758
    assert 86.0 < 9 * math.log2(left) - 11 < 86.1
    numbers = [
        crypto.Codename(hashlib.sha256(bytes([one, two])).digest()[:11]).numbers
        for one in range(8)
        for two in range(256)
    ]
    kept = sum(_words.hard_numbers().isdisjoint(row) for row in numbers)
    assert abs(kept / len(numbers) - (left / 2048) ** 9) < 0.05  # the last word is as random as the others


def test_new_codenames_differ() -> None:
    assert crypto.Codename.generate() != crypto.Codename.generate()
    assert len({NAME, crypto.Codename(NAME.entropy)}) == 1
    assert crypto.SourceKeys(bytes(32)) != NAME


@pytest.mark.parametrize("size", [0, 10, 12])
def test_a_codename_has_88_bits(size: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.Codename(bytes(size))


FORMS: dict[str, Callable[[list[str]], str]] = {
    "capitals": lambda words: " ".join(words).upper(),
    "lines": lambda words: "  " + "\n\n".join(words) + "\t",
    "commas": lambda words: ", ".join(words) + ".",
    "hyphens": "-".join,
    "numbered": lambda words: "\n".join(f"{place}. {word}" for place, word in enumerate(words, 1)),
    "four-letters": lambda words: " ".join(word[:4] for word in words),
    "five-letters": lambda words: " ".join(word[:5].title() for word in words),
    "zero-width-spaces": "\u200b".join,
    "soft-hyphens": lambda words: "\ufeff" + " ".join(word[:1] + "\u00ad" + word[1:] for word in words),
    "tabs": "\r\n\t\u00a0".join,
    "quotes": lambda words: "«" + "» «".join(words) + "»",
    "numbered-tight": lambda words: " ".join(f"{place}){word}" for place, word in enumerate(words, 1)),
    "brackets": lambda words: ";".join(f"[{word}]" for word in words),
    "isolates": lambda words: "\u2066" + " ".join(words) + "\u2069",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_case_spacing_punctuation_and_prefixes_are_forgiven(form: Callable[[list[str]], str], language: str) -> None:
    assert crypto.Codename.parse(form(NAME.words(language).split())) == NAME


def test_accents_are_forgiven() -> None:
    accents = str.maketrans("áéíóúüñ", "aeiouun")
    accented = next(
        name for name in map(crypto.Codename, samples()) if name.words("es") != name.words("es").translate(accents)
    )
    assert crypto.Codename.parse(accented.words("es").translate(accents)) == accented


@given(ENTROPY, st.sampled_from(LANGUAGES))
def test_letters_of_the_other_alphabet_that_look_alike_are_forgiven(entropy: bytes, language: str) -> None:
    latin, cyrillic = "aceopxykmt", "асеорхукмт"
    pair = (cyrillic, latin) if language == "ru" else (latin, cyrillic)
    name = crypto.Codename(entropy)
    mixed = name.words(language).translate(str.maketrans(*pair))
    assert crypto.Codename.parse(mixed) == name
    assert crypto.Codename.parse(mixed.upper()) == name


def samples() -> list[bytes]:
    return [hashlib.sha256(bytes([number])).digest()[:11] for number in range(64)]


def bad(text: str) -> crypto.BadCodename:
    with pytest.raises(crypto.BadCodename) as caught:
        crypto.Codename.parse(text)
    return caught.value


@pytest.mark.parametrize("count", [0, 1, 7, 2000])
def test_nine_words_it_takes(count: int) -> None:
    error = bad(" ".join((ENGLISH * 400)[:count]))
    assert (error.suggestions, error.unknown, error.typed) == ((), (), count)
    assert "nine words" in str(error)


@pytest.mark.parametrize("place", range(9))
@pytest.mark.parametrize("slip", ["drop", "double", "change", "turn"])
def test_a_slip_in_one_word_is_found(place: int, slip: str) -> None:
    word = ENGLISH[place]
    typed = {
        "drop": word[0] + word[2:],
        "double": word[:2] + word[1:],
        "change": word[:1] + "q" + word[2:],
        "turn": word[1] + word[0] + word[2:],
    }[slip]
    words = [*ENGLISH[:place], typed, *ENGLISH[place + 1 :]]
    error = bad(" ".join(words))
    assert error.suggestions[0] == " ".join(ENGLISH)
    assert error.unknown in {(typed,), ()}


@pytest.mark.parametrize("place", [place for place, word in enumerate(ENGLISH) if len(word) > 5])
def test_two_slips_in_one_word_are_found(place: int) -> None:
    word = ENGLISH[place]
    words = [*ENGLISH[:place], word[0] + word[2:-2] + word[-1], *ENGLISH[place + 1 :]]
    assert bad(" ".join(words)).suggestions[0] == " ".join(ENGLISH)


SLIPS = st.sampled_from(["missing", "wrong"])


@settings(max_examples=60, deadline=None)
@given(ENTROPY, st.sampled_from(LANGUAGES), st.integers(0, 8), st.integers(0, 3), SLIPS, st.sampled_from([4, 9]))
def test_one_wrong_or_missing_letter_is_mended_in_every_language(
    entropy: bytes, language: str, place: int, letter: int, slip: str, length: int
) -> None:
    name = crypto.Codename(entropy)
    words = name.words(language).split()
    word = words[place][:length]
    at = letter % len(word)
    words[place] = word[:at] + ("" if slip == "missing" else "я" if language == "ru" else "q") + word[at + 1 :]
    typed = " ".join(words)
    try:
        found: tuple[str, ...] = (crypto.Codename.parse(typed).words(language),)
    except crypto.BadCodename as error:
        found = error.suggestions
    assert name.words(language) in found


@settings(max_examples=30, deadline=None)
@given(ENTROPY, st.sampled_from(LANGUAGES), st.integers(0, 8), st.integers(0, 8))
def test_words_that_changed_places_or_came_twice_are_mended(
    entropy: bytes, language: str, one: int, other: int
) -> None:
    name = crypto.Codename(entropy)
    words = name.words(language).split()
    twice = [*words[:one], words[one], *words[one:]]
    assert name.words(language) in bad(" ".join(twice)).suggestions
    words[one], words[other] = words[other], words[one]
    if words != name.words(language).split():
        assert name.words(language) in bad(" ".join(words)).suggestions


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_word_is_added_and_words_around_are_left_out(language: str) -> None:
    words = NAME.words(language)
    assert bad(words.rpartition(" ")[0]).suggestions == (words,)
    assert words in bad(f"qqqq qqqq {words} qqqq").suggestions


def test_three_letters_are_too_few() -> None:
    longest = max(ENGLISH, key=len)
    assert bad(" ".join(ENGLISH).replace(longest, longest[:3])).unknown == (longest[:3],)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_offered_in_its_language(language: str) -> None:
    words = NAME.words(language).split()
    longest = max(range(9), key=lambda place: len(words[place]))
    words[longest] = words[longest][0] + words[longest][2:]
    assert NAME.words(language) in bad(" ".join(words)).suggestions


def test_slips_in_two_words_are_found() -> None:
    order = sorted(range(9), key=lambda place: -len(ENGLISH[place]))
    words = [*ENGLISH]
    for place in order[:2]:
        words[place] = words[place][0] + words[place][2:]
    error = bad(" ".join(words))
    assert " ".join(ENGLISH) in error.suggestions
    assert len(error.unknown) == 2


@pytest.mark.parametrize(("right", "wrong"), [("cage", "case"), ("lake", "like"), ("wine", "wing")])
def test_a_slip_that_makes_another_listed_word_is_found(right: str, wrong: str) -> None:
    name = beginning_with(right)
    error = bad(" ".join([wrong, *name.words().split()[1:]]))
    assert name.words() in error.suggestions
    assert error.unknown == ()


def beginning_with(word: str) -> crypto.Codename:
    number = _words.word_list("en").words.index(word)
    return crypto.Codename((number << 77 | 12_345).to_bytes(11, "big"))


@pytest.mark.parametrize("place", range(8))
def test_two_neighbours_in_the_wrong_order_are_found(place: int) -> None:
    words = [*ENGLISH]
    words[place], words[place + 1] = words[place + 1], words[place]
    assert " ".join(ENGLISH) in bad(" ".join(words)).suggestions


def test_every_suggestion_is_a_codename_and_they_are_few() -> None:
    for entropy in samples():
        words = crypto.Codename(entropy).words().split()
        words[3], words[7] = "zzz" + words[3], words[0]
        error = bad(" ".join(words))
        assert len(error.suggestions) <= 5
        assert all(crypto.Codename.parse(offered).words() == offered for offered in error.suggestions)


@pytest.mark.parametrize("typed", [ENGLISH, ["qa", *ENGLISH[1:]]])
def test_at_most_five_are_offered(typed: list[str]) -> None:
    assert len(_near.suggestions(typed, _words.word_list("en"), lambda _: True)) == 5


def test_at_most_nine_unknown_words_are_repeated() -> None:
    assert bad("novel " * 5 + "qqq " * 1000).unknown == ("qqq",) * 9


def test_nonsense_offers_nothing() -> None:
    error = bad(" ".join(["xxxxxxxxxxxx"] * 9))
    assert error.suggestions == ()
    assert error.unknown == ("xxxxxxxxxxxx",) * 9


def test_a_wrong_codename_costs_little() -> None:
    started = time.process_time()
    bad("cat car can cam cab cap caz cax caq")
    bad("a " * 100_000)
    assert time.process_time() - started < 2


def test_the_error_shows_no_words() -> None:
    error = bad(" ".join([*ENGLISH[:8], "zebra"]))
    assert not any(word in str(error).split() for word in ENGLISH)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_codename_is_found_in_a_text(form: Callable[[list[str]], str], language: str) -> None:
    text = "They kept it. My words are these: " + form(NAME.words(language).split()) + " (I wrote them down.)"
    assert crypto.mentions_codename(text)


def test_a_codename_is_found_after_other_listed_words() -> None:
    assert crypto.mentions_codename("abandon ability able " + NAME.words() + " zone zoo")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ".join(ENGLISH[:8]),
        " ".join([*ENGLISH[:5], "unlisted", "unlisted", *ENGLISH[5:]]),
        " ".join([*ENGLISH[:4], "unlisted", *ENGLISH[4:8]]),
        "name field name field name field name field name",
        "I know that you must make sure that they can then tell there what you have",
        "I will tell you about what they have done there that day and how I left my home",
    ],
)
def test_other_texts_mention_none(text: str) -> None:
    assert not crypto.mentions_codename(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(9))
def test_a_codename_with_one_wrong_word_is_found_in_a_text(language: str, place: int) -> None:
    words = NAME.words(language).split()
    other = crypto.Codename(bytes(11)).words(language).split()[0]
    for wrong in (other, words[place][0] + words[place][2:]):
        text = "Это они. " + " ".join([*words[:place], wrong, *words[place + 1 :]]) + ". Oni."
        assert crypto.mentions_codename(text)


@pytest.mark.parametrize("language", ["be", "en", "pl", "ru", "uk"])
def test_stories_mention_none(language: str) -> None:
    told = json.loads(files("intake").joinpath("demo", "texts.json").read_text(encoding="utf-8"))[language]
    assert not crypto.mentions_codename(" ".join(strings(told)))


def strings(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    parts = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    for part in parts:
        yield from strings(part)


def test_a_text_full_of_slips_is_searched_fast() -> None:
    long = "absorb abstract accident account accuse achieve acid acoustic acquqre " * 4000
    started = time.process_time()
    assert not crypto.mentions_codename(long)
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "filler", ["what will you have about this story ", "они пришли ночью и увели брата ", "éa\u0301 "]
)
def test_a_long_text_is_searched_fast(filler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("crypto.codename.Argon2id")
    long = (filler * (200_000 // len(filler)))[:200_000]
    started = time.process_time()
    assert not crypto.mentions_codename(long)
    assert crypto.mentions_codename(long + ". " + NAME.words("ru"))
    assert time.process_time() - started < 5


@settings(max_examples=5)
@given(ENTROPY)
def test_the_keys_depend_on_codename_and_instance(entropy: bytes) -> None:
    keys = crypto.SourceKeys.derive(crypto.Codename(entropy), b"instance one")
    assert keys == crypto.SourceKeys.derive(crypto.Codename(entropy), b"instance one")
    assert keys == crypto.SourceKeys(keys.root)
    assert keys != crypto.SourceKeys.derive(crypto.Codename(entropy), b"instance two")
    assert len(keys.lookup_id) == 64
    assert keys.mailbox.public.raw
    assert len(keys.signing.public) == len(keys.state_key) == 32


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(crypto.Malformed):
        crypto.SourceKeys.derive(NAME, b"7 bytes")
