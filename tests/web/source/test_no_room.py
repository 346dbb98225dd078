"""A full disk, as a source meets it: the files wait, the words go."""

from collections.abc import Callable
from dataclasses import replace

from intake.app import create_source_app
from intake.services.instance import Instance
from tests.web.source.conftest import TOLD, Source, count

PHOTO = ("photo.jpg", b"\xff\xd8 a small photo")


def test_words_go_where_files_cannot(instance: Instance) -> None:
    settings = replace(instance.settings, reserve_bytes=1 << 62)
    app = create_source_app(replace(instance, settings=settings))
    person = Source(app, settings.source_url)
    tab = person.tell(TOLD, [PHOTO])
    assert tab.status == 503
    assert "no room for files" in tab.text
    assert tab.fields["narrative"] == TOLD
    assert count(instance, "cases") == 0
    assert person.post("/testify", {**tab.fields, "consent_read": "1", "seal": "1"}).codename
    assert count(instance, "cases") == 1


def test_files_that_came_before_stay(instance: Instance, source: Source, later: Callable[..., None]) -> None:
    form = source.get("/testify").fields
    tab = source.post("/testify", {**form, "narrative": TOLD, "save": "1"}, [PHOTO])
    later(minutes=1)
    full = replace(instance, settings=replace(instance.settings, drafts_bytes=0))
    source.app.extensions["holas"] = full
    tab = source.post("/testify", {**tab.fields, "consent_read": "1", "seal": "1"}, [("more.jpg", b"more")])
    assert (tab.status, tab.received) == (503, ["photo.jpg"])
    assert source.post("/testify", {**tab.fields, "consent_read": "1", "seal": "1"}).codename
    assert count(instance, "documents") == 2
