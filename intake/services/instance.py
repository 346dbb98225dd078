"""What every use case is given: settings, database, blobs and the outer key of the grants."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from intake.config import Settings
from intake.services.grant_keys import GrantKeys
from intake.services.ports import BlobStore, Conflict, Database, LedgerCopies, UnitOfWork

Result = TypeVar("Result")
ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Instance:
    """One running Holas."""

    settings: Settings
    database: Database
    blobs: BlobStore
    grant_keys: GrantKeys
    copies: LedgerCopies


def transact(database: Database, work: Callable[[UnitOfWork], Result]) -> Result:
    """Run `work` in one transaction and make it durable; try again when another transaction won.

    Raises `Conflict` after a few attempts. `work` must be free of effects outside the transaction.
    """
    for _ in range(ATTEMPTS - 1):
        with contextlib.suppress(Conflict):
            return _once(database, work)
    return _once(database, work)


def _once(database: Database, work: Callable[[UnitOfWork], Result]) -> Result:
    with database.writing() as uow:
        result = work(uow)
        uow.commit()
        return result


def shred_soon(database: Database) -> None:
    """Shred deleted rows now, or leave it to the nightly job when others keep the database's log busy.

    What was deleted is committed by then: a wait for its traces must not look like a failure of the deed.
    """
    with contextlib.suppress(Conflict):
        database.shred()
