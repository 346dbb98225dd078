"""A codename opens replies, adds, withdraws and undoes; it reads nothing back, and costs the same when it is wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

import crypto
from crypto import Identity, PublicKey
from intake import clock
from intake.domain.documents import Kind
from intake.domain.entities import Box
from intake.domain.review import State
from intake.services import documents, mailbox, mailbox_files, queue, retain, review
from intake.services.documents import Target
from intake.services.errors import (
    CodenameInText,
    NoSuchCodename,
    NotAllowedNow,
    NotVouched,
    SignedOut,
    Withdrawn,
)
from intake.services.instance import Instance
from intake.services.mailbox import Visit
from intake.services.ports import Conflict
from intake.services.unread import mark_seen
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting


def test_replies_are_read_in_order_with_their_writer(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    for text in ("Thank you.", "Дзякуй."):
        review.reply(instance, staff.keyring(instance, "anna"), told.case_id, text)
    read = mailbox.replies(instance, visit(told.codename))
    assert [(one.author, one.text) for one in read] == [("anna", "Thank you."), ("anna", "Дзякуй.")]


def test_the_mailbox_key_opens_nothing_that_was_sent(instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify(files={"a.jpg": b"picture"})
    keys = visit(told.codename).keys
    with instance.database.reading() as uow:
        sent = uow.documents.find(case_id=told.case_id, box=Box.CASE)
        grants = uow.grants.find(case_id=told.case_id)
        copies = uow.consents.find(case_id=told.case_id)
    assert len(sent) == 2
    sealed = [one.sealed_key for one in sent] + [one.sealed for one in grants] + [one.sealed for one in copies]
    for ciphertext in sealed:
        with pytest.raises(crypto.CryptoError):
            crypto.unseal(keys.mailbox, ciphertext, b"")
    for document in sent:
        with pytest.raises(crypto.NoMatchingKey):
            documents.open_header(document, keys.mailbox)


def forge(instance: Instance, visited: Visit, writer: Identity, kind: Kind = Kind.REPLY) -> None:
    """Write a reply into the database as someone who holds it and nothing else."""
    with instance.database.writing() as uow:
        keys = uow.case_keys.get(visited.case_id)
        assert keys is not None
        target = Target(visited.case_id, Box.MAILBOX, PublicKey(keys.mailbox_key), writer.signing)
        uow.documents.add(documents.seal_text(target, 1, kind, "Come to the station.", exact_time=True))
        uow.commit()


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.MESSAGE])
def test_a_reply_forged_in_the_database_is_refused(
    instance: Instance, testify: Testify, visit: Visiting, kind: Kind
) -> None:
    visited = visit(testify().codename)
    forge(instance, visited, Identity.generate(), kind)
    with pytest.raises(NotVouched):
        mailbox.replies(instance, visited)


@pytest.mark.parametrize("username", ["alena", "adam", "ilona", "kira"])
def test_a_reply_by_a_member_who_may_not_write_is_refused(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, username: str
) -> None:
    visited = visit(testify().codename)
    forge(instance, visited, staff.keyring(instance, username).identity)
    with pytest.raises(NotVouched):
        mailbox.replies(instance, visited)


def test_a_reply_moved_to_another_mailbox_is_refused(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    one, other = testify(), testify()
    review.reply(instance, staff.keyring(instance, "anna"), one.case_id, "For one only.")
    with instance.database.writing() as uow:
        (reply,) = uow.documents.find(case_id=one.case_id, box=Box.MAILBOX)
        uow.documents.change(reply.id, case_id=other.case_id)
        uow.commit()
    with pytest.raises(crypto.CryptoError):
        mailbox.replies(instance, visit(other.codename))


def test_messages_and_files_are_added(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> None:
    told = testify()
    visited = visit(told.codename)
    mailbox.add_message(instance, visited, "One more thing.")
    sink = mailbox_files.open_file(instance, visited, "later.pdf", "application/pdf")
    sink.write(b"%PDF")
    sink.finish()
    view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    assert [(one.author, one.text) for one in view.conversation] == [("", "One more thing.")]
    assert [one.header.name for one in view.pieces] == ["later.pdf"]


def test_a_codename_in_a_message_is_caught(instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    with pytest.raises(CodenameInText):
        mailbox.add_message(instance, visit(told.codename), f"my words: {told.codename.upper()}")


def test_what_is_added_raises_a_closed_case_again(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    with instance.database.writing() as uow:
        uow.cases.change(told.case_id, state=State.CLOSED)
        uow.commit()
    mailbox.add_message(instance, visit(told.codename), "It happened again.")
    (item,) = queue.queue(instance, staff.keyring(instance, "anna")).items
    assert item.state is State.TRIAGED


def test_withdrawal_closes_the_case_at_once_and_the_codename_undoes_it(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    anna = staff.keyring(instance, "anna")
    queue.queue(instance, anna)
    visited = visit(told.codename)
    day = mailbox.withdraw(instance, visited)
    assert day == clock.today() + timedelta(days=7)
    assert mailbox.withdraw(instance, visited) == day
    with pytest.raises(Withdrawn):
        review.open_case(instance, anna, told.case_id)
    with pytest.raises(Withdrawn):
        mailbox.add_message(instance, visited, "more")
    assert queue.queue(instance, anna).total == 0
    assert visit(told.codename).withdrawn_until == day

    mailbox.undo_withdrawal(instance, visited)
    with pytest.raises(NotAllowedNow):
        mailbox.undo_withdrawal(instance, visited)
    assert review.open_case(instance, anna, told.case_id).testimony.narrative == "They came at night."
    assert queue.queue(instance, anna).total == 1


def test_while_withdrawn_no_staff_key_opens_the_case_even_past_every_check(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    mailbox.withdraw(instance, visit(told.codename))
    with instance.database.writing() as uow:
        uow.cases.change(told.case_id, state=State.NEW, destroy_on=None)
        for grant in uow.grants.find(case_id=told.case_id):
            uow.grants.change(grant.case_id, grant.kind, grant.holder, withdrawn=False)
        uow.commit()
    with pytest.raises(crypto.CryptoError):
        review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)


def test_a_busy_log_does_not_make_a_withdrawal_look_failed(
    instance: Instance, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify()

    def busy(_database: object) -> None:
        raise Conflict

    monkeypatch.setattr(type(instance.database), "shred", busy)
    mailbox.withdraw(instance, visit(told.codename))
    assert visit(told.codename).withdrawn_until


def test_after_its_day_a_withdrawn_case_is_destroyed(
    instance: Instance, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = testify(), testify(files={"a.jpg": b"picture"})
    mailbox.withdraw(instance, visit(gone.codename))
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=6))
    assert retain.destroy_due(instance) == 0
    mailbox.replies(instance, visit(gone.codename))
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=7))
    assert retain.nightly(instance, pause=0).destroyed == 1
    with pytest.raises(NoSuchCodename):
        visit(gone.codename)
    visit(kept.codename)
    assert not list(instance.blobs.names())
    with instance.database.reading() as uow:
        for table in (uow.grants, uow.documents, uow.cards, uow.consents, uow.case_keys, uow.mailboxes):
            assert table.count(case_id=gone.case_id) == 0
            assert table.count(case_id=kept.case_id) > 0
        assert uow.cases.get(gone.case_id) is None


@pytest.mark.parametrize("typed", ["", "nothing of the kind", "x" * 5000, "abandon " * 9])
def test_wrong_words_enter_and_open_nothing(instance: Instance, typed: str) -> None:
    secret = crypto.token(32)
    ticket = mailbox.enter(instance, typed, secret)
    with pytest.raises(NoSuchCodename):
        mailbox.resume(instance, ticket.session_id, secret)


def test_a_valid_codename_that_nobody_has_opens_nothing(instance: Instance) -> None:
    secret = crypto.token(32)
    ticket = mailbox.enter(instance, crypto.Codename.generate().words(), secret)
    with pytest.raises(NoSuchCodename) as refused:
        mailbox.resume(instance, ticket.session_id, secret)
    assert refused.value.suggestions == ()


def test_one_wrong_letter_offers_the_right_words(instance: Instance, testify: Testify) -> None:
    told = testify()
    first, rest = told.codename.split(" ", 1)
    secret = crypto.token(32)
    ticket = mailbox.enter(instance, f"{first[:1]}q{first[1:]} {rest}", secret)
    with pytest.raises(NoSuchCodename) as refused:
        mailbox.resume(instance, ticket.session_id, secret)
    assert told.codename in refused.value.suggestions


def test_a_session_needs_both_halves_and_ends(
    instance: Instance, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify()
    secret = crypto.token(32)
    ticket = mailbox.enter(instance, told.codename, secret)
    with pytest.raises(SignedOut):
        mailbox.resume(instance, ticket.session_id, crypto.token(32))
    mailbox.resume(instance, ticket.session_id, secret)
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(minutes=46))
    with pytest.raises(SignedOut):
        mailbox.resume(instance, ticket.session_id, secret)
    retain.sweep(instance)
    with instance.database.reading() as uow:
        assert uow.mailbox_sessions.count() == 0


def test_leaving_ends_the_session(instance: Instance, testify: Testify) -> None:
    secret = crypto.token(32)
    ticket = mailbox.enter(instance, testify().codename, secret)
    mailbox.leave(instance, ticket.session_id)
    with pytest.raises(SignedOut):
        mailbox.resume(instance, ticket.session_id, secret)


def test_a_destroyed_case_ends_an_open_visit(
    instance: Instance, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify()
    visited = visit(told.codename)
    mailbox.withdraw(instance, visited)
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=8))
    retain.destroy_due(instance)
    with pytest.raises(SignedOut):
        mailbox.withdraw(instance, visited)
    with pytest.raises(NotAllowedNow):
        mailbox.undo_withdrawal(instance, visited)
    with pytest.raises(Withdrawn):
        mailbox.add_message(instance, visited, "more")


def test_a_mailbox_pointed_at_another_case_is_refused(instance: Instance, testify: Testify, visit: Visiting) -> None:
    one, other = testify(), testify()
    mine, theirs = visit(one.codename), visit(other.codename)
    with instance.database.writing() as uow:
        row = uow.mailboxes.get(theirs.keys.lookup_id)
        assert row is not None
        uow.mailboxes.change(mine.keys.lookup_id, state=row.state)
        uow.commit()
    with pytest.raises(crypto.CryptoError):
        visit(one.codename)


def test_words_typed_longer_than_any_codename_are_cut(instance: Instance, testify: Testify) -> None:
    told = testify()
    visits = replace(instance)
    secret = crypto.token(32)
    ticket = mailbox.enter(visits, f"  {told.codename.replace(' ', ', ')}.\n", secret)
    assert mailbox.resume(visits, ticket.session_id, secret).case_id == told.case_id


def test_marking_answers_of_a_mailbox_that_is_gone_does_nothing(
    instance: Instance, testify: Testify, visit: Visiting
) -> None:
    visited = visit(testify().codename)
    with instance.database.writing() as uow:
        uow.mailboxes.delete(case_id=visited.case_id)
        uow.commit()
    mark_seen(instance, visited.keys, 3)
    with instance.database.reading() as uow:
        assert uow.mailboxes.count() == 0
