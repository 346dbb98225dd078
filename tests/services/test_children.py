"""About someone under 18: only protection is open until one of the children's team decides with the child."""

import pytest

import crypto
from crypto import Identity, PublicKey, SigningKey
from intake.domain.consent import Opening, Statement, Use
from intake.services import children, consents, review, switches
from intake.services.errors import CodenameInText, ConsentMissing, NotAllowedNow, NotVouched, RolledBack, TooMuch
from intake.services.instance import Instance, transact
from intake.services.membership import load_membership
from intake.services.ports import UnitOfWork
from tests.plugins.drawing import Countable, countable
from tests.plugins.instances import Staff
from tests.plugins.releases import recode
from tests.plugins.sources import Testify, Told, Visiting

EVERYTHING = {f"consent_{use}": "y" for use in Use}


@pytest.fixture
def child(testify: Testify) -> Told:
    """Someone under 18 who would allow everything."""
    return testify(age_band="under_18", **EVERYTHING)


def allowed(instance: Instance, staff: Staff, told: Told) -> set[Use]:
    view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
    return {use for use, on in view.consents.items() if on}


def test_nothing_but_protection_is_open_at_first(instance: Instance, staff: Staff, child: Told) -> None:
    assert allowed(instance, staff, child) == {Use.READ}
    view = review.open_case(instance, staff.keyring(instance, "boris"), child.case_id)
    assert set(view.standing.waiting) == set(Use) - {Use.READ}
    review.reply(instance, staff.keyring(instance, "anna"), child.case_id, "We are here for you.")


def test_what_is_decided_with_the_child_is_open(instance: Instance, staff: Staff, child: Told) -> None:
    anna = staff.keyring(instance, "anna")
    children.decide(instance, anna, child.case_id, {Use.UN, Use.QUOTE}, "We spoke twice; it was the child's idea.")
    view = review.open_case(instance, staff.keyring(instance, "boris"), child.case_id)
    assert {use for use, on in view.consents.items() if on} == {Use.READ, Use.UN, Use.QUOTE}
    assert view.standing.note == "We spoke twice; it was the child's idea."
    children.decide(instance, anna, child.case_id, {Use.UN}, "The child thought again.")
    assert allowed(instance, staff, child) == {Use.READ, Use.UN}


def test_the_childs_later_word_is_heard(instance: Instance, staff: Staff, child: Told, visit: Visiting) -> None:
    anna = staff.keyring(instance, "anna")
    children.decide(instance, anna, child.case_id, {Use.UN, Use.QUOTE}, "We spoke.")
    switches.change(instance, visit(child.codename), {Use.UN: False})
    assert allowed(instance, staff, child) == {Use.READ, Use.QUOTE}
    switches.change(instance, visit(child.codename), {Use.READ: False})
    with pytest.raises(ConsentMissing):
        allowed(instance, staff, child)
    with pytest.raises(ConsentMissing):
        children.decide(instance, anna, child.case_id, set(Use), "over the child's head")


def test_a_child_is_counted_only_when_it_was_decided(instance: Instance, staff: Staff, child: Told) -> None:
    recode(instance, staff, child.case_id, ["tor_beating"], revision=0)
    assert countable(instance, staff) == Countable({})
    children.decide(instance, staff.keyring(instance, "anna"), child.case_id, {Use.STATISTICS}, "We spoke.")
    (told,) = [record.own.values for record in countable(instance, staff).records.values()]
    assert told["codes"] == ("tor_beating",)
    assert not {"months", "groups", "stages"} & told.keys()
    children.decide(instance, staff.keyring(instance, "boris"), child.case_id, set(), "The child thought again.")
    assert countable(instance, staff) == Countable({})


def test_a_decision_cannot_open_what_the_child_does_not_want(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told = testify(age_band="under_18")
    children.decide(instance, staff.keyring(instance, "anna"), told.case_id, set(Use), "We spoke.")
    assert allowed(instance, staff, told) == {Use.READ}


def test_who_is_not_of_the_team_cannot_decide(instance: Instance, staff: Staff, child: Told) -> None:
    for who in ("rita", "alena", "adam"):
        with pytest.raises(NotVouched):
            children.decide(instance, staff.keyring(instance, who), child.case_id, {Use.UN}, "I say so.")


def test_there_is_nothing_to_decide_about_an_adult(instance: Instance, staff: Staff, testify: Testify) -> None:
    with pytest.raises(NotAllowedNow):
        children.decide(instance, staff.keyring(instance, "anna"), testify().case_id, {Use.UN}, "We spoke.")


def test_a_note_is_short_and_holds_no_codename(instance: Instance, staff: Staff, child: Told) -> None:
    anna = staff.keyring(instance, "anna")
    with pytest.raises(CodenameInText):
        children.decide(instance, anna, child.case_id, {Use.UN}, f"Their words: {child.codename}")
    with pytest.raises(TooMuch):
        children.decide(instance, anna, child.case_id, {Use.UN}, "й" * 501)
    children.decide(instance, anna, child.case_id, {Use.UN}, "й" * 500)
    with instance.database.reading() as uow:
        sizes = {
            number: {one.holder: len(one.sealed) for one in uow.consents.find(case_id=child.case_id, number=number)}
            for number in (1, 2)
        }
    assert sizes[1] == sizes[2], "no size tells a decision from a switch"


def put(instance: Instance, told: Told, number: int, opens: set[Use], signer: SigningKey) -> None:
    """Add an opening of somebody's own, as who can write the database could."""

    def work(uow: UnitOfWork) -> None:
        membership = load_membership(uow, instance.settings)
        keys = uow.case_keys.get(told.case_id)
        assert keys is not None
        opening = Opening(number, frozenset(opens), "forged")
        key = PublicKey(keys.public_key)
        for copy in consents.seal_statement(opening, told.case_id, key, signer, membership):
            uow.consents.add(copy)

    transact(instance.database, work)


@pytest.mark.parametrize("forger", ["stranger", "rita", "alena", "source"])
def test_an_opening_that_the_team_did_not_sign_is_refused_by_every_checker(
    instance: Instance, staff: Staff, child: Told, visit: Visiting, forger: str
) -> None:
    recode(instance, staff, child.case_id, ["tor_beating"], revision=0)
    signers = {
        "stranger": lambda: Identity.generate().signing,
        "source": lambda: visit(child.codename).keys.signing,
    }
    signer = signers.get(forger, lambda: staff.keyring(instance, forger).identity.signing)()
    put(instance, child, 2, {Use.STATISTICS, Use.MEDIA}, signer)
    with pytest.raises(crypto.Tampered):
        allowed(instance, staff, child)
    assert countable(instance, staff) == Countable({}, 1)


def test_the_same_opening_by_the_team_is_believed(instance: Instance, staff: Staff, child: Told) -> None:
    """The forgeries differ from this in the signer only."""
    recode(instance, staff, child.case_id, ["tor_beating"], revision=0)
    put(instance, child, 2, {Use.STATISTICS, Use.MEDIA}, staff.keyring(instance, "boris").identity.signing)
    assert allowed(instance, staff, child) == {Use.READ, Use.STATISTICS, Use.MEDIA}
    assert list(countable(instance, staff).records) == [child.case_id]


def test_a_member_of_the_team_cannot_speak_for_the_source(instance: Instance, staff: Staff, child: Told) -> None:
    anna = staff.keyring(instance, "anna")

    def work(uow: UnitOfWork) -> None:
        keys = uow.case_keys.get(child.case_id)
        assert keys is not None
        statement = Statement(2, {Use.MEDIA: True})
        key = PublicKey(keys.public_key)
        for copy in consents.seal_statement(statement, child.case_id, key, anna.identity.signing, anna.membership):
            uow.consents.add(copy)

    transact(instance.database, work)
    with pytest.raises(crypto.Tampered):
        allowed(instance, staff, child)


def test_a_decision_that_is_dropped_is_missed(instance: Instance, staff: Staff, child: Told) -> None:
    anna = staff.keyring(instance, "anna")
    children.decide(instance, anna, child.case_id, {Use.UN}, "We spoke.")
    children.decide(instance, anna, child.case_id, set(), "The child thought again.")
    transact(instance.database, lambda uow: uow.consents.delete(case_id=child.case_id, number=3))
    with pytest.raises(RolledBack):
        allowed(instance, staff, child)


def test_a_case_told_in_the_first_format_stays_a_childs(
    instance: Instance, staff: Staff, child: Told, visit: Visiting
) -> None:
    """Statements did not say who is under 18 then; that the children's team holds the case does."""
    entered = visit(child.codename)
    membership = staff.keyring(instance, "anna").membership
    first = Statement(1, {Use.READ: True}, "1", entered.case_key.raw.hex(), format=1)

    def work(uow: UnitOfWork) -> None:
        uow.consents.delete(case_id=child.case_id)
        for copy in consents.seal_statement(first, child.case_id, entered.case_key, entered.keys.signing, membership):
            uow.consents.add(copy)

    transact(instance.database, work)
    switches.change(instance, entered, {Use.MEDIA: True, Use.STATISTICS: True})
    assert allowed(instance, staff, child) == {Use.READ}
