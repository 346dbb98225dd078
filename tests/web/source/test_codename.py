"""The codename: shown once, to the session that sent, until it is kept; never in a cookie or an address."""

import base64
import re
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

import crypto
from intake.app import create_source_app
from intake.services import retain
from intake.services.instance import Instance
from tests.web.source.conftest import Source, Tab, count


def test_it_stays_until_it_is_kept(source: Source) -> None:
    codename = source.tell().codename
    assert source.get("/sealed").codename == codename
    tab = source.get("/sealed")
    assert tab.codename == codename
    source.post("/sealed", tab.fields)
    assert 'id="codename"' not in source.get("/sealed").answer.text


def test_it_is_gone_after_half_an_hour(source: Source, later: Callable[..., None], instance: Instance) -> None:
    source.tell()
    later(minutes=46)  # rounded up to the quarter of an hour
    tab = source.get("/sealed")
    assert 'id="codename"' not in tab.answer.text
    assert "The time to keep it is over" in tab.text
    retain.sweep(instance)
    assert 'id="codename"' not in source.get("/sealed").answer.text


def test_another_session_never_sees_it(new_source: Callable[[], Source]) -> None:
    owner, other = new_source(), new_source()
    tab = owner.tell()
    seen = other.get(f"/sealed?draft={tab.fields['draft']}")
    assert seen.status == 403
    assert tab.codename not in seen.text
    assert other.get("/sealed").status == 404
    other.post("/sealed", {**other.get("/testify").fields, "draft": tab.fields["draft"]})
    assert owner.get("/sealed").codename == tab.codename


def test_nothing_to_show_is_a_page(source: Source) -> None:
    assert source.get("/sealed").status == 404
    source.get("/testify")
    assert source.get("/sealed").status == 404


def test_confirming_needs_the_token(source: Source) -> None:
    tab = source.tell()
    assert source.post("/sealed", {"draft": tab.fields["draft"]}).status == 400
    assert source.get("/sealed").codename == tab.codename


def test_it_is_never_in_a_cookie_or_an_address(source: Source) -> None:
    codename = source.told()
    source.come_back(codename)
    addresses = " ".join(f"{answer.request.url} {answer.headers}" for answer in source.last)
    cookie = source.cookie()
    payload = cookie.removeprefix(".").split(".")[0]
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    inside = (zlib.decompress(raw) if cookie.startswith(".") else raw).decode()
    for word in codename.split():
        assert f"{word}" not in addresses.split()
        assert word not in inside
    assert '"s"' in inside  # the payload was really read


def test_coming_back_answers_alike_whatever_was_typed(source: Source) -> None:
    codename = source.told()
    typed = [codename, codename.upper(), "no such words", "", "x" * 5000, " ".join(codename.split()[:8])]
    answers = []
    for words in typed:
        form = source.get("/return").fields
        answers.append(source.post_only("/return", {**form, "codename": words}))
    assert {(one.status_code, one.location, len(one.get_data())) for one in answers} == {
        (303, "/en/mailbox", len(answers[0].get_data()))
    }


def test_the_answer_is_the_same_to_the_byte_but_for_the_random_cookie(
    new_source: Callable[[], Source],
) -> None:
    codename = new_source().told()
    other = crypto.Codename.generate().words("ru")
    kinds = [codename, other, "no codename at all", "", " ".join(codename.split()[:8]), "я" * 500]
    shapes = set()
    for words in kinds * 5:
        source = new_source()
        form = source.get("/return").fields
        for _ in range(2):
            answer = source.post_only("/return", {**form, "codename": words})
            headers = tuple((name, len(value)) for name, value in answer.headers)
            shapes.add((answer.status_code, headers, answer.get_data()))
    assert len(shapes) == 1


def test_the_cookie_tells_no_time_of_day(source: Source, later: Callable[..., None]) -> None:
    source.get("/return")
    signed = source.cookie().split(".")[1]
    stamp = int.from_bytes(base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)), "big")
    assert stamp % (24 * 3600) == 0
    later(hours=71)
    assert source.get("/return").status == 200


def test_a_warning_comes_before_the_pauses_and_they_grow(source: Source, later: Callable[..., None]) -> None:
    codename = source.told()
    pages = [source.come_back("wrong words") for _ in range(4)]
    assert ["There is no hurry" in one.text for one in pages] == [False, False, True, True]
    assert all("Please wait" not in one.text for one in pages)
    assert "Please wait 5 seconds" in source.come_back("wrong words").text
    early = source.post("/return", {**source.get("/return").fields, "codename": codename})
    assert early.status == 429
    assert early.fields["codename"] == codename
    later(seconds=6)
    assert "Please wait 10 seconds" in source.come_back("wrong words").text
    for _ in range(6):
        later(seconds=61)
        source.come_back("wrong words")
    assert "Please wait 60 seconds" in source.get("/mailbox").text
    later(seconds=61)
    assert "Your mailbox" in source.come_back(codename).text
    assert "There is no hurry" not in source.come_back("wrong words").text


def test_a_pause_answers_every_codename_alike_and_binds_one_session(
    source: Source, new_source: Callable[[], Source]
) -> None:
    codename = source.told()
    for _ in range(5):
        source.come_back("wrong words")
    form = source.get("/return").fields
    answers = [source.post_only("/return", {**form, "codename": words}) for words in (codename, "wrong", "")]
    assert [one.status_code for one in answers] == [429] * 3
    assert "Your mailbox" in new_source().come_back(codename).text


def test_a_page_counts_the_words(source: Source) -> None:
    assert "3 words arrived" in source.come_back("one two three").text


@pytest.mark.parametrize(("page", "words"), [("en", "en"), ("be", "ru"), ("ru", "ru")])
def test_the_words_speak_the_language_of_the_page_or_another(instance: Instance, page: str, words: str) -> None:
    settings = replace(instance.settings, languages=("en", "be", "ru"))
    source = Source(create_source_app(replace(instance, settings=settings)), settings.source_url)
    tab = source.tell()
    entropy = crypto.Codename.parse(tab.codename)
    draft = tab.fields["draft"]
    for asked in ("", "en", "ru", "es", "xx"):
        address = f"/{page}/sealed?draft={draft}&words={asked}"
        answer = source.client.get(address, base_url=source.site)
        language = asked if asked in {"en", "ru", "es"} else words
        assert Tab(answer).codename == entropy.words(language)
        assert re.search(rf'id="codename"\s+lang="{language}"', answer.text)


def test_a_new_entry_ends_the_one_before(source: Source, instance: Instance) -> None:
    codename = source.told()
    source.come_back(codename)
    source.come_back(codename)
    assert count(instance, "mailbox_sessions") == 1


def test_wrong_words_stay_in_the_field_to_be_mended(source: Source) -> None:
    words = source.told().split()
    tab = source.come_back(" ".join(["xxxx", *words[1:-1]]))
    assert tab.status == 404
    assert tab.fields["codename"] == " ".join(["xxxx", *words[1:-1]])


def test_wrong_words_offer_the_right_ones(source: Source) -> None:
    words = source.told().split()
    typed = " ".join([words[0] + "x", *words[1:]])
    tab = source.come_back(typed)
    assert tab.status == 404
    assert "We could not find this mailbox" in tab.text
    right = " ".join(words)
    assert right in tab.text
    again = source.post("/return", {**tab.fields, "codename": right})
    assert "Your mailbox" in again.text


def test_unknown_words_are_named(source: Source) -> None:
    tab = source.come_back("qqqq zzzz qqqq zzzz qqqq zzzz qqqq zzzz qqqq")
    assert tab.status == 404
    assert "qqqq" in tab.text
    assert "<h2>Did you mean" not in tab.answer.text


def test_a_codename_typed_without_the_token_stays_in_the_field(source: Source) -> None:
    tab = source.post("/return", {"codename": "one two three"})
    assert tab.status == 400
    assert tab.fields["codename"] == "one two three"
