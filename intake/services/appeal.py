"""The urgent appeal of a case: written, sent and answered, each time with the source's consent to the United Nations.

What came back may be noted without it: that an answer came is no new use.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from intake import clock
from intake.domain.appeal import Addressee, Appeal
from intake.domain.consent import Use
from intake.domain.documents import Kind
from intake.domain.review import Action
from intake.services import asking, casefile, record, sheets
from intake.services.casefile import CaseFile
from intake.services.course import allowed
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.review import CaseView
from intake.services.sheets import NewSheet
from intake.services.texts import check_text


def appeal_of(view: CaseView) -> Appeal:
    """Return the appeal of an opened case, empty where it has none."""
    sheet = view.sheets.get(Kind.APPEAL)
    return Appeal.parse(sheet.text) if sheet else Appeal()


def save(  # whose letter of which case, to whom, what it says, and which revision it was written from
    instance: Instance,
    keyring: Keyring,
    case_id: str,
    to: Collection[Addressee],
    texts: Mapping[str, str],
    after: int,
) -> int:
    """Keep what was written and return its revision.

    Raises `ConsentMissing`, `NotAllowedNow`, `StaleSheet`, `CodenameInText`, and `BadAppeal` for what is no answer.
    """
    check_text(*texts.values())

    def work(uow: UnitOfWork) -> int:
        file = _file(uow, instance, keyring, case_id)
        appeal = _read(uow, keyring, file)[0].drafted(to, texts, clock.today())
        return sheets.save(uow, keyring, file, NewSheet(Kind.APPEAL, appeal.to_json(), after), deed="appeal-draft")

    return transact(instance.database, work)


def make_ready(instance: Instance, keyring: Keyring, case_id: str, to: Addressee) -> str:
    """Note that a letter is made ready to leave the house, and return the name that the custodians released for it.

    The name is the source's, as they let it stand now: initials unless they chose the whole; empty where none was
    released. Raises as `save` does.
    """

    def work(uow: UnitOfWork) -> str:
        file = _file(uow, instance, keyring, case_id)
        record.append(uow, keyring, "appeal-show", case_id, detail={"addressee": to})
        return asking.name_for_un(uow, instance, keyring, file)

    return transact(instance.database, work)


def mark_sent(instance: Instance, keyring: Keyring, case_id: str, to: Addressee, day: date) -> None:
    """Note the day on which a letter was sent. Raises as `save` does."""

    def sent(appeal: Appeal) -> Appeal:
        return appeal.sent(to, day, clock.today())

    _change(instance, keyring, case_id, sent, "appeal-sent", lets=_file)


def mark_answered(instance: Instance, keyring: Keyring, case_id: str, to: Addressee, day: date, note: str) -> None:
    """Note an answer. Raises `BadAppeal`, `NotAllowedNow`, `CodenameInText`."""
    check_text(note)

    def answered(appeal: Appeal) -> Appeal:
        return appeal.answered(to, day, note, clock.today())

    _change(instance, keyring, case_id, answered, "appeal-answered", lets=_for_note)


def _change(
    instance: Instance,
    keyring: Keyring,
    case_id: str,
    change: Callable[[Appeal], Appeal],
    deed: str,
    *,
    lets: Callable[[UnitOfWork, Instance, Keyring, str], CaseFile],
) -> None:
    def work(uow: UnitOfWork) -> None:
        file = lets(uow, instance, keyring, case_id)
        appeal, revision = _read(uow, keyring, file)
        sheets.save(uow, keyring, file, NewSheet(Kind.APPEAL, change(appeal).to_json(), revision), deed=deed)

    transact(instance.database, work)


def _file(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> CaseFile:
    file = casefile.open_file(uow, instance, keyring, case_id)
    file.require(Use.UN)
    allowed(Action.DRAFT_EXPORT, file)
    return file


def _for_note(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> CaseFile:
    file = casefile.open_file(uow, instance, keyring, case_id)
    allowed(Action.NOTE, file)
    return file


def _read(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> tuple[Appeal, int]:
    saved = sheets.read(uow, keyring, file, Kind.APPEAL)
    return (Appeal.parse(saved.text), saved.revision) if saved else (Appeal(), 0)
