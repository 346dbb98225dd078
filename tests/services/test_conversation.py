"""What staff do with the conversation, and that what a source adds raises the case again."""

import pytest

from intake.domain.consent import Use
from intake.domain.review import State
from intake.domain.worked import Settled
from intake.services import conversation, mailbox, review, switches
from intake.services.course import move
from intake.services.errors import CodenameInText, NotAllowedNow, NotFound, NotVouched
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.mailbox import Visit
from intake.services.review import CaseView
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting


@pytest.fixture
def anna(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "anna")


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify()


@pytest.fixture
def source(visit: Visiting, told: Told) -> Visit:
    return visit(told.codename)


def opened(instance: Instance, anna: Keyring, told: Told) -> CaseView:
    return review.open_case(instance, anna, told.case_id)


def put(instance: Instance, told: Told, state: State) -> None:
    transact(instance.database, lambda uow: move(uow, told.case_id, state))


def state_of(instance: Instance, told: Told) -> str:
    with instance.database.reading() as uow:
        case = uow.cases.get(told.case_id)
    assert case is not None
    return case.state


def test_thanks_and_closing_are_one_step(instance: Instance, anna: Keyring, told: Told, source: Visit) -> None:
    review.reply(instance, anna, told.case_id, "We have read it.")
    conversation.close_with(instance, anna, told.case_id, "Thank you for your trust.")
    view = opened(instance, anna, told)
    assert view.state is State.CLOSED
    assert [one.text for one in mailbox.replies(instance, source)][-1] == "Thank you for your trust."


def test_what_cannot_be_closed_gets_no_message_either(
    instance: Instance, anna: Keyring, told: Told, source: Visit
) -> None:
    put(instance, told, State.SECOND_CODING)
    with pytest.raises(NotAllowedNow):
        conversation.close_with(instance, anna, told.case_id, "Thank you.")
    assert mailbox.replies(instance, source) == []


def test_a_codename_or_a_strangers_words_are_not_sent(
    instance: Instance, staff: Staff, anna: Keyring, told: Told
) -> None:
    with pytest.raises(CodenameInText):
        conversation.close_with(instance, anna, told.case_id, f"Yours is {told.codename}.")
    with pytest.raises(NotVouched):
        conversation.close_with(instance, staff.keyring(instance, "alena"), told.case_id, "Thank you.")


def test_messages_wait_until_they_are_answered_or_need_no_answer(
    instance: Instance, anna: Keyring, told: Told, source: Visit
) -> None:
    for text in ("When will you answer?", "And my papers?"):
        mailbox.add_message(instance, source, text)
    first, second = (one.id for one in opened(instance, anna, told).conversation)
    assert conversation.waiting(opened(instance, anna, told)) == (first, second)
    conversation.settle(instance, anna, told.case_id, [first], Settled.NO_ANSWER)
    assert conversation.waiting(opened(instance, anna, told)) == (second,)
    review.reply(instance, anna, told.case_id, "We have your papers.")
    assert conversation.waiting(opened(instance, anna, told)) == ()
    conversation.settle(instance, anna, told.case_id, [first], Settled.OPEN)
    assert conversation.waiting(opened(instance, anna, told)) == (first,)


def test_two_who_settle_at_once_lose_nothing(
    instance: Instance, staff: Staff, anna: Keyring, told: Told, source: Visit
) -> None:
    for text in ("One.", "Two."):
        mailbox.add_message(instance, source, text)
    first, second = (one.id for one in opened(instance, anna, told).conversation)
    conversation.settle(instance, anna, told.case_id, [first], Settled.ANSWERED)
    conversation.settle(instance, staff.keyring(instance, "boris"), told.case_id, [second], Settled.NO_ANSWER)
    assert conversation.waiting(opened(instance, anna, told)) == ()


def test_only_a_message_of_the_case_is_settled(instance: Instance, anna: Keyring, told: Told) -> None:
    review.reply(instance, anna, told.case_id, "We have read it.")
    (ours,) = opened(instance, anna, told).conversation
    for other in (ours.id, "0" * 32):
        with pytest.raises(NotFound):
            conversation.settle(instance, anna, told.case_id, [other], Settled.ANSWERED)


@pytest.mark.parametrize("before", [State.VERIFIED, State.ON_HOLD, State.CLOSED])
def test_an_addition_raises_a_case_that_was_put_away(
    instance: Instance, anna: Keyring, told: Told, source: Visit, before: State
) -> None:
    put(instance, told, before)
    mailbox.add_message(instance, source, "It happened again.")
    view = opened(instance, anna, told)
    assert view.state is State.TRIAGED
    assert len(conversation.waiting(view)) == 1


@pytest.mark.parametrize("before", [State.CODING, State.VERIFIED, State.ON_HOLD, State.CLOSED])
def test_a_changed_consent_raises_every_case(
    instance: Instance, anna: Keyring, told: Told, source: Visit, before: State
) -> None:
    put(instance, told, before)
    switches.change(instance, source, {Use.QUOTE: True})
    assert state_of(instance, told) == State.NEW
    assert opened(instance, anna, told).consents[Use.QUOTE]


def test_the_reader_sees_what_came_since_they_last_looked(
    instance: Instance, staff: Staff, anna: Keyring, told: Told, source: Visit
) -> None:
    first = opened(instance, anna, told)
    assert first.known == opened(instance, anna, told).known
    mailbox.add_message(instance, source, "One thing more.")
    switches.change(instance, source, {Use.QUOTE: True})
    view = opened(instance, anna, told)
    (said,) = view.conversation
    assert said.number > view.known.piece
    assert view.standing.newest > view.known.consent
    other = opened(instance, staff.keyring(instance, "boris"), told)
    assert said.number <= other.known.piece, "at a first look nothing is marked as new"


def test_a_closed_conversation_is_open_again_when_the_source_writes(
    instance: Instance, anna: Keyring, told: Told, source: Visit
) -> None:
    review.reply(instance, anna, told.case_id, "We have read it.")
    conversation.close_with(instance, anna, told.case_id, "Thank you.")
    mailbox.add_message(instance, source, "I remembered the name of the street.")
    assert state_of(instance, told) == State.TRIAGED
