"""What happens at the edges of use cases: rows that are gone, keys that are missing, writers who name another."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

import crypto
from crypto import Codename, PrivateKey, SigningKey, SourceKeys
from intake.domain.documents import Kind
from intake.domain.entities import Box, Grant, GrantKind
from intake.services import desk, documents, grants, places, queue, record, retain
from intake.services.cards import CardOpener
from intake.services.documents import Target
from intake.services.errors import NoKey, NoSuchCodename, NotVouched
from intake.services.instance import Instance
from intake.services.mailbox_state import MailboxState
from intake.services.team import card_key
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting


def test_a_sealed_header_that_says_nothing_is_refused() -> None:
    reader, writer = PrivateKey.generate(), SigningKey(b"the signing key of some writer!!")
    target = Target("case", Box.CASE, reader.public, writer)
    document = documents.seal_text(target, 1, Kind.MESSAGE, "words")
    key = documents.open_header(document, reader).key
    place = places.document_header("case", document.id)
    signed = crypto.sign(writer, b'{"kind": "message"}', place)
    empty = replace(document, sealed_header=crypto.encrypt(key, crypto.pad(signed, 1024), place))
    with pytest.raises(crypto.Tampered):
        documents.open_header(empty, reader)


def test_a_mailbox_whose_case_is_gone_opens_nothing(instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    keys = SourceKeys.derive(Codename.parse(told.codename), instance.settings.codename_salt)
    sealed = MailboxState("no such case", keys.mailbox.public).seal(keys)
    with instance.database.writing() as uow:
        uow.mailboxes.change(keys.lookup_id, state=sealed.state)
        uow.commit()
    with pytest.raises(NoSuchCodename):
        visit(told.codename)


def test_a_deed_in_the_name_of_another_is_refused(instance: Instance, staff: Staff) -> None:
    anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
    with instance.database.writing() as uow:
        record.append(uow, replace(boris, person=anna.person), "open", "a case")
        (entry,) = uow.records.find()
    with pytest.raises(NotVouched):
        record.read(entry, anna)


def test_a_deed_at_another_place_of_the_record_does_not_open(instance: Instance, staff: Staff) -> None:
    anna = staff.keyring(instance, "anna")
    with instance.database.writing() as uow:
        record.append(uow, anna, "open", "a case")
        (entry,) = uow.records.find()
    assert record.read(entry, anna).action == "open"
    with pytest.raises(NoKey):
        record.read(replace(entry, number=entry.number + 1), anna)


def test_a_card_is_for_who_holds_its_grant(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    kira = staff.keyring(instance, "kira")
    with instance.database.reading() as uow:
        grant = uow.grants.get(told.case_id, GrantKind.CARD, grants.role_holder("intake", 1))
        card = uow.cards.get(told.case_id)
        assert grant is not None
        assert card is not None
        with pytest.raises(crypto.NoMatchingKey):
            CardOpener(instance.grant_keys, kira).open(grant, card, {})
        with pytest.raises(NoKey):
            card_key(uow, instance, kira, told.case_id)


def test_a_case_without_its_card_is_listed_unsorted(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    with instance.database.writing() as uow:
        uow.cards.delete(case_id=told.case_id)
        uow.commit()
    (item,) = queue.queue(instance, staff.keyring(instance, "anna")).items
    assert (item.case_id, item.slip) == (told.case_id, None)


def test_a_grant_taken_away_during_a_look_does_not_come_back(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify()
    really_keep = desk.keep

    def keep_too_late(own: Instance, kept: Sequence[tuple[Grant, Grant]]) -> None:
        with own.database.writing() as uow:
            uow.grants.delete(case_id=told.case_id, kind=GrantKind.CARD)
            uow.commit()
        really_keep(own, kept)

    monkeypatch.setattr(queue, "keep", keep_too_late)
    queue.queue(instance, staff.keyring(instance, "anna"))
    with instance.database.reading() as uow:
        assert uow.grants.count(case_id=told.case_id, kind=GrantKind.CARD) == 0


def test_sweeping_leaves_a_visit_that_goes_on(instance: Instance, testify: Testify) -> None:
    testify()
    with instance.database.reading() as uow:
        visits = uow.mailbox_sessions.count()
    assert visits
    retain.sweep(instance)
    with instance.database.reading() as uow:
        assert uow.mailbox_sessions.count() == visits
