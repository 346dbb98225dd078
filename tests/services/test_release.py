"""Releases: asked for once, drawn once, the same for ever, and nobody but auditors."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import fmean

import pytest

import crypto
from crypto import SigningKey
from intake import clock
from intake.domain.counting import units
from intake.domain.entities import Release
from intake.domain.publication import Draw
from intake.domain.statistics import TableId
from intake.domain.strict import write_json
from intake.domain.vocabulary import Vocabulary
from intake.services import auditors, mailbox, noise, places, record, release, release_job
from intake.services.errors import NoKey, NotAllowedNow, NotFound, NotVouched
from intake.services.found import found
from intake.services.grant_keys import GrantKeys
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.noise import Budget, Noisy
from intake.services.ports import Conflict, UnitOfWork
from intake.services.release import Cohort, ReleaseState
from intake.services.release_cohort import Gathered, gather
from intake.store.database import open_database
from intake.wiring import open_instance
from tests.plugins.instances import FOUNDERS, INSTANCE_ID, ROOT, Staff, loopback_settings
from tests.plugins.releases import CodedCase, recode, tell_and_code

VOCABULARY = Vocabulary.load()


@pytest.fixture
def postgres_instance(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Instance, Staff]]:
    """A founded instance on a real PostgreSQL."""
    settings = replace(loopback_settings(tmp_path), database_url=postgres_url)
    database = open_database(postgres_url)
    database.upgrade()
    members = found(database, FOUNDERS, INSTANCE_ID, ROOT)
    database.close()
    GrantKeys(settings.grant_key_file).add()
    opened = open_instance(settings)
    yield opened, Staff({member.username: member.passphrase for member in members})
    opened.database.close()  # type: ignore[attr-defined]


def _draw(instance: Instance, staff: Staff, who: str = "alena") -> Draw:
    keyring = staff.keyring(instance, who)
    release_id = release.plan(instance, keyring)
    release_job.draw(instance, keyring, release_id)
    drawn = release.get(instance, keyring, release_id).draw
    assert drawn is not None
    return drawn


def _cohort(instance: Instance, staff: Staff, release_id: str) -> Cohort:
    with instance.database.reading() as uow:
        row = uow.releases.get(release_id)
    assert row is not None
    return Cohort.open(staff.keyring(instance, "alena"), row)


def _exact(counts: list[int], bound: int, budget: Budget) -> Noisy:
    """Noise of nothing, to see what is counted."""
    return Noisy(tuple(counts), bound / budget.epsilon, budget.epsilon, 12)


def _numbers(drawn: Draw, table: TableId) -> dict[str, int]:
    (found_table,) = (one for one in drawn.tables if one.id is table)
    return {cell: number for cell, number in found_table.values if number}


def test_a_release_counts_consented_cases_by_category_and_code(
    instance: Instance, staff: Staff, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noise, "draw", _exact)
    cases = {coded_case("tor_beating", "asm_fine"), coded_case("tor_beating", "tor_humiliation")}
    coded_case("dp_sentence", statistics=False)
    drawn = _draw(instance, staff)
    assert _numbers(drawn, TableId.CASES) == {"cases": 2}
    assert _numbers(drawn, TableId.CATEGORIES) == {"torture": 2, "assembly": 1}
    assert _numbers(drawn, TableId.CODES) == {"tor_beating": 2, "asm_fine": 1, "tor_humiliation": 1}
    assert set(_cohort(instance, staff, drawn.release).cases) == cases


def test_a_draw_says_how_it_was_made(instance: Instance, staff: Staff) -> None:
    drawn = _draw(instance, staff)
    assert (drawn.epsilon, drawn.vocabulary, drawn.cut_off) == (2.0, "2", clock.today())
    assert (drawn.mechanism, drawn.library, drawn.software) == ("discrete-laplace", "OpenDP 0.16.0", "holas 0.1.0")
    assert [(str(one.id), one.epsilon, one.bound, one.scale, one.half_width) for one in drawn.tables] == [
        ("cases", 0.25, 1, 4.0, 12),
        ("categories", 0.75, 3, 4.0, 12),
        ("codes", 1.0, 5, 5.0, 15),
    ]
    assert [len(one.values) for one in drawn.tables] == [1, 8, 76]


def test_a_smaller_epsilon_is_a_setting(instance: Instance, staff: Staff) -> None:
    careful = replace(instance, settings=replace(instance.settings, release_epsilon=0.5))
    drawn = _draw(careful, staff)
    assert drawn.epsilon == 0.5
    assert [one.scale for one in drawn.tables] == [16.0, 16.0, 20.0]


def test_the_number_of_cases_is_noisy_and_centred(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    """Drawn 200 times without being stored; bounds are six standard errors of noise of scale 4."""
    case_id = coded_case("tor_beating")
    keyring = staff.keyring(instance, "alena")
    gathered = gather(instance, keyring, VOCABULARY, lambda _done, _all: None)
    counted = units(gathered.records) * 50
    draws = [release_job._add_noise(instance, case_id, VOCABULARY, counted) for _ in range(200)]
    told = [draw.tables[0].values[0][1] for draw in draws]
    assert len(set(told)) > 5
    assert abs(fmean(told) - 50) < 6 * 5.7 / 200**0.5


def test_stored_numbers_never_change(
    instance: Instance, staff: Staff, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = coded_case()
    drawn = _draw(instance, staff)
    keyring = staff.keyring(instance, "artur")
    recode(instance, staff, case_id, ["asm_fine"], revision=1)
    coded_case("asm_fine")
    monkeypatch.delattr(noise, "draw")
    for _ in range(3):
        release_job.draw(instance, keyring, drawn.release)
        assert release.get(instance, keyring, drawn.release).draw == drawn
    with pytest.raises(NotAllowedNow):
        release.retry(instance, keyring, drawn.release)
    release.stop(instance, drawn.release)
    assert release.get(instance, keyring, drawn.release).draw == drawn


def test_a_case_counts_in_one_release_only(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    first = {coded_case(), coded_case()}
    one = _draw(instance, staff)
    later = coded_case()
    recode(instance, staff, next(iter(first)), ["asm_fine"], revision=1)
    two = _draw(instance, staff, "artur")
    three = _draw(instance, staff)
    assert set(_cohort(instance, staff, one.release).cases) == first
    assert _cohort(instance, staff, two.release).cases == (later,)
    assert _cohort(instance, staff, three.release).cases == ()
    assert len({one.release, two.release, three.release}) == 3


def test_a_withdrawn_case_is_not_counted(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    stays = coded_case()
    goes = tell_and_code(instance, staff)
    mailbox.withdraw(instance, goes)
    assert _cohort(instance, staff, _draw(instance, staff).release).cases == (stays,)


def test_records_that_do_not_hold_are_told_to_auditors_and_not_published(
    instance: Instance, staff: Staff, coded_case: CodedCase
) -> None:
    broken = coded_case()
    transact(instance.database, lambda uow: uow.statistics.change(broken, sealed=b"x" * 2000))
    drawn = _draw(instance, staff)
    assert release.get(instance, staff.keyring(instance, "artur"), drawn.release).left_out == 1
    assert b"left_out" not in drawn.to_json()


def test_asking_twice_before_it_is_drawn_is_asking_once(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "alena")
    first = release.plan(instance, keyring)
    assert release.plan(instance, staff.keyring(instance, "artur")) == first
    assert [(one.id, one.state) for one in release.releases(instance, keyring)] == [(first, ReleaseState.PENDING)]
    release.stop(instance, first)
    assert release.get(instance, keyring, first).state is ReleaseState.STOPPED
    assert release.get(instance, keyring, first).draw is None
    release.retry(instance, keyring, first)
    assert release.get(instance, keyring, first).state is ReleaseState.PENDING
    release.stop(instance, first)
    assert release.plan(instance, keyring) == first
    assert release.get(instance, keyring, first).state is ReleaseState.PENDING


def test_releases_are_listed_newest_first(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    old = _draw(instance, staff)
    moment = clock.now()
    monkeypatch.setattr(clock, "read", lambda: moment + timedelta(days=30))
    new = _draw(instance, staff)
    listed = release.releases(instance, staff.keyring(instance, "alena"))
    assert [(one.id, one.day) for one in listed] == [(new.release, new.cut_off), (old.release, old.cut_off)]
    assert new.cut_off == old.cut_off + timedelta(days=30)


def test_a_crash_before_it_is_stored_leaves_nothing_and_it_can_be_drawn_again(
    instance: Instance, staff: Staff, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = coded_case()
    keyring = staff.keyring(instance, "alena")
    release_id = release.plan(instance, keyring)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(record, "append", crash)
        with pytest.raises(KeyboardInterrupt):
            release_job.draw(instance, keyring, release_id)
    with instance.database.reading() as uow:
        row = uow.releases.get(release_id)
        assert row is not None
        assert (row.state, row.tables, row.sealed_cohort) == (ReleaseState.PENDING, None, None)
    release_job.draw(instance, keyring, release_id)
    assert _cohort(instance, staff, release_id).cases == (case_id,)


def test_a_job_that_comes_too_late_does_not_write_over_what_was_drawn(
    instance: Instance, staff: Staff, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looked before the other job was done, and gathers after it."""
    case_id = coded_case()
    keyring = staff.keyring(instance, "alena")
    release_id = release.plan(instance, keyring)
    drawn: list[Draw | None] = []

    def gather_late(*given: object) -> Gathered:
        if not drawn:
            drawn.append(None)
            release_job.draw(instance, keyring, release_id)
            drawn[0] = release.get(instance, keyring, release_id).draw
        return gather(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(release_job, "gather", gather_late)
    release_job.draw(instance, keyring, release_id)
    assert release.get(instance, keyring, release_id).draw == drawn[0]
    assert _cohort(instance, staff, release_id).cases == (case_id,)


def _together(instance: Instance, staff: Staff, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a job for each id at once: all have gathered and drawn before the first of them stores."""
    meeting = threading.Barrier(len(ids))
    first = threading.local()
    store = release_job._store

    def meet_and_store(*given: object) -> bool:
        if not getattr(first, "done", False):
            first.done = True
            meeting.wait(30)
        return store(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(release_job, "_store", meet_and_store)
    keyring = staff.keyring(instance, "alena")
    jobs = [threading.Thread(target=release_job.draw, args=(instance, keyring, one)) for one in ids]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(60)
    assert not any(job.is_alive() for job in jobs)


def _two_jobs_one_release(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = tell_and_code(instance, staff).case_id
    keyring = staff.keyring(instance, "alena")
    release_id = release.plan(instance, keyring)
    written: list[bytes] = []
    seal = Cohort.seal

    def note(cohort: Cohort, *given: object) -> bytes:
        written.append(cohort.tables)
        return seal(cohort, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Cohort, "seal", note)
    _together(instance, staff, [release_id, release_id], monkeypatch)
    cohort = _cohort(instance, staff, release_id)
    assert cohort.cases == (case_id,)
    assert cohort.tables in written
    assert len(set(written)) == 2, "both jobs drew, and only one draw was stored"
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    assert [deed.action for deed in deeds].count("release-draw") == 1


def _two_jobs_two_releases(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two releases that wait at once would count the same cases; the one that comes second starts afresh."""
    case_id = tell_and_code(instance, staff).case_id
    ids = ["a" * 32, "b" * 32]

    def ask(uow: UnitOfWork) -> None:
        for one in ids:
            uow.releases.add(Release(one, clock.today(), ReleaseState.PENDING, None, None))

    transact(instance.database, ask)
    _together(instance, staff, ids, monkeypatch)
    cohorts = [_cohort(instance, staff, one).cases for one in ids]
    assert sorted(cohorts) == [(), (case_id,)]


def test_two_jobs_at_once_draw_once(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_jobs_one_release(instance, staff, monkeypatch)


def test_two_jobs_at_once_draw_once_on_postgresql(
    postgres_instance: tuple[Instance, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    _two_jobs_one_release(*postgres_instance, monkeypatch)


def test_two_releases_at_once_share_no_case(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_jobs_two_releases(instance, staff, monkeypatch)


def test_two_releases_at_once_share_no_case_on_postgresql(
    postgres_instance: tuple[Instance, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    _two_jobs_two_releases(*postgres_instance, monkeypatch)


def test_a_withdrawal_while_it_is_drawn_counts(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes = tell_and_code(instance, staff)
    stays = tell_and_code(instance, staff)
    rounds: list[int] = []

    def gather_then_withdraw(*given: object) -> Gathered:
        gathered = gather(*given)  # type: ignore[arg-type]
        rounds.append(len(gathered.records))
        if len(rounds) == 1:
            mailbox.withdraw(instance, goes)
        return gathered

    monkeypatch.setattr(release_job, "gather", gather_then_withdraw)
    drawn = _draw(instance, staff)
    assert rounds == [2, 1]
    assert _cohort(instance, staff, drawn.release).cases == (stays.case_id,)


def test_a_release_that_was_deleted_meanwhile_is_not_brought_back(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = staff.keyring(instance, "alena")
    release_id = release.plan(instance, keyring)

    def delete_then_gather(*given: object) -> Gathered:
        transact(instance.database, lambda uow: uow.releases.delete(id=release_id))
        return gather(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(release_job, "gather", delete_then_gather)
    with pytest.raises(NotFound):
        release_job.draw(instance, keyring, release_id)
    assert release.releases(instance, keyring) == []


def test_a_job_that_never_finds_calm_gives_up_and_stores_nothing(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_job, "unchanged", lambda *_: False)
    keyring = staff.keyring(instance, "alena")
    release_id = release.plan(instance, keyring)
    with pytest.raises(Conflict):
        release_job.draw(instance, keyring, release_id)
    assert release.get(instance, keyring, release_id).state is ReleaseState.PENDING


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "ilona", "adam"])
def test_only_auditors_make_and_read_releases(instance: Instance, staff: Staff, who: str) -> None:
    drawn = _draw(instance, staff)
    stranger = staff.keyring(instance, who)
    with pytest.raises(NoKey):
        release.plan(instance, stranger)
    with pytest.raises(NoKey):
        release.releases(instance, stranger)
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


def test_tables_that_were_changed_in_the_database_are_refused(instance: Instance, staff: Staff) -> None:
    drawn = _draw(instance, staff)
    other = replace(drawn, software="holas 9").to_json()
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, tables=other))
    with pytest.raises(crypto.Tampered):
        release.get(instance, staff.keyring(instance, "alena"), drawn.release)


@pytest.mark.parametrize("forger", ["nobody", "rita"])
def test_a_cohort_that_no_auditor_signed_is_refused(instance: Instance, staff: Staff, forger: str) -> None:
    """Were it believed, its cases could be counted again."""
    drawn = _draw(instance, staff)
    keyring = staff.keyring(instance, "alena")
    signer = SigningKey.generate() if forger == "nobody" else staff.keyring(instance, forger).identity.signing
    sealed = _seal_as(staff.keyring(instance, "alena"), drawn, signer)
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, sealed_cohort=sealed))
    with pytest.raises(NotVouched):
        release.get(instance, keyring, drawn.release)
    with pytest.raises(NotVouched):
        release_job.draw(instance, keyring, release.plan(instance, keyring))


def _seal_as(keyring: Keyring, drawn: Draw, signer: SigningKey) -> bytes:
    """An empty cohort, as somebody with another key would seal it."""
    place = places.release(drawn.release)
    body = write_json({"cases": [], "left_out": 0, "tables": release.fingerprint(drawn.to_json()).hex()})
    signed = crypto.pad(crypto.sign(signer, body, place), auditors.MINIMUM)
    return crypto.seal(keyring.membership.role_key("auditor").key, signed, place)


def test_a_cohort_moved_from_another_release_is_refused(instance: Instance, staff: Staff) -> None:
    one, two = _draw(instance, staff), _draw(instance, staff)

    def swap(uow: UnitOfWork) -> None:
        row = uow.releases.get(one.release)
        assert row is not None
        uow.releases.change(two.release, tables=row.tables, sealed_cohort=row.sealed_cohort)

    transact(instance.database, swap)
    with pytest.raises(NoKey):
        release.get(instance, staff.keyring(instance, "alena"), two.release)


def test_asking_and_drawing_stand_on_the_record(instance: Instance, staff: Staff) -> None:
    drawn = _draw(instance, staff)
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    assert [(deed.action, deed.subject, deed.member) for deed in deeds[:2]] == [
        ("release-draw", drawn.release, "alena"),
        ("release-ask", drawn.release, "alena"),
    ]


def test_cohorts_of_different_sizes_look_the_same_until_they_fill_a_page(
    instance: Instance, staff: Staff, coded_case: CodedCase
) -> None:
    def size() -> int:
        drawn = _draw(instance, staff)
        with instance.database.reading() as uow:
            row = uow.releases.get(drawn.release)
        assert row is not None
        assert row.sealed_cohort is not None
        return len(row.sealed_cohort)

    empty = size()
    coded_case()
    assert size() == empty
