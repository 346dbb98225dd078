"""Files stop where the disk's reserve or the drafts' share begins; words and what is there already stay."""

from collections.abc import Callable
from dataclasses import replace

import pytest

import crypto
from intake.services import drafts, mailbox, mailbox_files, room, submit
from intake.services.errors import NoRoom
from intake.services.instance import Instance
from intake.store.folder import FolderStore
from tests.plugins.sources import Testify, Visiting, new_handle, upload

WORDS = {"narrative": "They came at night.", "consent_read": "y"}
Tight = Callable[..., Instance]


@pytest.fixture
def tight(instance: Instance) -> Tight:
    """An instance with other settings."""
    return lambda **changed: replace(instance, settings=replace(instance.settings, **changed))


def blobs(instance: Instance) -> int:
    return sum(1 for _ in instance.blobs.names())


def test_a_disk_without_its_reserve_takes_words_and_no_file(tight: Tight) -> None:
    full, handle = tight(reserve_bytes=1 << 62), new_handle()
    drafts.save_fields(full, handle, WORDS)
    with pytest.raises(NoRoom):
        upload(full, handle, "a.jpg", b"a")
    submit.seal(full, handle, drafts.load(full, handle).fields)
    assert submit.shown_codename(full, handle)
    assert blobs(full) == 0


def test_a_disk_that_fills_up_meanwhile_ends_the_file(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = new_handle()
    upload(instance, handle, "first.jpg", b"kept")
    sink = drafts.open_file(instance, handle, "big.mp4", "video/mp4")
    sink.write(b"a" * (1 << 20))
    monkeypatch.setattr(FolderStore, "free", lambda _self: 0)
    with pytest.raises(NoRoom):
        sink.write(b"a" * room.LOOK_EVERY)
    sink.abandon()
    assert [one.name for one in drafts.load(instance, handle).received] == ["first.jpg"]
    assert blobs(instance) == 1


def test_drafts_share_a_limit(tight: Tight) -> None:
    narrow, mine, theirs = tight(drafts_bytes=100_000), new_handle(), new_handle()
    upload(narrow, theirs, "theirs.jpg", crypto.token(80_000))
    sink = drafts.open_file(narrow, mine, "mine.jpg", "image/jpeg")
    sink.write(crypto.token(80_000))
    with pytest.raises(NoRoom):
        sink.finish()
    assert drafts.load(narrow, mine).received == ()
    assert blobs(narrow) == 1
    upload(narrow, mine, "small.jpg", b"a")
    drafts.discard(narrow, theirs)
    upload(narrow, mine, "mine.jpg", crypto.token(80_000))


def test_beyond_the_limit_no_file_is_begun(tight: Tight) -> None:
    handle = new_handle()
    upload(tight(), handle, "first.jpg", crypto.token(80_000))
    with pytest.raises(NoRoom):
        drafts.open_file(tight(drafts_bytes=70_000), handle, "second.jpg", "image/jpeg")


def test_files_of_cases_are_not_counted_with_drafts(tight: Tight, testify: Testify) -> None:
    testify(files={"a.jpg": crypto.token(80_000)})
    upload(tight(drafts_bytes=50_000), new_handle(), "b.jpg", b"b")


def test_a_mailbox_takes_words_and_no_file(tight: Tight, testify: Testify, visit: Visiting) -> None:
    full, back = tight(reserve_bytes=1 << 62), visit(testify().codename)
    with pytest.raises(NoRoom):
        mailbox_files.open_file(full, back, "a.jpg", "image/jpeg")
    mailbox.add_message(full, back, "One more thing.")


def test_where_there_is_no_end_there_is_room(tight: Tight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FolderStore, "free", lambda _self: None)
    room.check_disk(tight(reserve_bytes=1 << 62))
