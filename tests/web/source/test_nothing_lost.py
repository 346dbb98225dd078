"""No typed text and no file that arrived is lost to a mistake, a wrong file, a lost connection or an old form."""

import io
from collections.abc import Callable

import pytest
from typing_extensions import override
from werkzeug.test import TestResponse

from intake.domain.consent import Use
from intake.services import queue, retain, review, submit
from intake.services.instance import Instance
from intake.services.ports import Conflict
from tests.plugins.instances import Staff
from tests.web.source.conftest import BOUNDARY, TOLD, File, Source, Tab, count, multipart_body

PHOTO = ("photo.jpg", b"\xff\xd8 a small photo")
PAPER = ("paper.pdf", b"%PDF- a paper")


def filled(source: Source, **fields: str) -> dict[str, str]:
    return {**source.get("/testify").fields, "narrative": TOLD, "consent_quote": "1", "urgent": "1", **fields}


def sent(source: Source, **fields: str) -> dict[str, str]:
    return filled(source, consent_read="1", seal="1", **fields)


def assert_kept(tab: Tab, *names: str) -> None:
    assert tab.fields["narrative"] == TOLD
    assert tab.fields["consent_quote"] == "1"
    assert tab.fields["urgent"] == "1"
    assert tab.received == list(names)


def test_missing_consent_keeps_everything(source: Source, instance: Instance) -> None:
    tab = source.post("/testify", {**filled(source), "seal": "1"}, [PHOTO, PAPER])
    assert tab.status == 422
    assert "tick that the intake team may read it" in tab.text
    assert_kept(tab, "photo.jpg", "paper.pdf")
    assert "consent_read" not in tab.fields
    assert count(instance, "cases") == 0
    tab = source.post("/testify", {**tab.fields, "consent_read": "1", "seal": "1"})
    assert tab.codename
    assert count(instance, "documents") == 3


def test_nothing_at_all_is_not_sent(source: Source, instance: Instance) -> None:
    tab = source.post("/testify", sent(source, narrative=" \n "))
    assert tab.status == 422
    assert "nothing to send yet" in tab.text
    assert count(instance, "cases") == 0


def test_a_file_alone_is_enough(source: Source) -> None:
    assert source.post("/testify", sent(source, narrative=""), [PHOTO]).codename


def test_saving_shows_what_arrived(source: Source, instance: Instance) -> None:
    tab = source.post("/testify", filled(source, save="1"), [PHOTO])
    assert tab.status == 200
    assert "Kept, and not sent yet" in tab.text
    assert_kept(tab, "photo.jpg")
    assert count(instance, "cases") == 0


def test_a_received_file_can_be_removed(source: Source, instance: Instance) -> None:
    tab = source.post("/testify", filled(source, save="1"), [PHOTO, PAPER])
    tab = source.post("/testify", {**tab.fields, "save": "", "remove": tab.removals[0]})
    assert_kept(tab, "paper.pdf")
    assert count(instance, "blobs") == 1


def test_unticking_a_box_is_kept_too(source: Source) -> None:
    tab = source.post("/testify", filled(source, save="1"))
    fields = {name: value for name, value in tab.fields.items() if name != "consent_quote"}
    assert "consent_quote" not in source.post("/testify", fields).fields


def test_a_file_over_the_limit_costs_only_itself(narrow: Callable[..., Source]) -> None:
    source = narrow(file_bytes=100)
    tab = source.post("/testify", sent(source), [PHOTO, ("long.mov", bytes(101)), PAPER])
    assert tab.status == 413
    assert "A file is too large" in tab.text
    assert "<form" in tab.answer.text
    assert_kept(tab, "photo.jpg", "paper.pdf")
    assert tab.fields["consent_read"] == "1"
    assert source.post("/testify", {**tab.fields, "seal": "1"}).codename


def test_too_many_files_keep_the_first(narrow: Callable[..., Source]) -> None:
    source = narrow(files=2)
    tab = source.post("/testify", sent(source), [PHOTO, PAPER, ("third.txt", b"3")])
    assert tab.status == 413
    assert_kept(tab, "photo.jpg", "paper.pdf")


def test_files_beyond_what_a_draft_may_hold_keep_the_first(narrow: Callable[..., Source]) -> None:
    source = narrow(files=2)
    tab = source.post("/testify", filled(source, save="1"), [PHOTO, PAPER])
    tab = source.post("/testify", {**tab.fields, "save": "1"}, [("third.txt", b"3")])
    assert tab.status == 413
    assert "Too many files for one testimony" in tab.text
    assert_kept(tab, "photo.jpg", "paper.pdf")


def test_a_body_over_the_limit_keeps_the_text(narrow: Callable[..., Source]) -> None:
    source = narrow(body_bytes=20_000)
    tab = source.post("/testify", sent(source), [("long.mov", bytes(30_000))])
    assert tab.status == 413
    assert_kept(tab)


def test_text_over_the_limit_is_kept_as_far_as_it_goes(narrow: Callable[..., Source]) -> None:
    source = narrow(field_bytes=4096)
    tab = source.post("/testify", sent(source, narrative="я" * 5000))
    assert tab.status == 413
    assert "too long" in tab.text
    assert tab.fields["narrative"] == "я" * 2048


def cut_off(source: Source, body: bytes, kept: int) -> TestResponse:
    """Send a body that breaks off after `kept` bytes."""
    return source.client.post(
        "/en/testify",
        base_url=source.site,
        input_stream=io.BytesIO(body[:kept]),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
    )


def test_a_connection_lost_between_files_keeps_text_and_whole_files(source: Source) -> None:
    fields = sent(source)
    body = multipart_body(fields, [PHOTO, ("second.mov", bytes(5000))])
    cut_off(source, body, len(body) - 4000)
    tab = source.get(f"/testify?draft={fields['draft']}")
    assert_kept(tab, "photo.jpg")
    tab = source.get("/testify")  # the answer never came, and the form was opened anew
    assert f"/en/testify?draft={fields['draft']}" in tab.answer.text


class EndedWorker(io.BytesIO):
    """A body during which the process is ended: nothing after it runs."""

    @override
    def read1(self, size: int | None = -1, /) -> bytes:
        data = super().read1(1000)
        if not data:
            raise SystemExit
        return data


def test_a_server_that_ends_between_files_keeps_text_and_whole_files(source: Source) -> None:
    fields = sent(source)
    body = multipart_body(fields, [PHOTO, ("second.mov", bytes(5000))])
    with pytest.raises(SystemExit):
        source.client.post(
            "/en/testify",
            base_url=source.site,
            input_stream=EndedWorker(body[:-4000]),
            content_type=f"multipart/form-data; boundary={BOUNDARY}",
            environ_overrides={"CONTENT_LENGTH": str(len(body))},
        )
    assert_kept(source.get(f"/testify?draft={fields['draft']}"), "photo.jpg")


def test_a_connection_lost_in_the_text_leaves_the_text_put_aside_before(source: Source) -> None:
    saved = source.post("/testify", filled(source, save="1"), [PHOTO]).fields
    body = multipart_body([*saved.items(), ("after", "x" * 500)], [])
    place = body.index(b'name="narrative"')
    tab = Tab(cut_off(source, body, place))
    assert tab.status == 400
    assert source.get(f"/testify?draft={saved['draft']}").fields["narrative"] == TOLD
    assert tab.received == ["photo.jpg"]


@pytest.mark.parametrize("token", [None, "", "forged", "IjEi.aaaa.bbbb"])
def test_a_form_without_its_token_is_shown_again(source: Source, instance: Instance, token: str | None) -> None:
    fields = sent(source)
    fields.pop("csrf_token")
    if token is not None:
        fields["csrf_token"] = token
    tab = source.post("/testify", fields, [PHOTO])
    assert tab.status == 400
    assert_kept(tab)
    assert count(instance, "cases") == count(instance, "drafts") == count(instance, "blobs") == 0
    assert source.post("/testify", {**tab.fields, "seal": "1"}).codename


def test_a_form_outlives_its_cookie(source: Source, new_source: Callable[[], Source]) -> None:
    fields = sent(source)
    reopened = new_source()
    tab = reopened.post("/testify", fields)
    assert tab.status == 400
    assert_kept(tab)
    assert reopened.post("/testify", {**tab.fields, "seal": "1"}).codename


@pytest.mark.parametrize("draft", ["", "../../etc", "z" * 32, "0" * 33, "\N{ARABIC-INDIC DIGIT ONE}" * 32])
def test_a_made_up_draft_is_refused_and_the_text_kept(source: Source, instance: Instance, draft: str) -> None:
    tab = source.post("/testify", sent(source, draft=draft), [PHOTO])
    assert tab.status == 403
    assert_kept(tab)
    assert count(instance, "cases") == 0
    assert source.post("/testify", {**tab.fields, "seal": "1"}).codename


def test_another_session_cannot_use_a_draft(new_source: Callable[[], Source], instance: Instance) -> None:
    owner, other = new_source(), new_source()
    theirs = owner.post("/testify", filled(owner, save="1"), [PHOTO]).fields["draft"]
    assert other.get(f"/testify?draft={theirs}").status == 403
    tab = other.post("/testify", {**sent(other), "draft": theirs}, [PAPER])
    assert tab.status == 403
    assert_kept(tab)
    assert tab.fields["draft"] != theirs
    assert owner.get(f"/testify?draft={theirs}").received == ["photo.jpg"]
    assert count(instance, "cases") == 0


def test_two_tabs_keep_two_drafts_apart(source: Source, instance: Instance) -> None:
    first, second = filled(source, narrative="first"), filled(source, narrative="second")
    first = source.post("/testify", {**first, "save": "1"}, [PHOTO]).fields
    second = source.post("/testify", {**second, "save": "1"}, [PAPER]).fields
    assert first["draft"] != second["draft"]
    assert source.get(f"/testify?draft={first['draft']}").fields["narrative"] == "first"
    one = source.post("/testify", {**first, "consent_read": "1", "seal": "1"})
    other = source.post("/testify", {**second, "consent_read": "1", "seal": "1"})
    assert one.codename != other.codename
    assert source.get(f"/sealed?draft={first['draft']}").codename == one.codename
    assert count(instance, "cases") == 2
    assert count(instance, "documents") == 4


def test_many_tabs_do_not_push_out_what_was_put_aside(source: Source) -> None:
    saved = source.post("/testify", filled(source, save="1"), [PHOTO]).fields
    for _ in range(6):
        source.get("/testify")
    assert f"draft={saved['draft']}" in source.get("/testify").answer.text
    assert len(source.client.get_cookie("visit").value) < 700  # type: ignore[union-attr]


def test_a_tab_that_was_pushed_out_still_sends(source: Source) -> None:
    fields = sent(source)
    for _ in range(6):
        source.get("/testify")
    assert source.post("/testify", fields, [PHOTO]).codename


def test_an_expired_draft_keeps_the_typed_text(source: Source, instance: Instance, later: Callable[..., None]) -> None:
    saved = source.post("/testify", filled(source, save="1"), [PHOTO]).fields
    later(hours=13)
    retain.sweep(instance)
    tab = source.post("/testify", {**saved, "consent_read": "1", "seal": "1"})
    assert tab.status == 409
    assert "Some files are no longer here" in tab.text
    assert_kept(tab)
    assert count(instance, "cases") == 0
    assert source.post("/testify", {**tab.fields, "seal": "1"}, [PHOTO]).codename


def test_a_lost_answer_gets_the_same_codename(source: Source, instance: Instance) -> None:
    fields = sent(source)
    source.post_only("/testify", fields, [PHOTO])
    first = source.get("/sealed").codename
    again = source.post("/testify", fields, [PHOTO])
    assert again.codename == first
    assert "It had arrived the first time" in again.text
    assert count(instance, "cases") == 1
    assert count(instance, "documents") == 2
    assert count(instance, "blobs") == 1


def test_a_finished_form_sent_again_says_so(source: Source, instance: Instance) -> None:
    fields = sent(source)
    source.post("/sealed", source.post("/testify", fields).fields)
    for button in ("seal", "save"):
        tab = source.post("/testify", {**fields, button: "1"}, [PHOTO])
        assert tab.status == 409
        assert "This has arrived already" in tab.text
        assert "/en/return" in tab.answer.text
    assert count(instance, "cases") == 1
    assert count(instance, "blobs") == 0


def test_a_codename_in_the_text_is_not_sent(source: Source, instance: Instance) -> None:
    codename = source.told()
    tab = source.post("/testify", sent(source, narrative=f"My words are {codename.upper()}!"))
    assert tab.status == 422
    assert "A codename stands in your text" in tab.text
    assert codename.upper() in tab.fields["narrative"]
    assert count(instance, "cases") == 1


def test_closed_intake_keeps_everything(source: Source, instance: Instance) -> None:
    with instance.database.writing() as uow:
        (statement,) = uow.statements.find(limit=1)
        uow.statements.change(statement.number, signatures=b"[]")
        uow.commit()
    tab = source.post("/testify", sent(source), [PHOTO])
    assert tab.status == 503
    assert "We cannot receive this safely just now" in tab.text
    assert_kept(tab, "photo.jpg")
    assert count(instance, "cases") == 0


@pytest.mark.parametrize("files", [[], [PHOTO]], ids=["text", "text and photo"])
@pytest.mark.parametrize(("error", "status"), [(RuntimeError("secret detail"), 500), (Conflict(), 503)])
def test_a_failure_of_ours_keeps_the_text(
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    files: list[File],
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(submit, "seal", fail)
    fields = sent(source)
    tab = source.post("/testify", fields, files)
    assert tab.status == status
    assert "secret detail" not in tab.text + capsys.readouterr().err
    assert_kept(source.get(f"/testify?draft={fields['draft']}"), *(name for name, _ in files))


def test_forged_values_count_as_not_said(source: Source, instance: Instance, staff: Staff) -> None:
    boxes = [("consent_media", "0"), ("consent_named", "maybe"), ("consent_un", "1"), ("consent_un", "")]
    source.post("/testify", [*sent(source, role="admin").items(), *boxes])
    (item,) = queue.queue(instance, staff.keyring(instance, "anna")).items
    case = review.open_case(instance, staff.keyring(instance, "anna"), item.case_id)
    assert {use for use, on in case.consents.items() if on} == {Use.READ, Use.QUOTE}
    assert not case.testimony.answers


def test_a_flood_of_fields_keeps_the_text(source: Source, instance: Instance) -> None:
    flood = [(f"a[{number}][b][c]", "x") for number in range(10_000)]
    tab = source.post("/testify", [*sent(source).items(), *flood])
    assert tab.status == 413
    assert_kept(tab)
    assert count(instance, "cases") == 0


def test_control_characters_and_hidden_directions_do_no_harm(source: Source) -> None:
    name = "invoice\u202efdp.exe\u200b"
    tab = source.post("/testify", filled(source, save="1", narrative="a\x00b\x1b[31m\u202ec"), [(name, b"MZ")])
    assert tab.fields["narrative"] == "ab[31m\u202ec"
    assert tab.received == ["invoicefdp.exe"]


@pytest.mark.parametrize(("media_type", "status"), [("application/json", 415), ("multipart/form-data", 400)])
def test_what_is_no_form_is_refused(source: Source, media_type: str, status: int) -> None:
    answer = source.client.post("/en/testify", base_url=source.site, data=b"{}", content_type=media_type)
    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_a_form_in_the_other_encoding_is_understood(source: Source) -> None:
    answer = source.client.post("/en/testify", base_url=source.site, data=sent(source), follow_redirects=True)
    assert Tab(answer).codename


def test_pressing_enter_in_a_field_only_keeps(source: Source) -> None:
    """The first button of a form is what Enter presses (HTML, implicit submission)."""
    page = source.post("/testify", filled(source, save="1"), [PHOTO]).answer.text
    form = page[page.index("<form") :]
    first = form[form.index('type="submit"') :].split(">")[0]
    assert 'name="save"' in first
