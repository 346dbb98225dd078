"""Who may learn which part of who a source is, and for what: only what was asked for, only what the source allows."""

from dataclasses import replace

import pytest

from intake.domain.consent import Use
from intake.domain.custody import NAMING, NEEDS, REACHING, Offer, Purpose, Want, offer, part, together, wants
from intake.domain.identity import Identity

ALESIA = Identity("Alesia Invented", "signal", "+1 202 555 0143", "after seven", "linden", shared=True, now=True)
ALL = dict.fromkeys(Use, True)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_is_open_only_while_all_that_it_needs_is_on(purpose: Purpose) -> None:
    assert offer(purpose, ALL, urgent=True).open
    assert offer(purpose, ALL, urgent=False).open == (purpose is not Purpose.DANGER)
    for use in Use:
        offered = offer(purpose, {**ALL, use: False}, urgent=True)
        assert offered.missing == ((use,) if use in NEEDS[purpose] else ())
        assert offered.open == (use not in NEEDS[purpose])
    assert Use.READ in offer(purpose, dict.fromkeys(Use, False), urgent=True).missing


def test_what_is_missing_is_told_in_the_order_of_the_form() -> None:
    off = dict.fromkeys(Use, False)
    assert offer(Purpose.MEDIA, off, urgent=False) == Offer(Purpose.MEDIA, (Use.READ, Use.NAMED, Use.MEDIA))
    assert offer(Purpose.DANGER, ALL, urgent=False) == Offer(Purpose.DANGER, (), calm=True)


@pytest.mark.parametrize(("purpose", "want"), [(purpose, want) for purpose in Purpose for want in wants(purpose)])
def test_only_what_was_asked_for_is_released(purpose: Purpose, want: Want) -> None:
    given = part(ALESIA, purpose, want)
    assert given.name == ("" if want is Want.CONTACT else "Alesia Invented")
    reached = (given.channel, given.address, given.hours, given.word, given.shared)
    whole = ("signal", "+1 202 555 0143", "after seven", "linden", True)
    assert reached == (("", "", "", "", False) if want is Want.NAME else whole)
    assert not given.now


def test_each_purpose_is_about_what_it_is_for() -> None:
    for purpose in Purpose:
        assert wants(purpose)[0] is (Want.NAME if purpose in NAMING else Want.CONTACT)
        assert (Want.NAME in wants(purpose)) == (purpose not in REACHING)


@pytest.mark.parametrize("nowhere", [replace(ALESIA, channel=""), replace(ALESIA, address="")])
def test_an_address_without_a_way_that_the_source_chose_is_used_for_nothing(nowhere: Identity) -> None:
    assert part(nowhere, Purpose.UN, Want.BOTH) == Identity(name="Alesia Invented")
    assert part(nowhere, Purpose.UN, Want.CONTACT).is_empty
    for purpose in REACHING:
        assert part(nowhere, purpose, Want.BOTH) == Identity()


def test_what_was_released_in_parts_is_used_together() -> None:
    name, contact = (part(ALESIA, Purpose.UN, want) for want in (Want.NAME, Want.CONTACT))
    assert together([name, contact]) == together([contact, name]) == part(ALESIA, Purpose.UN, Want.BOTH)
    assert together([]) == Identity()
