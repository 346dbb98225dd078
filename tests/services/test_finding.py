"""Finding: segments are copies that may go at any time, say no more than the cards, and outlive no withdrawal."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

import crypto
from intake import clock
from intake.domain.coding import Act, Coding, Event
from intake.domain.entities import GrantKind, Segment
from intake.domain.finding import NOBODY, Filter
from intake.domain.review import Action
from intake.domain.summary import Summary
from intake.domain.when import When
from intake.services import (
    assignment,
    desk,
    entries,
    finding,
    flood,
    holding,
    mailbox,
    news,
    queue,
    retain,
    review,
    segments,
)
from intake.services.cards import CardOpener
from intake.services.code import save_coding
from intake.services.errors import NoKey
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.summary import save_summary
from intake.services.team import card_key
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting

CODING = Coding(
    (Act("tor_beating", region="BY-HM", facility="minsk_okrestina_tdf"), Act("lib_arbitrary_arrest")),
    events=(Event("E1", when=When.parse("2020-08-09")),),
)


@pytest.fixture(autouse=True)
def _with_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few cases are kept as thousands are."""
    monkeypatch.setattr(finding, "SMALL", -1)


def found(instance: Instance, staff: Staff, username: str = "anna", **asked: str) -> list[str]:
    return list(finding.find(instance, staff.keyring(instance, username), Filter.read(asked)).ids)


def kept(instance: Instance) -> list[Segment]:
    with instance.database.reading() as uow:
        return [one for one in uow.segments.find() if one.outer_key != segments.RESERVED]


def forget(instance: Instance) -> None:
    transact(instance.database, lambda uow: uow.segments.delete(bucket=segments.BUCKETS))


def entered(instance: Instance, staff: Staff, case_id: str) -> None:
    """Code a case and give it a title."""
    anna = staff.keyring(instance, "anna")
    save_coding(instance, anna, case_id, CODING, 0)
    save_summary(instance, anna, case_id, Summary("Збіты каля варот", "Twice, at night."), 0)


def test_what_staff_wrote_is_found_at_once_by_everybody_who_holds_the_card(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told, other = testify(language="be").case_id, testify().case_id
    assert set(found(instance, staff)) == {told, other}
    entered(instance, staff, told)
    for asked in (
        {"words": "ЗБІТЫ night"},
        {"code": "tor_beating"},
        {"category": "torture"},
        {"region": "BY-HM"},
        {"facility": "minsk_okrestina_tdf"},
        {"happened_from": "8.2020", "happened_to": "8.2020"},
        {"language": "be"},
        {"state": "coding"},
    ):
        for username in ("anna", "boris"):
            assert found(instance, staff, username, **asked) == [told], asked
            assert found(instance, staff, username, **asked) == [told], "from segments"
    assert found(instance, staff, state="new") == [other]
    (item,) = queue.queue(instance, staff.keyring(instance, "boris"), Filter.read({"words": "night"})).items
    assert item.entry is not None
    assert (item.entry.title, item.entry.codes) == ("Збіты каля варот", ("tor_beating", "lib_arbitrary_arrest"))


def test_a_look_that_finds_every_segment_opens_no_card(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify().case_id
    assert found(instance, staff) == [told]

    def refuse(*_: object) -> None:
        message = "a card was opened"
        raise AssertionError(message)

    monkeypatch.setattr(desk.Desk, "open", refuse)
    assert found(instance, staff) == [told]
    with pytest.raises(AssertionError):
        found(instance, staff, "rita"), testify(), found(instance, staff)


def deeds(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], object]]:
    """Everything that changes what a list says, one after the other."""
    told, anna, rita = testify(), staff.keyring(instance, "anna"), staff.keyring(instance, "rita").person.id
    source = visit(told.codename)
    yield lambda: flood.move(instance, anna, [told.case_id], Action.SET_ASIDE)
    yield lambda: flood.move(instance, anna, [told.case_id], Action.BRING_BACK)
    yield lambda: review.open_case(instance, anna, told.case_id)
    yield lambda: assignment.assign(instance, anna, told.case_id, rita)
    yield lambda: entered(instance, staff, told.case_id)
    yield lambda: review.reply(instance, anna, told.case_id, "Thank you.")
    yield lambda: mailbox.add_message(instance, source, "Thank you too.")
    yield lambda: review.open_case(instance, anna, told.case_id)
    yield lambda: holding.close(instance, anna, told.case_id, "Nothing more to do.")
    yield lambda: mailbox.add_message(instance, source, "One thing more.")
    yield lambda: assignment.take_back(instance, anna, told.case_id, rita)
    yield lambda: retain.rotate(instance, pause=0)
    yield lambda: mailbox.withdraw(instance, source)
    yield lambda: mailbox.undo_withdrawal(instance, source)
    yield lambda: mailbox.withdraw(instance, source)
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "read", lambda: later)
    yield lambda: retain.destroy_due(instance)
    yield testify


def test_after_every_deed_the_list_says_what_a_list_made_anew_says(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    testify()
    looks = [{}, {"state": "spam"}, {"news": "1"}, {"who": NOBODY}, {"code": "tor_beating"}, {"words": "twice"}]

    def listed() -> list[object]:
        members = [staff.keyring(instance, name) for name in ("anna", "rita")]
        return [queue.queue(instance, one, Filter.read(asked)) for one in members for asked in looks]

    seen = []
    for deed in deeds(instance, staff, testify, visit, monkeypatch):
        listed()
        deed()
        seen.append(listed())
        forget(instance)
        assert listed() == seen[-1]
    assert sum(before != after for before, after in pairwise(seen)) > len(seen) / 2


def test_a_withdrawal_takes_the_segment_with_it_in_one_step(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    """A thief who later gets every member's keys and the outer key of that day finds no copy of what a list said."""
    told = testify()
    entered(instance, staff, told.case_id)
    assert found(instance, staff, words="twice") == [told.case_id]
    bucket = segments.bucket_of(told.case_id)
    before = [one for one in kept(instance) if one.bucket == bucket]
    assert before
    mailbox.withdraw(instance, visit(told.codename))
    with instance.database.reading() as uow:
        assert uow.segments.count(bucket=bucket) == 0
    for path in instance.settings.home.glob("holas.sqlite*"):
        assert all(one.sealed[:64] not in path.read_bytes() for one in before), path
    assert found(instance, staff, words="twice") == []


def test_an_old_segment_put_back_shows_no_withdrawn_case_and_opens_not_at_all_after_the_night(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    entered(instance, staff, told.case_id)
    found(instance, staff)
    old = [one for one in kept(instance) if one.bucket == segments.bucket_of(told.case_id)]
    mailbox.withdraw(instance, visit(told.codename))

    def put_back(uow: UnitOfWork) -> None:
        for one in old:
            uow.segments.delete(holder=one.holder, bucket=one.bucket)
            uow.segments.add(one)

    transact(instance.database, put_back)
    assert queue.queue(instance, staff.keyring(instance, "anna"), Filter.read({"words": "twice"})).items == ()
    retain.rotate(instance, pause=0)
    assert kept(instance) == []
    transact(instance.database, put_back)
    assert found(instance, staff) == []


def test_a_segment_opens_for_its_holder_in_its_place_only(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify().case_id
    found(instance, staff)
    bucket = segments.bucket_of(told)
    other = next(one for one in segments.BUCKETS if one != bucket)

    def move(uow: UnitOfWork) -> None:
        for holder in {one.holder for one in kept(instance)}:
            full = uow.segments.get(holder, bucket)
            assert full is not None
            uow.segments.change(holder, other, sealed=full.sealed)

    transact(instance.database, move)
    assert found(instance, staff) == [told]
    (mine,) = [one for one in kept(instance) if one.bucket == bucket and one.holder.startswith("role:intake")]
    with pytest.raises(crypto.NoMatchingKey):
        segments.open_rows(instance.grant_keys, crypto.generate_key(), mine, words=False)


def test_what_changes_while_a_segment_is_built_is_not_lost(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify().case_id
    seal = segments.seal

    def slow(*given: object) -> Segment:
        monkeypatch.setattr(segments, "seal", seal)
        holding.close(instance, staff.keyring(instance, "anna"), told, "Nothing more to do.")
        return seal(*given)  # type: ignore[arg-type]

    review.reply(instance, staff.keyring(instance, "anna"), told, "Thank you.")
    monkeypatch.setattr(segments, "seal", slow)
    found(instance, staff)
    assert found(instance, staff, state="closed") == [told]


def test_what_is_too_much_for_one_look_stands_in_the_list_and_is_opened_in_later_ones(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {testify(urgent="1").case_id for _ in range(5)}
    monkeypatch.setattr(desk, "REWRAPPED_AT_ONCE", 2)
    anna = staff.keyring(instance, "anna")
    unopened = []
    for _ in range(4):
        look = finding.find(instance, anna, Filter())
        assert set(look.ids) == told
        unopened.append(look.unopened)
    assert unopened == [3, 1, 0, 0]
    forget(instance)
    monkeypatch.setattr(finding, "KEPT_AT_ONCE", 3)
    assert [finding.find(instance, anna, Filter()).unopened for _ in range(3)] == [2, 0, 0]


def test_only_what_the_source_wrote_is_news(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    review.open_case(instance, anna, told.case_id)
    review.reply(instance, anna, told.case_id, "Thank you.")
    assert found(instance, staff, news="1") == []
    mailbox.add_message(instance, visit(told.codename), "They came again.")
    mailbox.add_message(instance, visit(told.codename), "And again.")
    assert found(instance, staff, news="1") == [told.case_id]
    (item,) = queue.queue(instance, anna).items
    assert item.news == 2
    review.open_case(instance, anna, told.case_id)
    assert found(instance, staff, news="1") == []


def test_a_piece_that_does_not_open_is_news_and_without_the_key_there_is_none(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    mailbox.add_message(instance, visit(told.codename), "They came again.")
    with instance.database.writing() as uow:
        piece = uow.documents.find(case_id=told.case_id, number=2)[0]
        uow.documents.change(piece.id, sealed_header=b"something else")
        uow.commit()
    with instance.database.reading() as uow:
        assert news.unseen(uow, instance, anna, told.case_id, 1, 2) == 1
        assert news.unseen(uow, instance, anna, told.case_id, 2, 2) == 0
        assert news.unseen(uow, instance, staff.keyring(instance, "rita"), told.case_id, 1, 2) == 0


def test_an_entry_that_does_not_open_counts_as_none_and_is_mended_when_the_case_is_opened(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told, anna = testify().case_id, staff.keyring(instance, "anna")
    entered(instance, staff, told)
    for broken in (b"something else", None):
        with instance.database.writing() as uow:
            uow.cards.change(told, entry=broken)
            uow.segments.delete(bucket=segments.BUCKETS)
            uow.commit()
        assert found(instance, staff, words="twice") == []
        assert [item.entry for item in queue.queue(instance, anna).items] == [None]
        review.open_case(instance, anna, told)
        assert found(instance, staff, words="twice") == [told]


def test_whoever_holds_the_case_without_its_card_writes_no_entry(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told, anna = testify().case_id, staff.keyring(instance, "anna")
    with instance.database.writing() as uow:
        before = uow.cards.get(told)
        uow.grants.delete(case_id=told, kind=GrantKind.CARD)
        uow.commit()
    review.open_case(instance, anna, told)
    with instance.database.reading() as uow:
        assert uow.cards.get(told) == before
        with pytest.raises(NoKey):
            card_key(uow, instance, anna, told)


def test_entries_have_one_size_whatever_they_say(instance: Instance, staff: Staff, testify: Testify) -> None:
    untouched, told = testify().case_id, testify().case_id
    entered(instance, staff, told)
    with instance.database.reading() as uow:
        sizes = {len(card.entry or b"") for card in uow.cards.find(case_id=[untouched, told])}
    assert len(sizes) == 1
    assert sizes.pop() > entries.MINIMUM


def test_a_holder_of_a_few_cases_keeps_no_segments(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "SMALL", 2)
    told = {testify().case_id for _ in range(2)}
    for _ in range(2):
        assert set(found(instance, staff)) == told
    with instance.database.reading() as uow:
        assert uow.segments.count() == 0
    told.add(testify().case_id)
    for _ in range(2):
        assert set(found(instance, staff)) == told
    assert {one.holder for one in kept(instance)} == {"role:intake:1"}


def test_what_another_look_kept_already_is_kept_once(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify().case_id, staff.keyring(instance, "anna")
    opened = [desk.Desk(CardOpener(instance.grant_keys, anna)) for _ in range(2)]
    with instance.database.reading() as uow:
        for one in opened:
            one.open(uow, list(desk.held_by(uow, anna).values()))
    for one in opened:
        desk.keep(instance, one.kept)
    with instance.database.reading() as uow:
        (grant,) = uow.grants.find(case_id=told, kind=GrantKind.CARD)
    assert grant == opened[0].kept[0][1]
