"""Files of a draft and of a mailbox: what is told of them reaches reviewers, and nothing is kept twice or lost."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

import crypto
from intake.domain.documents import UNTOLD, Context
from intake.services import documents, drafts, evidence, mailbox, mailbox_files, review, submit
from intake.services.drafts import Received
from intake.services.errors import CodenameInText, ForeignDraft
from intake.services.halves import DraftHandle
from intake.services.instance import Instance
from intake.services.ports import Conflict
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting, new_handle

MINE = Context("self", "original", "Мая спіна праз два дні")
THEIRS = Context("stranger", "copy", "")


@dataclass
class Sender:
    """Somebody with a draft."""

    instance: Instance
    handle: DraftHandle

    def send(self, name: str, data: bytes, context: Context = UNTOLD) -> None:
        sink = drafts.open_file(self.instance, self.handle, name, "image/jpeg", context)
        sink.write(data)
        sink.finish()

    @property
    def received(self) -> tuple[Received, ...]:
        return drafts.load(self.instance, self.handle).received

    @property
    def told(self) -> list[tuple[str, Context]]:
        return [(one.name, one.context) for one in self.received]


@pytest.fixture
def sender(instance: Instance) -> Sender:
    return Sender(instance, new_handle())


def count(instance: Instance, table: str) -> int:
    with instance.database.reading() as uow:
        return int(getattr(uow, table).count())


class TestTold:
    def test_comes_with_the_file_and_reaches_the_reviewer(self, sender: Sender, staff: Staff, visit: Visiting) -> None:
        sender.send("a.jpg", b"a", MINE)
        sender.send("b.jpg", b"b")
        assert sender.told == [("a.jpg", MINE), ("b.jpg", UNTOLD)]
        evidence.describe(sender.instance, sender.handle, {sender.received[1].id: THEIRS})
        drafts_files = sender.told
        submit.seal(sender.instance, sender.handle, {"consent_read": "y"})
        codename = submit.shown_codename(sender.instance, sender.handle) or ""
        view = review.open_case(sender.instance, staff.keyring(sender.instance, "anna"), visit(codename).case_id)
        assert [(one.header.name, one.header.context) for one in view.pieces] == drafts_files

    def test_can_be_changed_and_taken_back(self, sender: Sender) -> None:
        sender.send("a.jpg", b"a", MINE)
        piece = sender.received[0]
        for context in (THEIRS, UNTOLD, MINE):
            evidence.describe(sender.instance, sender.handle, {piece.id: context})
            assert sender.told == [("a.jpg", context)]
        assert sender.received[0].id == piece.id

    def test_is_signed_by_the_source_and_bound_to_its_file(self, sender: Sender) -> None:
        """A header taken from one file says nothing of another."""
        sender.send("a.jpg", b"a")
        sender.send("b.jpg", b"b")
        first, second = (one.id for one in sender.received)
        evidence.describe(sender.instance, sender.handle, {first: MINE})
        with sender.instance.database.writing() as uow:
            row = uow.drafts.get(sender.handle.draft_id)
            assert row
            secrets = drafts.open_secrets(row, sender.handle)
            opened = drafts.received_pieces(uow, row, secrets)
            assert {one.signer for one in opened} == {secrets.source.signing.public}
            uow.draft_documents.change(second, sealed_header=opened[0].document.sealed_header)
            uow.commit()
        with pytest.raises(crypto.CryptoError):
            drafts.load(sender.instance, sender.handle)

    def test_a_codename_in_it_is_not_stored(self, sender: Sender) -> None:
        sender.send("a.jpg", b"a", MINE)
        words = crypto.Codename.generate().words()
        told = {sender.received[0].id: Context("", "", f"seen: {words}")}
        with pytest.raises(CodenameInText):
            evidence.describe(sender.instance, sender.handle, told)
        assert sender.told == [("a.jpg", MINE)]

    def test_of_unknown_files_and_drafts_is_passed_over(self, sender: Sender) -> None:
        evidence.describe(sender.instance, sender.handle, {"0" * 32: MINE})
        sender.send("a.jpg", b"a")
        evidence.describe(sender.instance, sender.handle, {"0" * 32: MINE})
        assert sender.told == [("a.jpg", UNTOLD)]
        submit.seal(sender.instance, sender.handle, {"consent_read": "y"})
        evidence.describe(sender.instance, sender.handle, {"0" * 32: MINE})

    def test_only_its_own_session_tells(self, sender: Sender) -> None:
        sender.send("a.jpg", b"a")
        stranger = DraftHandle(crypto.token(32), sender.handle.draft_id)
        with pytest.raises(ForeignDraft):
            evidence.describe(sender.instance, stranger, {sender.received[0].id: MINE})

    def test_its_length_shows_nowhere(self, sender: Sender) -> None:
        sender.send("a.jpg", b"a")
        sender.send("b.jpg", b"b", Context("self", "original", "я" * 300))
        with sender.instance.database.reading() as uow:
            sizes = {len(one.sealed_header) for one in uow.draft_documents.find()}
        assert len(sizes) == 1
        assert documents.FILE_HEADER_MINIMUM < sizes.pop() < documents.FILE_HEADER_MINIMUM + 200


class TestSentAgain:
    @pytest.mark.parametrize("size", [0, 1, 4096, (1 << 20) + 1])
    def test_the_same_file_is_kept_once(self, sender: Sender, size: int) -> None:
        data = crypto.token(size) if size else b""
        for _ in range(3):
            sender.send("a.jpg", data, MINE)
        sender.send("a.jpg", data)
        assert sender.told == [("a.jpg", MINE)]
        assert count(sender.instance, "blobs") == len(list(sender.instance.blobs.names())) == 1

    def test_another_content_name_or_word_is_another_file(self, sender: Sender) -> None:
        for name, data, context in (("a", b"1", UNTOLD), ("a", b"2", UNTOLD), ("b", b"1", UNTOLD), ("a", b"1", MINE)):
            sender.send(name, data, context)
        assert sender.told == [("a", UNTOLD), ("a", UNTOLD), ("b", UNTOLD), ("a", MINE)]

    def test_the_same_file_in_another_draft_is_another_file(self, sender: Sender) -> None:
        other = Sender(sender.instance, new_handle())
        for one in (sender, other):
            one.send("a", b"1")
        assert len(sender.received) == len(other.received) == 1

    def test_a_file_that_comes_meanwhile_is_not_overlooked(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two answers are lost at once: between looking and adding, the twin arrives."""
        sender.send("first", b"1")
        sink = drafts.open_file(sender.instance, sender.handle, "a", "image/jpeg")
        sink.write(b"same")
        look = drafts._has_twin
        calls: list[int] = []

        def meanwhile(*arguments: object) -> bool:
            found = look(*arguments)  # type: ignore[arg-type]
            if not calls:
                calls.append(1)
                sender.send("a", b"same")
            return found

        monkeypatch.setattr(drafts, "_has_twin", meanwhile)
        sink.finish()
        assert [one.name for one in sender.received] == ["first", "a"]
        assert len(list(sender.instance.blobs.names())) == 2

    def test_a_draft_that_never_stands_still_keeps_nothing_by_halves(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(drafts, "_add", lambda *_, **_more: False)
        with pytest.raises(Conflict):
            sender.send("a", b"1")
        assert not list(sender.instance.blobs.names())

    def test_a_file_for_a_draft_erased_meanwhile_is_kept_in_a_new_one(self, sender: Sender) -> None:
        """Time ended the draft while the file was on its way: the file stays, under the key it was sealed to."""
        sink = drafts.open_file(sender.instance, sender.handle, "a", "image/jpeg")
        sink.write(b"1")
        drafts.discard(sender.instance, sender.handle)
        sink.finish()
        assert sender.told == [("a", UNTOLD)]


class TestFromTheMailbox:
    @pytest.fixture
    def add(self, instance: Instance, testify: Testify, visit: Visiting) -> Callable[..., None]:
        visited = visit(testify().codename)

        def send(name: str, data: bytes, context: Context = UNTOLD) -> None:
            sink = mailbox_files.open_file(instance, visited, name, "image/jpeg", context)
            sink.write(data)
            sink.finish()

        return send

    def test_the_same_file_is_kept_once_in_a_session(self, instance: Instance, add: Callable[..., None]) -> None:
        for _ in range(3):
            add("a.jpg", b"1", MINE)
        add("a.jpg", b"2", MINE)
        add("a.jpg", b"1", THEIRS)
        assert count(instance, "documents") == 4  # with the testimony
        assert count(instance, "blobs") == len(list(instance.blobs.names())) == 3

    def test_the_session_tells_nothing_of_what_was_sent(
        self, instance: Instance, testify: Testify, visit: Visiting
    ) -> None:
        visited = visit(testify().codename)
        sink = mailbox_files.open_file(instance, visited, "name.jpg", "image/jpeg", MINE)
        sink.finish()
        with instance.database.reading() as uow:
            row = uow.mailbox_sessions.get(visited.session_id)
            assert row
            assert b"name" not in row.sealed
            held = mailbox_files._session(uow, visited)
        assert "name" not in held["sent"]
        assert MINE.shown not in held["sent"]
        assert visited.secret.hex() not in repr(visited)

    def test_a_file_outlasts_its_session(self, instance: Instance, testify: Testify, visit: Visiting) -> None:
        visited = visit(testify().codename)
        sink = mailbox_files.open_file(instance, visited, "film.mp4", "video/mp4")
        sink.write(b"1")
        mailbox.leave(instance, visited.session_id)
        sink.finish()
        assert count(instance, "documents") == 2

    def test_only_so_much_is_remembered(
        self, instance: Instance, add: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailbox_files, "MOST_REMEMBERED", 2)
        for name in ("a", "b", "c", "c", "b", "a"):
            add(name, b"1")
        assert count(instance, "documents") == 5  # a came twice: it was forgotten
