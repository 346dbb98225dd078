"""Releases: asked for once when they are due, the same for ever, and nobody but auditors."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

import crypto
from crypto import Identity
from intake import clock
from intake.domain import draw_first, strict
from intake.domain.draw import Draw
from intake.domain.entities import Release
from intake.services import auditors, drawing, places, plan_reader, record, release, release_job, timetable
from intake.services.drawn import Drawn
from intake.services.errors import NoKey, NotAllowedNow, NotDue, NotFound, NotVouched
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.release_states import ReleaseState
from intake.services.timetable import Stage
from tests.plugins.drawing import draw, due, items, plan_ahead, undrawn
from tests.plugins.instances import Staff
from tests.plugins.plans import on

STORED = (Path(__file__).parents[1] / "domain" / "release" / "stored.json").read_bytes().rstrip()


def _row(instance: Instance, release_id: str) -> Release:
    with instance.database.reading() as uow:
        return release.find(uow, release_id)


def test_asking_twice_is_asking_once(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "alena")
    with due(instance, staff) as subject:
        first = release.ask(instance, keyring, subject)
        assert release.ask(instance, staff.keyring(instance, "artur"), subject) == first
    release.stop(instance, first)
    assert release.get(instance, keyring, first).state is ReleaseState.STOPPED
    assert release.get(instance, keyring, first).draw is None
    release.retry(instance, keyring, first)
    assert release.get(instance, keyring, first).state is ReleaseState.PENDING
    release.stop(instance, first)
    assert release.ask(instance, keyring, subject) == first
    assert release.get(instance, keyring, first).state is ReleaseState.PENDING


def test_what_is_not_over_is_not_due(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "alena")
    plan_ahead(instance, staff)
    item = undrawn(instance, staff)
    assert not item.is_due
    for day in (clock.today(), item.closes):
        with on(day), pytest.raises(NotDue):
            release.ask(instance, keyring, item.subject)
    with pytest.raises(NotFound):
        release.ask(instance, keyring, "0" * 32)


def test_a_clock_that_is_set_back_keeps_a_job_waiting(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "alena")
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
    with pytest.raises(NotDue):
        release_job.draw(instance, keyring, release_id)
    with due(instance, staff):
        release_job.draw(instance, keyring, release_id)


def test_the_timetable_shows_plans_with_what_became_of_them(instance: Instance, staff: Staff) -> None:
    plan_ahead(instance, staff, cohorts=2)
    drawn = draw(instance, staff)
    first, second = items(instance, staff)
    assert (first.stage, first.release and first.release.id) == (Stage.FROZEN, drawn.release)
    assert (second.stage, second.release, second.is_due) == (Stage.COMING, None, False)
    with due(instance, staff):
        assert [item.is_due for item in items(instance, staff)] == [False, True]


def test_releases_from_before_there_were_plans_are_listed_apart(instance: Instance, staff: Staff) -> None:
    old = Release("a" * 32, clock.today(), ReleaseState.DRAWN, b"{}", None, "a" * 32)
    transact(instance.database, lambda uow: uow.releases.add(old))
    draw(instance, staff)
    assert timetable.earlier(instance, staff.keyring(instance, "alena")) == [old]


def _before_plans(instance: Instance, staff: Staff) -> str:
    """Store a release as it was stored before there were plans: an auditor signed the hash of its numbers."""
    release_id, alena = "a" * 32, staff.keyring(instance, "alena")
    body = {"cases": [], "left_out": 2, "tables": hashlib.sha256(STORED).hexdigest()}
    sealed = auditors.seal(alena, strict.write_json(body), places.release(release_id))
    row = Release(release_id, clock.today(), ReleaseState.DRAWN, STORED, sealed, release_id)
    transact(instance.database, lambda uow: uow.releases.add(row))
    return release_id


def test_what_was_drawn_before_there_were_plans_is_still_shown(instance: Instance, staff: Staff) -> None:
    shown = release.get(instance, staff.keyring(instance, "artur"), _before_plans(instance, staff))
    assert (shown.draw, shown.left_out) == (draw_first.read(STORED), 2)


def test_numbers_from_before_that_were_changed_are_refused(instance: Instance, staff: Staff) -> None:
    release_id = _before_plans(instance, staff)
    changed = STORED.replace(b'"epsilon":2', b'"epsilon":1', 1)
    assert changed != STORED
    transact(instance.database, lambda uow: uow.releases.change(release_id, tables=changed))
    with pytest.raises(crypto.Tampered):
        release.get(instance, staff.keyring(instance, "alena"), release_id)


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "ilona", "adam"])
def test_only_auditors_make_and_read_releases(instance: Instance, staff: Staff, who: str) -> None:
    drawn = draw(instance, staff)
    stranger, subject = staff.keyring(instance, who), drawn.periods[0].cohort
    with pytest.raises(NoKey):
        release.ask(instance, stranger, subject)
    with pytest.raises(NoKey):
        timetable.earlier(instance, stranger)
    with pytest.raises(NoKey):
        release.get(instance, stranger, drawn.release)
    with pytest.raises(NoKey):
        release.retry(instance, stranger, drawn.release)
    with pytest.raises(NoKey):
        release_job.draw(instance, stranger, drawn.release)


def test_an_unknown_release_is_not_found(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "alena")
    with pytest.raises(NotFound):
        release.get(instance, keyring, "0" * 32)
    with pytest.raises(NotFound):
        release.retry(instance, keyring, "0" * 32)
    with pytest.raises(NotFound):
        release_job.draw(instance, keyring, "0" * 32)
    release.stop(instance, "0" * 32)


def test_a_drawn_release_waits_for_nothing(instance: Instance, staff: Staff) -> None:
    drawn = draw(instance, staff)
    with pytest.raises(NotAllowedNow):
        release.retry(instance, staff.keyring(instance, "alena"), drawn.release)
    release.stop(instance, drawn.release)
    assert _row(instance, drawn.release).state == ReleaseState.DRAWN


@pytest.mark.parametrize("forger", ["nobody", "rita"])
def test_numbers_that_no_auditor_signed_are_refused(instance: Instance, staff: Staff, forger: str) -> None:
    drawn = draw(instance, staff)
    alena = staff.keyring(instance, "alena")
    identity = Identity.generate() if forger == "nobody" else staff.keyring(instance, forger).identity
    row = _row(instance, drawn.release)
    held = Drawn.open(alena.membership, row.subject or "", row.tables or b"")
    forged = replace(held, draw=replace(drawn, software="holas 9").to_json())
    signed = forged.sign(replace(alena, identity=identity))
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, tables=signed))
    with pytest.raises(NotVouched):
        release.get(instance, alena, drawn.release)


def test_numbers_that_were_changed_in_the_database_are_refused(instance: Instance, staff: Staff) -> None:
    drawn = draw(instance, staff)
    changed = (_row(instance, drawn.release).tables or b"").replace(b"torture", b"tortore")
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, tables=changed))
    with pytest.raises(crypto.Tampered):
        release.get(instance, staff.keyring(instance, "alena"), drawn.release)


def test_numbers_moved_from_another_release_are_refused(instance: Instance, staff: Staff) -> None:
    one, two = draw(instance, staff), draw(instance, staff)

    def swap(uow: UnitOfWork) -> None:
        uow.releases.change(two.release, tables=release.find(uow, one.release).tables)

    transact(instance.database, swap)
    with pytest.raises(crypto.Tampered):
        release.get(instance, staff.keyring(instance, "alena"), two.release)


def test_asking_freezing_and_drawing_stand_on_the_record(instance: Instance, staff: Staff) -> None:
    drawn = draw(instance, staff)
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    assert [(deed.action, deed.subject, deed.member) for deed in deeds[:3]] == [
        ("release-draw", drawn.release, "alena"),
        ("cohort-freeze", drawn.periods[0].cohort, "alena"),
        ("release-ask", drawn.release, "alena"),
    ]


def test_a_plan_is_what_two_auditors_signed_when_its_cohorts_are_drawn(instance: Instance, staff: Staff) -> None:
    """Whoever writes the database cannot choose larger tables or a larger budget."""
    plan_id = plan_ahead(instance, staff)
    with instance.database.reading() as uow:
        body = plan_reader.row(uow, plan_id).body
    bent = body.replace(b'"size":"mini"', b'"size":"full"')
    assert bent != body
    keyring = staff.keyring(instance, "alena")
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        transact(instance.database, lambda uow: uow.plans.change(plan_id, body=bent))
        with pytest.raises(crypto.CryptoError):
            release_job.draw(instance, keyring, release_id)


def test_a_draw_is_kept_word_for_word(instance: Instance, staff: Staff) -> None:
    drawn = draw(instance, staff)
    assert Draw.parse(drawn.to_json()) == drawn


def test_a_clock_that_is_set_back_draws_nothing_again(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before the cohort's last day nor on the day after it once more."""
    keyring = staff.keyring(instance, "alena")
    drawn = draw(instance, staff)
    (period,) = drawn.periods
    monkeypatch.delattr(drawing, "draw")
    for day in (period.opens, period.closes, drawn.cut_off):
        with on(day):
            assert release.ask(instance, keyring, period.cohort) == drawn.release
            release_job.draw(instance, keyring, drawn.release)
            assert release.get(instance, keyring, drawn.release).draw == drawn
            assert not items(instance, staff)[0].is_due
