"""Publishing takes two auditors; what is published is frozen, signed, and on the record."""

import hashlib
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

import crypto
from intake import clock
from intake.domain import strict
from intake.domain.draw import Draw
from intake.domain.entities import Release
from intake.domain.figures import Origin
from intake.domain.report import Report
from intake.services import auditors, figures, instance_key, places, publishing, record, release
from intake.services.drawn import Drawn
from intake.services.errors import (
    ChangedSince,
    CodenameInText,
    NoKey,
    NotAllowedNow,
    NotFound,
    OwnDraft,
    RolledBack,
    TooMuch,
)
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.package import opened
from intake.services.ports import UnitOfWork
from intake.services.release_states import ReleaseState
from tests.plugins.drawing import add_drawn
from tests.plugins.figures import FACTS
from tests.plugins.instances import ROOT, Staff
from tests.plugins.sources import Testify

OLDER = Path(__file__).parents[1] / "domain" / "release" / "stored.json"
"""A draw from before there were plans, as it was stored."""
WORDS = {"en": "About these numbers.", "be": "Пра гэтыя лічбы."}


@pytest.fixture
def alena(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "alena")


@pytest.fixture
def artur(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "artur")


@pytest.fixture
def drawn(instance: Instance, alena: Keyring) -> Draw:
    """A release of a hundred and twenty people, as a job leaves it."""
    return add_drawn(instance, alena)


def _row(instance: Instance, release_id: str) -> Release:
    with instance.database.reading() as uow:
        row = uow.releases.get(release_id)
    assert row is not None
    return row


def _propose(instance: Instance, keyring: Keyring, draw: Draw, *chosen: str) -> str:
    """Draft it, and return the digest of the draft."""
    publishing.propose(instance, keyring, draw.release, chosen, WORDS)
    return publishing.proposed(instance, keyring, draw.release).proposal.digest


def test_one_drafts_and_another_publishes(
    instance: Instance, staff: Staff, alena: Keyring, artur: Keyring, drawn: Draw
) -> None:
    chosen = figures.add(instance, alena, FACTS["S99"])
    zero = figures.add(instance, artur, FACTS["S100"])
    _propose(instance, alena, drawn, chosen)
    waiting = publishing.proposed(instance, artur, drawn.release)
    assert (waiting.writer, [one.id for one in waiting.left_out]) == (alena.person, [zero])
    assert _row(instance, drawn.release).state == ReleaseState.PROPOSED
    publishing.publish(instance, artur, drawn.release, waiting.proposal.digest)
    report = publishing.published(instance, alena, drawn.release)
    assert report == Report(drawn, clock.today(), (replace(FACTS["S99"], id="F1"),), WORDS)
    row = _row(instance, drawn.release)
    assert row.state == ReleaseState.PUBLISHED
    assert release.numbers(alena, row, row.tables or b"") == drawn
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))[:2]
    assert [(one.action, one.subject, one.member) for one in deeds] == [
        ("release-publish", drawn.release, "artur"),
        ("release-propose", drawn.release, "alena"),
    ]
    assert deeds[0].detail == {"package": hashlib.sha256(row.package or b"").hexdigest()}


def test_nobody_publishes_their_own_draft(instance: Instance, alena: Keyring, drawn: Draw) -> None:
    digest = _propose(instance, alena, drawn)
    with pytest.raises(OwnDraft):
        publishing.publish(instance, alena, drawn.release, digest)
    assert _row(instance, drawn.release).package is None


def test_a_draft_is_taken_back_by_either(instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw) -> None:
    for who in (alena, artur):
        digest = _propose(instance, alena, drawn)
        publishing.take_back(instance, who, drawn.release)
        assert _row(instance, drawn.release).state == ReleaseState.DRAWN
        with pytest.raises(NotFound):
            publishing.proposed(instance, alena, drawn.release)
        with pytest.raises(NotAllowedNow):
            publishing.publish(instance, artur, drawn.release, digest)
        with pytest.raises(NotFound):
            publishing.take_back(instance, alena, drawn.release)


def test_nothing_leads_back_from_published(instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw) -> None:
    figure_id = figures.add(instance, alena, FACTS["S99"])
    digest = _propose(instance, alena, drawn, figure_id)
    publishing.publish(instance, artur, drawn.release, digest)
    before = _row(instance, drawn.release)
    figures.change(instance, artur, replace(FACTS["S99"], id=figure_id, number=1), 1)
    figures.remove(instance, alena, figure_id)
    with pytest.raises(NotAllowedNow):
        publishing.publish(instance, artur, drawn.release, digest)
    with pytest.raises(NotAllowedNow):
        publishing.propose(instance, alena, drawn.release, (), {})
    with pytest.raises(NotFound):
        publishing.take_back(instance, alena, drawn.release)
    assert _row(instance, drawn.release) == before
    assert publishing.published(instance, artur, drawn.release).figures[0].number == 900


def test_what_changed_since_it_was_drafted_is_drafted_anew(
    instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw
) -> None:
    figure_id = figures.add(instance, alena, FACTS["S99"])
    first = _propose(instance, alena, drawn, figure_id)
    publishing.take_back(instance, alena, drawn.release)
    second = _propose(instance, alena, drawn)
    with pytest.raises(ChangedSince):
        publishing.publish(instance, artur, drawn.release, first)
    publishing.take_back(instance, alena, drawn.release)
    digest = _propose(instance, alena, drawn, figure_id)
    assert len({first, second, digest}) == 2
    figures.change(instance, artur, replace(FACTS["S99"], id=figure_id, number=901), 1)
    with pytest.raises(ChangedSince):
        publishing.publish(instance, artur, drawn.release, digest)


def test_public_cases_stand_in_no_draft_before_they_are_approved(
    instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw
) -> None:
    public = replace(FACTS["S55"], origin=Origin.PUBLIC)
    figure_id = figures.add(instance, alena, public)
    with pytest.raises(NotFound):
        publishing.propose(instance, alena, drawn.release, [figure_id], {})
    _propose(instance, alena, drawn)
    assert publishing.proposed(instance, alena, drawn.release).left_out == ()
    publishing.take_back(instance, alena, drawn.release)
    figures.approve(instance, artur, figure_id, 1)
    digest = _propose(instance, alena, drawn, figure_id)
    publishing.publish(instance, artur, drawn.release, digest)
    (printed,) = publishing.published(instance, alena, drawn.release).figures
    assert (printed.number, printed.precision) == (4, "at_least")


def test_what_cannot_be_drafted(instance: Instance, alena: Keyring, drawn: Draw, testify: Testify) -> None:
    for release_id, chosen in (("e" * 32, ()), (drawn.release, ["e" * 32])):
        with pytest.raises(NotFound):
            publishing.propose(instance, alena, release_id, chosen, {})
    with pytest.raises(CodenameInText):
        publishing.propose(instance, alena, drawn.release, (), {"en": testify().codename})
    with pytest.raises(TooMuch):
        publishing.propose(instance, alena, drawn.release, (), {"en": "x" * 2001})
    publishing.propose(instance, alena, drawn.release, (), {"en": "x" * 2000})
    with pytest.raises(NotAllowedNow):
        publishing.propose(instance, alena, drawn.release, (), {})


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "adam"])
def test_nobody_but_auditors(instance: Instance, staff: Staff, alena: Keyring, drawn: Draw, who: str) -> None:
    digest = _propose(instance, alena, drawn)
    keyring = staff.keyring(instance, who)
    with pytest.raises(NoKey):
        publishing.proposed(instance, keyring, drawn.release)
    with pytest.raises(NoKey):
        publishing.propose(instance, keyring, drawn.release, (), {})
    with pytest.raises(NoKey):
        publishing.take_back(instance, keyring, drawn.release)
    with pytest.raises(NoKey):
        publishing.publish(instance, keyring, drawn.release, digest)
    with pytest.raises(NoKey):
        publishing.published(instance, keyring, drawn.release)


def test_numbers_that_were_exchanged_are_never_signed(
    instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw
) -> None:
    digest = _propose(instance, alena, drawn)
    other = (_row(instance, drawn.release).tables or b"").replace(b"torture", b"tortore")
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, tables=other))
    with pytest.raises(crypto.Tampered):
        publishing.publish(instance, artur, drawn.release, digest)


def test_a_draft_of_other_numbers_is_not_published(
    instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw
) -> None:
    digest = _propose(instance, alena, drawn)
    row = _row(instance, drawn.release)
    held = Drawn.open(alena.membership, row.subject or "", row.tables or b"")
    other = replace(held, draw=replace(drawn, cut_off=date(2026, 1, 1)).to_json()).sign(alena)
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, tables=other))
    with pytest.raises(ChangedSince):
        publishing.publish(instance, artur, drawn.release, digest)


def test_a_draft_that_was_put_back_is_refused(instance: Instance, alena: Keyring, drawn: Draw) -> None:
    _propose(instance, alena, drawn)
    with instance.database.reading() as uow:
        notes = uow.notes.find()
    publishing.take_back(instance, alena, drawn.release)

    def put_back(uow: UnitOfWork) -> None:
        for note in notes:
            uow.notes.delete(id=note.id)
            uow.notes.add(note)

    transact(instance.database, put_back)
    with pytest.raises(RolledBack):
        publishing.proposed(instance, alena, drawn.release)


class TestThePackage:
    """What is stored with the release, and leaves."""

    @pytest.fixture
    def stored(self, instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw) -> bytes:
        digest = _propose(instance, alena, drawn)
        publishing.publish(instance, artur, drawn.release, digest)
        return _row(instance, drawn.release).package or b""

    def test_the_instance_signed_it(self, stored: bytes, drawn: Draw) -> None:
        assert opened(stored, ROOT.public, drawn).draw == drawn
        with pytest.raises(crypto.CryptoError):
            opened(stored, crypto.SigningKey.generate().public, drawn)

    def test_whatever_is_changed_in_it_is_refused(
        self, instance: Instance, alena: Keyring, stored: bytes, drawn: Draw
    ) -> None:
        for changed in (b"", stored[:-1], stored + b"x", stored.replace(b"About these", b"Above these")):
            with pytest.raises(crypto.CryptoError):
                opened(changed, ROOT.public, drawn)
        transact(instance.database, lambda uow: uow.releases.change(drawn.release, package=stored[1:]))
        with pytest.raises(crypto.CryptoError):
            publishing.published(instance, alena, drawn.release)

    def test_other_files_in_it_are_refused(self, stored: bytes, drawn: Draw) -> None:
        more = BytesIO(stored)
        with zipfile.ZipFile(more, "a") as archive:
            archive.writestr("more.txt", "x")
        empty = BytesIO()
        zipfile.ZipFile(empty, "w").close()
        for changed in (more.getvalue(), empty.getvalue()):
            with pytest.raises(crypto.CryptoError):
                opened(changed, ROOT.public, drawn)

    def test_it_names_nobody_and_holds_no_quotation(self, stored: bytes, alena: Keyring, artur: Keyring) -> None:
        with zipfile.ZipFile(BytesIO(stored)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        assert set(files) >= {"manifest.json", "signature.json", "report.json", "release.en.xlsx"}
        for content in files.values():
            for name in ("alena", "artur", alena.person.id, artur.person.id):
                assert name.encode() not in content
        assert not any("quotation" in name for name in files)
        assert b"quotation" not in files["report.json"] + files["release.json"]


def test_without_a_key_nothing_is_published(
    instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = _propose(instance, alena, drawn)

    def none(*_args: object) -> None:
        raise NoKey

    monkeypatch.setattr(instance_key, "_open", none)
    with pytest.raises(NoKey):
        publishing.publish(instance, artur, drawn.release, digest)
    assert _row(instance, drawn.release).state == ReleaseState.PROPOSED


def test_numbers_of_an_older_form_are_not_published(instance: Instance, alena: Keyring, drawn: Draw) -> None:
    older, place = OLDER.read_bytes().rstrip(), places.release(drawn.release)
    listed = {"cases": [], "left_out": 2, "tables": hashlib.sha256(older).hexdigest()}
    sealed = auditors.seal(alena, strict.write_json(listed), place)
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, tables=older, sealed_cohort=sealed))
    assert release.get(instance, alena, drawn.release).left_out == 2
    with pytest.raises(NotAllowedNow):
        publishing.propose(instance, alena, drawn.release, (), {})


def test_how_far_it_is(instance: Instance, alena: Keyring, artur: Keyring, drawn: Draw) -> None:
    assert publishing.state_of(instance, alena, drawn.release) is ReleaseState.DRAWN
    digest = _propose(instance, alena, drawn)
    assert publishing.state_of(instance, alena, drawn.release) is ReleaseState.PROPOSED
    publishing.publish(instance, artur, drawn.release, digest)
    assert publishing.state_of(instance, alena, drawn.release) is ReleaseState.PUBLISHED
    with pytest.raises(NotFound):
        publishing.state_of(instance, alena, "e" * 32)


def test_what_is_not_published_is_not_there(instance: Instance, alena: Keyring, drawn: Draw) -> None:
    for release_id in (drawn.release, "e" * 32):
        with pytest.raises(NotFound):
            publishing.published(instance, alena, release_id)
    assert _row(instance, drawn.release).state == ReleaseState.DRAWN
