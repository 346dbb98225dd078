"""Bringing the planned cases in through the same services that a source and the staff use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

import crypto
from intake import clock
from intake.demo import context, linked, releases, waiting
from intake.demo.plan import Planned
from intake.demo.twice import code_twice
from intake.domain.contacts import Support
from intake.domain.review import State
from intake.domain.summary import Summary
from intake.services import (
    assignment,
    code,
    drafts,
    holding,
    mailbox,
    referrals,
    review,
    shift,
    sign_in,
    submit,
    summary,
)
from intake.services.halves import DraftHandle
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.referrals import Offer

EVENING = 18
REFERRED = 3
"""Every third coded case was pointed to a psychologist; those of long ago wait to be asked how it went."""
LINDEN_HOUSE = Offer(Support.PSYCHOLOGIST, "Linden House")
SHIFT_NOTE = "Linden House has two free places this week. Nobody called back from the hotline yet."
Tick = Callable[[int], None]


def fill(instance: Instance, passphrases: Mapping[str, str], cases: Sequence[Planned], tick: Tick) -> None:
    """Bring every case in, on its day. `passphrases` by user name; `tick` hears how many cases are in."""
    people = {name: _keyring(instance, name, passphrase) for name, passphrase in passphrases.items()}
    circle = [one for one in people.values() if one.has("intake")]
    reviewers = [one for one in people.values() if one.has("reviewer")]
    auditors = [one for one in people.values() if one.has("auditor")]
    opens = releases.first_day(clock.today())
    with _days_ago((clock.today() - opens).days + 1):
        releases.approve(instance, auditors, opens)
    free, coded = list(reviewers), dict[str, Planned]()
    for done, planned in enumerate(cases, start=1):
        lead = circle[planned.number % len(circle)]
        third = circle[(planned.number + 1) % len(circle)]
        takes = free.pop() if free and planned.state is State.CODING and not planned.minor else None
        with _days_ago(planned.age):
            case_id = _live(instance, planned, lead, takes)
            code_twice(instance, case_id, planned, (lead, reviewers[planned.number % len(reviewers)], third))
        if planned.coding is not None and not planned.minor:
            coded[case_id] = planned
        tick(done)
    with _days_ago(1):
        releases.draft_next(instance, auditors, opens)
        shift.write(instance, circle[0], SHIFT_NOTE)
        linked.join(instance, circle[0], list(coded))
        context.enter(instance, auditors[0])
        waiting.leave(instance, circle[0], reviewers, coded)


def _keyring(instance: Instance, username: str, passphrase: str) -> Keyring:
    ticket = sign_in.sign_in(instance, username, passphrase, known_device=False)
    keyring = sign_in.resume(instance, ticket.session_id, ticket.secret)
    sign_in.sign_out(instance, ticket.session_id)
    return keyring


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    """Move the clock's one seam back, to the evening of an earlier day or to now."""
    read = clock.read
    moment = read() if days == 0 else read().replace(hour=EVENING, minute=0) - timedelta(days=days)
    clock.read = lambda: moment
    try:
        yield
    finally:
        clock.read = read


def _live(instance: Instance, planned: Planned, lead: Keyring, reviewer: Keyring | None) -> str:
    case_id = _tell(instance, planned)
    if planned.state is State.NEW:
        return case_id
    person = lead if reviewer is None else reviewer
    if reviewer is not None or planned.state is State.TRIAGED:
        assignment.assign(instance, lead, case_id, person.person.id)
    if planned.reply:
        review.reply(instance, person, case_id, planned.reply)
    if planned.coding is not None:
        code.save_coding(instance, person, case_id, planned.coding, 0)
        summary.save_summary(instance, person, case_id, Summary(title=planned.title), 0)
        if planned.number % REFERRED == 0:
            referrals.offer(instance, person, case_id, LINDEN_HOUSE)
    if planned.state is State.CLOSED:
        holding.close(instance, person, case_id, "Nothing more to do.")
    return case_id


def _tell(instance: Instance, planned: Planned) -> str:
    """Go the source's way: evidence, sealing, keeping the codename, and perhaps coming back with it."""
    handle = DraftHandle(crypto.token(32), crypto.token(16).hex())
    for file in planned.files:
        sink = drafts.open_file(instance, handle, file.name, file.media_type)
        sink.write(file.data)
        sink.finish()
    submit.seal(instance, handle, planned.fields)
    codename = submit.shown_codename(instance, handle)
    if codename is None:
        message = "a case that was just sealed has no codename"
        raise AssertionError(message)
    submit.confirm(instance, handle)
    visit = _return(instance, codename)
    if planned.message:
        mailbox.add_message(instance, visit, planned.message)
    return visit.case_id


def _return(instance: Instance, codename: str) -> mailbox.Visit:
    secret = crypto.token(32)
    session = mailbox.enter(instance, codename, secret).session_id
    visit = mailbox.resume(instance, session, secret)
    mailbox.leave(instance, session)
    return visit
