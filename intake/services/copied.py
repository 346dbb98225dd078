"""Copies of the ledger outside the database: what it is completed from, and what keeps two draws apart.

Each holds one draw whole, as an auditor signed it, under the id of its cohort or year. Whoever restores a database
from before a draw, or whose job ended between the copy and the commit, gets it back from there before anything else
is drawn.
"""

from collections.abc import Callable

from intake.services import ledger, lost
from intake.services.drawn import Drawn, fingerprint
from intake.services.errors import OthersCopies
from intake.services.instance import Instance, transact
from intake.services.people import Membership
from intake.services.ports import UnitOfWork

MARK = "instance"
"""The copy that says whose place it is."""
Adopted = Callable[[UnitOfWork, str], object]
"""Told of each draw that is adopted, in the transaction that does it."""


def nobody(_uow: UnitOfWork, _subject: str) -> None:
    """Tell nobody."""


def claim(instance: Instance) -> None:
    """Say in the copies whose they are. Raises `OthersCopies` where they are another instance's."""
    if not (instance.copies.put_new(MARK, _name(instance)) or is_ours(instance)):
        raise OthersCopies


def is_ours(instance: Instance) -> bool:
    """Tell whether the copies say that they are this instance's."""
    return instance.copies.get(MARK) == _name(instance)


def complete(instance: Instance, membership: Membership, told: Adopted = nobody) -> int:
    """Let database and copies know the same draws, each taking from the other; return how many the database took.

    Raises `OthersCopies`, and what `adopt` raises.
    """
    claim(instance)
    _copy_missing(instance)
    with instance.database.reading() as uow:
        waiting = unknown(uow, instance)
    adopted = sum(adopt(instance, membership, name, told) for name in sorted(waiting))
    lost.repeat(instance)
    return adopted


def unknown(uow: UnitOfWork, instance: Instance) -> frozenset[str]:
    """Return the draws that only the copies know."""
    draws = frozenset(name for name in instance.copies.names() if name != MARK and not lost.is_mark(name))
    return draws - ledger.subjects(uow)


def disagreeing(uow: UnitOfWork, instance: Instance) -> frozenset[str]:
    """Return the draws whose copies are not there, or not what the ledger was charged for."""
    charged = {entry.subject: entry.drawn for entry in ledger.entries(uow) if entry.is_drawn}
    copies = {subject: instance.copies.get(subject) for subject in charged}
    return frozenset(name for name, copy in copies.items() if copy is None or fingerprint(copy) != charged[name])


def adopt(instance: Instance, membership: Membership, subject: str, told: Adopted = nobody) -> bool:
    """Store what a copy says was drawn; False where the database holds it by now. Raises what `Drawn.open` raises."""
    signed = instance.copies.get(subject) or b""
    drawn = Drawn.open(membership, subject, signed)

    def work(uow: UnitOfWork) -> bool:
        if subject in ledger.subjects(uow):
            return False
        ledger.store(uow, drawn, signed, drawn.numbers.cut_off)
        told(uow, subject)
        return True

    return transact(instance.database, work)


def _copy_missing(instance: Instance) -> None:
    """Write the copies of draws that only the database knows, as where the copies got another place."""
    names = set(instance.copies.names())
    with instance.database.reading() as uow:
        missing = [row for row in uow.releases.find(subject=sorted(ledger.subjects(uow) - names)) if row.tables]
    for row in missing:
        instance.copies.put_new(str(row.subject), row.tables or b"")


def _name(instance: Instance) -> bytes:
    return instance.settings.instance_id.encode()
