"""What staff do with the conversation besides one reply: answer and close in one go, and say what needs no answer."""

from collections.abc import Collection, Sequence

from intake.domain.documents import Kind
from intake.domain.review import Action, after
from intake.domain.worked import Settled, Worked
from intake.services import casefile, documents, record, sheets
from intake.services.course import allowed, move
from intake.services.errors import NotAllowedNow, NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.review import CaseView, Said, check_reply, put_reply
from intake.services.sheets import NewSheet


def close_with(instance: Instance, keyring: Keyring, case_id: str, text: str) -> None:
    """Write a last message and close the case, both or neither. Raises `CodenameInText`, `NotAllowedNow`."""
    check_reply(keyring, text)

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = after(Action.CLOSE, allowed(Action.REPLY, file), file.parts)
        if state is None:
            raise NotAllowedNow
        put_reply(uow, keyring, file, text)
        move(uow, case_id, state)
        record.append(uow, keyring, str(Action.CLOSE), case_id)

    transact(instance.database, work)


def settle(instance: Instance, keyring: Keyring, case_id: str, message_ids: Collection[str], how: Settled) -> None:
    """Say of messages of the source that they are answered, need no answer, or still wait for one.

    What somebody else said of other messages meanwhile stays. Raises `NotFound` for what is no message of the case.
    """

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        move(uow, case_id, allowed(Action.NOTE, file))
        known = {one.document.id for one in file.headers if one.header.kind is Kind.MESSAGE}
        if not set(message_ids) <= known:
            raise NotFound
        before = sheets.newest(uow, file, Kind.WORKED)
        sheet = worked_of(None if before is None else documents.read_text(before)).settle(message_ids, how)
        revision = before.header.revision if before else 0
        sheets.save(uow, keyring, file, NewSheet(Kind.WORKED, sheet.to_json(), revision), deed="settle")

    transact(instance.database, work)


def worked_of(text: str | None) -> Worked:
    """Return what a sheet says; where there is none, nothing was said."""
    return Worked() if text is None else Worked.parse(text)


def waiting(view: CaseView) -> tuple[str, ...]:
    """Return the ids of the source's messages that wait for an answer."""
    sheet = view.sheets.get(Kind.WORKED)
    return worked_of(sheet.text if sheet else None).waiting(turns(view.conversation))


def turns(conversation: Sequence[Said]) -> list[tuple[str, bool]]:
    """Return each turn's id, and whether the source wrote it."""
    return [(one.id, not one.author) for one in conversation]
