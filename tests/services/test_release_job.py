"""Drawing: what is counted and what it says, once for ever, whatever happens while it is done."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from intake import clock
from intake.domain.draw import Draw, DrawnTable, Mechanism, Subject
from intake.domain.ledger import OverBudget
from intake.domain.review import State
from intake.domain.table import TableSet
from intake.services import copied, drawing, ledger, ledger_check, mailbox, record, release, release_job
from intake.services.drawn import Drawn
from intake.services.errors import NotDue, NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.noise import Budget
from intake.services.ports import Conflict
from intake.services.release_states import ReleaseState
from intake.services.statistics_columns import Counted, counted
from tests.plugins.drawing import draw, due, frozen, items, plan_ahead
from tests.plugins.instances import Staff
from tests.plugins.releases import CodedCase, recode, tell_and_code

Counts = Mapping[str, Mapping[str, int]]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Counts]:
    """The exact counts of each draw, which nobody else ever sees."""
    watched, really = list[Counts](), drawing.draw

    def watch(chosen: TableSet, months: Sequence[str], counts: Counts, budget: Budget) -> tuple[DrawnTable, ...]:
        watched.append(counts)
        return really(chosen, months, counts, budget)

    monkeypatch.setattr(drawing, "draw", watch)
    return watched


def _cases(instance: Instance, staff: Staff, drawn: Draw) -> set[str]:
    return {case for period in drawn.periods for case in frozen(instance, staff, period.cohort)}


def test_coded_and_consented_cases_are_counted(
    instance: Instance, staff: Staff, coded_case: CodedCase, seen: list[Counts]
) -> None:
    cases = {coded_case("tor_beating", "asm_fine"), coded_case("tor_beating", "tor_humiliation")}
    coded_case("dp_sentence", statistics=False)
    drawn = draw(instance, staff)
    found = {cell: number for cell, number in seen[0]["persons"].items() if number}
    assert found == {"all": 2, "torture": 2, "assembly": 1}
    assert _cases(instance, staff, drawn) == cases


def test_a_draw_says_how_it_was_made(instance: Instance, staff: Staff) -> None:
    drawn = draw(instance, staff)
    assert (drawn.subject, drawn.size, drawn.mechanism) == (Subject.COHORT, "mini", Mechanism.LAPLACE)
    assert (drawn.epsilon, drawn.delta, drawn.vocabulary, drawn.table_version) == (2.0, 0.0, "2", "1")
    assert (drawn.library, drawn.software, drawn.testimonies) == ("OpenDP 0.16.0", "holas 0.1.0", None)
    assert [(table.id, len(table.noisy)) for table in drawn.tables] == [("persons", 9), ("evidence_any", 1)]
    assert drawn.cut_off == drawn.periods[0].closes + timedelta(days=1)


def test_a_smaller_lifetime_is_a_setting(instance: Instance, staff: Staff) -> None:
    careful = replace(instance, settings=replace(instance.settings, release_epsilon=0.5))
    drawn = draw(careful, staff)
    assert drawn.epsilon == 0.5
    assert drawn.tables[0].scale == pytest.approx(4 * 16 / (0.5 * 11))


def test_a_year_takes_the_rest_of_the_budget_once_all_cohorts_are_drawn(
    instance: Instance, staff: Staff, coded_case: CodedCase, seen: list[Counts]
) -> None:
    plan_ahead(instance, staff, cohorts=2, share=Fraction(1, 4), expected=150)
    first = {coded_case()}
    assert draw(instance, staff).epsilon == 0.5
    assert not items(instance, staff)[-1].is_due
    draw(instance, staff)
    year = draw(instance, staff)
    assert (year.subject, year.epsilon, year.size) == (Subject.YEAR, 1.5, "small")
    assert len(year.periods) == 2
    assert _cases(instance, staff, year) == first
    assert [counts["persons"]["all"] for counts in seen] == [1, 0, 1]
    with instance.database.reading() as uow:
        assert [entry.epsilon for entry in ledger.entries(uow)] == [0.5, 0.5, 1.5]


def test_a_year_by_month_counts_the_months_of_its_plan(instance: Instance, staff: Staff) -> None:
    plan_ahead(instance, staff, cohorts=1, length=12, expected=20_000)
    drawn = draw(instance, staff)
    assert drawn.mechanism is Mechanism.GAUSSIAN
    assert drawn.delta == 1e-6
    assert drawn.months[0] == "2020-05"
    assert sum(len(table.noisy) for table in drawn.tables) == 394


def test_the_number_of_testimonies_is_told_where_the_plan_says_so(instance: Instance, staff: Staff) -> None:
    """All that came in the period, spam apart, counted or not."""
    open_ = replace(instance, settings=replace(instance.settings, public_total=True))
    plan_ahead(open_, staff)
    day = clock.today() + timedelta(days=1)
    for visit in [tell_and_code(instance, staff, statistics=False) for _ in range(3)]:
        transact(instance.database, lambda uow, case=visit.case_id: uow.cases.change(case, day=day))  # type: ignore[misc]
    transact(instance.database, lambda uow: uow.cases.change(visit.case_id, state=State.SPAM))
    tell_and_code(instance, staff)
    assert draw(open_, staff).testimonies == 2


def test_a_years_number_of_testimonies_shows_nobody_who_was_destroyed_since(instance: Instance, staff: Staff) -> None:
    open_ = replace(instance, settings=replace(instance.settings, public_total=True))
    plan_ahead(open_, staff, cohorts=2, share=Fraction(1, 2))
    day = clock.today() + timedelta(days=1)
    for visit in [tell_and_code(instance, staff) for _ in range(2)]:
        transact(instance.database, lambda uow, case=visit.case_id: uow.cases.change(case, day=day))  # type: ignore[misc]
    assert [draw(open_, staff).testimonies for _ in range(2)] == [2, 0]
    transact(instance.database, lambda uow: uow.cases.delete(id=visit.case_id))
    year = draw(open_, staff)
    assert (year.subject, year.testimonies) == (Subject.YEAR, 2)


def test_over_budget_is_refused_with_the_sum(instance: Instance, staff: Staff) -> None:
    plan_ahead(instance, staff)
    keyring = staff.keyring(instance, "alena")
    careful = replace(instance, settings=replace(instance.settings, release_epsilon=1.5))
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        with pytest.raises(OverBudget) as refused:
            release_job.draw(careful, keyring, release_id)
    assert (refused.value.sum, refused.value.lifetime) == (2.0, 1.5)
    assert list(instance.copies.names()) == [copied.MARK]


def test_stored_numbers_never_change(
    instance: Instance, staff: Staff, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = coded_case()
    drawn = draw(instance, staff)
    keyring = staff.keyring(instance, "artur")
    recode(instance, staff, case_id, ["asm_fine"], revision=1)
    coded_case("asm_fine")
    monkeypatch.delattr(drawing, "draw")
    for _ in range(3):
        release_job.draw(instance, keyring, drawn.release)
        assert release.get(instance, keyring, drawn.release).draw == drawn


def test_a_case_counts_in_one_cohort_only(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    first = {coded_case(), coded_case()}
    one = draw(instance, staff)
    later = coded_case()
    recode(instance, staff, next(iter(first)), ["asm_fine"], revision=1)
    two, three = draw(instance, staff, "artur"), draw(instance, staff)
    assert [_cases(instance, staff, drawn) for drawn in (one, two, three)] == [first, {later}, set()]


def test_a_withdrawn_case_leaves_its_cohort(instance: Instance, staff: Staff, seen: list[Counts]) -> None:
    tell_and_code(instance, staff)
    goes = tell_and_code(instance, staff)
    mailbox.withdraw(instance, goes)
    draw(instance, staff)
    assert seen[0]["persons"]["all"] == 1


def test_records_that_do_not_hold_are_told_to_auditors_and_not_published(
    instance: Instance, staff: Staff, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = coded_case()
    freeze = release_job._freeze

    def freeze_then_break(*given: object) -> None:
        freeze(*given)  # type: ignore[arg-type]
        transact(instance.database, lambda uow: uow.statistics.change(broken, sealed=b"x" * 2000))

    monkeypatch.setattr(release_job, "_freeze", freeze_then_break)
    drawn = draw(instance, staff)
    assert release.get(instance, staff.keyring(instance, "artur"), drawn.release).left_out == 1


def test_a_crash_before_it_is_stored_leaves_nothing_and_it_can_be_drawn_again(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = staff.keyring(instance, "alena")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        with monkeypatch.context() as patched:
            patched.setattr(drawing, "draw", crash)
            with pytest.raises(KeyboardInterrupt):
                release_job.draw(instance, keyring, release_id)
        assert release.get(instance, keyring, release_id).state is ReleaseState.PENDING
        assert list(instance.copies.names()) == [copied.MARK]
        release_job.draw(instance, keyring, release_id)
    assert release.get(instance, keyring, release_id).draw is not None


def test_a_crash_after_the_copy_is_written_adopts_the_copy(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = staff.keyring(instance, "alena")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        with monkeypatch.context() as patched:
            patched.setattr(record, "append", lambda *_, **__: crash() if instance.copies.get(subject) else None)
            with pytest.raises(KeyboardInterrupt):
                release_job.draw(instance, keyring, release_id)
        assert release.get(instance, keyring, release_id).draw is None
        written = instance.copies.get(subject)
        monkeypatch.delattr(drawing, "draw")
        release_job.draw(instance, staff.keyring(instance, "artur"), release_id)
    with instance.database.reading() as uow:
        assert release.find(uow, release_id).tables == written
        assert len(ledger.entries(uow)) == 1


def test_a_copy_that_appears_at_the_last_moment_wins(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine wrote it after we looked; what we drew is forgotten unseen."""
    keyring, offered = staff.keyring(instance, "alena"), list[bytes]()
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        put_new, sign = type(instance.copies).put_new, Drawn.sign

        def sign_another(drawn: Drawn, keyring: Keyring) -> bytes:
            if not offered:
                offered.append(sign(replace(drawn, note=b"of another"), keyring))
                put_new(instance.copies, subject, offered[0])
            return sign(drawn, keyring)

        monkeypatch.setattr(Drawn, "sign", sign_another)
        release_job.draw(instance, keyring, release_id)
    with instance.database.reading() as uow:
        assert release.find(uow, release_id).tables == offered[0]


def test_a_job_that_comes_too_late_does_not_write_over_what_was_drawn(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looked before the other job was done, and counts after it."""
    keyring = staff.keyring(instance, "alena")
    drawn: list[Draw | None] = []
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)

        def count_late(*given: object) -> Counted:
            if not drawn:
                drawn.append(None)
                release_job.draw(instance, keyring, release_id)
                drawn[0] = release.get(instance, keyring, release_id).draw
            return counted(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(release_job, "counted", count_late)
        release_job.draw(instance, keyring, release_id)
    assert release.get(instance, keyring, release_id).draw == drawn[0]


def _two_auditors_at_once(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have gathered and drawn before the first of them stores."""
    tell_and_code(instance, staff)
    meeting, first, offered = threading.Barrier(2), threading.local(), list[bytes]()
    store = release_job._store

    def meet_and_store(*given: object) -> bool:
        if not getattr(first, "done", False):
            first.done = True
            offered.append(given[-1].draw.to_json())  # type: ignore[attr-defined]
            meeting.wait(120)
        return store(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(release_job, "_store", meet_and_store)
    with due(instance, staff) as subject:
        release_id = release.ask(instance, staff.keyring(instance, "alena"), subject)
        keyrings = [staff.keyring(instance, who) for who in ("alena", "artur")]
        jobs = [threading.Thread(target=release_job.draw, args=(instance, one, release_id)) for one in keyrings]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join(240)
    assert not any(job.is_alive() for job in jobs)
    drawn = release.get(instance, keyrings[0], release_id).draw
    assert drawn is not None
    assert len(set(offered)) == 2, "both drew"
    assert offered.count(drawn.to_json()) == 1, "and one was stored"
    with instance.database.reading() as uow:
        assert len(ledger.entries(uow)) == 1
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
        assert list(ledger_check.check(uow, instance, keyrings[0].membership)) == []
    assert [deed.action for deed in deeds].count("release-draw") == 1


def test_two_auditors_at_once_draw_once(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    _two_auditors_at_once(instance, staff, monkeypatch)


def test_two_auditors_at_once_draw_once_on_postgresql(
    postgres_instance: tuple[Instance, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    _two_auditors_at_once(*postgres_instance, monkeypatch)


def test_a_withdrawal_while_it_is_drawn_counts(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch, seen: list[Counts]
) -> None:
    goes = tell_and_code(instance, staff)
    tell_and_code(instance, staff)
    rounds: list[int] = []

    def count_then_withdraw(*given: object) -> Counted:
        exact = counted(*given)  # type: ignore[arg-type]
        rounds.append(exact.tables["persons"]["all"])
        if len(rounds) == 1:
            mailbox.withdraw(instance, goes)
        return exact

    monkeypatch.setattr(release_job, "counted", count_then_withdraw)
    draw(instance, staff)
    assert rounds == [2, 1]
    assert [counts["persons"]["all"] for counts in seen] == [2, 1]


def test_a_release_that_was_deleted_meanwhile_is_not_brought_back(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = staff.keyring(instance, "alena")
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)

        def delete_then_count(*given: object) -> Counted:
            transact(instance.database, lambda uow: uow.releases.delete(id=release_id))
            return counted(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(release_job, "counted", delete_then_count)
        with pytest.raises(NotFound):
            release_job.draw(instance, keyring, release_id)


def test_a_job_that_never_finds_calm_gives_up_and_stores_nothing(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counted, "unchanged", lambda *_: False)
    keyring = staff.keyring(instance, "alena")
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        with pytest.raises(Conflict):
            release_job.draw(instance, keyring, release_id)
    assert release.get(instance, keyring, release_id).state is ReleaseState.PENDING
    assert list(instance.copies.names()) == [copied.MARK]


def test_a_spent_cohort_is_not_drawn(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "alena")
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        transact(instance.database, lambda uow: ledger.spend(uow, subject, (subject,), (2.0, 0.0)))
        with pytest.raises(NotDue):
            release_job.draw(instance, keyring, release_id)
