"""Files that a source adds from their mailbox.

The case is closed to its source, so the session itself remembers what came in it: a file that is sent again because
its answer was lost is kept once. Only a hash is remembered, sealed, and as long as the session.
"""

import hashlib
from functools import partial

from intake.domain.documents import UNTOLD, Context
from intake.domain.entities import Blob
from intake.domain.strict import write_json
from intake.services import places
from intake.services.documents import FileSealer
from intake.services.halves import cover, uncover
from intake.services.instance import Instance, transact
from intake.services.mailbox import Visit, case_key, take_number
from intake.services.pieces import PieceSink
from intake.services.ports import UnitOfWork
from intake.services.room import check_disk

SENT = "sent"
MOST_REMEMBERED = 200


def open_file(instance: Instance, visit: Visit, filename: str, media_type: str, context: Context = UNTOLD) -> PieceSink:
    """Return a sink that seals a file into the case. Raises `NoRoom`."""
    check_disk(instance)
    sealer = FileSealer(instance.blobs, visit.target, filename, media_type, context)

    def keep(sealer: FileSealer, blob: Blob) -> bool:
        return transact(instance.database, partial(_add, instance, visit, sealer, blob))

    return PieceSink(instance, sealer, keep)


def _add(instance: Instance, visit: Visit, sealer: FileSealer, blob: Blob, uow: UnitOfWork) -> bool:
    mark, session = _mark(sealer), _session(uow, visit)
    before = session.get(SENT, "").split()
    if mark in before:
        return False
    number = take_number(uow, visit)
    uow.documents.add(sealer.document(number, case_key(uow, instance, visit)))
    uow.blobs.add(blob)
    if session:
        content = {**session, SENT: " ".join([*before, mark][-MOST_REMEMBERED:])}
        sealed = cover(visit.secret, content, places.mailbox_session(visit.session_id))
        uow.mailbox_sessions.change(visit.session_id, sealed=sealed)
    return True


def _session(uow: UnitOfWork, visit: Visit) -> dict[str, str]:
    """Return what the session holds; nothing once it ended, for a long upload may outlast it."""
    row = uow.mailbox_sessions.get(visit.session_id)
    return {} if row is None else uncover(visit.secret, row.sealed, places.mailbox_session(visit.session_id))


def _mark(sealer: FileSealer) -> str:
    context = sealer.context
    told = [sealer.name, sealer.sha256, context.maker, context.copy, context.shown]
    return hashlib.sha256(write_json(told)).hexdigest()[:32]
