"""Evidence comes bit for bit, whole or in parts, and no browser runs, shows or guesses at it within this site."""

import re

import pytest
from werkzeug.http import parse_options_header

import crypto
from intake.domain.documents import Context
from intake.services import drafts, record, review, submit
from intake.services.instance import Instance
from intake.web.review.documents import SHOWN_BYTES, disposition
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting, new_handle
from tests.web.staff.conftest import Desk, Sit

SIZE = 3 * 16_384 + 77


@pytest.fixture
def original() -> bytes:
    return crypto.token(SIZE)


@pytest.fixture
def path(testify: Testify, desk: Sit, original: bytes) -> str:
    """Address of one file's page."""
    told = testify(files={"стуль.jpg": original})
    return first_document(desk("boris"), told.case_id)


def first_document(member: Desk, case_id: str) -> str:
    found = re.findall(r'href="(/case/[0-9a-f]{32}/document/[0-9a-f]{32})"', member.read(f"/case/{case_id}"))
    return str(found[0])


def readings(instance: Instance, staff: Staff) -> int:
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    return sum(deed.action == "read-document" for deed in deeds)


class TestOriginal:
    def test_comes_bit_for_bit(self, desk: Sit, path: str, original: bytes) -> None:
        response = desk("anna").get(f"{path}/original")
        assert response.status_code == 200
        assert response.data == original
        assert response.content_length == SIZE

    def test_is_sealed_off_from_the_browser(self, desk: Sit, path: str) -> None:
        headers = desk("anna").get(f"{path}/original").headers
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"

    @pytest.mark.parametrize(
        ("asked", "first", "after_last"),
        [
            ("bytes=0-0", 0, 1),
            ("bytes=0-", 0, SIZE),
            (f"bytes=0-{SIZE - 1}", 0, SIZE),
            ("bytes=16383-16384", 16_383, 16_385),
            ("bytes=20000-40000", 20_000, 40_001),
            ("bytes=-100", SIZE - 100, SIZE),
            (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
            ("bytes=100-999999999", 100, SIZE),
        ],
    )
    def test_comes_in_parts(
        self, desk: Sit, path: str, original: bytes, asked: str, first: int, after_last: int
    ) -> None:
        response = desk("anna").get(f"{path}/original", headers={"Range": asked})
        assert response.status_code == 206
        assert response.data == original[first:after_last]
        assert response.content_length == after_last - first
        assert response.headers["Content-Range"] == f"bytes {first}-{after_last - 1}/{SIZE}"

    @pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=999999999-9999999999"])
    def test_beyond_its_end_is_not_satisfiable(self, desk: Sit, path: str, asked: str) -> None:
        response = desk("anna").get(f"{path}/original", headers={"Range": asked})
        assert response.status_code == 416
        assert response.headers["Content-Range"] == f"bytes */{SIZE}"

    @pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=x", "bytes=5-1", "bytes=--5", "bytes"])
    def test_ranges_that_are_none_give_the_whole(self, desk: Sit, path: str, asked: str) -> None:
        response = desk("anna").get(f"{path}/original", headers={"Range": asked})
        assert response.status_code == 200
        assert response.content_length == SIZE

    def test_a_part_only_of_the_same_file(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        tag = anna.get(f"{path}/original").headers["ETag"]
        part = {"Range": "bytes=5-9"}
        assert anna.get(f"{path}/original", headers={**part, "If-Range": tag}).status_code == 206
        assert anna.get(f"{path}/original", headers={**part, "If-Range": '"another"'}).status_code == 200
        date = "Sun, 01 Mar 2026 09:00:00 GMT"
        assert anna.get(f"{path}/original", headers={**part, "If-Range": date}).status_code == 200

    def test_head_says_how_much_there_is(self, desk: Sit, path: str) -> None:
        anna = desk("anna")
        response = anna.client.head(f"{path}/original", base_url=anna.site)
        assert (response.status_code, response.content_length, response.data) == (200, SIZE, b"")
        assert response.headers["Accept-Ranges"] == "bytes"

    def test_an_empty_file_is_one(self, desk: Sit, testify: Testify) -> None:
        told = testify(files={"empty.txt": b""})
        anna = desk("anna")
        path = first_document(anna, told.case_id)
        response = anna.get(f"{path}/original")
        assert (response.status_code, response.data, response.content_length) == (200, b"", 0)
        assert anna.get(f"{path}/original", headers={"Range": "bytes=0-"}).status_code == 416
        assert anna.get(path).status_code == 200

    def test_is_streamed(
        self, desk: Sit, instance: Instance, testify: Testify, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing beyond the first piece is read before the client takes it."""
        told = testify(files={"film.mp4": bytes(4 << 20)})
        anna = desk("anna")
        path = first_document(anna, told.case_id)
        read = 0
        before = type(instance.blobs).read

        def counted(store: object, name: str, offset: int, length: int) -> bytes:
            nonlocal read
            data: bytes = before(store, name, offset, length)  # type: ignore[arg-type]
            read += len(data)
            return data

        monkeypatch.setattr(type(instance.blobs), "read", counted)
        response = anna.client.get(f"{path}/original", base_url=anna.site, buffered=False)
        assert read < 2 << 20
        assert sum(len(piece) for piece in response.response) == 4 << 20

    def test_a_cut_file_gives_a_page_and_no_bytes(self, desk: Sit, instance: Instance, path: str) -> None:
        with instance.database.reading() as uow:
            (document,) = uow.documents.find(id=path.rsplit("/", maxsplit=1)[-1])
        (blob,) = [one for one in instance.settings.home.rglob("*") if one.name == document.blob_name]
        blob.write_bytes(blob.read_bytes()[:-20_000])
        response = desk("anna").get(f"{path}/original")
        assert response.status_code == 500
        assert "This is not what was stored" in response.get_data(as_text=True)
        assert "Content-Disposition" not in response.headers

    def test_only_of_its_own_case(self, desk: Sit, testify: Testify, path: str) -> None:
        other = testify()
        anna = desk("anna")
        assert anna.get(f"/case/{other.case_id}/document/{path[-32:]}/original").status_code == 404
        assert anna.get(f"{path[:-32]}{'0' * 32}/original").status_code == 404

    def test_what_is_not_a_file_is_not_served_as_one(
        self, desk: Sit, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told = testify()
        review.reply(instance, staff.keyring(instance, "anna"), told.case_id, "We read it.")
        with instance.database.reading() as uow:
            documents = uow.documents.find(case_id=told.case_id)
        for document in documents:
            for end in ("", "/original"):
                assert desk("anna").get(f"/case/{told.case_id}/document/{document.id}{end}").status_code == 404


class TestRecord:
    def test_notes_each_download(self, desk: Sit, instance: Instance, staff: Staff, path: str) -> None:
        anna = desk("anna")
        for times in (1, 2):
            anna.get(f"{path}/original")
            assert readings(instance, staff) == times

    def test_notes_a_part_once(self, desk: Sit, instance: Instance, staff: Staff, path: str) -> None:
        anna = desk("anna")
        for start in (100, 20_000, 40_000):
            assert anna.get(f"{path}/original", headers={"Range": f"bytes={start}-"}).status_code == 206
        assert readings(instance, staff) == 1

    def test_notes_every_reader(self, desk: Sit, instance: Instance, staff: Staff, path: str) -> None:
        for name in ("anna", "boris"):
            desk(name).get(f"{path}/original", headers={"Range": "bytes=100-"})
        assert readings(instance, staff) == 2

    def test_a_made_up_cookie_hides_nothing(self, desk: Sit, instance: Instance, staff: Staff, path: str) -> None:
        anna = desk("anna")
        cookie = anna.client.get_cookie("desk")
        assert cookie
        anna.client.set_cookie("noted", path.rsplit("/", maxsplit=1)[-1], domain="localhost")
        anna.get(f"{path}/original", headers={"Range": "bytes=100-"})
        assert readings(instance, staff) == 1


class TestSafeView:
    def upload(self, instance: Instance, visit: Visiting, data: bytes, media_type: str) -> str:
        handle = new_handle()
        sink = drafts.open_file(instance, handle, "note", media_type)
        sink.write(data)
        sink.finish()
        submit.seal(instance, handle, {"consent_read": "1"})
        codename = submit.shown_codename(instance, handle)
        assert codename
        return visit(codename).case_id

    @pytest.mark.parametrize("media_type", ["text/plain", "text/html", "text/xml", "text/javascript"])
    def test_text_is_text_whatever_it_claims(
        self, desk: Sit, instance: Instance, visit: Visiting, media_type: str
    ) -> None:
        data = "</pre><script>alert('мне')</script>\n".encode()
        anna = desk("anna")
        page = anna.read(first_document(anna, self.upload(instance, visit, data, media_type)))
        assert "&lt;/pre&gt;&lt;script&gt;alert(&#39;мне&#39;)&lt;/script&gt;" in page
        assert "<script>alert" not in page

    def test_text_in_no_encoding_is_still_shown(self, desk: Sit, instance: Instance, visit: Visiting) -> None:
        anna = desk("anna")
        page = anna.read(first_document(anna, self.upload(instance, visit, b"\xff\xfe words \x00 here", "text/plain")))
        assert "words" in page

    def test_long_text_is_cut_and_says_so(self, desk: Sit, instance: Instance, visit: Visiting) -> None:
        data = b"a" * SHOWN_BYTES + b"THE END"
        anna = desk("anna")
        page = anna.read(first_document(anna, self.upload(instance, visit, data, "text/plain")))
        assert "Only the beginning is shown" in page
        assert "THE END" not in page

    @pytest.mark.parametrize(
        "media_type",
        [
            "image/svg+xml",
            "image/jpeg",
            "application/pdf",
            "application/xhtml+xml",
            "application/javascript",
            "application/msword",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.ms-excel.sheet.macroEnabled.12",
            "application/vnd.microsoft.portable-executable",
            "application/x-msdownload",
            "application/zip",
            "application/x-7z-compressed",
            "video/mp4",
            "x/<y>",
            "",
        ],
    )
    def test_anything_else_is_not_opened(self, desk: Sit, instance: Instance, visit: Visiting, media_type: str) -> None:
        anna = desk("anna")
        page = anna.read(first_document(anna, self.upload(instance, visit, b"<svg onload=alert(1)>", media_type)))
        assert "Not shown here" in page
        assert "<svg" not in page
        assert "<img" not in page
        assert "<y>" not in page
        assert "Download the original" in page

    @pytest.mark.parametrize(
        "media_type", ["text/html", "image/svg+xml", "application/pdf", "application/x-msdownload"]
    )
    def test_its_download_is_sealed_off_like_any_other(
        self, desk: Sit, instance: Instance, visit: Visiting, media_type: str
    ) -> None:
        anna = desk("anna")
        path = first_document(anna, self.upload(instance, visit, b"<script>alert(1)</script>", media_type))
        headers = anna.get(f"{path}/original").headers
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["Content-Disposition"].startswith("attachment;")
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["X-Content-Type-Options"] == "nosniff"


class TestTold:
    """What the source said of a file stands beside it, as text."""

    def test_is_seen_beside_each_file(self, desk: Sit, instance: Instance, visit: Visiting) -> None:
        handle = new_handle()
        for name, context in (("a.jpg", Context("self", "copy", "<i>Мая спіна</i>")), ("b.jpg", Context())):
            drafts.open_file(instance, handle, name, "image/jpeg", context).finish()
        submit.seal(instance, handle, {"consent_read": "1"})
        case_id = visit(submit.shown_codename(instance, handle) or "").case_id
        anna = desk("anna")
        page = anna.read(f"/case/{case_id}")
        for words in ("Made by the source, A copy", "Shows:", "&lt;i&gt;Мая спіна&lt;/i&gt;"):
            assert page.count(words) == 1, words
        first = anna.read(first_document(anna, case_id))
        for words in ("Made by the source", "A copy", "&lt;i&gt;Мая спіна&lt;/i&gt;"):
            assert words in first


@pytest.mark.parametrize(
    "name",
    [
        "стуль №1.jpg",
        'a";filename="evil.exe',
        "a\r\nSet-Cookie: x=y.jpg",
        "b\u202egpj.exe",
        "../../etc/passwd",
        "",
        "'*%2f.pdf",
        "x" * 5000 + ".mp4",
    ],
)
def test_names_are_safe_in_the_header(name: str) -> None:
    header = disposition(name, "0123456789abcdef")
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    assert re.fullmatch(
        r"attachment; filename=\"evidence-01234567(\.[A-Za-z0-9]+)?\"; filename\*=UTF-8''[\w.%~-]+", header
    )
    kind, options = parse_options_header(header)
    assert kind == "attachment"
    assert options["filename"]
    assert not {"/", "\\", "\u202e"} & set(options["filename"])


@pytest.mark.parametrize(
    "name", ["photo.jpg.exe", "photo.jpg                 .exe", "photo.jpg\u2024.exe", "a.pdf.lnk"]
)
def test_a_name_has_no_second_ending(name: str) -> None:
    filename = parse_options_header(disposition(name, "0" * 32))[1]["filename"]
    assert filename.count(".") == 1


def test_a_name_keeps_its_letters() -> None:
    assert parse_options_header(disposition("стуль 1.jpg", "0" * 32))[1]["filename"] == "стуль 1.jpg"
