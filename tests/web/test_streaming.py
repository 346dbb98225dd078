"""`read_form` over bodies made by hand, cut and sliced anywhere; the real server's part is in test_server_*.py."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

from intake.web import body as body_module
from intake.web.files import MOST_SKIPPED
from intake.web.problems import STATUS
from intake.web.streaming import Kind, Limits, Outcome, Submission, Upload, read_form
from intake.web.texts import LONGEST_SURPLUS

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED = "application/x-www-form-urlencoded"
SMALL = Limits(fields=5, field_bytes=100, fields_bytes=300, files=3, file_bytes=1000, body_bytes=100_000)
TOKEN = ("csrf_token", "good")


@dataclass
class Sink:
    """Remembers what was done to it."""

    upload: Upload
    content: bytearray = field(default_factory=bytearray)
    ends: list[str] = field(default_factory=list)
    fails_at: str = ""
    error: type[BaseException] = OSError

    def write(self, data: bytes | memoryview) -> None:
        assert not self.ends
        assert len(data)
        self.content += data
        self._fail("write")

    def finish(self) -> None:
        assert not self.ends
        self._fail("finish")
        self.ends.append("finished")

    def abandon(self) -> None:
        self.ends.append("abandoned")
        self._fail("abandon")

    def _fail(self, at: str) -> None:
        if self.fails_at == at:
            raise self.error(at)


class Desk:
    """Admits by token and opens sinks, as a view does; `order` tells in which order."""

    def __init__(self, make: Callable[[Upload], Sink] = Sink) -> None:
        self.sinks: list[Sink] = []
        self.order: list[str] = []
        self._make = make

    def admit(self, fields: MultiDict[str, str]) -> None:
        self.order.append("admit")
        if fields.get("csrf_token") != "good":
            raise Forbidden

    def open_file(self, upload: Upload, fields: MultiDict[str, str]) -> Sink:
        assert fields["csrf_token"] == "good"
        self.order.append(upload.untrusted_filename)
        self.sinks.append(self._make(upload))
        return self.sinks[-1]

    def read(self, body: bytes, content_type: str = MULTIPART, limits: Limits = SMALL, **environ: object) -> Submission:
        made: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **environ,
        }
        return read_form(Request(made), limits, admit=self.admit, open_file=self.open_file)

    def finished(self) -> list[bytes]:
        assert all(len(sink.ends) == 1 for sink in self.sinks)
        return [bytes(sink.content) for sink in self.sinks if sink.ends == ["finished"]]


def part(name: str, content: str | bytes, filename: str | None = None, media_type: str = "image/jpeg") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"\r\nContent-Type: {media_type}'
    content = content.encode() if isinstance(content, str) else content
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def form(*parts: bytes) -> bytes:
    return part(*TOKEN) + b"".join(parts) + END


def problem(submission: Submission) -> Kind | None:
    return submission.problem.kind if submission.problem else None


def test_text_and_files_arrive_as_they_were_sent() -> None:
    desk = Desk()
    photo = bytes(range(256)) * 3
    body = form(
        part("narrative", "Мяне затрымалі ўвечары.\r\nDrugi radok"),
        part("box", "1"),
        part("box", "2"),
        part("attachments", photo, "фота.jpg"),
        part("attachments", b"", "empty.txt", "text/plain"),
    )
    submission = desk.read(body)
    assert submission.problem is None
    assert submission.fields["narrative"] == "Мяне затрымалі ўвечары.\nDrugi radok"
    assert submission.fields.getlist("box") == ["1", "2"]
    assert desk.finished() == [photo, b""]
    assert [(file.upload, file.size, file.outcome) for file in submission.files] == [
        (Upload("attachments", "фота.jpg", "image/jpeg"), len(photo), Outcome.KEPT),
        (Upload("attachments", "empty.txt", "text/plain"), 0, Outcome.KEPT),
    ]
    assert [file.sink for file in submission.files] == desk.sinks


def test_it_is_admitted_once_and_before_any_sink() -> None:
    desk = Desk()
    desk.read(form(part("a", b"1", "one"), part("later", "text"), part("a", b"2", "two")))
    assert desk.order == ["admit", "one", "two"]


def test_fields_behind_the_files_arrive_too() -> None:
    submission = Desk().read(form(part("a", b"1", "one"), part("seal", "1")))
    assert submission.fields["seal"] == "1"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [(MULTIPART, form(part("seal", "1"))), (URLENCODED, b"csrf_token=good&seal=1")],
    ids=["multipart", "urlencoded"],
)
def test_without_files_it_is_admitted_at_the_end(content_type: str, body: bytes) -> None:
    desk = Desk()
    submission = desk.read(body, content_type)
    assert desk.order == ["admit"]
    assert submission.fields.to_dict() == {"csrf_token": "good", "seal": "1"}
    assert submission.admitted


@pytest.mark.parametrize(
    "body",
    [
        part("attachments", b"1", "one") + END,
        part("csrf_token", "forged") + part("attachments", b"1", "one") + END,
        part("attachments", b"1", "one") + part(*TOKEN) + END,
        part("attachments", b"no name") + END,
        END,
    ],
    ids=["none", "forged", "too late", "as text", "nothing"],
)
def test_nothing_is_opened_for_a_forged_form(body: bytes) -> None:
    desk = Desk()
    with pytest.raises(Forbidden):
        desk.read(body)
    assert desk.order == ["admit"]


def test_the_refusal_does_not_wait_for_the_rest() -> None:
    stream = io.BytesIO(part("attachments", b"1", "one") + bytes(5 << 20))
    with pytest.raises(Forbidden):
        Desk().read(b"", CONTENT_LENGTH=str(5 << 20), **wire(stream))
    assert stream.tell() <= body_module.PIECE


def test_an_empty_file_input_opens_nothing() -> None:
    desk = Desk()
    submission = desk.read(form(part("attachments", b"", "", "application/octet-stream")))
    assert (desk.sinks, submission.files, submission.problem) == ([], [], None)


def test_bytes_without_a_name_are_a_file() -> None:
    desk = Desk()
    submission = desk.read(form(part("attachments", b"recorded", "")))
    assert desk.finished() == [b"recorded"]
    assert submission.files[0].upload.untrusted_filename == ""


# Limits


def test_ten_thousand_fields() -> None:
    desk = Desk()
    submission = desk.read(form(*(part(f"f{n}", "x") for n in range(10_000))), limits=replace(SMALL, body_bytes=10**9))
    assert problem(submission) is Kind.TOO_MANY_FIELDS
    assert list(submission.fields) == ["csrf_token", "f0", "f1", "f2", "f3"]


@pytest.mark.parametrize("content_type", [MULTIPART, URLENCODED])
def test_a_text_too_long_is_kept_as_far_as_it_goes(content_type: str) -> None:
    long = "ў" * 51  # 102 bytes: the cut falls after a whole letter, and inside one in the next test
    parts = form(part("narrative", long), part("where", "Miensk"))
    pairs = f"csrf_token=good&narrative={'%D1%9E' * 51}&where=Miensk".encode()
    submission = Desk().read(parts if content_type == MULTIPART else pairs, content_type)
    assert submission.problem is not None
    assert (submission.problem.kind, submission.problem.field) == (Kind.FIELD_TOO_LONG, "narrative")
    assert submission.fields["narrative"] == "ў" * 50
    assert submission.fields["where"] == "Miensk"


def test_a_cut_inside_a_letter_leaves_it_out() -> None:
    submission = Desk().read(form(part("narrative", "a" + "ў" * 60)))
    assert submission.fields["narrative"] == "a" + "ў" * 49
    assert problem(submission) is Kind.FIELD_TOO_LONG


def test_all_text_together_is_limited() -> None:
    texts = (part(name, "x" * 100) for name in "abcd")
    submission = Desk().read(form(*texts))
    assert submission.problem is not None
    assert (submission.problem.kind, submission.problem.field) == (Kind.FIELDS_TOO_LONG, "c")
    assert sum(len(value) for value in submission.fields.values()) <= SMALL.fields_bytes


def test_a_text_without_end_is_not_read_on_for_ever() -> None:
    stream = io.BytesIO(part(*TOKEN) + part("narrative", b"x" * (LONGEST_SURPLUS + (8 << 20))))
    size = str(len(stream.getvalue()))
    submission = Desk().read(b"", limits=Limits(), CONTENT_LENGTH=size, **wire(stream))
    assert problem(submission) is Kind.FIELD_TOO_LONG
    assert len(submission.fields["narrative"]) == Limits().field_bytes
    assert stream.tell() < LONGEST_SURPLUS + (3 << 20)


def test_a_file_too_large_is_abandoned_and_the_others_stay() -> None:
    desk = Desk()
    submission = desk.read(
        form(part("a", b"1", "one"), part("a", b"2" * 1001, "two"), part("a", b"3" * 1000, "three"), part("b", "text"))
    )
    assert submission.problem is not None
    assert (submission.problem.kind, submission.problem.field) == (Kind.FILE_TOO_LARGE, "a")
    assert [file.outcome for file in submission.files] == [Outcome.KEPT, Outcome.TOO_LARGE, Outcome.KEPT]
    assert desk.finished() == [b"1", b"3" * 1000]
    assert submission.fields["b"] == "text"


def test_files_beyond_the_number_are_skipped() -> None:
    desk = Desk()
    submission = desk.read(form(*(part("a", str(n), f"{n}.txt") for n in range(5)), part("b", "text")))
    assert problem(submission) is Kind.TOO_MANY_FILES
    assert desk.finished() == [b"0", b"1", b"2"]
    assert [file.outcome for file in submission.files][3:] == [Outcome.TOO_MANY] * 2
    assert submission.fields["b"] == "text"


def test_skipping_files_has_an_end() -> None:
    desk = Desk()
    submission = desk.read(form(*(part("a", "1", "x") for _ in range(1500))), limits=replace(SMALL, body_bytes=10**9))
    assert problem(submission) is Kind.TOO_MANY_FILES
    assert len(submission.files) == SMALL.files + MOST_SKIPPED
    assert len(desk.finished()) == SMALL.files


def test_a_body_declared_too_large_costs_nobody_the_upload_nor_the_text() -> None:
    desk = Desk()
    body = form(part("narrative", "text"), part("a", b"1", "one"))
    submission = desk.read(body, CONTENT_LENGTH=str(SMALL.body_bytes + 1))
    assert problem(submission) is Kind.BODY_TOO_LARGE
    assert submission.fields["narrative"] == "text"
    assert desk.order == ["admit"]


def test_no_more_than_the_limit_is_read() -> None:
    stream = io.BytesIO(b"csrf_token=good&narrative=" + bytes(4 << 20))
    limits = replace(Limits(), body_bytes=1 << 20)
    submission = Desk().read(b"", URLENCODED, limits, CONTENT_LENGTH=str(8 << 20), **wire(stream))
    assert problem(submission) is Kind.BODY_TOO_LARGE
    assert stream.tell() == 1 << 20


@pytest.mark.parametrize("name", [f.name for f in Limits.__dataclass_fields__.values()])
def test_limits_of_nothing_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        replace(Limits(), **{name: 0})


# Broken bodies

WHOLE = form(part("narrative", "words"), part("a", b"11111", "one"), part("a", b"22222", "two"), part("seal", "1"))


@given(st.integers(min_value=0, max_value=len(WHOLE) - 1))
def test_a_cut_anywhere_keeps_what_was_whole(at: int) -> None:
    desk = Desk()
    sent = WHOLE[:at]
    try:
        submission = desk.read(sent, CONTENT_LENGTH=str(len(WHOLE)))
    except Forbidden:
        assert f"good\r\n--{BOUNDARY}\r\n".encode() not in sent
        assert not desk.sinks
        return
    assert problem(submission) is Kind.TRUNCATED
    whole = [content for content in (b"11111", b"22222") if content + f"\r\n--{BOUNDARY}\r\n".encode() in sent]
    assert desk.finished() == whole
    assert [file.outcome for file in submission.files if file.outcome is not Outcome.KEPT] in ([], [Outcome.CUT])
    assert submission.fields.get("narrative") in (None, "words")


def test_a_missing_last_boundary_is_a_cut() -> None:
    desk = Desk()
    submission = desk.read(form(part("a", b"1", "one"), part("a", b"2", "two"))[: -len(END) - 2])
    assert problem(submission) is Kind.TRUNCATED
    assert desk.finished() == [b"1"]


@pytest.mark.parametrize("error", [ConnectionResetError, TimeoutError])
def test_a_connection_that_breaks_keeps_what_was_whole(error: type[OSError]) -> None:
    desk = Desk()
    broken = BrokenAfter(part(*TOKEN) + part("a", b"1", "one") + part("a", b"22", "two"), error)
    submission = desk.read(b"", CONTENT_LENGTH="100000", **wire(broken))
    assert problem(submission) is (Kind.STALLED if error is TimeoutError else Kind.TRUNCATED)
    assert desk.finished() == [b"1"]
    assert [file.outcome for file in submission.files] == [Outcome.KEPT, Outcome.CUT]


def wire(stream: BinaryIO) -> dict[str, Any]:
    """Say where the body comes from, in WSGI's words."""
    return {"wsgi.input": stream}


class BrokenAfter(io.BytesIO):
    def __init__(self, data: bytes, error: type[OSError]) -> None:
        super().__init__(data)
        self._error = error

    @override
    def read1(self, size: int | None = -1) -> bytes:
        data = super().read1(size)
        if not data:
            raise self._error
        return data


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("application/json", Kind.UNSUPPORTED),
        ("text/plain", Kind.UNSUPPORTED),
        ("", Kind.UNSUPPORTED),
        ("multipart/mixed; boundary=x", Kind.UNSUPPORTED),
        ("multipart/form-data", Kind.MALFORMED),
        ("multipart/form-data; boundary=", Kind.MALFORMED),
        ("multipart/form-data; boundary=" + "x" * 71, Kind.MALFORMED),
        ('multipart/form-data; boundary="ж"', Kind.MALFORMED),
        ("multipart/form-data; boundary=other", Kind.TRUNCATED),
    ],
)
def test_what_is_no_form_of_ours(content_type: str, kind: Kind) -> None:
    desk = Desk()
    try:
        submission = desk.read(WHOLE, content_type)
    except Forbidden:
        assert kind is Kind.TRUNCATED
        return
    assert problem(submission) is kind
    assert not submission.admitted
    assert (desk.order, len(submission.fields), submission.files) == ([], 0, [])


def test_nothing_at_all_is_an_empty_form() -> None:
    desk = Desk()
    with pytest.raises(Forbidden):
        desk.read(b"", "", CONTENT_LENGTH="")
    assert desk.order == ["admit"]


@pytest.mark.parametrize(
    "environ", [{"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "-5"}]
)
def test_a_body_must_declare_its_length(environ: dict[str, Any]) -> None:
    submission = Desk().read(WHOLE, **environ)
    assert problem(submission) is Kind.LENGTH_REQUIRED
    assert not submission.admitted


BAD_HEAD = f"--{BOUNDARY}\r\n"


@pytest.mark.parametrize(
    "bad",
    [
        BAD_HEAD + "Content-Disposition: form-data; name=x" + "x" * 5000 + "\r\n\r\nx\r\n",
        BAD_HEAD + "X: y\r\n" * 50 + "\r\nx\r\n",
        BAD_HEAD + "no colon\r\n\r\nx\r\n",
        BAD_HEAD + "Content-Type: text/plain\r\n\r\nx\r\n",
        BAD_HEAD + "Content-Disposition: attachment\r\n\r\nx\r\n",
        BAD_HEAD + "Content-Disposition: form-data; name=x\n\nx\r\n",
        (BAD_HEAD + 'Content-Disposition: form-data; name="\xff"\r\n\r\nx\r\n').encode("latin-1"),
    ],
    ids=["long", "many", "no colon", "no name", "not a form", "bare feed", "not utf-8"],
)
def test_broken_parts_stop_the_reading_and_keep_what_came(bad: str | bytes) -> None:
    desk = Desk()
    bad = bad if isinstance(bad, bytes) else bad.encode()
    submission = desk.read(part(*TOKEN) + part("a", b"1", "one") + bad + part("a", b"2", "two") + END)
    assert problem(submission) is Kind.MALFORMED
    assert desk.finished() == [b"1"]


def test_a_boundary_that_goes_on_is_the_end_of_nothing() -> None:
    desk = Desk()
    submission = desk.read(part(*TOKEN) + part("a", b"1", "one") + f"--{BOUNDARY}garbage\r\n".encode() + END)
    assert problem(submission) is Kind.MALFORMED
    assert desk.finished() == []


def test_bytes_before_the_first_boundary_end_soon() -> None:
    stream = io.BytesIO(bytes(8 << 20))
    with pytest.raises(Forbidden):
        Desk().read(b"", limits=Limits(), CONTENT_LENGTH=str(8 << 20), **wire(stream))
    assert stream.tell() <= body_module.PIECE


@pytest.mark.parametrize("name", ["a" * 101, "nul\x00", "two\nlines", "\u202eltr", ""])
def test_names_that_no_form_has(name: str) -> None:
    for piece in (part(name, "x"), part(name, b"x", "file")):
        desk = Desk()
        submission = desk.read(form(piece, part("seal", "1")))
        assert problem(submission) is Kind.MALFORMED
        assert list(submission.fields) == ["csrf_token", "seal"]
        assert not desk.sinks


@pytest.mark.parametrize("name", ["a[b][c][d][e]", "a.b.c", "__proto__", "a" * 100])
def test_nested_names_are_only_names(name: str) -> None:
    submission = Desk().read(form(part(name, "x")))
    assert submission.fields[name] == "x"
    assert submission.problem is None


@pytest.mark.parametrize("content_type", [MULTIPART, URLENCODED])
def test_characters_that_nobody_typed(content_type: str) -> None:
    typed = b"a\x00b\x1b[31m\tc\r\nd\re\x0cf\xc2\x85g\x7f"
    body = form(part("n", typed)) if content_type == MULTIPART else b"csrf_token=good&n=" + typed.replace(b"\r", b"%0D")
    submission = Desk().read(body, content_type)
    assert submission.problem is None
    assert submission.fields["n"] == "ab[31m\tc\nd\ne\nf\ng"


@pytest.mark.parametrize("content_type", [MULTIPART, URLENCODED])
def test_bytes_that_are_no_text(content_type: str) -> None:
    body = (
        form(part("n", b"good \xff\xfe words")) if content_type == MULTIPART else b"csrf_token=good&n=good+%FF%FE+words"
    )
    submission = Desk().read(body, content_type)
    assert submission.problem is not None
    assert (submission.problem.kind, submission.problem.field, submission.problem.status) == (Kind.NOT_UTF8, "n", 400)
    assert submission.fields["n"] == "good \ufffd\ufffd words"


def test_the_url_standards_pairs() -> None:
    submission = Desk().read("csrf_token=good&a=1+2%2B3&b&a=%D1%9E&ж=x".encode(), URLENCODED)
    assert submission.fields.to_dict(flat=False) == {
        "csrf_token": ["good"],
        "a": ["1 2+3", "ў"],
        "b": [""],
        "ж": ["x"],
    }


def test_a_cut_pair_is_dropped() -> None:
    submission = Desk().read(b"csrf_token=good&narrative=half", URLENCODED, CONTENT_LENGTH="100")
    assert problem(submission) is Kind.TRUNCATED
    assert list(submission.fields) == ["csrf_token"]


# Sinks that fail


@pytest.mark.parametrize("at", ["open", "write", "finish"])
def test_a_sink_that_fails_costs_only_its_file(at: str) -> None:
    def make(upload: Upload) -> Sink:
        bad = upload.untrusted_filename == "two"
        if bad and at == "open":
            raise LookupError(at)
        return Sink(upload, fails_at=at if bad else "", error=LookupError)

    desk = Desk(make)
    submission = desk.read(
        form(part("a", b"1", "one"), part("a", b"2", "two"), part("a", b"3", "three"), part("seal", "1"))
    )
    assert problem(submission) is Kind.NOT_STORED
    assert isinstance(submission.failure, LookupError)
    assert desk.finished() == [b"1", b"3"]
    assert [file.outcome for file in submission.files] == [Outcome.KEPT, Outcome.NOT_STORED, Outcome.KEPT]
    assert submission.fields["seal"] == "1"


def test_a_sink_that_cannot_even_be_abandoned_costs_only_its_file() -> None:
    desk = Desk(lambda upload: Sink(upload, fails_at="abandon" if upload.untrusted_filename == "two" else ""))
    submission = desk.read(form(part("a", b"2" * 1001, "two"), part("a", b"3", "three")))
    assert problem(submission) is Kind.FILE_TOO_LARGE
    assert desk.finished() == [b"3"]


def test_a_process_that_ends_in_the_middle_abandons() -> None:
    desk = Desk(lambda upload: Sink(upload, fails_at="write", error=SystemExit))
    with pytest.raises(SystemExit):
        desk.read(form(part("a", b"1", "one")))
    assert [sink.ends for sink in desk.sinks] == [["abandoned"]]


# However it comes


class InSlices(io.BytesIO):
    """Returns as little at a time as the sizes say, as a network does."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        super().__init__(data)
        self._sizes: Iterator[int] = iter(sizes)

    @override
    def read1(self, size: int | None = -1) -> bytes:
        assert size is not None
        return super().read1(min(size, next(self._sizes, 50)))


FORM = form(part("narrative", "words\r\n--not the boundary"), part("a", b"\r\n--\r\n" * 9, "one"), part("b", "ў" * 9))


@given(st.lists(st.integers(min_value=1, max_value=60), max_size=60))
def test_slices_make_no_difference(sizes: list[int]) -> None:
    desk = Desk()
    submission = desk.read(b"", CONTENT_LENGTH=str(len(FORM)), **wire(InSlices(FORM, sizes)))
    assert submission.problem is None
    assert submission.fields.to_dict() == {**dict([TOKEN]), "narrative": "words\n--not the boundary", "b": "ў" * 9}
    assert desk.finished() == [b"\r\n--\r\n" * 9]


PAIRS = b"csrf_token=good&a=1+2%2B3&b=%D1%9E&c=%D1%9E%D1%9E"


@given(st.lists(st.integers(min_value=1, max_value=10), max_size=60))
def test_slices_make_no_difference_to_pairs(sizes: list[int]) -> None:
    submission = Desk().read(b"", URLENCODED, CONTENT_LENGTH=str(len(PAIRS)), **wire(InSlices(PAIRS, sizes)))
    assert submission.fields.to_dict() == {"csrf_token": "good", "a": "1 2+3", "b": "ў", "c": "ўў"}


PIECES = st.sampled_from(
    [
        part(*TOKEN), part("a", b"1", "one"), part("b", "x"), END, f"--{BOUNDARY}".encode(), b"\r\n", b"\r\n\r\n",
        b'Content-Disposition: form-data; name="a"', b"; filename=", b'"', b"Content-Length: 3", b"\x00", b"&", b"=",
    ]
)  # fmt: skip


@given(
    st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=30).map(b"".join),
    st.sampled_from([MULTIPART, URLENCODED]),
    st.integers(min_value=0, max_value=20),
)
def test_any_bytes_are_answered(body: bytes, content_type: str, missing: int) -> None:
    desk = Desk()
    try:
        submission = desk.read(body, content_type, CONTENT_LENGTH=str(len(body) + missing))
    except Forbidden:
        assert not desk.sinks
        return
    kept = [file for file in submission.files if file.outcome is Outcome.KEPT]
    assert len(desk.finished()) == len(kept)
    assert submission.problem is None or 400 <= submission.problem.status < 600


# Time


class Patient(io.BytesIO):
    """A stream as on our server: it notes how long it was told to wait, and a clock runs while it is read."""

    hurried = False

    def __init__(self, data: bytes, seconds: float) -> None:
        super().__init__(data)
        self.waits: list[float] = []
        self.now = 1000.0
        self._seconds = seconds

    def wait_at_most(self, seconds: float) -> None:
        self.waits.append(seconds)

    @override
    def read1(self, size: int | None = -1) -> bytes:
        if self._seconds > self.waits[-1]:
            self.now += self.waits[-1]
            raise TimeoutError
        self.now += self._seconds
        return super().read1(1)


def read_patiently(monkeypatch: pytest.MonkeyPatch, stream: Patient, limits: Limits) -> Submission:
    monkeypatch.setattr(time, "monotonic", lambda: stream.now)
    return Desk().read(b"", limits=limits, CONTENT_LENGTH=str(len(stream.getvalue())), **wire(stream))


SLOW = part(*TOKEN) + part("a", b"1", "one") + part("a", b"2" * 100, "two") + END


def test_a_silent_sender_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(SMALL, seconds_idle=5, seconds_total=1000)
    stream = Patient(SLOW, 6)
    with pytest.raises(Forbidden):  # nothing was heard, not even the token
        read_patiently(monkeypatch, stream, limits)
    assert stream.waits == [5]


def test_a_slow_sender_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(SMALL, seconds_idle=5, seconds_total=2 * (len(SLOW) - 50))
    stream = Patient(SLOW, 2)
    submission = read_patiently(monkeypatch, stream, limits)
    assert submission.problem is not None
    assert (submission.problem.kind, submission.problem.status) == (Kind.TOO_SLOW, 408)
    assert [file.outcome for file in submission.files] == [Outcome.KEPT, Outcome.CUT]
    assert max(stream.waits) == 5
    assert stream.waits[-1] <= 5


def test_in_a_crowd_files_wait_and_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Patient(SLOW, 0.01)
    stream.hurried = True
    submission = read_patiently(monkeypatch, stream, SMALL)
    assert submission.problem is not None
    assert (submission.problem.kind, submission.problem.status) == (Kind.BUSY, 503)
    assert submission.fields["csrf_token"] == "good"
    assert submission.files == []
    assert max(stream.waits) == body_module.HURRIED_IDLE


def test_in_a_crowd_the_slow_are_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Patient(SLOW, 1)
    stream.hurried = True
    begun = stream.now
    with pytest.raises(Forbidden):
        read_patiently(monkeypatch, stream, SMALL)
    assert stream.now - begun <= body_module.HURRIED_TOTAL


def test_every_kind_has_its_status() -> None:
    assert set(STATUS) == set(Kind)
    assert {STATUS[kind] for kind in Kind} == {400, 408, 411, 413, 415, 503}
