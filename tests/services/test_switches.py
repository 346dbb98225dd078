"""A source changes consents from the mailbox: every use obeys at once, and a database writer cannot undo it unseen."""

import threading
from collections.abc import Callable

import pytest

import crypto
from crypto import Identity, PublicKey, SourceKeys
from intake.domain.consent import Statement, UnName, Use
from intake.domain.entities import Consent, Mailbox
from intake.domain.review import State
from intake.services import assignment, consents, holding, mailbox, places, queue, review, switches
from intake.services.consents import CASE_HOLDER
from intake.services.errors import ConsentMissing, RolledBack, StaleCoding, Withdrawn
from intake.services.instance import Instance, transact
from intake.services.mailbox_state import MailboxState
from intake.services.ports import UnitOfWork
from intake.services.review import CaseView
from tests.plugins.drawing import Countable, countable, counted
from tests.plugins.instances import Staff
from tests.plugins.releases import recode, tell_and_code
from tests.plugins.sources import Testify, Visiting

OFF, ON = {Use.READ: False}, {Use.READ: True}


def opened(instance: Instance, staff: Staff, case_id: str, who: str = "anna") -> CaseView:
    return review.open_case(instance, staff.keyring(instance, who), case_id)


def copies(instance: Instance, case_id: str, number: int) -> list[Consent]:
    with instance.database.reading() as uow:
        return uow.consents.find(case_id=case_id, number=number)


def test_a_change_takes_effect_at_the_next_opening(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify(consent_quote="y", language="be")
    switches.change(
        instance, visit(told.codename), {Use.QUOTE: False, Use.UN: True}, un_name=UnName.FULL, language="ru"
    )
    view = opened(instance, staff, told.case_id)
    assert {use for use, on in view.consents.items() if on} == {Use.READ, Use.UN}
    assert view.standing.un_name is UnName.FULL
    assert view.standing.shown == (("2", "be"), ("2", "ru"))
    assert not switches.are_lost(instance, visit(told.codename))


def test_reading_off_stops_every_deed_and_on_again_brings_it_back(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told, anna = testify(files={"a.jpg": b"a"}), staff.keyring(instance, "anna")
    (piece,) = opened(instance, staff, told.case_id).pieces
    switches.change(instance, visit(told.codename), OFF)
    deeds: list[Callable[[], object]] = [
        lambda: review.open_case(instance, anna, told.case_id),
        lambda: review.open_case(instance, anna, told.case_id, note=False),
        lambda: review.read_document(instance, anna, told.case_id, piece.id),
        lambda: review.reply(instance, anna, told.case_id, "Thank you."),
        lambda: assignment.assign(instance, anna, told.case_id, staff.keyring(instance, "rita").person.id),
        lambda: holding.close(instance, anna, told.case_id, "Nothing more to do."),
        lambda: recode(instance, staff, told.case_id, ["tor_beating"], revision=0),
    ]
    for deed in deeds:
        with pytest.raises(ConsentMissing) as refused:
            deed()
        assert refused.value.use == Use.READ
    switches.change(instance, visit(told.codename), ON)
    assert opened(instance, staff, told.case_id).consents[Use.READ]


def test_a_change_is_news_in_the_queue_until_it_is_looked_at(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told, other = testify(), testify(urgent="")
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, told.case_id, "Thank you.")
    holding.close(instance, anna, told.case_id, "Nothing more to do.")
    review.reply(instance, anna, other.case_id, "Thank you.")
    assert [one.case_id for one in queue.queue(instance, anna).items] == [other.case_id, told.case_id]
    for number, change in enumerate(({Use.MEDIA: True}, {Use.MEDIA: False}), start=2):
        switches.change(instance, visit(told.codename), change)
        first = queue.queue(instance, anna).items[0]
        assert (first.case_id, first.state) == (told.case_id, State.NEW), number
        assert opened(instance, staff, told.case_id).state is State.TRIAGED
        assert opened(instance, staff, told.case_id).state is State.TRIAGED


def test_what_may_not_be_read_is_laid_aside_until_it_may(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    switches.change(instance, visit(told.codename), OFF)
    for _ in range(2):
        with pytest.raises(ConsentMissing):
            opened(instance, staff, told.case_id)
    anna = staff.keyring(instance, "anna")
    assert queue.queue(instance, anna).items[0].state is State.CLOSED
    switches.change(instance, visit(told.codename), ON)
    assert queue.queue(instance, anna).items[0].state is State.NEW


def test_statistics_turned_on_after_coding_count_without_coding_again(instance: Instance, staff: Staff) -> None:
    visit = tell_and_code(instance, staff, statistics=False)
    assert countable(instance, staff).records == {}
    switches.change(instance, visit, {Use.STATISTICS: True})
    opened(instance, staff, visit.case_id, "boris")
    assert [record.own.values["codes"] for record in countable(instance, staff).records.values()] == [("tor_beating",)]
    switches.change(instance, visit, {Use.STATISTICS: False})
    assert countable(instance, staff) == Countable({})


def test_a_change_while_a_release_is_drawn_is_noticed(instance: Instance, staff: Staff) -> None:
    visit = tell_and_code(instance, staff)
    gathered = counted(instance, staff)
    with instance.database.reading() as uow:
        assert gathered.unchanged(uow)
    switches.change(instance, visit, {Use.STATISTICS: False})
    with instance.database.reading() as uow:
        assert not gathered.unchanged(uow)


def test_a_statement_of_which_the_auditors_lack_their_copy_counts_for_nothing(instance: Instance, staff: Staff) -> None:
    visit = tell_and_code(instance, staff)
    switches.change(instance, visit, {Use.STATISTICS: False})
    transact(instance.database, lambda uow: uow.consents.delete(number=2, holder="role:auditor:1"))
    assert countable(instance, staff) == Countable({}, 1)
    assert switches.are_lost(instance, visit)


def test_while_withdrawn_nothing_is_changed(instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    mailbox.withdraw(instance, visit(told.codename))
    with pytest.raises(Withdrawn):
        switches.change(instance, visit(told.codename), ON)
    assert copies(instance, told.case_id, 2) == []


def test_two_tabs_at_once_both_count(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> None:
    told = testify()
    uses = [Use.QUOTE, Use.UN, Use.MEDIA, Use.PARTNERS]
    entered = visit(told.codename)
    tabs = [threading.Thread(target=switches.change, args=(instance, entered, {use: True})) for use in uses]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    view = opened(instance, staff, told.case_id)
    assert {use for use, on in view.consents.items() if on} == {Use.READ, *uses}
    assert view.standing.newest == 5


def test_no_size_tells_what_was_said(instance: Instance, testify: Testify, visit: Visiting) -> None:
    everything = {f"consent_{use}": "y" for use in Use}
    little, much = testify(), testify(**everything, un_name="initials", language="be")
    switches.change(instance, visit(little.codename), {Use.UN: True})
    switches.change(instance, visit(much.codename), dict.fromkeys(Use, False), un_name=UnName.FULL, language="uk")
    for number in (1, 2):
        sizes = [
            {copy.holder: len(copy.sealed) for copy in copies(instance, told.case_id, number)}
            for told in (little, much)
        ]
        assert sizes[0] == sizes[1]


def test_the_mailbox_key_does_not_open_a_statement(instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    entered = visit(told.codename)
    switches.change(instance, entered, {Use.MEDIA: True})
    for copy in copies(instance, told.case_id, 2):
        with pytest.raises(crypto.NoMatchingKey):
            crypto.unseal(entered.keys.mailbox, copy.sealed, places.consent(told.case_id, 2, copy.holder))


def drop(instance: Instance, case_id: str, number: int) -> None:
    transact(instance.database, lambda uow: uow.consents.delete(case_id=case_id, number=number))


def test_a_dropped_last_statement_is_found_when_the_source_returns(
    instance: Instance, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    switches.change(instance, visit(told.codename), OFF)
    drop(instance, told.case_id, 2)
    assert switches.are_lost(instance, visit(told.codename))
    switches.change(instance, visit(told.codename), OFF)
    assert not switches.are_lost(instance, visit(told.codename))


def test_a_replaced_last_statement_is_found_when_the_source_returns(
    instance: Instance, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    switches.change(instance, visit(told.codename), OFF)

    def replace(uow: UnitOfWork) -> None:
        uow.consents.change(told.case_id, 2, CASE_HOLDER, sealed=b"x" * 5000)

    transact(instance.database, replace)
    assert switches.are_lost(instance, visit(told.codename))


def test_a_mailbox_that_is_gone_has_lost_its_statement(instance: Instance, testify: Testify, visit: Visiting) -> None:
    entered = visit(testify().codename)
    transact(instance.database, lambda uow: uow.mailboxes.delete(lookup_id=entered.keys.lookup_id))
    assert switches.are_lost(instance, entered)


def test_a_mailbox_of_the_first_format_knows_no_statement(
    instance: Instance, testify: Testify, visit: Visiting
) -> None:
    entered = visit(testify().codename)
    content = f'{{"case": "{entered.case_id}", "key": "{entered.case_key.raw.hex()}"}}'.encode()
    state = crypto.encrypt(entered.keys.state_key, content, places.mailbox_state(entered.keys.lookup_id))
    stored = Mailbox(entered.keys.lookup_id, entered.case_id, state)
    assert MailboxState.open(entered.keys, stored) == MailboxState(entered.case_id, entered.case_key)
    transact(instance.database, lambda uow: uow.mailboxes.change(stored.lookup_id, state=state))
    assert not switches.are_lost(instance, entered)


@pytest.mark.parametrize("noted", [1, 2, 5])
def test_a_dropped_last_statement_is_found_by_staff_who_saw_it(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, noted: int
) -> None:
    """However many statements came between two openings; and what nobody of the staff saw is not missed by them."""
    told = testify()
    for _ in range(noted - 1):
        switches.change(instance, visit(told.codename), {Use.MEDIA: True})
    opened(instance, staff, told.case_id)
    switches.change(instance, visit(told.codename), {Use.QUOTE: True})
    drop(instance, told.case_id, noted + 1)
    assert opened(instance, staff, told.case_id, "boris").standing.newest == noted
    if noted > 1:
        drop(instance, told.case_id, noted)
        with pytest.raises(RolledBack):
            opened(instance, staff, told.case_id, "boris")


def test_a_statement_put_in_the_place_of_one_that_staff_saw_is_found(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    """Even one that the source signed: an earlier choice under the same number."""
    told = testify()
    switches.change(instance, visit(told.codename), {Use.MEDIA: True})
    earlier = copies(instance, told.case_id, 2)
    drop(instance, told.case_id, 2)
    switches.change(instance, visit(told.codename), {Use.MEDIA: False})
    opened(instance, staff, told.case_id)
    _put(instance, told.case_id, 2, earlier)
    with pytest.raises(RolledBack):
        opened(instance, staff, told.case_id)


def _put(instance: Instance, case_id: str, number: int, rows: list[Consent]) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.consents.delete(case_id=case_id, number=number)
        for row in rows:
            uow.consents.add(Consent(case_id, number, row.holder, row.sealed))

    transact(instance.database, work)


Rows = Callable[[Instance, Staff, str, str], list[Consent]]


def _older(instance: Instance, _staff: Staff, case_id: str, _other: str) -> list[Consent]:
    return copies(instance, case_id, 2)


def _of_another_case(instance: Instance, _staff: Staff, _case_id: str, other: str) -> list[Consent]:
    return copies(instance, other, 3)


def _by_a_stranger(instance: Instance, staff: Staff, case_id: str, _other: str) -> list[Consent]:
    keyring = staff.keyring(instance, "alena")
    with instance.database.reading() as uow:
        keys = uow.case_keys.get(case_id)
    assert keys is not None
    statement = Statement(3, {Use.MEDIA: True})
    key = crypto.PublicKey(keys.public_key)
    return consents.seal_statement(statement, case_id, key, Identity.generate().signing, keyring.membership)


@pytest.mark.parametrize("rows", [_older, _of_another_case, _by_a_stranger])
def test_what_a_database_writer_puts_in_the_place_of_a_statement_is_refused(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, rows: Rows
) -> None:
    told, other = testify(), testify()
    for one in (told, other):
        switches.change(instance, visit(one.codename), {Use.MEDIA: True})
        switches.change(instance, visit(one.codename), {Use.MEDIA: False})
    _put(instance, told.case_id, 3, rows(instance, staff, told.case_id, other.case_id))
    with pytest.raises(crypto.CryptoError):
        opened(instance, staff, told.case_id)


def test_another_sources_key_changes_nothing(instance: Instance, staff: Staff, testify: Testify) -> None:
    """Who can open sessions on the server but has no codename writes statements that nobody believes."""
    told = testify()
    stranger = SourceKeys(crypto.token(32))
    with instance.database.reading() as uow:
        keys = uow.case_keys.get(told.case_id)
    assert keys is not None
    forged = mailbox.Visit(told.case_id, crypto.PublicKey(keys.public_key), stranger, None)
    switches.change(instance, forged, OFF)
    with pytest.raises(crypto.Tampered):
        opened(instance, staff, told.case_id)


def test_a_coded_case_without_news_is_not_counted_anew(instance: Instance, staff: Staff) -> None:
    visit = tell_and_code(instance, staff)
    with instance.database.reading() as uow:
        before = uow.statistics.get(visit.case_id)
    opened(instance, staff, visit.case_id)
    with instance.database.reading() as uow:
        assert uow.statistics.get(visit.case_id) == before
    with pytest.raises(StaleCoding):
        recode(instance, staff, visit.case_id, ["tor_beating"], revision=0)


def test_a_statement_that_says_nothing_valid_is_refused(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    case_id, signing = told.case_id, visit(told.codename).keys.signing
    signed = crypto.sign(signing, b"{}", places.consent_statement(case_id, 1))
    with instance.database.writing() as uow:
        keys = uow.case_keys.get(case_id)
        assert keys is not None
        place = places.consent(case_id, 1, "case")
        uow.consents.change(
            case_id, 1, "case", sealed=crypto.seal(PublicKey(keys.public_key), crypto.pad(signed, 1024), place)
        )
        uow.commit()
    with pytest.raises(crypto.Tampered):
        review.open_case(instance, staff.keyring(instance, "anna"), case_id)
