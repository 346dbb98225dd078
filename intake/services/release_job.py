"""The job that draws a release: gather, count, add noise, store numbers and cohort in one transaction.

Only this job loads OpenDP. Whatever happens before the transaction is durable has no trace: no number was stored
and none was seen, so drawing again costs nobody anything. After it, the stored numbers are the only ones.
"""

import math

import intake
from intake import clock
from intake.domain.counting import Unit, units
from intake.domain.draw import Mechanism
from intake.domain.publication import Draw, DrawnTable
from intake.domain.statistics import Plan, plans
from intake.domain.vocabulary import Vocabulary
from intake.services import noise, record
from intake.services.errors import NotFound
from intake.services.instance import ATTEMPTS, Instance, transact
from intake.services.keyring import Keyring
from intake.services.noise import Budget
from intake.services.ports import Conflict, UnitOfWork
from intake.services.release import HAS_NUMBERS, Cohort, ReleaseState, fingerprint, require_auditor
from intake.services.release_cohort import Gathered, Progress, gather, unchanged


def draw(instance: Instance, keyring: Keyring, release_id: str, progress: Progress = lambda _done, _all: None) -> None:
    """Draw a release. One that is drawn stays as it is, and so does one that another job draws meanwhile.

    Raises `NoKey`, `NotFound`, what `gather` raises, and `Conflict` when releases or withdrawals kept coming between.
    """
    require_auditor(keyring)
    vocabulary = Vocabulary.load()
    for _ in range(ATTEMPTS):
        if _is_drawn(instance, release_id):
            return
        gathered = gather(instance, keyring, vocabulary, progress)
        counted = units(gathered.records, gathered.earlier)
        drawn = _add_noise(instance, release_id, vocabulary, counted)
        cases = frozenset(case_id for unit in counted for case_id in unit.cases)
        if _store(instance, keyring, drawn, gathered, cases):
            return
    raise Conflict


def _is_drawn(instance: Instance, release_id: str) -> bool:
    with instance.database.reading() as uow:
        release = uow.releases.get(release_id)
    if release is None:
        raise NotFound
    return release.state in HAS_NUMBERS


def _add_noise(instance: Instance, release_id: str, vocabulary: Vocabulary, counted: list[Unit]) -> Draw:
    """Draw every table. The whole costs a unit what its parts cost together (Dwork and others 2006: composition)."""
    tables = tuple(_draw_table(plan, counted) for plan in plans(vocabulary, instance.settings.release_epsilon))
    return Draw(
        release=release_id,
        cut_off=clock.today(),
        vocabulary=vocabulary.version,
        software=f"holas {intake.__version__}",
        library=noise.LIBRARY,
        mechanism=Mechanism.LAPLACE,
        epsilon=math.fsum(table.epsilon for table in tables),
        tables=tables,
    )


def _draw_table(plan: Plan, counted: list[Unit]) -> DrawnTable:
    noisy = noise.draw(plan.count(counted), plan.bound, Budget(Mechanism.LAPLACE, plan.epsilon))
    return DrawnTable.of(plan, noisy.values, (noisy.loss, noisy.scale, noisy.half_width))


def _store(  # what was drawn, what it rests on, and which cases it counts
    instance: Instance, keyring: Keyring, drawn: Draw, gathered: Gathered, cases: frozenset[str]
) -> bool:
    """Store numbers and cohort; False when what they rest on has changed and they must be forgotten."""
    tables = drawn.to_json()
    cohort = Cohort(tuple(sorted(cases)), gathered.left_out, fingerprint(tables))
    sealed = cohort.seal(keyring, drawn.release)

    def work(uow: UnitOfWork) -> bool:
        release = uow.releases.get(drawn.release)
        if release is None:
            raise NotFound
        if release.state in HAS_NUMBERS:
            return True
        if not unchanged(uow, gathered):
            return False
        fields = {"state": ReleaseState.DRAWN, "day": drawn.cut_off, "tables": tables, "sealed_cohort": sealed}
        uow.releases.change(drawn.release, **fields)
        record.append(uow, keyring, "release-draw", drawn.release)
        return True

    return transact(instance.database, work)
