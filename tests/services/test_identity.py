"""Who a source is: for custodians, for the circle where a source in danger asks, and for nobody else."""

from dataclasses import replace

import pytest

import crypto
from crypto import SourceKeys
from intake import clock
from intake.domain.entities import Grant, GrantKind, SealedIdentity
from intake.domain.identity import CONTACT_TEXTS, LONGEST, Identity
from intake.services import assignment, grants, identities, identity, mailbox, places, record, retain, review
from intake.services.errors import CodenameInText, NoKey, NotFound, RolledBack, Withdrawn
from intake.services.grant_keys import NoGrantKey
from intake.services.identities import Openers
from intake.services.instance import Instance
from intake.services.membership import load_membership
from intake.services.verify import verify
from tests.plugins.custody import kept
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Visiting

ALESIA = Identity.from_fields(CONTACT)
AT_ONCE = {**CONTACT, "contact_now": "1"}
NOBODY_ELSE = ["anna", "rita", "alena", "ilona", "adam"]


def stored(instance: Instance, case_id: str) -> tuple[SealedIdentity, list[Grant]]:
    with instance.database.reading() as uow:
        row = uow.identities.get(case_id)
        assert row is not None
        return row, uow.grants.find(case_id=case_id, kind=GrantKind.IDENTITY, order="holder")


def put(instance: Instance, row: SealedIdentity, held: list[Grant]) -> None:
    """Write these rows as somebody who holds the database and nothing else."""
    with instance.database.writing() as uow:
        uow.identities.delete(case_id=row.case_id)
        uow.grants.delete(case_id=row.case_id, kind=GrantKind.IDENTITY)
        uow.identities.add(row)
        for grant in held:
            uow.grants.add(grant)
        uow.commit()


def test_custodians_open_what_was_given(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(**CONTACT)
    assert kept(instance, staff, told.case_id) == ALESIA
    assert kept(instance, staff, told.case_id, "kosta") == ALESIA
    with pytest.raises(NoKey):
        kept(instance, staff, "0" * 32)


@pytest.mark.parametrize("username", NOBODY_ELSE)
@pytest.mark.parametrize("urgent", ["", "1"])
def test_nobody_else_has_a_key(instance: Instance, staff: Staff, testify: Testify, username: str, urgent: str) -> None:
    told = testify(**CONTACT, urgent=urgent)
    keyring = staff.keyring(instance, username)
    with pytest.raises(NoKey):
        kept(instance, staff, told.case_id, username)
    with pytest.raises(NoKey):
        identity.open_at_once(instance, keyring, told.case_id)
    assert not identity.is_for_circle(instance, keyring, told.case_id)
    row, held = stored(instance, told.case_id)
    for private in [keyring.identity.private, *keyring.role_keys.values()]:
        for grant in held:
            try:
                key = grants.open_grant(instance.grant_keys, grant, private)
            except crypto.CryptoError:
                continue
            assert key == identities.NOTHING, "an urgent case's grant to the circle, which opens nothing"
            with pytest.raises(crypto.CryptoError):
                crypto.decrypt(key, row.sealed, places.identity(told.case_id))


def test_an_assigned_reviewer_sees_nothing_even_of_a_case_that_shows_it_at_once(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told = testify(**AT_ONCE)
    rita = staff.keyring(instance, "rita")
    assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, rita.person.id)
    assert review.open_case(instance, rita, told.case_id).urgent
    assert not identity.is_for_circle(instance, rita, told.case_id)
    with pytest.raises(NoKey):
        identity.open_at_once(instance, rita, told.case_id)


def test_the_case_key_opens_nothing_of_it(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(**AT_ONCE)
    anna = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        (grant,) = uow.grants.find(case_id=told.case_id, kind=GrantKind.CASE)
    case_key = crypto.PrivateKey(grants.open_grant(instance.grant_keys, grant, anna.role_private("intake", 1)))
    for held in stored(instance, told.case_id)[1]:
        with pytest.raises(crypto.CryptoError):
            grants.open_grant(instance.grant_keys, held, case_key)


@pytest.mark.parametrize(("fields", "holder"), [({}, "intake"), ({"age_band": "under_18"}, "children")])
def test_a_source_in_danger_may_show_it_to_the_circle(
    instance: Instance, staff: Staff, testify: Testify, fields: dict[str, str], holder: str
) -> None:
    told = testify(**AT_ONCE, **fields)
    anna = staff.keyring(instance, "anna")
    assert identity.is_for_circle(instance, anna, told.case_id)
    assert identity.open_at_once(instance, anna, told.case_id) == replace(ALESIA, now=True)
    assert review.open_case(instance, anna, told.case_id).urgent, "the wish is a mark of urgency"
    _row, held = stored(instance, told.case_id)
    assert {grant.holder for grant in held} == {"role:custodian:1", f"role:{holder}:1"}


def test_a_wish_without_anything_to_show_is_none(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(contact_now="1")
    assert not review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).urgent
    assert kept(instance, staff, told.case_id).is_empty


def test_the_rows_say_nothing_to_a_thief(instance: Instance, testify: Testify) -> None:
    """The same rows of the same sizes: for nothing, for the longest of everything, for a wish to be reached at once."""
    longest = dict.fromkeys(CONTACT_TEXTS, "🌿" * 400) | {"contact_now": "1"}
    escaped = dict.fromkeys(CONTACT_TEXTS, "\x00" * 400)
    shapes = set()
    for fields in ({}, CONTACT, AT_ONCE, longest, escaped):
        row, held = stored(instance, testify(**fields, urgent="1").case_id)
        lengths = [(grant.holder, len(grant.sealed), grant.withdrawn) for grant in held]
        shapes.add((len(row.sealed), len(row.count), *lengths))
    assert len(shapes) == 1
    row, held = stored(instance, testify().case_id)
    assert [grant.holder for grant in held] == ["role:custodian:1"]
    assert len(row.sealed) == next(iter(shapes))[0]
    assert set(LONGEST) < set(Identity.__dataclass_fields__)


def test_every_opening_is_on_the_record(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(**AT_ONCE)
    anna = staff.keyring(instance, "anna")
    identity.is_for_circle(instance, anna, told.case_id)
    identity.open_at_once(instance, anna, told.case_id)
    kept(instance, staff, told.case_id)
    kept(instance, staff, told.case_id)
    with instance.database.reading() as uow:
        deeds = record.entries(uow, anna)
        tags = {entry.tag for entry in uow.records.find()}
    assert [(one.action, one.member, one.subject) for one in reversed(deeds)] == [
        ("open-contact", "anna", told.case_id),
        ("open-identity", "kira", told.case_id),
        ("open-identity", "kira", told.case_id),
    ]
    assert len(tags) == 3, "that it was the same identity is not to be seen"


def test_the_source_changes_it_and_forgets_it(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify(**CONTACT)
    visited = visit(told.codename)
    identity.replace(instance, visited, Identity(name="Alesia", channel="email", address="a@example.org"))
    assert kept(instance, staff, told.case_id).address == "a@example.org"
    held = stored(instance, told.case_id)[1]
    assert [grant.holder for grant in held] == ["role:custodian:1"], "that it was changed is not to be seen"
    identity.replace(instance, visited, Identity())
    assert kept(instance, staff, told.case_id).is_empty
    assert verify(instance, grace=0).clean


def test_the_codename_does_not_read_it_back(instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify(**AT_ONCE)
    keys = visit(told.codename).keys
    row, held = stored(instance, told.case_id)
    assert identities.count(row, keys) == 1
    for grant in held:
        with pytest.raises(crypto.CryptoError):
            grants.open_grant(instance.grant_keys, grant, keys.mailbox)
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(keys.state_key, row.sealed, places.identity(told.case_id))


def test_asking_later_to_be_reached_at_once_makes_the_case_urgent(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    anna = staff.keyring(instance, "anna")
    identity.replace(instance, visit(told.codename), replace(ALESIA, now=True))
    assert review.open_case(instance, anna, told.case_id).urgent
    assert identity.open_at_once(instance, anna, told.case_id).word == "linden"
    identity.replace(instance, visit(told.codename), ALESIA)
    assert not identity.is_for_circle(instance, anna, told.case_id)
    assert len(stored(instance, told.case_id)[1]) == 2, "an urgent case keeps its second grant, which opens nothing"


def test_a_case_granted_to_single_members_only_has_no_circle(
    instance: Instance, testify: Testify, visit: Visiting
) -> None:
    told = testify(urgent="1")
    with instance.database.writing() as uow:
        uow.grants.delete(case_id=told.case_id, kind=GrantKind.CASE)
        uow.commit()
    identity.replace(instance, visit(told.codename), ALESIA)
    assert [grant.holder for grant in stored(instance, told.case_id)[1]] == ["role:custodian:1"]


def test_a_codename_in_it_is_caught(instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    with pytest.raises(CodenameInText):
        identity.replace(instance, visit(told.codename), Identity(word=told.codename))


def test_withdrawal_closes_it_undoing_opens_it_and_destruction_takes_it(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify(**AT_ONCE)
    anna, kira = staff.keyring(instance, "anna"), staff.keyring(instance, "kira")
    day = mailbox.withdraw(instance, visit(told.codename))
    with pytest.raises(Withdrawn):
        identity.open_at_once(instance, anna, told.case_id)
    with pytest.raises(crypto.CryptoError):
        kept(instance, staff, told.case_id)
    with pytest.raises(Withdrawn):
        identity.replace(instance, visit(told.codename), ALESIA)
    for grant in stored(instance, told.case_id)[1]:
        private = kira.role_private("custodian", 1) if "custodian" in grant.holder else anna.role_private("intake", 1)
        with pytest.raises(crypto.CryptoError):
            grants.open_grant(instance.grant_keys, replace(grant, withdrawn=False), private)
    mailbox.undo_withdrawal(instance, visit(told.codename))
    assert identity.open_at_once(instance, anna, told.case_id).name == "Alesia Invented"
    mailbox.withdraw(instance, visit(told.codename))
    monkeypatch.setattr(clock, "today", lambda: day)
    assert retain.destroy_due(instance) == 1
    with instance.database.reading() as uow:
        assert (uow.identities.count(case_id=told.case_id), uow.grants.count(case_id=told.case_id)) == (0, 0)


def test_a_visit_to_a_case_that_is_gone_changes_nothing(instance: Instance, testify: Testify, visit: Visiting) -> None:
    visited = visit(testify().codename)
    with instance.database.writing() as uow:
        uow.cases.delete(id=visited.case_id)
        uow.commit()
    with pytest.raises(Withdrawn):
        identity.replace(instance, visited, ALESIA)


def test_a_case_from_before_has_none_until_its_source_gives_one(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    with instance.database.writing() as uow:
        uow.identities.delete(case_id=told.case_id)
        uow.grants.delete(case_id=told.case_id, kind=GrantKind.IDENTITY)
        uow.commit()
    assert verify(instance, grace=0).clean
    review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    assert not identity.is_for_circle(instance, staff.keyring(instance, "anna"), told.case_id)
    with pytest.raises(NoKey):
        kept(instance, staff, told.case_id)
    identity.replace(instance, visit(told.codename), ALESIA)
    assert kept(instance, staff, told.case_id) == ALESIA


@pytest.mark.parametrize("what", ["row", "grants", "both"])
def test_an_identity_swapped_between_cases_is_refused(
    instance: Instance, staff: Staff, testify: Testify, what: str
) -> None:
    mine, theirs = testify(**AT_ONCE), testify(contact_name="Barys Invented", urgent="1")
    row, held = stored(instance, mine.case_id)
    other, others = stored(instance, theirs.case_id)
    put(
        instance,
        replace(other, case_id=mine.case_id) if what != "grants" else row,
        [replace(grant, case_id=mine.case_id) for grant in others] if what != "row" else held,
    )
    with pytest.raises(crypto.CryptoError):
        kept(instance, staff, mine.case_id)
    with pytest.raises(crypto.CryptoError):
        identity.open_at_once(instance, staff.keyring(instance, "anna"), mine.case_id)


def forged(instance: Instance, case_id: str, writer: SourceKeys, shown: Identity) -> identities.Rows:
    with instance.database.reading() as uow:
        openers = Openers(load_membership(uow, instance.settings), "intake")
    return identities.seal(instance.grant_keys, openers, writer, case_id, shown)


def test_an_identity_forged_in_the_database_is_refused(instance: Instance, staff: Staff, testify: Testify) -> None:
    """Anyone can seal to the open keys of the roles; only the source can sign."""
    told = testify(**AT_ONCE)
    made = forged(instance, told.case_id, SourceKeys(b"a forger's own thirty-two bytes!"), replace(ALESIA, now=True))
    put(instance, made.row, list(made.grants))
    with pytest.raises(crypto.Tampered):
        kept(instance, staff, told.case_id)
    with pytest.raises(crypto.Tampered):
        identity.open_at_once(instance, staff.keyring(instance, "anna"), told.case_id)


def test_a_signing_key_exchanged_with_the_identity_is_refused(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    """The case id certifies the source's key, so a forger cannot put another beside the case."""
    told = testify(**CONTACT)
    writer = SourceKeys(b"a forger's own thirty-two bytes!")
    made = forged(instance, told.case_id, writer, ALESIA)
    put(instance, made.row, list(made.grants))
    with instance.database.writing() as uow:
        uow.case_keys.change(told.case_id, source_key=writer.signing.public)
        uow.commit()
    with pytest.raises(crypto.Tampered):
        kept(instance, staff, told.case_id)


def test_a_key_given_to_the_circle_against_the_wish_opens_nothing(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    """A custodian who writes the database could pass the key on; the source's signed word is asked too."""
    told = testify(**CONTACT, urgent="1")
    row, held = stored(instance, told.case_id)
    kira = staff.keyring(instance, "kira")
    key = grants.open_grant(instance.grant_keys, held[0], kira.role_private("custodian", 1))
    circle = kira.membership.role_key("intake")
    passed = grants.seal_grant(instance.grant_keys, told.case_id, GrantKind.IDENTITY, "role:intake:1", circle.key, key)
    put(instance, row, [held[0], passed])
    with pytest.raises(crypto.Tampered):
        identity.open_at_once(instance, staff.keyring(instance, "anna"), told.case_id)


def test_an_older_identity_put_back_is_refused_once_the_newer_was_opened(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify(**CONTACT)
    older = stored(instance, told.case_id)
    for address in ("one@example.org", "two@example.org"):
        identity.replace(instance, visit(told.codename), replace(ALESIA, address=address))
    kept(instance, staff, told.case_id)
    put(instance, *older)
    with pytest.raises(RolledBack):
        kept(instance, staff, told.case_id)


def test_an_older_identity_put_back_after_the_night_opens_for_nobody(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify(**CONTACT)
    older = stored(instance, told.case_id)
    identity.replace(instance, visit(told.codename), Identity())
    retain.rotate(instance, pause=0)
    assert kept(instance, staff, told.case_id).is_empty, "the newest opens under the new outer key"
    put(instance, *older)
    with pytest.raises(NoGrantKey):
        kept(instance, staff, told.case_id)


@pytest.mark.parametrize("lost", ["row", "grants"])
def test_verify_misses_half_an_identity(instance: Instance, staff: Staff, testify: Testify, lost: str) -> None:
    told = testify(**CONTACT)
    with instance.database.writing() as uow:
        if lost == "row":
            uow.identities.delete(case_id=told.case_id)
        else:
            uow.grants.delete(case_id=told.case_id, kind=GrantKind.IDENTITY)
        uow.commit()
    (problem,) = verify(instance, grace=0).problems
    assert told.case_id in problem
    with pytest.raises(NotFound if lost == "row" else NoKey):
        kept(instance, staff, told.case_id)


def test_a_signed_body_that_says_nothing_valid_is_refused(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify()
    monkeypatch.setattr(Identity, "to_json", lambda _self: b"{}")
    identity.replace(instance, visit(told.codename), ALESIA)
    with pytest.raises(crypto.Tampered):
        kept(instance, staff, told.case_id)
