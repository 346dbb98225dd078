"""The register of named suspects: apart from everything that is counted or listed, with grants of its own."""

from dataclasses import replace

import pytest

import crypto
from intake import clock
from intake.domain.coding import Act, Coding
from intake.domain.documents import Kind
from intake.domain.entities import GrantKind
from intake.domain.suspects import BadNaming, Naming
from intake.services import (
    apart,
    assignment,
    casefile,
    documents,
    links,
    mailbox,
    papers,
    places,
    record,
    retain,
    review,
    suspects,
)
from intake.services.code import save_coding
from intake.services.errors import CodenameInText, NoKey, NotFound, NotVouched
from intake.services.grants import open_grant, role_holder
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.papers import PaperKind, Said
from intake.services.suspects import Contribution
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting

NAME = "Шышкоўскі-Выдуманы"
NAMING = Naming("", NAME, "head of the shift", "omon_minsk", "major", "minsk_okrestina_cip", "tall, hoarse")


@pytest.fixture
def anna(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "anna")


@pytest.fixture
def rita(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "rita")


def _all(instance: Instance, keyring: Keyring, typed: str = "") -> list[Contribution]:
    return [one for group in suspects.register(instance, keyring, typed) for one in group.told]


def test_the_circle_reads_what_one_of_it_added(
    instance: Instance, staff: Staff, anna: Keyring, testify: Testify
) -> None:
    told = testify()
    suspect_id = suspects.add(instance, anna, told.case_id, NAMING)
    (group,) = suspects.register(instance, staff.keyring(instance, "boris"))
    (one,) = group.told
    assert (group.suspect, one.case_id, one.writer, one.opens, one.members) == (
        suspect_id,
        told.case_id,
        "anna",
        True,
        (),
    )
    assert one.naming == replace(NAMING, suspect=suspect_id)
    assert suspects.named_in(instance, anna, told.case_id) == (one,)
    assert suspects.contribution(instance, anna, one.paper) == one
    assert suspects.suspect(instance, anna, suspect_id) == group


@pytest.mark.parametrize("who", ["rita", "kira", "alena", "ilona", "adam"])
def test_nobody_else_does(instance: Instance, staff: Staff, anna: Keyring, testify: Testify, who: str) -> None:
    told = testify()
    suspect_id = suspects.add(instance, anna, told.case_id, NAMING)
    keyring = staff.keyring(instance, who)
    assert suspects.register(instance, keyring) == []
    assert suspects.named_in(instance, keyring, told.case_id) == ()
    with pytest.raises(NotFound):
        suspects.suspect(instance, keyring, suspect_id)
    with pytest.raises(NoKey):
        suspects.add(instance, keyring, told.case_id, NAMING)


def test_also_who_holds_the_case_reads_it_only_once_they_are_told(
    instance: Instance, anna: Keyring, rita: Keyring, testify: Testify
) -> None:
    told = testify()
    assignment.assign(instance, anna, told.case_id, rita.person.id)
    suspects.add(instance, anna, told.case_id, NAMING)
    assert _all(instance, rita) == []
    (one,) = _all(instance, anna)
    suspects.tell(instance, anna, one.paper, rita.person.id)
    (theirs,) = _all(instance, rita)
    assert (theirs.naming, theirs.opens, theirs.members) == (one.naming, True, (rita.person,))
    assert len(_all(instance, anna)) == 1
    suspects.untell(instance, anna, one.paper, rita.person.id)
    assert _all(instance, rita) == []
    assert len(_all(instance, anna)) == 1
    with pytest.raises(NotFound):
        suspects.untell(instance, anna, one.paper, rita.person.id)


def test_who_is_told_without_holding_the_case_changes_nothing(
    instance: Instance, anna: Keyring, rita: Keyring, testify: Testify
) -> None:
    told = testify()
    suspect_id = suspects.add(instance, anna, told.case_id, NAMING, [rita.person.id])
    (one,) = _all(instance, rita)
    assert not one.opens
    for deed in (
        lambda: suspects.change(instance, rita, one.paper, replace(one.naming, name="x")),
        lambda: suspects.tell(instance, rita, one.paper, anna.person.id),
        lambda: suspects.untell(instance, rita, one.paper, rita.person.id),
        lambda: suspects.remove(instance, rita, one.paper),
    ):
        with pytest.raises(NoKey):
            deed()
    assert suspects.suspect(instance, rita, suspect_id).told == (one,)


@pytest.mark.parametrize("who", ["kira", "alena", "ilona", "adam"])
def test_only_those_who_read_cases_may_be_told(
    instance: Instance, staff: Staff, anna: Keyring, testify: Testify, who: str
) -> None:
    told, other = testify(), staff.keyring(instance, who)
    with pytest.raises(NotVouched):
        suspects.add(instance, anna, told.case_id, NAMING, [other.person.id])
    assert other.person not in suspects.may_be_told(instance, anna, told.case_id)
    assert _all(instance, anna) == []


def test_of_a_childs_case_its_team_only_is_told(
    instance: Instance, staff: Staff, anna: Keyring, rita: Keyring, testify: Testify
) -> None:
    told = testify(age_band="under_18")
    suspects.add(instance, anna, told.case_id, NAMING)
    with instance.database.reading() as uow:
        holders = {row.holder for row in uow.papers.find(case_id=told.case_id)}
    assert holders == {role_holder("children", 1)}
    (one,) = _all(instance, staff.keyring(instance, "boris"))
    with pytest.raises(NotVouched):
        suspects.tell(instance, anna, one.paper, rita.person.id)


def test_cases_are_joined_by_a_suspect_and_parted_again(instance: Instance, anna: Keyring, testify: Testify) -> None:
    first, second = testify(), testify()
    suspect_id = suspects.add(instance, anna, first.case_id, NAMING)
    assert (
        suspects.add(instance, anna, second.case_id, replace(NAMING, suspect=suspect_id, name="Major Sh."))
        == suspect_id
    )
    (group,) = suspects.register(instance, anna)
    assert {one.case_id for one in group.told} == {first.case_id, second.case_id}
    (paper,) = [one for one in group.told if one.case_id == second.case_id]
    parted = suspects.change(instance, anna, paper.paper, replace(paper.naming, suspect=""))
    assert parted != suspect_id
    assert len(suspects.register(instance, anna)) == 2
    assert suspects.change(instance, anna, paper.paper, replace(paper.naming, suspect=suspect_id)) == suspect_id
    assert len(suspects.register(instance, anna)) == 1


def test_nobody_joins_a_suspect_of_whom_they_were_not_told(
    instance: Instance, anna: Keyring, rita: Keyring, testify: Testify
) -> None:
    first, second = testify(), testify()
    hidden = suspects.add(instance, anna, first.case_id, NAMING)
    assignment.assign(instance, anna, second.case_id, rita.person.id)
    with pytest.raises(NotFound):
        suspects.add(instance, rita, second.case_id, replace(NAMING, suspect=hidden))
    suspects.add(instance, rita, second.case_id, NAMING, [rita.person.id])
    (one,) = _all(instance, rita)
    with pytest.raises(NotFound):
        suspects.change(instance, rita, one.paper, replace(one.naming, suspect=hidden))


def test_a_name_is_found_in_another_script_and_spelling(instance: Instance, anna: Keyring, testify: Testify) -> None:
    told = testify()
    suspects.add(instance, anna, told.case_id, NAMING)
    suspects.add(instance, anna, told.case_id, Naming("", "Kaval"))
    assert [one.naming.name for one in _all(instance, anna, "Shishkovsky")] == [NAME]
    assert [one.naming.name for one in _all(instance, anna, "Коваль")] == ["Kaval"]
    assert _all(instance, anna, "Петров") == []
    assert [one.naming.name for one in _all(instance, anna, "  ")] == ["Kaval", NAME]


def test_what_is_kept_is_checked(instance: Instance, anna: Keyring, testify: Testify) -> None:
    told = testify(files={"a.jpg": b"x"})
    (piece,) = review.open_case(instance, anna, told.case_id).pieces
    suspects.add(instance, anna, told.case_id, replace(NAMING, document=piece.id))
    for bad in (
        replace(NAMING, unit="no_such_unit"),
        replace(NAMING, facility="no_such_place"),
        replace(NAMING, document="d" * 32),
        replace(NAMING, name=""),
    ):
        with pytest.raises(BadNaming):
            suspects.add(instance, anna, told.case_id, bad)
    for secret in ("name", "role", "description"):
        with pytest.raises(CodenameInText):
            suspects.add(instance, anna, told.case_id, replace(NAMING, **{secret: told.codename}))
    assert len(_all(instance, anna)) == 1


def test_a_case_that_is_kept_from_somebody_keeps_its_suspects_from_them(
    instance: Instance, staff: Staff, anna: Keyring, rita: Keyring, testify: Testify
) -> None:
    told, boris, ruslan = testify(), staff.keyring(instance, "boris"), staff.keyring(instance, "ruslan")
    suspect_id = suspects.add(instance, anna, told.case_id, NAMING, [rita.person.id, ruslan.person.id])
    apart.recuse(instance, anna, testify().case_id, rita.person.id, "It names nobody.")
    apart.recuse(instance, anna, told.case_id, rita.person.id, "They know each other.")
    assert _all(instance, rita) == []
    assert len(_all(instance, boris)) == len(_all(instance, ruslan)) == 1
    with pytest.raises(NotVouched):
        suspects.tell(instance, anna, _all(instance, anna)[0].paper, rita.person.id)
    assignment.assign(instance, anna, told.case_id, ruslan.person.id)
    apart.restrict(instance, anna, told.case_id, [anna.person.id], "Only one may know.")
    assert _all(instance, boris) == _all(instance, ruslan) == []
    assert suspects.may_be_told(instance, anna, told.case_id) == []
    assert [one.naming.suspect for one in _all(instance, anna)] == [suspect_id]
    suspects.add(instance, anna, told.case_id, replace(NAMING, name="Kaval"))
    assert _all(instance, boris) == []
    assert len(_all(instance, anna)) == 2


def test_a_withdrawal_takes_the_cases_contribution_out_at_once(
    instance: Instance, staff: Staff, anna: Keyring, rita: Keyring, testify: Testify, visit: Visiting
) -> None:
    first, second = testify(), testify()
    suspect_id = suspects.add(instance, anna, first.case_id, NAMING, [rita.person.id])
    suspects.add(instance, anna, second.case_id, replace(NAMING, suspect=suspect_id), [rita.person.id])
    source = visit(first.codename)
    mailbox.withdraw(instance, source)
    for keyring in (anna, rita, staff.keyring(instance, "boris")):
        assert [one.case_id for one in _all(instance, keyring)] == [second.case_id]
    mailbox.undo_withdrawal(instance, source)
    assert {one.case_id for one in _all(instance, rita)} == {first.case_id, second.case_id}


def test_destruction_takes_it_with_the_case(
    instance: Instance, anna: Keyring, testify: Testify, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = testify()
    suspects.add(instance, anna, told.case_id, NAMING)
    day = mailbox.withdraw(instance, visit(told.codename))
    monkeypatch.setattr(clock, "today", lambda: day)
    retain.destroy_due(instance)
    with instance.database.reading() as uow:
        assert uow.papers.count(case_id=told.case_id) == 0


def test_it_is_removed_for_everybody(instance: Instance, anna: Keyring, rita: Keyring, testify: Testify) -> None:
    told = testify()
    suspects.add(instance, anna, told.case_id, NAMING, [rita.person.id])
    (one,) = _all(instance, anna)
    suspects.remove(instance, anna, one.paper)
    assert _all(instance, anna) == _all(instance, rita) == []
    with pytest.raises(NotFound):
        suspects.contribution(instance, anna, one.paper)


def test_a_name_that_no_reviewer_signed_is_refused(
    instance: Instance, staff: Staff, anna: Keyring, testify: Testify
) -> None:
    """Anybody can seal to the circle's open key; an auditor accuses nobody."""
    told, forger = testify(), staff.keyring(instance, "alena")
    said = Said(told.case_id, PaperKind.SUSPECT, replace(NAMING, suspect="a" * 32).to_json())
    readers = [anna.membership.role_key("intake")]
    transact(instance.database, lambda uow: papers.write(uow, instance, forger, said, readers))
    with pytest.raises(NotVouched):
        suspects.register(instance, anna)


def test_no_name_reaches_the_coding_the_cards_the_statistics_or_the_record(
    instance: Instance, staff: Staff, anna: Keyring, testify: Testify
) -> None:
    """Everything that the case's own keys, the auditors' and the circle's open, but for the papers, is read."""
    told = testify(consent_statistics="y")
    save_coding(instance, anna, told.case_id, Coding((Act("tor_beating"),)), 0)
    suspects.add(instance, anna, told.case_id, NAMING)
    save_coding(instance, anna, told.case_id, Coding((Act("asm_fine"),)), 1)
    read = _everything(instance, staff, told)
    assert "asm_fine" in read
    assert told.case_id in read
    for part in (NAME, "head of the shift", "hoarse"):
        assert part not in read
    assert not [one for one in Kind if "suspect" in one]


def _everything(instance: Instance, staff: Staff, told: Told) -> str:
    anna, alena = staff.keyring(instance, "anna"), staff.keyring(instance, "alena")
    with instance.database.writing() as uow:
        file = casefile.open_file(uow, instance, anna, told.case_id)
        texts = [documents.read_text(one) for one in file.headers]
        texts += [str(deed) for deed in record.entries(uow, anna)]
        for kind, reader in ((GrantKind.STATISTICS, alena), (GrantKind.CARD, anna)):
            for grant in uow.grants.find(case_id=told.case_id, kind=kind):
                role, epoch = grant.holder.split(":")[1:]
                key = open_grant(instance.grant_keys, grant, reader.role_private(role, int(epoch)))
                texts += _under(instance, told.case_id, kind, key)
    texts.append(str(links.of(review.open_case(instance, anna, told.case_id))))
    return "\n".join(texts)


def _under(instance: Instance, case_id: str, kind: GrantKind, key: bytes) -> list[str]:
    """Return everything in the tables that opens with this key."""
    with instance.database.reading() as uow:
        if kind is GrantKind.STATISTICS:
            row = uow.statistics.get(case_id)
            assert row
            sealed = [(row.sealed, places.statistics(case_id, row.revision))]
        else:
            card = uow.cards.get(case_id)
            assert card
            sealed = [(card.sealed, places.card(case_id))]
    return [crypto.unpad(crypto.decrypt(key, one, place)).decode(errors="replace") for one, place in sealed]


def test_every_deed_stands_on_the_record_and_names_nobody(
    instance: Instance, anna: Keyring, rita: Keyring, testify: Testify
) -> None:
    told = testify()
    suspect_id = suspects.add(instance, anna, told.case_id, NAMING)
    (one,) = _all(instance, anna)
    suspects.tell(instance, anna, one.paper, rita.person.id)
    suspects.suspect(instance, rita, suspect_id)
    suspects.untell(instance, anna, one.paper, rita.person.id)
    suspects.change(instance, anna, one.paper, replace(one.naming, name="x"))
    suspects.remove(instance, anna, one.paper)
    with instance.database.reading() as uow:
        deeds = [deed.action for deed in record.entries(uow, anna) if "suspect" in deed.action]
    assert deeds[::-1] == [f"{what}-suspect" for what in ("name", "tell", "read", "untell", "change", "remove")]
