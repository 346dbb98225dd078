"""A person with a browser that has scripts off, without the browser: real HTTP, cookies, and forms read from the page.

    ann = Visitor(server.source)
    page = ann.get("/en/testify")
    page = ann.send(page, {"narrative": "...", "consent_read": True, "seal": ""}, [File("attachments", "a.jpg", photo)])
    assert page.text_of("codename")

Whatever the page's form holds (hidden fields, values typed before) is sent along, as a browser would.
"""

import http.client
import http.cookiejar
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from typing_extensions import override

BOUNDARY = "a-boundary-that-no-test-sends"
PATIENCE = 60  # seconds
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True)
class File:
    """One file of a form. Content that is made while it is sent needs its `size` in bytes."""

    field: str
    name: str
    content: bytes | Iterable[bytes]
    media_type: str = "application/octet-stream"
    size: int | None = None

    @property
    def length(self) -> int:
        """Bytes that it will send."""
        return len(self.content) if isinstance(self.content, bytes) else self.size or 0


@dataclass
class Form:
    """A form as the page shows it: `values` is what a browser would send if nobody typed anything."""

    action: str
    method: str
    multipart: bool
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Collects forms, links and the text of elements that have an id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.texts: dict[str, str] = {}
        self._open: list[str | None] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(have.get("id"))
            self.texts.setdefault(have.get("id", ""), "")
        if tag == "a" and "href" in have:
            self.links.append(have["href"])
        if tag == "form":
            self._form = Form(
                have.get("action", ""), have.get("method", "get").lower(), "multipart" in have.get("enctype", "")
            )
            self.forms.append(self._form)
        elif self._form is not None and tag in {"input", "button", "textarea", "select", "option"}:
            self._control(self._form, tag, have)

    def _control(self, form: Form, tag: str, have: dict[str, str]) -> None:
        name, kind = have.get("name", ""), have.get("type", "text" if tag == "input" else "submit")
        if tag == "option":
            self._option(form, have)
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.values.append((name, ""))
        elif tag == "button" or kind == "submit":
            form.buttons.append(name)
        elif kind in {"checkbox", "radio"}:
            form.values += [(name, have.get("value", "on"))] if "checked" in have else []
        elif kind != "file":
            form.values.append((name, have.get("value", "")))
        form.fields.add(name)

    def _option(self, form: Form, have: dict[str, str]) -> None:
        """Choose it if it is the first of its list or marked as chosen."""
        first = all(name != self._select for name, _ in form.values)
        if self._select and (first or "selected" in have):
            form.values = [(name, value) for name, value in form.values if name != self._select]
            form.values.append((self._select, have.get("value", "")))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._form is not None:
            name, value = self._form.values[-1]
            self._form.values[-1] = (name, re.sub(r"\A\r?\n", "", value))  # HTML drops the first line break
            self._area = None

    @override
    def handle_data(self, data: str) -> None:
        for identifier in self._open:
            if identifier:
                self.texts[identifier] += data
        if self._form is not None and self._area is not None:
            name, value = self._form.values[-1]
            self._form.values[-1] = (name, value + data)


@dataclass(frozen=True)
class Answer:
    """What the server answered last, after its redirects."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader

    def text_of(self, identifier: str) -> str:
        """Return the text of the element with this id."""
        return " ".join(self.read().texts[identifier].split())

    def links(self, containing: str) -> list[str]:
        return [urljoin(self.url, link) for link in self.read().links if containing in link]

    def form_with(self, *names: str, to: str = "") -> Form:
        """Return the first form that has all these fields or buttons, and sends to an address that ends so."""
        for form in self.read().forms:
            if set(names) <= form.fields | set(form.buttons) and form.action.endswith(to):
                return form
        message = f"no form with {names} to {to!r} at {self.url} ({self.status}):\n{self.text}"
        raise AssertionError(message)


class Visitor:
    """One person's cookies. Refusals (4xx) are answers like others."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, address: str) -> Answer:
        return self._ask(urllib.request.Request(urljoin(self.site, address)))  # noqa: S310 (the server under test)

    def send(
        self, page: Answer, typed: Mapping[str, str | bool], files: Sequence[File] = (), *, to: str = ""
    ) -> Answer:
        """Fill in the form that has these fields and send it. True ticks a box, False unticks it."""
        form = page.form_with(*typed, *(file.field for file in files), to=to)
        kept = [(name, value) for name, value in form.values if name not in typed]
        sent = [(name, "y" if value is True else value) for name, value in typed.items() if value is not False]
        address = urljoin(page.url, form.action)
        if any(file.size is not None for file in files):
            return self._stream(address, [*kept, *sent], files)
        body, kind = encode([*kept, *sent], files) if form.multipart else url_encode([*kept, *sent])
        return self._ask(urllib.request.Request(address, body, {"Content-Type": kind}))  # noqa: S310 (the same)

    def _stream(self, address: str, values: Sequence[tuple[str, str]], files: Sequence[File]) -> Answer:
        """Send a body while it is made."""
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(length_of(values, files)),
        }
        return self._ask(urllib.request.Request(address, parts_of(values, files), headers))  # noqa: S310 (the same)

    def stream(self, address: str, headers: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
        """Open an address and leave the reading to the caller. A refusal is raised."""
        request = urllib.request.Request(urljoin(self.site, address), headers=dict(headers or {}))  # noqa: S310 (the same)
        answer: http.client.HTTPResponse = self._opener.open(request, timeout=PATIENCE)
        return answer

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            response = self._opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as refusal:
            response = refusal
        with response:
            return Answer(response.status, response.url, dict(response.headers), response.read())


def url_encode(values: Sequence[tuple[str, str]]) -> tuple[bytes, str]:
    """Write the body of a form without files; return it with its media type."""
    return urlencode(values).encode(), "application/x-www-form-urlencoded"


def encode(values: Sequence[tuple[str, str]], files: Sequence[File] = ()) -> tuple[bytes, str]:
    """Write a body of type multipart/form-data, as RFC 7578 says and browsers do; return it with its media type."""
    return b"".join(parts_of(values, files)), f"multipart/form-data; boundary={BOUNDARY}"


def parts_of(values: Sequence[tuple[str, str]], files: Sequence[File]) -> Iterator[bytes]:
    """Yield the same body piece by piece, as the files' content comes."""
    for name, value in values:
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for file in files:
        yield _head_of(file)
        yield from [file.content] if isinstance(file.content, bytes) else file.content
        yield b"\r\n"
    yield f"--{BOUNDARY}--\r\n".encode()


def length_of(values: Sequence[tuple[str, str]], files: Sequence[File]) -> int:
    """Return the length of that body in bytes, before any of it is made."""
    empty = [replace(file, content=b"") for file in files]
    return sum(map(len, parts_of(values, empty))) + sum(file.length for file in files)


def _head_of(file: File) -> bytes:
    place = f'name="{file.field}"; filename="{file.name}"'
    return (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {place}\r\nContent-Type: {file.media_type}\r\n\r\n"
    ).encode()
