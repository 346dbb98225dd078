"""Drawing releases in tests, really: a plan of monthly cohorts, and the clock moved behind the last day of the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from functools import partial

import crypto
from intake import clock
from intake.domain.case_record import CaseRecord
from intake.domain.draw import Draw
from intake.domain.entities import Plan, Release
from intake.domain.plans import Asked
from intake.domain.table import Size
from intake.domain.tables import Tables
from intake.domain.vocabulary import Vocabulary
from intake.services import cohorts, plans, release, release_job, statistics_columns
from intake.services.drawn import Drawn
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.record_reader import RecordReader
from intake.services.release_states import ReleaseState
from intake.services.statistics_columns import Counted, Wanted
from intake.services.timetable import Line, timetables
from tests.plugins.draws import invented_draw
from tests.plugins.instances import Staff
from tests.plugins.plans import on
from tests.plugins.releases import tell_and_code


@dataclass(frozen=True)
class Countable:
    """What a cohort that froze now would get, and how many cases it could not."""

    records: dict[str, CaseRecord]
    left_out: int = 0


def countable(instance: Instance, staff: Staff, who: str = "alena") -> Countable:
    """Look at every case, as freezing and counting do."""
    with instance.database.reading() as uow:
        cases = [case.id for case in uow.cases.find(destroy_on=None)]
    looked = RecordReader(instance, staff.keyring(instance, who), Vocabulary.load()).look(cases)
    found = {case_id: one for case_id, one in looked.records.items() if one.counts}
    records = {case_id: one.record(Vocabulary.load()) for case_id, one in found.items()}
    return Countable(records, len(looked.refused))


def plan_ahead(instance: Instance, staff: Staff, **fields: object) -> str:
    """Approve a plan that opens tomorrow: twelve cohorts of a month, mini tables, and no year unless asked for."""
    usual: dict[str, object] = {
        "opens": clock.today() + timedelta(days=1),
        "cohorts": 12,
        "length": 1,
        "expected": 120,
        "share": Fraction(1),
        "first_month": "2020-05",
    }
    plan_id = plans.draft(instance, staff.keyring(instance, "alena"), Asked(**usual | fields))  # type: ignore[arg-type]
    plans.approve(instance, staff.keyring(instance, "artur"), plan_id)
    return plan_id


def items(instance: Instance, staff: Staff) -> list[Line]:
    """Everything that the plans of the instance have to draw."""
    planned = timetables(instance, staff.keyring(instance, "alena"))
    return [line for one in reversed(planned) for line in one.lines]


def undrawn(instance: Instance, staff: Staff) -> Line:
    """The next subject that is not drawn; plans ahead where nothing is planned."""
    if not items(instance, staff):
        plan_ahead(instance, staff)
    return next(item for item in items(instance, staff) if item.release is None or item.release.tables is None)


@contextmanager
def due(instance: Instance, staff: Staff) -> Iterator[str]:
    """Let it be the day after the next subject's last day, or later; yield its id."""
    item = undrawn(instance, staff)
    with on(max(clock.today(), item.closes + timedelta(days=1))):
        yield item.subject


def draw(instance: Instance, staff: Staff, who: str = "alena") -> Draw:
    """Draw the next subject."""
    keyring = staff.keyring(instance, who)
    with due(instance, staff) as subject:
        release_id = release.ask(instance, keyring, subject)
        release_job.draw(instance, keyring, release_id)
    drawn = release.get(instance, keyring, release_id).draw
    assert drawn is not None
    return drawn


def frozen(instance: Instance, staff: Staff, cohort: str) -> tuple[str, ...]:
    """The cases in a cohort's list."""
    with instance.database.reading() as uow:
        return cohorts.cases_of(uow, staff.keyring(instance, "alena"), cohort)


def counted(instance: Instance, staff: Staff) -> Counted:
    """Freeze the next cohort and count it, as its draw would."""
    keyring = staff.keyring(instance, "alena")
    with due(instance, staff) as subject:
        cohorts.freeze(instance, keyring, subject)
    wanted = Wanted([subject], [table for table, _ in Tables.load().set(Size.MINI).tables], ())
    return statistics_columns.counted(instance, keyring, wanted, partial(frozen, instance, staff), cohorts.silent)


def past_cohort(instance: Instance, staff: Staff, cases: int = 1) -> str:
    """Return a cohort that is over by the real clock, with so many cases: other processes can draw it."""
    today = clock.today()
    with on(today - timedelta(days=60)):
        plan_ahead(instance, staff, cohorts=1)
    with on(today - timedelta(days=40)):
        for _ in range(cases):
            tell_and_code(instance, staff)
    return items(instance, staff)[0].subject


def add_drawn(instance: Instance, auditor: Keyring) -> Draw:
    """Put a release of a hundred and twenty invented people into the database, without plan, ledger and noise."""
    draw, subject = replace(invented_draw("mini", 120), release=crypto.token(16).hex()), crypto.token(16).hex()
    plan = Plan(crypto.token(16).hex(), clock.today(), "approved", b"{}")
    signed = Drawn(subject, (subject,), (2.0, 0.0), draw.to_json(), b"note", plan, ()).sign(auditor)
    row = Release(draw.release, clock.today(), ReleaseState.DRAWN, signed, None, subject)
    transact(instance.database, lambda uow: uow.releases.add(row))
    return draw
