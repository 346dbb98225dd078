"""A list of cases to take along: the columns named here and no others, of cases that may be read at this moment.

Neither what a source wrote nor what staff wrote about it (title, summary) is among them, nor an id of a case or of a
member. Each case's consent is read when the list is made, and the record says which cases were in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import crypto
from intake.domain.consent import Use
from intake.domain.entry import FOREVER, SINCE_EVER, Entry
from intake.domain.finding import Filter
from intake.domain.testimony import Slip
from intake.services import casefile, record
from intake.services.errors import Refused
from intake.services.finding import find
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.queue import QueueItem, items

MOST = 1000
"""Cases in one list: every one is opened for its consents, some milliseconds each."""
AT_ONCE = 50

Cell = str | bool | tuple[str, ...]


def _slip(item: QueueItem) -> Slip:
    return item.slip or Slip()


def _entry(item: QueueItem) -> Entry:
    return item.entry or Entry()


COLUMNS: Mapping[str, Callable[[QueueItem], Cell]] = {
    "received": lambda item: item.day,
    "state": lambda item: str(item.state),
    "urgent": lambda item: item.urgent,
    "minor": lambda item: _slip(item).minor,
    "speaker": lambda item: _slip(item).role,
    "stage": lambda item: _slip(item).stage,
    "language": lambda item: _slip(item).language,
    "evidence": lambda item: _slip(item).evidence,
    "codes": lambda item: _entry(item).codes,
    "regions": lambda item: _entry(item).regions,
    "facilities": lambda item: _entry(item).facilities,
    "happened_from": lambda item: _entry(item).first.replace(SINCE_EVER, ""),
    "happened_to": lambda item: _entry(item).last.replace(FOREVER, ""),
    "assigned": lambda item: item.assigned,
}
"""What leaves, by name. A field that nobody names here cannot leave."""


@dataclass(frozen=True, slots=True)
class ListExport:
    """The rows of a list, by column. `left_out`: cases that may not be read now; `beyond`: how many were too many."""

    rows: tuple[Mapping[str, Cell], ...]
    left_out: int
    beyond: int


def export(instance: Instance, keyring: Keyring, asked: Filter) -> ListExport:
    """Return the cases that are looked for, in order, and put it on the record."""
    found = find(instance, keyring, asked).ids
    wanted = found[:MOST]
    allowed: list[str] = []
    for start in range(0, len(wanted), AT_ONCE):
        allowed += _readable(instance, keyring, wanted[start : start + AT_ONCE])
    shown = items(instance, keyring, allowed)
    if shown:
        _note(instance, keyring, [one.case_id for one in shown])
    rows = tuple({name: read(item) for name, read in COLUMNS.items()} for item in shown)
    return ListExport(rows, len(wanted) - len(rows), len(found) - len(wanted))


def _readable(instance: Instance, keyring: Keyring, case_ids: Sequence[str]) -> list[str]:
    with instance.database.reading() as uow:
        return [case_id for case_id in case_ids if _may_be_read(uow, instance, keyring, case_id)]


def _may_be_read(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> bool:
    """Whether the source lets the case be read. One whose pieces do not hold is left out like one that may not."""
    try:
        return casefile.unlock(uow, instance, keyring, case_id).uses[Use.READ]
    except (Refused, crypto.CryptoError):
        return False


def _note(instance: Instance, keyring: Keyring, case_ids: Sequence[str]) -> None:
    subject = case_ids[0] if len(case_ids) == 1 else crypto.token(16).hex()
    detail = {"count": str(len(case_ids)), "cases": " ".join(case_ids)}
    transact(instance.database, lambda uow: record.append(uow, keyring, "export-list", subject, detail=detail))
