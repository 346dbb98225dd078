"""The job that draws a release: freeze, gather, count, add noise; store numbers, charge and copy together.

Only this job loads OpenDP. The copy outside the database is written first, on the condition that there is none: whoever
draws next finds and adopts it, whatever became of this job. Before it, nothing has a trace: no number was stored and
none was seen, so drawing again costs nobody anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import intake
from intake import clock
from intake.domain.draw import Draw, Period, Subject
from intake.domain.ledger import afford
from intake.domain.plan_terms import Terms
from intake.services import cohorts, copied, drawing, ledger, noise, plan_reader, record, release
from intake.services.auditors import require_auditor
from intake.services.drawn import Drawn
from intake.services.errors import NotDue
from intake.services.instance import ATTEMPTS, Instance, transact
from intake.services.keyring import Keyring
from intake.services.noise import Budget
from intake.services.ports import Conflict, UnitOfWork
from intake.services.record_reader import Progress
from intake.services.release_states import WAITING
from intake.services.statistics_columns import Counted, Wanted, counted
from intake.services.subjects import is_due


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be drawn: the release, its subject, what its plan fixes, and the cohorts that are counted.

    `charges`: how many entries the ledger had.
    """

    charges: int
    release: str
    id: str
    subject: Subject
    terms: Terms
    cohorts: tuple[str, ...]

    @property
    def months(self) -> tuple[str, ...]:
        """The months that its tables have as columns, if any has."""
        tables = self.terms.table_set(self.subject).tables
        return self.terms.months if any(table.by_month for table, _ in tables) else ()

    @property
    def cost(self) -> tuple[float, float]:
        """What it may cost a person, in epsilon and delta."""
        return self.terms.budget(self.subject)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What was drawn, and from which counts."""

    exact: Counted
    draw: Draw


def draw(instance: Instance, keyring: Keyring, release_id: str, progress: Progress = cohorts.silent) -> None:
    """Draw a release. One that is drawn stays as it is, and so does one that another job draws meanwhile.

    Raises `NoKey`, `NotFound`, `NotDue`, `OverBudget` with the sum, what `statistics_columns.counted` raises, and
    `Conflict` when draws or withdrawals kept coming between.
    """
    require_auditor(keyring)
    for _ in range(ATTEMPTS):
        copied.complete(
            instance, keyring.membership, lambda uow, adopted: record.append(uow, keyring, "release-adopt", adopted)
        )
        task = _task(instance, keyring, release_id)
        if task is None:
            return
        _freeze(instance, keyring, progress)
        exact = _count(instance, keyring, task, progress)
        if _store(instance, keyring, task, _Numbers(exact, _draw(instance, keyring, task, exact))):
            return
    raise Conflict


def _task(instance: Instance, keyring: Keyring, release_id: str) -> _Task | None:
    """Return what waits to be drawn, None where it is drawn. Raises `OverBudget` before anything is counted."""
    with instance.database.reading() as uow:
        row = release.find(uow, release_id)
        if row.state not in WAITING:
            return None
        subject = row.subject or ""
        if not is_due(uow, subject):
            raise NotDue
        cohort = uow.cohorts.get(subject)
        plan_id = subject if cohort is None else cohort.plan_id or ""
        terms, entries = plan_reader.load(uow, keyring, plan_id).terms, ledger.entries(uow)
    kind = Subject.YEAR if cohort is None else Subject.COHORT
    among = tuple(one.cohort for one in terms.periods) if cohort is None else (subject,)
    afford(entries, among, terms.budget(kind), instance.settings.release_epsilon)
    return _Task(len(entries), release_id, subject, kind, terms, among)


def _freeze(instance: Instance, keyring: Keyring, progress: Progress) -> None:
    """Give a list to every cohort whose last day is over: they are frozen in their order."""
    with instance.database.reading() as uow:
        waiting = cohorts.due(uow)
    for cohort in waiting:
        cohorts.freeze(instance, keyring, cohort.id, progress)


def _count(instance: Instance, keyring: Keyring, task: _Task, progress: Progress) -> Counted:
    """Count exactly. Whoever was counted in another cohort before is not counted again."""
    with instance.database.reading() as uow:
        charged = {cohort for entry in ledger.entries(uow) for cohort in entry.cohorts}
        charged |= {cohort.id for cohort in uow.cohorts.find(plan_id=None)}

    def cases(cohort: str) -> Sequence[str]:
        with instance.database.reading() as uow:
            return cohorts.cases_of(uow, keyring, cohort)

    chosen = task.terms.table_set(task.subject)
    tables = [*(table for table, _ in chosen.tables), chosen.left_out[0]]
    wanted = Wanted(task.cohorts, tables, task.months, sorted(charged - set(task.cohorts)))
    return counted(instance, keyring, wanted, cases, progress)


def _draw(instance: Instance, keyring: Keyring, task: _Task, exact: Counted) -> Draw:
    """Draw every table. The whole costs a person what its parts cost together."""
    chosen, (epsilon, delta) = task.terms.table_set(task.subject), task.cost
    tables = drawing.draw(chosen, task.months, exact.tables, Budget(chosen.mechanism, epsilon, delta))
    periods = [period for period in task.terms.periods if period.cohort in task.cohorts]
    return Draw(
        release=task.release,
        subject=task.subject,
        periods=tuple(periods),
        size=chosen.size,
        months=task.months,
        cut_off=clock.today(),
        testimonies=_received(instance, keyring, task, periods) if task.terms.public_total else None,
        vocabulary=task.terms.vocabulary,
        table_version=task.terms.tables,
        software=f"holas {intake.__version__}",
        library=noise.LIBRARY,
        mechanism=chosen.mechanism,
        epsilon=epsilon,
        delta=delta,
        snapshot=exact.snapshot,
        tables=tables[:-1],
        left_out=tables[-1],
    )


def _received(instance: Instance, keyring: Keyring, task: _Task, periods: Sequence[Period]) -> int:
    """Return how many testimonies came, exact: the plan declared it public.

    A year's number is the sum of what its cohorts printed, so that subtracting shows nobody who was destroyed since.
    """
    with instance.database.reading() as uow:
        if task.subject is Subject.COHORT:
            return sum(cohorts.received(uow, one.opens, one.closes) for one in periods)
        rows = uow.releases.find(subject=task.cohorts)
        printed = [release.numbers(keyring, row, row.tables or b"") for row in rows]
        return sum(one.testimonies or 0 for one in printed)


def _store(instance: Instance, keyring: Keyring, task: _Task, numbers: _Numbers) -> bool:
    """Store numbers and charge, and the copy before them; False when what they rest on changed: then forget them."""

    def work(uow: UnitOfWork) -> bool:
        if release.find(uow, task.release).state not in WAITING:
            return True
        if copied.unknown(uow, instance) or uow.charges.count() != task.charges or not numbers.exact.unchanged(uow):
            return False
        afford(ledger.entries(uow), task.cohorts, task.cost, instance.settings.release_epsilon)
        plan, every = plan_reader.row(uow, task.terms.plan), tuple(uow.cohorts.find(plan_id=task.terms.plan))
        note = release.note_left_out(keyring, task.release, numbers.exact.refused)
        drawn = Drawn(task.id, task.cohorts, task.cost, numbers.draw.to_json(), note, plan, every)
        signed = drawn.sign(keyring)
        if not instance.copies.put_new(task.id, signed):
            return False  # somebody else was first: what they drew is adopted
        ledger.store(uow, drawn, signed, numbers.draw.cut_off)
        record.append(uow, keyring, "release-draw", task.release)
        return True

    return transact(instance.database, work)
