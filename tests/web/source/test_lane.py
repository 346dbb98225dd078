"""Sending in a crowd: with work done at once, without it in turn, and nothing typed is lost on the way."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from intake import clock
from intake.app import create_source_app
from intake.services.instance import Instance
from intake.web.source import lane
from intake.web.source.lane import Lanes
from intake.web.source.line import Line
from tests.plugins.work import work_of
from tests.web.source.conftest import TOLD, Source, Tab, count

PHOTO = ("photo.jpg", b"\xff\xd8 a small photo")


@pytest.fixture
def app(instance: Instance) -> Flask:
    """An application with one place in each lane, no room to wait in, and cheap work."""
    cheap = replace(instance, settings=replace(instance.settings, work_bits=8))
    app = create_source_app(cheap)
    app.extensions[lane.EXTENSION] = Lanes(quick=Line(1, 0, 0.0), slow=Line(1, 0, 0.0))
    return app


@pytest.fixture
def person(app: Flask, instance: Instance) -> Source:
    return Source(app, instance.settings.source_url)


@contextmanager
def crowded(app: Flask, *lines: str) -> Iterator[None]:
    """Let somebody else hold the only place of these lanes."""
    lanes = app.extensions[lane.EXTENSION]
    with ExitStack() as stack:
        for name in lines:
            stack.enter_context(getattr(lanes, name).taken(0.0))
        yield


def filled(source: Source, **fields: str) -> dict[str, str]:
    given = {"narrative": TOLD, "consent_read": "1", "consent_quote": "1", "seal": "1"}
    return {**source.get("/testify").fields, **given, **fields}


def worked(source: Source) -> dict[str, str]:
    fields = filled(source)
    return {**fields, "work": work_of(source.last[-1].text)}


def test_without_a_crowd_nobody_needs_to_work(person: Source) -> None:
    assert person.post("/testify", filled(person)).codename


def test_who_has_worked_goes_on_while_others_wait(app: Flask, person: Source) -> None:
    with crowded(app, "slow"):
        assert person.post("/testify", worked(person)).codename


def test_a_crowd_of_workers_holds_up_nobody_else(app: Flask, person: Source) -> None:
    with crowded(app, "quick"):
        assert person.post("/testify", filled(person)).codename


def test_whoever_waits_keeps_words_and_files_and_goes_on(app: Flask, person: Source, instance: Instance) -> None:
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person), [PHOTO])
        assert tab.status == 503
        assert "Very many people" in tab.text
        assert count(instance, "cases") == 0
        again = person.post("/waiting", tab.fields)
        assert again.status == 503
        kept = person.get("/testify?draft=" + tab.fields["draft"])
        assert (kept.fields["narrative"], kept.fields["consent_quote"], kept.received) == (TOLD, "1", ["photo.jpg"])
    assert person.post("/waiting", again.fields).codename
    assert count(instance, "cases") == 1
    assert count(instance, "documents") == 2


def test_going_on_twice_shows_the_same_codename(app: Flask, person: Source, instance: Instance) -> None:
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
    first, second = (person.post("/waiting", tab.fields).codename for _ in range(2))
    assert first == second
    assert count(instance, "cases") == 1


def test_whoever_waits_may_work_meanwhile(app: Flask, person: Source) -> None:
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
        assert person.post("/waiting", {**tab.fields, "work": work_of(tab.answer.text)}).codename


def test_a_full_lane_for_workers_has_a_page_too(app: Flask, person: Source) -> None:
    with crowded(app, "quick", "slow"):
        assert person.post("/testify", worked(person)).status == 503


def test_what_is_missing_is_still_asked_for(app: Flask, person: Source, later: Callable[..., None]) -> None:
    """A draft that expired while its owner waited is a form to fill in again, and no error."""
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
    fields = {**tab.fields, "draft": "0" * 32}
    later(minutes=1)
    assert person.post("/waiting", fields).status == 422


def test_a_page_of_an_earlier_visit_does_not_send(app: Flask, person: Source) -> None:
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
    assert person.post("/waiting", {**tab.fields, "csrf_token": "forged"}).status == 400


def came(app: Flask, person: Source, tab: Tab) -> float:
    """When the line counts somebody as having come, by the page that they hold."""
    with app.test_request_context(base_url=person.site):
        return lane._since(tab.fields["draft"], tab.fields["place"], clock.now().timestamp())


def test_the_turn_counts_from_the_first_try(app: Flask, person: Source, later: Callable[..., None]) -> None:
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
        first = came(app, person, tab)
        later(minutes=5)
        again = person.post("/waiting", tab.fields)
    assert came(app, person, again) == pytest.approx(first, abs=0.01)


@pytest.mark.parametrize("made_up", ["", "%%%", "AAAA", "A" * 88, "я"])
def test_a_made_up_place_counts_from_now(app: Flask, person: Source, later: Callable[..., None], made_up: str) -> None:
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
    later(minutes=5)
    now = clock.now().timestamp()
    with app.test_request_context(base_url=person.site):
        assert lane._since(tab.fields["draft"], made_up, now) == now
        assert lane._since(tab.fields["draft"], tab.fields["place"][:-8], now) == now, "cut off"
        assert lane._since("f" * 32, tab.fields["place"], now) == now, "another draft's"


def test_a_place_is_not_kept_for_ever(app: Flask, person: Source, later: Callable[..., None]) -> None:
    """So that nobody gathers places for hours and then goes before everyone."""
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
    later(minutes=16)
    assert came(app, person, tab) == pytest.approx(clock.now().timestamp())


def test_the_page_tells_no_time(app: Flask, person: Source) -> None:
    with crowded(app, "slow"):
        tab = person.post("/testify", filled(person))
    assert not re.search(r"\d\d:\d\d", tab.answer.text)
