"""Which cases a release counts: coded by a member, consented, not withdrawn, and counted by no release before.

Every piece is checked at the moment of use. A case whose pieces do not hold is left out and numbered, so that the
auditor hears of it; it can be counted later, once it is mended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from intake.domain.case_record import CaseRecord
from intake.domain.vocabulary import Vocabulary
from intake.services import consents
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.record_reader import BATCH, Looked, RecordReader
from intake.services.release import HAS_NUMBERS, Cohort

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Gathered:
    """What a release would count now.

    `before` are the releases that were taken into account, `said` the number of consent statements of each case that
    is counted, `earlier` the records of cases that those releases counted, as far as they open still: whoever is
    linked with them is counted already.
    """

    before: frozenset[str]
    records: dict[str, CaseRecord] = field(default_factory=dict)
    left_out: int = 0
    said: dict[str, int] = field(default_factory=dict)
    earlier: list[CaseRecord] = field(default_factory=list)


def gather(instance: Instance, keyring: Keyring, vocabulary: Vocabulary, progress: Progress) -> Gathered:
    """Open the record of every case that may be counted. `progress` is told how many of how many cases are done.

    Raises `NoKey`, `NotVouched` or `CryptoError` when an earlier release's cohort cannot be read: without it a case
    might be counted twice.
    """
    with instance.database.reading() as uow:
        drawn = uow.releases.find(state=HAS_NUMBERS)
        waiting = [case.id for case in uow.cases.find(destroy_on=None)]
    counted = {case for release in drawn for case in Cohort.open(keyring, release).cases}
    gathered = Gathered(frozenset(release.id for release in drawn))
    fresh = [case_id for case_id in waiting if case_id not in counted]
    reader = RecordReader(instance, keyring, vocabulary)
    for start in range(0, len(fresh), BATCH):
        _add(gathered, reader.look(fresh[start : start + BATCH]), vocabulary)
        progress(min(start + BATCH, len(fresh)), len(fresh))
    if any(record.people for record in gathered.records.values()):
        done = [case_id for case_id in waiting if case_id in counted]
        for start in range(0, len(done), BATCH):
            looked = reader.look(done[start : start + BATCH])
            gathered.earlier += [one.record(vocabulary) for one in looked.records.values()]
    return gathered


def _add(gathered: Gathered, looked: Looked, vocabulary: Vocabulary) -> None:
    """Add the records of cases that may be counted. What was published once needs no consent, what comes does."""
    gathered.left_out += len(looked.refused)
    for case_id, one in looked.records.items():
        if one.counts:
            gathered.records[case_id] = one.record(vocabulary)
            gathered.said[case_id] = one.said


def unchanged(uow: UnitOfWork, gathered: Gathered) -> bool:
    """Tell whether all is as it was gathered: no new release, no counted case withdrawn or its consent changed."""
    drawn = frozenset(release.id for release in uow.releases.find(state=HAS_NUMBERS))
    cases = list(gathered.records)
    return drawn == gathered.before and all(
        _as_before(uow, gathered, cases[start : start + BATCH]) for start in range(0, len(cases), BATCH)
    )


def _as_before(uow: UnitOfWork, gathered: Gathered, cases: Sequence[str]) -> bool:
    said = uow.consents.count(case_id=cases, holder=consents.CASE_HOLDER)
    there = uow.cases.count(id=cases, destroy_on=None)
    return there == len(cases) and said == sum(gathered.said[case_id] for case_id in cases)
