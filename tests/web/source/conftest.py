"""A source with a browser of their own: what they see, type and press."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from typing_extensions import override
from werkzeug.test import TestResponse

from intake import clock
from intake.app import create_source_app
from intake.domain.conversation import Step
from intake.services.instance import Instance
from intake.web.headers import host_of

File = tuple[str, bytes]
Fields = Mapping[str, str] | Sequence[tuple[str, str]]
BOUNDARY = "------a-boundary-of-tests"
TOLD = "They took me from the tram stop. I was made to stand for a night."


class FieldReader(HTMLParser):
    """Collects what the fields of a page hold, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = ""
        self._select = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and given.get("type") not in {"checkbox", "radio", "file"}:
            self.values[name] = given.get("value") or ""
        if tag == "input" and given.get("type") in {"checkbox", "radio"} and "checked" in given:
            self.values[name] = given.get("value") or "on"
        if tag == "textarea":
            self._area = name
            self.values[name] = ""
        if tag == "select":
            self._select = name
        if tag == "option" and "selected" in given and self._select:
            self.values[self._select] = given.get("value") or ""

    @override
    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._area] = self.values[self._area].replace("\r\n", "\n").removeprefix("\n")
            self._area = ""


def multipart_body(fields: Fields, files: Sequence[File]) -> bytes:
    """Encode a form as browsers do, fields first. Werkzeug's test client forgets the empty line of an empty field."""
    pairs = fields.items() if isinstance(fields, Mapping) else fields
    parts = [_part(f'name="{name}"', value.encode()) for name, value in pairs]
    chosen = files or [("", b"")]  # a file input that was left alone is sent as well
    parts += [
        _part(f'name="attachments"; filename="{name}"\r\nContent-Type: {_media_type(name)}', content)
        for name, content in chosen
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _part(head: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def _media_type(name: str) -> str:
    return "image/jpeg" if name.endswith(".jpg") else "application/octet-stream"


@dataclass
class Tab:
    """One page as it stands in a browser."""

    answer: TestResponse

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.answer.text))

    @property
    def fields(self) -> dict[str, str]:
        parser = FieldReader()
        parser.feed(self.answer.text)
        return parser.values

    @property
    def codename(self) -> str:
        found = re.search(r'id="codename"[^>]*>(.*?)</p>', self.answer.text, re.DOTALL)
        assert found, self.text
        return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split())

    @property
    def removals(self) -> list[str]:
        """What the buttons that remove a file say."""
        return re.findall(r'name="remove"\s+value="(\w+)"', self.answer.text)

    @property
    def received(self) -> list[str]:
        """The names in the list of files that are there."""
        found = re.search(r'aria-labelledby="received">(.*?)</ul>', self.answer.text, re.DOTALL)
        return re.findall(r"<bdi[^>]*>(.*?)</bdi>", found.group(1)) if found else []


@dataclass
class Source:
    """A person at a browser. Cookies are theirs; redirects are followed."""

    app: Flask
    site: str
    last: list[TestResponse] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str) -> Tab:
        return self._keep(self.client.get(self._path(path), base_url=self.site, follow_redirects=True))

    def post(self, path: str, fields: Fields, files: list[File] | None = None) -> Tab:
        return self._keep(self._post(path, fields, files, follow=True))

    def post_only(self, path: str, fields: Fields, files: list[File] | None = None) -> TestResponse:
        """Send a form and return the answer itself, redirect or not."""
        return self._post(path, fields, files, follow=False)

    def _post(self, path: str, fields: Fields, files: list[File] | None, *, follow: bool) -> TestResponse:
        return self.client.post(
            self._path(path),
            data=multipart_body(fields, files or []),
            content_type=f"multipart/form-data; boundary={BOUNDARY}",
            base_url=self.site,
            follow_redirects=follow,
        )

    def _path(self, path: str) -> str:
        return path if path.startswith("/en/") else f"/en{path}"

    def _keep(self, answer: TestResponse) -> Tab:
        self.last.append(answer)
        return Tab(answer)

    def tell(self, text: str = TOLD, files: list[File] | None = None, **fields: str) -> Tab:
        """Open the form, fill it in and send it."""
        form = self.get("/testify").fields
        return self.post("/testify", {**form, "narrative": text, "consent_read": "1", "seal": "1", **fields}, files)

    def told(self, text: str = TOLD, files: list[File] | None = None) -> str:
        """Send a testimony, keep its codename and return it."""
        tab = self.tell(text, files)
        codename = tab.codename
        self.post("/sealed", tab.fields)
        return codename

    def come_back(self, codename: str) -> Tab:
        """Type the codename and open the mailbox."""
        form = self.get("/return").fields
        return self.post("/return", {**form, "codename": codename})

    def cookie(self) -> str:
        """The session cookie, as the browser holds it."""
        cookie = self.client.get_cookie("visit", domain=host_of(self.site).partition(":")[0])
        return cookie.value if cookie else ""


def addresses(app: Flask) -> list[str]:
    """Return the address of every page that can be got, with each step; the way out is its own matter."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint.startswith("source.") and rule.endpoint != "source.leave":
            steps = [str(one) for one in Step] if "name" in rule.arguments else [""]
            found += [rule.rule.replace("<name>", step).split(">", 1)[1] for step in steps]
    return found


@pytest.fixture
def source_app(instance: Instance) -> Flask:
    return create_source_app(instance)


@pytest.fixture
def new_source(source_app: Flask, instance: Instance) -> Callable[[], Source]:
    return lambda: Source(source_app, instance.settings.source_url)


@pytest.fixture
def source(new_source: Callable[[], Source]) -> Source:
    return new_source()


@pytest.fixture
def narrow(instance: Instance) -> Callable[..., Source]:
    """A source at an instance with other limits: `narrow(file_bytes=100)`."""

    def build(**limits: int) -> Source:
        settings = replace(instance.settings, limits=replace(instance.settings.limits, **limits))
        return Source(create_source_app(replace(instance, settings=settings)), settings.source_url)

    return build


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let time go on: `later(hours=13)`."""

    def move(**by: float) -> None:
        moment = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "read", lambda: moment)

    return move


def count(instance: Instance, table: str) -> int:
    """How many rows a table holds."""
    with instance.database.reading() as uow:
        return int(getattr(uow, table).count())
