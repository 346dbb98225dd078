"""The codename: shown once, to the session that sent, until it is kept; never in a cookie or an address."""

import base64
import zlib
from collections.abc import Callable

from intake.services import retain
from intake.services.instance import Instance
from tests.web.source.conftest import Source, count


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


def test_a_new_entry_ends_the_one_before(source: Source, instance: Instance) -> None:
    codename = source.told()
    source.come_back(codename)
    source.come_back(codename)
    assert count(instance, "mailbox_sessions") == 1


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
