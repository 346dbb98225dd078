"""The context register: auditors alone, every change on the record, public cases by two of them."""

from dataclasses import replace

import pytest

import crypto
from intake.domain.entities import Note
from intake.domain.figure_rules import Problem
from intake.domain.figures import Figure, Origin
from intake.domain.register import Approval, Kept
from intake.domain.when import When
from intake.services import figures, notes, places, record
from intake.services.errors import (
    CodenameInText,
    NoKey,
    NotAllowedNow,
    NotFound,
    NotVouched,
    OwnDraft,
    RolledBack,
    StaleSheet,
    TooMuch,
    UnfitFigure,
)
from intake.services.grants import role_holder
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind
from intake.services.ports import UnitOfWork
from intake.services.register import Register
from tests.plugins.figures import FACTS
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify

FIGURE = FACTS["S44"]
PUBLIC = replace(FACTS["S55"], origin=Origin.PUBLIC)


@pytest.fixture
def alena(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "alena")


@pytest.fixture
def artur(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "artur")


def _deeds(instance: Instance, staff: Staff) -> list[tuple[str, str, str]]:
    with instance.database.reading() as uow:
        found = record.entries(uow, staff.keyring(instance, "anna"))
    return [(one.action, one.subject, one.member) for one in reversed(found) if one.action.startswith("figure-")]


def _rows(instance: Instance) -> list[Note]:
    with instance.database.reading() as uow:
        return uow.notes.find()


def _put_back(instance: Instance, rows: list[Note]) -> None:
    """As whoever can write the database: leave exactly these notes."""

    def work(uow: UnitOfWork) -> None:
        for row in uow.notes.find():
            uow.notes.delete(id=row.id)
        for row in rows:
            uow.notes.add(row)

    transact(instance.database, work)


def test_a_figure_of_each_fact_is_kept_and_comes_back(instance: Instance, alena: Keyring) -> None:
    ids = {name: figures.add(instance, alena, figure) for name, figure in FACTS.items()}
    by_id = {entry.figure.id: entry for entry in figures.figures(instance, alena)}
    assert len(by_id) == len(FACTS)
    for name, figure_id in ids.items():
        entry = by_id[figure_id]
        assert entry.figure == replace(FACTS[name], id=figure_id)
        assert (entry.revision, entry.writer, entry.approver, entry.counts) == (1, alena.person, None, True)


def test_another_auditor_changes_it_and_the_record_says_who_did_what(
    instance: Instance, staff: Staff, alena: Keyring, artur: Keyring
) -> None:
    figure_id = figures.add(instance, alena, FIGURE)
    other = figures.add(instance, alena, FACTS["S99"])
    changed = replace(FIGURE, id=figure_id, number=6701)
    figures.change(instance, artur, changed, 1)
    by_id = {one.figure.id: one for one in figures.figures(instance, alena)}
    assert (by_id[figure_id].figure, by_id[figure_id].revision, by_id[figure_id].writer) == (changed, 2, artur.person)
    assert by_id[other].figure == replace(FACTS["S99"], id=other)
    figures.remove(instance, alena, figure_id)
    assert [one.figure.id for one in figures.figures(instance, artur)] == [other]
    assert _deeds(instance, staff) == [
        ("figure-add", figure_id, "alena"),
        ("figure-add", other, "alena"),
        ("figure-change", figure_id, "artur"),
        ("figure-remove", figure_id, "alena"),
    ]


def test_nobody_writes_over_what_they_did_not_see(instance: Instance, alena: Keyring, artur: Keyring) -> None:
    figure_id = figures.add(instance, alena, FIGURE)
    figures.change(instance, artur, replace(FIGURE, id=figure_id, number=1), 1)
    with pytest.raises(StaleSheet) as refused:
        figures.change(instance, alena, replace(FIGURE, id=figure_id, number=2), 1)
    assert refused.value.current == 2
    assert figures.figures(instance, alena)[0].figure.number == 1
    nobodys = "e" * 32
    with pytest.raises(NotFound):
        figures.change(instance, alena, replace(FIGURE, id=nobodys), 1)
    with pytest.raises(NotFound):
        figures.remove(instance, alena, nobodys)
    with pytest.raises(NotFound):
        figures.approve(instance, alena, nobodys, 1)


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "ilona", "adam"])
def test_nobody_but_auditors_opens_it(instance: Instance, staff: Staff, alena: Keyring, who: str) -> None:
    figures.add(instance, alena, FIGURE)
    keyring = staff.keyring(instance, who)
    with pytest.raises(NoKey):
        figures.figures(instance, keyring)
    with pytest.raises(NoKey):
        figures.add(instance, keyring, FIGURE)


def test_it_is_sealed(instance: Instance, alena: Keyring) -> None:
    figures.add(instance, alena, FIGURE)
    rows = _rows(instance)
    assert {row.holder for row in rows} == {role_holder("auditor", 1)}
    for row in rows:
        assert b"6700" not in row.sealed
        assert FIGURE.texts["be"].encode() not in row.sealed


def test_what_cannot_be_kept_is_not(
    instance: Instance, alena: Keyring, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnfitFigure) as refused:
        figures.add(instance, alena, replace(FIGURE, number=None))
    assert refused.value.problems == (Problem.NO_NUMBER,)
    with pytest.raises(CodenameInText):
        figures.add(instance, alena, replace(FIGURE, texts={"en": testify().codename}))
    figure_id = figures.add(instance, alena, FIGURE)
    with pytest.raises(UnfitFigure):
        figures.change(instance, alena, replace(FIGURE, id=figure_id, texts={}), 1)
    monkeypatch.setattr(figures, "MOST", 1)
    with pytest.raises(TooMuch):
        figures.add(instance, alena, FIGURE)
    assert [one.figure.number for one in figures.figures(instance, alena)] == [6700]


def test_public_cases_count_once_another_auditor_approved_them(
    instance: Instance, staff: Staff, alena: Keyring, artur: Keyring
) -> None:
    figure_id = figures.add(instance, alena, PUBLIC)
    (entry,) = figures.figures(instance, artur)
    assert not entry.counts
    with pytest.raises(OwnDraft):
        figures.approve(instance, alena, figure_id, 1)
    with pytest.raises(StaleSheet):
        figures.approve(instance, artur, figure_id, 2)
    figures.approve(instance, artur, figure_id, 1)
    (entry,) = figures.figures(instance, alena)
    assert (entry.approver, entry.counts) == (artur.person, True)
    assert entry.figure.amount("en") == "At least\N{NO-BREAK SPACE}4"
    with pytest.raises(NotAllowedNow):
        figures.approve(instance, artur, figure_id, 1)
    assert _deeds(instance, staff)[-1] == ("figure-approve", figure_id, "artur")


def test_a_change_takes_the_approval_with_it(instance: Instance, alena: Keyring, artur: Keyring) -> None:
    figure_id = figures.add(instance, alena, PUBLIC)
    figures.approve(instance, artur, figure_id, 1)
    figures.change(instance, artur, replace(PUBLIC, id=figure_id, number=5), 1)
    (entry,) = figures.figures(instance, alena)
    assert not entry.counts
    assert len(_rows(instance)) == 2
    with pytest.raises(OwnDraft):
        figures.approve(instance, artur, figure_id, 2)
    figures.approve(instance, alena, figure_id, 2)
    assert figures.figures(instance, artur)[0].counts


def test_what_needs_no_approval_takes_none(instance: Instance, alena: Keyring, artur: Keyring) -> None:
    figure_id = figures.add(instance, alena, FIGURE)
    with pytest.raises(NotAllowedNow):
        figures.approve(instance, artur, figure_id, 1)


def test_one_auditor_cannot_approve_by_writing_past_the_use_case(
    instance: Instance, alena: Keyring, artur: Keyring
) -> None:
    figure_id = figures.add(instance, alena, PUBLIC)

    def by_oneself(uow: UnitOfWork) -> None:
        register = Register.open(uow, alena)
        register.approve(figure_id)
        register.fix("figure-approve", figure_id)

    transact(instance.database, by_oneself)
    assert not figures.figures(instance, artur)[0].counts


def test_an_approval_of_another_revision_is_none(instance: Instance, alena: Keyring, artur: Keyring) -> None:
    figure_id = figures.add(instance, alena, PUBLIC)
    figures.approve(instance, artur, figure_id, 1)

    def exchange(uow: UnitOfWork) -> None:
        register = Register.open(uow, alena)
        register._write(figure_id, Kept(1, replace(PUBLIC, id=figure_id, window=When.parse("2020"))))
        register.fix("figure-change", figure_id)

    transact(instance.database, exchange)
    (entry,) = figures.figures(instance, artur)
    assert (entry.figure.window, entry.counts) == (When.parse("2020"), False)


def test_a_register_that_was_rolled_back_is_refused(instance: Instance, alena: Keyring, artur: Keyring) -> None:
    empty = _rows(instance)
    figure_id = figures.add(instance, alena, PUBLIC)
    before = _rows(instance)
    figures.approve(instance, artur, figure_id, 1)
    now = _rows(instance)
    head = [row for row in now if row.id not in {one.id for one in before}]
    for rows in (empty, before, [*before, *head], [row for row in now if row.id != figure_id]):
        _put_back(instance, rows)
        with pytest.raises(RolledBack):
            figures.figures(instance, alena)
    _put_back(instance, now)
    assert figures.figures(instance, alena)[0].counts
    figures.remove(instance, alena, figure_id)
    _put_back(instance, now)
    with pytest.raises(RolledBack):
        figures.figures(instance, alena)


def test_notes_without_their_head_are_refused(instance: Instance, alena: Keyring) -> None:
    auditors = alena.membership.role_key("auditor")
    transact(
        instance.database,
        lambda uow: notes.write(uow, alena, auditors, NoteKind.FIGURE, Kept(1, FIGURE).to_text()),
    )
    with pytest.raises(RolledBack):
        figures.figures(instance, alena)


def test_what_no_auditor_wrote_is_refused(instance: Instance, staff: Staff, alena: Keyring) -> None:
    anna = staff.keyring(instance, "anna")
    auditors = anna.membership.role_key("auditor")
    text = Approval("a" * 32, "b" * 64).to_text()
    transact(instance.database, lambda uow: notes.write(uow, anna, auditors, NoteKind.FIGURE, text))
    with pytest.raises(NotVouched):
        figures.figures(instance, alena)


def test_a_note_of_ones_own_is_no_part_of_it(instance: Instance, alena: Keyring) -> None:
    text = Kept(1, FIGURE).to_text()
    transact(instance.database, lambda uow: notes.write(uow, alena, alena.person, NoteKind.FIGURE, text))
    assert figures.figures(instance, alena) == []


def test_a_note_in_the_place_of_another_does_not_open(instance: Instance, alena: Keyring) -> None:
    first, second = (figures.add(instance, alena, FACTS[name]) for name in ("S99", "S100"))
    rows = {row.id: row for row in _rows(instance)}
    swapped = {first: replace(rows[first], sealed=rows[second].sealed), second: rows[second]}
    _put_back(instance, list((rows | swapped).values()))
    with pytest.raises(crypto.CryptoError):
        figures.figures(instance, alena)


def test_the_label_of_its_tags_is_its_own() -> None:
    assert places.register_tags() not in {places.record_tags(""), places.record_digest(b"")}


def test_a_figure_is_read_whole() -> None:
    assert set(Figure.__dataclass_fields__) == set(FIGURE.data())
