"""What every page of the source must have and must not have, whichever page it is and whatever it answers."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from typing_extensions import override
from werkzeug.test import TestResponse

from intake.resources import templates_folder
from intake.services.instance import Instance
from intake.web.common import STATIC
from tests.web.source.conftest import Source, Tab, addresses

# What a window may be called: nothing that tells whoever looks at the tabs or the history what it is about.
NEUTRAL = {
    "Start", "Help", "About", "Write", "Files", "Arrived", "Done", "Mailbox", "Come in", "Please read", "Closed",
    "Please wait a little",
}  # fmt: skip
TITLE = re.compile(r'\{%-?\s*block title[^%]*%\}\s*\{\{\s*_\("([^"]*)"\)\s*\}\}\s*\{%-?\s*endblock')
NO_TRACE = {"autocomplete": "off", "spellcheck": "false", "translate": "no"}
REACHING_OUT = re.compile(
    r"Notification|PushManager|serviceWorker|localStorage|indexedDB|sendBeacon|geolocation|https?://(?!www\.w3\.org/)"
)
UNTYPED = {"hidden", "submit"}


@dataclass
class Page(HTMLParser):
    """What matters of a page: its title, its fields, its links, and the buttons that leave."""

    html: str
    title: str = ""
    fields: list[dict[str, str]] = field(default_factory=list)
    leaves: list[dict[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag in {"input", "textarea", "select"} and have.get("type") not in UNTYPED:
            self.fields.append(have)
        if have.get("id") == "leave":
            self.leaves.append(have)

    @override
    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "title" and not self.title:
            self.title = data.strip()


def hold(answer: TestResponse) -> None:
    """Fail unless a page holds what all must hold."""
    page = Page(answer.text)
    name = f"{answer.request.path} {answer.status_code}"
    assert page.title in NEUTRAL, name
    assert [one["href"] for one in page.leaves] == ["/en/leave"], name
    assert page.leaves[0]["rel"] == "noreferrer"
    for one in page.fields:
        assert {key: one.get(key) for key in NO_TRACE} == NO_TRACE, (name, one)
    assert not {"img", "iframe", "object", "embed", "video", "audio", "style"} & set(page.tags), name
    assert answer.headers["Cache-Control"] == "no-store", name
    assert answer.headers["Referrer-Policy"] == "no-referrer", name
    cookies = answer.headers.getlist("Set-Cookie")
    assert [one.partition("=")[0] for one in cookies] in ([], ["visit"]), name


def test_every_page_that_can_be_got(source: Source, source_app: Flask) -> None:
    paths = addresses(source_app)
    assert {"/", "/safety", "/after", "/danger", "/testify", "/testify/when", "/mailbox"} <= set(paths)
    draft = source.post("/testify", {**source.get("/testify").fields, "narrative": "x", "next": "1"}).fields["draft"]
    for path in paths:
        for query in ("", f"?draft={draft}", "?draft=nothing"):
            hold(source.get(path + query).answer)


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_every_error(source: Source, source_app: Flask, method: str) -> None:
    for path in [*addresses(source_app), "/nothing"]:
        answer = getattr(source.client, method)(f"/en{path}", base_url=source.site)
        if answer.location is None:
            hold(answer)


def test_every_page_on_the_way(source: Source) -> None:
    missing = source.post("/testify", {**source.get("/testify").fields, "seal": "1"})
    told = source.tell("x", [("a.jpg", b"\xff")])
    codename = told.codename
    again = source.get("/sealed")
    kept = source.post("/sealed", told.fields)
    twice = source.post("/testify", {**told.fields, "narrative": "x", "seal": "1"})
    unknown = source.come_back("no such words at all")
    mailbox = source.come_back(codename)
    empty = source.post("/mailbox", {**mailbox.fields, "send": "1"})
    asked = source.post("/withdraw", {**mailbox.fields, "ask": "1"})
    gone = source.post("/withdraw", {**asked.fields, "confirm": "1"})
    inside = [source.get("/consents"), source.get("/contact"), source.get("/evidence?to=mailbox")]
    tabs: list[Tab] = [missing, told, again, kept, twice, unknown, mailbox, empty, asked, gone, *inside]
    for tab in tabs:
        hold(tab.answer)
    assert len({Page(tab.answer.text).title for tab in tabs}) > 3


def test_titles_are_neutral_in_every_template_and_say_nothing_of_what_is_in_hand() -> None:
    folder = templates_folder()
    titles = {}
    for path in [*folder.glob("source/*.html"), *folder.glob("errors/*.html")]:
        text = path.read_text()
        if "block title" in text:
            found = TITLE.search(text)
            assert found, f"{path.name}: a title must be one fixed string"
            titles[path.name] = found.group(1)
    assert len(titles) > 15
    assert {name: title for name, title in titles.items() if title not in NEUTRAL} == {}
    assert '<title>{{ _("Closed") }}</title>' in (folder / "source" / "left.html").read_text()


def test_no_script_reaches_out_or_stays_behind() -> None:
    scripts = list(STATIC.glob("*.js"))
    assert scripts
    assert {path.name: found for path in scripts if (found := REACHING_OUT.findall(path.read_text()))} == {}


def test_the_way_out_forgets_everything(source: Source, instance: Instance) -> None:
    source.post("/testify", {**source.get("/testify").fields, "narrative": "x", "save": "1"})
    answer = source.client.get("/en/leave", base_url=source.site)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert Page(answer.text).title == "Closed"
    assert "Holas" not in answer.text
    with instance.database.reading() as uow:
        assert uow.drafts.count() == 0
