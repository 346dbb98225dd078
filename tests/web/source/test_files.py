"""Files from a page with scripts off: the server says of each whether it arrived, and keeps what is told of it."""

import io
import json
from collections.abc import Callable
from html import unescape

import pytest
from werkzeug.test import TestResponse

import crypto
from intake.domain.documents import UNTOLD, Context, Header
from intake.services import documents, drafts, retain, review
from intake.services.instance import Instance
from intake.web.source import visit as source_visit
from tests.plugins.instances import Staff
from tests.web.source.conftest import BOUNDARY, TOLD, File, Source, count, multipart_body

PHOTO = ("photo.jpg", b"\xff\xd8 a small photo")
PAPER = ("paper.pdf", b"%PDF- a paper")
ABOUT = {"file_maker": "self", "file_copy": "original", "file_shown": "Мая спіна"}
MINE = Context("self", "original", "Мая спіна")


def begun(source: Source, **fields: str) -> dict[str, str]:
    """A draft with words in it; return the fields of its page of files."""
    form = source.get("/testify").fields
    source.post("/testify", {**form, "narrative": TOLD, "consent_read": "1", "save": "1"})
    return {**source.get(f"/evidence?draft={form['draft']}").fields, **fields}


def entered(source: Source) -> dict[str, str]:
    """The page of files of an open mailbox."""
    source.come_back(source.told())
    return source.get("/evidence?to=mailbox").fields


def headers(instance: Instance, staff: Staff) -> list[Header]:
    """What reviewers see of the files of the newest case."""
    with instance.database.reading() as uow:
        (case,) = uow.cases.find()
    view = review.open_case(instance, staff.keyring(instance, "anna"), case.id)
    return [piece.header for piece in view.pieces]


def as_script(
    source: Source, fields: dict[str, str], files: list[File], *, cut: int = 0
) -> tuple[int, dict[str, object]]:
    """Send as the script does, or only a part of it."""
    body = multipart_body(fields, files)
    answer: TestResponse = source.client.post(
        "/en/evidence",
        base_url=source.site,
        input_stream=io.BytesIO(body[: len(body) - cut]),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers={"Accept": "application/json"},
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
    )
    assert answer.mimetype == "application/json"
    return answer.status_code, json.loads(answer.text)


class TestTold:
    @pytest.mark.parametrize("path", ["/evidence", "/testify"])
    def test_comes_with_the_files(self, source: Source, instance: Instance, staff: Staff, path: str) -> None:
        fields = begun(source) if path == "/evidence" else {**source.get(path).fields, "consent_read": "1"}
        tab = source.post(path, {**fields, **ABOUT, "save": "1"}, [PHOTO, PAPER])
        tab = source.get(f"/testify?draft={tab.fields['draft']}")
        assert tab.received == ["photo.jpg", "paper.pdf"]
        assert source.post("/testify", {**tab.fields, "consent_read": "1", "seal": "1"}).codename
        assert [one.context for one in headers(instance, staff)] == [MINE, MINE]

    def test_can_be_told_of_each_file_and_is_kept(self, source: Source, instance: Instance, staff: Staff) -> None:
        tab = source.post("/evidence", begun(source, send="1"), [PHOTO, PAPER])
        photo, paper = tab.removals
        told = {f"file_maker_{photo}": "known", f"file_shown_{paper}": "пратакол <b>"}
        tab = source.post("/evidence", {**tab.fields, **told, "send": "1"})
        assert "Kept, and not sent yet" in tab.text
        assert tab.fields[f"file_maker_{photo}"] == "known"
        assert tab.fields[f"file_shown_{paper}"] == "пратакол <b>"
        source.post("/evidence", {**tab.fields, "seal": "1"})
        assert [one.context for one in headers(instance, staff)] == [
            Context("known"),
            Context("", "", "пратакол <b>"),
        ]

    def test_comes_from_the_mailbox(self, source: Source, instance: Instance, staff: Staff) -> None:
        tab = source.post("/evidence", {**entered(source), **ABOUT}, [PHOTO])
        assert tab.status == 200
        assert [one.context for one in headers(instance, staff)] == [MINE]
        assert tab.fields["file_shown"] == ""
        assert "Мая спіна" not in source.get("/evidence?to=mailbox").text

    def test_stands_before_the_files_on_every_page(self, source: Source) -> None:
        """Files are sealed as they arrive, with what the form said before them."""
        fields = begun(source)
        for page in (source.get("/testify"), source.get(f"/evidence?draft={fields['draft']}")):
            assert 0 < page.answer.text.index('name="file_shown"') < page.answer.text.index('type="file"')

    def test_a_codename_in_it_keeps_files_and_words(self, source: Source, instance: Instance) -> None:
        words = crypto.Codename.generate().words()
        for path, fields in (("/evidence", begun(source)), ("/testify", source.get("/testify").fields)):
            tab = source.post(path, {**fields, **ABOUT, "file_shown": words, "save": "1"}, [PHOTO])
            assert tab.status == 422
            assert "A codename stands in your text" in tab.text
            assert tab.received == ["photo.jpg"]
            assert tab.fields["file_shown"] == words
        for one in drafts_of(source, instance):
            assert one.context == UNTOLD

    def test_a_codename_of_one_file_keeps_what_was_told_before(self, source: Source, instance: Instance) -> None:
        words = crypto.Codename.generate().words()
        tab = source.post("/evidence", begun(source, send="1", **ABOUT), [PHOTO])
        field = f"file_shown_{tab.removals[0]}"
        tab = source.post("/evidence", {**tab.fields, field: words, "send": "1"}, [PAPER])
        assert tab.status == 422
        assert tab.fields[field] == words
        assert tab.received == ["photo.jpg", "paper.pdf"]
        assert [one.context for one in drafts_of(source, instance)] == [MINE, UNTOLD]

    def test_made_up_choices_count_as_not_given(self, source: Source, instance: Instance) -> None:
        source.post("/evidence", begun(source, send="1", file_maker="admin", file_copy="<x>"), [PHOTO])
        assert [one.context for one in drafts_of(source, instance)] == [UNTOLD]


def drafts_of(source: Source, instance: Instance) -> list[drafts.Received]:
    """The files of the newest draft of this browser."""
    with source.app.test_request_context(
        base_url=instance.settings.source_url, headers={"Cookie": f"visit={source.cookie()}"}
    ):
        return [one for handle in source_visit.handles() for one in drafts.load(instance, handle).received]


class TestAnswer:
    def test_names_what_arrived_and_what_did_not(self, narrow: Callable[..., Source]) -> None:
        source = narrow(file_bytes=100, files=3)
        many = [PHOTO, ("long.mov", bytes(101)), PAPER, ("fourth.txt", b"4")]
        tab = source.post("/evidence", {**entered(source), **ABOUT}, many)
        assert tab.status == 413
        lost, _, arrived = tab.text.partition("Arrived just now")
        assert "2 files arrived" in tab.text
        for name, words in (("long.mov", "larger than we can take"), ("fourth.txt", "one file too many")):
            assert name in lost
            assert words in lost
        for name, size in (("photo.jpg", "16 bytes"), ("paper.pdf", "13 bytes")):
            assert name in arrived
            assert size in arrived
        assert tab.fields["file_shown"] == "Мая спіна", "what was told stays for those that are sent again"
        assert "photo.jpg" not in source.get("/evidence?to=mailbox").text

    @pytest.mark.parametrize("path", ["/evidence", "/testify"])
    def test_of_a_draft_names_what_did_not_arrive(self, narrow: Callable[..., Source], path: str) -> None:
        source = narrow(file_bytes=100)
        fields = begun(source)
        fields = (
            {**source.get(f"/testify?draft={fields['draft']}").fields, "save": "1"} if path == "/testify" else fields
        )
        tab = source.post(path, fields, [PHOTO, ("long.mov", bytes(101))])
        assert tab.status == 413
        assert "These did not arrive" in tab.text
        assert "long.mov" in tab.text
        assert tab.received == ["photo.jpg"]
        tab = source.post(path, {**tab.fields, "save": "1"}, [("short.mov", bytes(99))])
        assert tab.received == ["photo.jpg", "short.mov"]

    def test_of_two_hundred_files_the_first_hundred_are_kept(self, source: Source) -> None:
        files = [(f"{number}.jpg", str(number).encode()) for number in range(200)]
        tab = source.post("/evidence", begun(source, send="1"), files)
        assert tab.status == 413
        assert tab.received == [name for name, _ in files[:100]]
        assert tab.answer.text.count("one file too many") == 100
        told = {f"file_shown_{one}": f"номер {one}" for one in tab.removals}
        tab = source.post("/evidence", {**tab.fields, **told, "send": "1"})
        assert tab.status == 200
        assert all(tab.fields[name] == value for name, value in told.items())

    def test_a_store_that_fails_costs_one_file(self, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
        fields, finish, calls = begun(source, send="1"), documents.FileSealer.finish, []

        def fail_once(sealer: documents.FileSealer) -> object:
            calls.append(1)
            if len(calls) == 1:
                raise OSError
            return finish(sealer)

        monkeypatch.setattr(documents.FileSealer, "finish", fail_once)
        tab = source.post("/evidence", fields, [PHOTO, PAPER])
        assert tab.status == 503
        assert "We could not keep it just now" in tab.text
        assert tab.received == ["paper.pdf"]
        assert source.post("/evidence", {**tab.fields, "send": "1"}, [PHOTO]).received == ["paper.pdf", "photo.jpg"]

    def test_no_file_at_all_is_said(self, source: Source) -> None:
        for fields in (begun(source, send="1"), entered(source)):
            tab = source.post("/evidence", fields)
            assert tab.status == 422
            assert "No file was chosen" in tab.text


class TestSentAgain:
    def test_after_a_cut_only_what_is_missing_is_added(self, source: Source) -> None:
        fields = begun(source, send="1", **ABOUT)
        files = [PHOTO, PAPER, ("film.mp4", bytes((1 << 20) + 1))]
        status, answer = as_script(source, fields, files, cut=5000)
        assert (status, answer["kept"]) == (400, True)
        page = f"/evidence?draft={fields['draft']}"
        assert source.get(page).received == ["photo.jpg", "paper.pdf"]
        tab = source.post("/evidence", fields, files)
        assert tab.received == ["photo.jpg", "paper.pdf", "film.mp4"]
        assert source.post("/evidence", fields, files).received == tab.received

    def test_from_the_mailbox_nothing_is_kept_twice(self, source: Source, instance: Instance) -> None:
        fields = entered(source)
        for _ in range(2):
            tab = source.post("/evidence", fields, [PHOTO, PAPER])
            assert "2 files arrived" in tab.text
        assert count(instance, "documents") == 3

    def test_sending_the_form_again_with_the_same_files_seals(self, source: Source, instance: Instance) -> None:
        form = source.get("/testify").fields
        tab = source.post("/testify", {**form, "narrative": TOLD, "save": "1"}, [PHOTO])
        assert source.post("/testify", {**tab.fields, "consent_read": "1", "seal": "1"}, [PHOTO]).codename
        assert count(instance, "documents") == 2

    def test_after_it_was_sent_says_so(self, source: Source, instance: Instance) -> None:
        fields = begun(source, send="1")
        source.post("/sealed", source.post("/evidence", {**fields, "seal": "1"}, [PHOTO]).fields)
        assert source.post("/evidence", fields, [PAPER]).status == 409
        status, answer = as_script(source, fields, [PAPER])
        assert (status, answer["kept"], answer["again"]) == (409, False, False)
        assert "You can send it from your mailbox" in str(answer["words"])
        assert count(instance, "documents") == 2
        assert count(instance, "blobs") == 1


class TestScript:
    def test_each_file_gets_its_answer(self, source: Source) -> None:
        fields = begun(source)
        assert as_script(source, fields, [PHOTO]) == (200, {"kept": True, "again": False, "words": "It arrived."})
        assert source.get(f"/evidence?draft={fields['draft']}").received == ["photo.jpg"]

    def test_what_cannot_come_is_not_tried_again(self, narrow: Callable[..., Source]) -> None:
        source = narrow(file_bytes=100, files=1)
        fields = begun(source)
        wanted = {
            ("long.mov", bytes(101)): (413, False, "It is larger than we can take. Please send a shorter piece of it."),
            PHOTO: (200, True, "It arrived."),
            PAPER: (413, False, "There is no more room here. You can send it from your mailbox later."),
        }
        for file, (status, kept, words) in wanted.items():
            assert as_script(source, fields, [file]) == (status, {"kept": kept, "again": False, "words": words})

    def test_what_was_cut_is_tried_again(self, source: Source) -> None:
        status, answer = as_script(source, begun(source), [("film.mp4", bytes(9000))], cut=4000)
        assert (status, answer["kept"], answer["again"]) == (400, False, True)

    def test_a_closed_mailbox_and_a_forged_form_are_not_tried_again(self, source: Source) -> None:
        fields = entered(source)
        forged = {**fields, "csrf_token": "x"}
        assert as_script(source, forged, [PHOTO])[1]["again"] is False
        source.get("/leave")
        status, answer = as_script(source, fields, [PHOTO])
        assert (status, answer["kept"], answer["again"]) == (400, False, False)

    def test_words_of_the_first_page_are_put_aside_with_its_first_file(self, source: Source) -> None:
        form = source.get("/testify").fields
        assert as_script(source, {**form, "narrative": TOLD, "consent_quote": "1"}, [PHOTO])[0] == 200
        tab = source.get(f"/testify?draft={form['draft']}")
        assert tab.fields["narrative"] == TOLD
        assert tab.fields["consent_quote"] == "1"
        assert tab.received == ["photo.jpg"]

    def test_a_codename_in_what_is_told_is_said_and_the_file_kept(self, source: Source, instance: Instance) -> None:
        words = crypto.Codename.generate().words()
        status, answer = as_script(source, begun(source, file_shown=words), [PHOTO])
        assert (status, answer["kept"]) == (422, True)
        assert "take those words out" in str(answer["words"])
        assert [one.context for one in drafts_of(source, instance)] == [UNTOLD]

    def test_a_page_is_still_a_page(self, source: Source) -> None:
        fields = begun(source, send="1")
        answer = source.client.post(
            "/en/evidence",
            base_url=source.site,
            data=multipart_body(fields, [PHOTO]),
            content_type=f"multipart/form-data; boundary={BOUNDARY}",
            headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        )
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("noending", "noending"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("..\\..\\etc/passwd", "passwd"),
        ("a" * 300 + ".jpg", "a" * 116 + ".jpg"),
        ("<b>.svg", "_b_.svg"),
        ("дзве кропкі: адна.mp4", "дзве кропкі_ адна.mp4"),
    ],
)
@pytest.mark.parametrize("size", [0, 1, (1 << 20) + 1])
def test_any_name_and_size_arrives(source: Source, name: str, shown: str, size: int) -> None:
    tab = source.post("/evidence", begun(source, send="1"), [(name, bytes(size))])
    assert [unescape(one) for one in tab.received] == [shown]


def test_the_same_name_twice_is_two_files(source: Source) -> None:
    tab = source.post("/evidence", begun(source, send="1"), [("a.jpg", b"1"), ("a.jpg", b"2")])
    assert tab.received == ["a.jpg", "a.jpg"]


def test_files_that_expired_are_said_before_it_is_sent(
    source: Source, instance: Instance, later: Callable[..., None]
) -> None:
    fields = begun(source, send="1")
    source.post("/evidence", fields, [PHOTO])
    later(hours=13)
    retain.sweep(instance)
    tab = source.post("/evidence", {**fields, "send": "1"}, [PAPER])
    assert tab.received == ["paper.pdf"]


def test_the_page_speaks_of_what_a_photo_tells(source: Source) -> None:
    for path in (f"/evidence?draft={begun(source)['draft']}", "/evidence"):
        text = source.get(path).text
        assert "the place, the time, the device" in text
        assert "screenshot" in text
    assert "/en/evidence#traces" in source.get("/safety").answer.text


def test_the_buttons_lead_along_the_form(source: Source) -> None:
    fields = begun(source)
    draft = fields["draft"]
    back = source.post("/evidence", {**fields, "back": "1"}, [PHOTO])
    assert back.answer.request.path != "/en/evidence"
    on = source.post("/evidence", {**fields, "next": "1"})
    assert on.answer.request.path != "/en/evidence"
    assert source.get(f"/evidence?draft={draft}").received == ["photo.jpg"]
