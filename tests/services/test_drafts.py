"""What was typed or received is kept, sealed under both halves, until it is sent, left or over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import crypto
from intake import clock
from intake.domain.entities import DraftState
from intake.services import drafts, retain, submit
from intake.services.errors import (
    CodenameInText,
    DraftFinished,
    ForeignDraft,
    IntakeClosed,
    NothingToSeal,
    ReadingNotAllowed,
    TooMuch,
)
from intake.services.halves import EPOCH, QUARTER, DraftHandle, expiry
from intake.services.instance import Instance
from intake.services.ports import Conflict, MissingBlob
from tests.plugins.sources import new_handle, upload

GIVEN = {"narrative": "They came at night.", "consent_read": "y"}


def test_a_draft_keeps_text_and_files(instance: Instance) -> None:
    handle = new_handle()
    assert drafts.load(instance, handle) == drafts.EMPTY
    drafts.save_fields(instance, handle, {"narrative": "Слова"})
    upload(instance, handle, "a.jpg", b"one")
    upload(instance, handle, "b.jpg", b"")
    drafts.save_fields(instance, handle, {"narrative": "Слова, больш"})
    view = drafts.load(instance, handle)
    assert view.fields == {"narrative": "Слова, больш"}
    assert [(one.name, one.size) for one in view.received] == [("a.jpg", 3), ("b.jpg", 0)]


def test_another_session_opens_nothing(instance: Instance) -> None:
    handle = new_handle()
    drafts.save_fields(instance, handle, {"narrative": "mine"})
    upload(instance, handle, "a.jpg", b"one")
    stranger = DraftHandle(crypto.token(32), handle.draft_id)
    piece = drafts.load(instance, handle).received[0].id
    for attempt in (
        lambda: drafts.load(instance, stranger),
        lambda: drafts.save_fields(instance, stranger, {"narrative": "theirs"}),
        lambda: drafts.open_file(instance, stranger, "x", "text/plain"),
        lambda: drafts.discard_file(instance, stranger, piece),
        lambda: drafts.discard(instance, stranger),
        lambda: submit.seal(instance, stranger, GIVEN),
    ):
        with pytest.raises(ForeignDraft):
            attempt()
    assert drafts.load(instance, handle).fields == {"narrative": "mine"}


def test_a_stranger_does_not_read_the_codename(instance: Instance) -> None:
    handle = new_handle()
    submit.seal(instance, handle, GIVEN)
    stranger = DraftHandle(crypto.token(32), handle.draft_id)
    for attempt in (submit.shown_codename, submit.confirm, drafts.discard):
        with pytest.raises(ForeignDraft):
            attempt(instance, stranger)
    with pytest.raises(ForeignDraft):
        submit.seal(instance, stranger, GIVEN)
    with pytest.raises(ForeignDraft):
        drafts.save_fields(instance, stranger, GIVEN)
    assert submit.shown_codename(instance, handle)


def test_a_removed_file_is_gone_and_leaves_no_gap(instance: Instance) -> None:
    handle = new_handle()
    for name in ("a", "b", "c"):
        upload(instance, handle, name, name.encode())
    first, second, _ = drafts.load(instance, handle).received
    drafts.discard_file(instance, handle, first.id)
    assert [one.name for one in drafts.load(instance, handle).received] == ["b", "c"]
    assert len(list(instance.blobs.names())) == 2
    submit.seal(instance, handle, GIVEN)
    with instance.database.reading() as uow:
        assert [one.number for one in uow.documents.find(order="number")] == [1, 2, 3]
        assert uow.documents.get(second.id) is not None


def test_removing_a_file_names_only_ones_own(instance: Instance) -> None:
    mine, theirs = new_handle(), new_handle()
    upload(instance, theirs, "a", b"a")
    piece = drafts.load(instance, theirs).received[0].id
    drafts.discard_file(instance, mine, piece)
    drafts.save_fields(instance, mine, {})
    drafts.discard_file(instance, mine, piece)
    drafts.discard_file(instance, mine, "0" * 32)
    assert len(drafts.load(instance, theirs).received) == 1


def test_an_abandoned_file_leaves_nothing(instance: Instance) -> None:
    handle = new_handle()
    begun = drafts.open_file(instance, handle, "a.mp4", "video/mp4")
    begun.write(memoryview(b"half of it"))
    begun.abandon()
    drafts.open_file(instance, handle, "b.mp4", "video/mp4").abandon()
    assert not list(instance.blobs.names())
    assert drafts.load(instance, handle).received == ()


def test_a_file_whose_row_cannot_be_stored_leaves_no_blob(instance: Instance) -> None:
    handle = new_handle()
    sink = drafts.open_file(instance, handle, "a.mp4", "video/mp4")
    sink.write(b"all of it")
    submit.seal(instance, handle, GIVEN)
    with pytest.raises(DraftFinished):
        sink.finish()
    assert not list(instance.blobs.names())


def test_more_files_than_the_limit_are_refused(instance: Instance) -> None:
    limits = replace(instance.settings.limits, files=1)
    small = replace(instance, settings=replace(instance.settings, limits=limits))
    handle = new_handle()
    upload(small, handle, "a", b"a")
    with pytest.raises(TooMuch):
        drafts.open_file(small, handle, "b", "text/plain")


def test_leaving_erases_draft_and_files(instance: Instance) -> None:
    handle = new_handle()
    drafts.save_fields(instance, handle, {"narrative": "secret"})
    upload(instance, handle, "a", b"a")
    drafts.discard(instance, handle)
    drafts.discard(instance, handle)
    with instance.database.reading() as uow:
        assert (uow.drafts.count(), uow.draft_documents.count(), uow.blobs.count()) == (0, 0, 0)
    assert not list(instance.blobs.names())


def test_sealing_again_gives_the_same_codename_and_one_case(instance: Instance) -> None:
    handle = new_handle()
    submit.seal(instance, handle, GIVEN)
    first = submit.shown_codename(instance, handle)
    submit.seal(instance, handle, {**GIVEN, "narrative": "sent twice"})
    assert submit.shown_codename(instance, handle) == first
    assert drafts.load(instance, handle).phase is DraftState.SEALED
    with instance.database.reading() as uow:
        assert uow.cases.count() == 1


def test_after_confirming_the_codename_is_gone_and_the_draft_finished(instance: Instance) -> None:
    handle = new_handle()
    submit.seal(instance, handle, GIVEN)
    submit.confirm(instance, handle)
    submit.confirm(instance, handle)
    assert submit.shown_codename(instance, handle) is None
    attempts: list[Callable[[], object]] = [
        lambda: submit.seal(instance, handle, GIVEN),
        lambda: drafts.save_fields(instance, handle, GIVEN),
    ]
    for attempt in attempts:
        with pytest.raises(DraftFinished):
            attempt()
    drafts.discard(instance, handle)
    with instance.database.reading() as uow:
        row = uow.drafts.get(handle.draft_id)
        assert row is not None
        assert (row.phase, row.state, row.text) == (DraftState.DONE, None, None)
        assert (row.expires_at - EPOCH) % timedelta(days=1) == timedelta(0), "no hour is kept"


def test_whether_it_is_urgent_is_known_until_the_codename_is_kept(instance: Instance) -> None:
    urgent, other = new_handle(), new_handle()
    assert not submit.is_urgent(instance, urgent)
    submit.seal(instance, urgent, {**GIVEN, "urgent": "1"})
    submit.seal(instance, other, GIVEN)
    assert (submit.is_urgent(instance, urgent), submit.is_urgent(instance, other)) == (True, False)
    submit.confirm(instance, urgent)
    assert not submit.is_urgent(instance, urgent)


def test_leaving_the_codename_page_erases_the_codename_only(instance: Instance) -> None:
    handle = new_handle()
    submit.seal(instance, handle, GIVEN)
    drafts.discard(instance, handle)
    assert submit.shown_codename(instance, handle) is None
    with instance.database.reading() as uow:
        assert uow.cases.count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"narrative": "told"}, ReadingNotAllowed),
        ({"consent_read": "y", "narrative": "  "}, NothingToSeal),
    ],
)
def test_a_refused_sealing_keeps_the_draft(
    instance: Instance, fields: dict[str, str], refusal: type[Exception]
) -> None:
    handle = new_handle()
    drafts.save_fields(instance, handle, {"narrative": "told"})
    with pytest.raises(refusal):
        submit.seal(instance, handle, fields)
    assert drafts.load(instance, handle).fields == {"narrative": "told"}
    with instance.database.reading() as uow:
        assert uow.cases.count() == 0


def test_files_alone_are_a_testimony(instance: Instance) -> None:
    handle = new_handle()
    upload(instance, handle, "a", b"a")
    submit.seal(instance, handle, {"consent_read": "y"})
    assert submit.shown_codename(instance, handle)


def test_a_codename_in_the_text_is_caught_before_it_is_stored(instance: Instance) -> None:
    words = crypto.Codename.generate().words()
    with pytest.raises(CodenameInText):
        submit.seal(instance, new_handle(), {**GIVEN, "where": f"near {words}"})
    with instance.database.reading() as uow:
        assert (uow.cases.count(), uow.drafts.count()) == (0, 0)


def test_intake_stops_rather_than_seal_to_an_unvouched_key(instance: Instance) -> None:
    with instance.database.writing() as uow:
        uow.statements.change(0, signatures=b"[]")
        uow.commit()
    handle = new_handle()
    drafts.save_fields(instance, handle, GIVEN)
    with pytest.raises(IntakeClosed):
        submit.seal(instance, handle, GIVEN)
    assert drafts.load(instance, handle).fields == GIVEN


def test_time_ends_drafts_and_codenames(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished, sealed = new_handle(), new_handle()
    drafts.save_fields(instance, unfinished, {"narrative": "secret"})
    upload(instance, unfinished, "a", b"a")
    submit.seal(instance, sealed, GIVEN)
    start = clock.now()

    monkeypatch.setattr(clock, "read", lambda: start + timedelta(minutes=46))
    assert submit.shown_codename(instance, sealed) is None
    retain.sweep(instance)
    assert drafts.load(instance, unfinished).fields == {"narrative": "secret"}
    with instance.database.reading() as uow:
        row = uow.drafts.get(sealed.draft_id)
        assert row is not None
        assert row.state is None

    monkeypatch.setattr(clock, "read", lambda: start + timedelta(hours=13))
    retain.sweep(instance)
    assert drafts.load(instance, unfinished) == drafts.EMPTY
    assert not list(instance.blobs.names())

    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=4))
    retain.sweep(instance)
    with instance.database.reading() as uow:
        assert (uow.drafts.count(), uow.cases.count()) == (0, 1)


def test_expiry_says_the_quarter_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "read", lambda: datetime(2026, 5, 4, 10, 7, 31, 5, tzinfo=UTC))
    assert expiry(timedelta(minutes=30)) == datetime(2026, 5, 4, 10, 45, tzinfo=UTC)
    monkeypatch.setattr(clock, "read", lambda: datetime(2026, 5, 4, 10, 15, tzinfo=UTC))
    assert expiry(timedelta(minutes=30)) == datetime(2026, 5, 4, 10, 45, tzinfo=UTC)
    assert (expiry(timedelta(hours=3)) - EPOCH) % QUARTER == timedelta(0)


def test_a_lost_blob_is_said(instance: Instance) -> None:
    with pytest.raises(MissingBlob):
        instance.blobs.size("0" * 32)


def test_a_file_that_arrives_while_the_draft_is_sealed_is_in_the_case(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case is made before its transaction: what came in between must not be left behind."""
    handle = new_handle()
    upload(instance, handle, "first", b"1")
    prepare = submit._prepare
    calls: list[int] = []

    def meanwhile(*arguments: object) -> object:
        ready = prepare(*arguments)  # type: ignore[arg-type]
        if not calls:
            upload(instance, handle, "late", b"2")
        calls.append(1)
        return ready

    monkeypatch.setattr(submit, "_prepare", meanwhile)
    submit.seal(instance, handle, GIVEN)
    assert len(calls) == 2
    with instance.database.reading() as uow:
        assert (uow.cases.count(), uow.documents.count(), uow.draft_documents.count()) == (1, 3, 0)


def test_a_draft_that_never_stands_still_is_not_sealed_by_halves(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = new_handle()
    drafts.save_fields(instance, handle, GIVEN)
    monkeypatch.setattr(submit._Ready, "unchanged", lambda _ready, _uow: False)
    with pytest.raises(Conflict):
        submit.seal(instance, handle, GIVEN)
    assert drafts.load(instance, handle).fields == GIVEN
    with instance.database.reading() as uow:
        assert uow.cases.count() == 0
