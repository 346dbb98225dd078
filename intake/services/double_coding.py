"""Coding a case twice: who needs it, the blind second coding, and the decision between the two.

The first coder hands in; sexual violence, deaths, minors and a random share of the rest go to a second coder, the
others are verified. The lot is derived (HKDF) from the key of the testimony, which is random, older than any coding
and outlives a new case key: nobody can foresee it, choose it or have it drawn again, and the database says nothing.
"""

from dataclasses import dataclass

import crypto
from intake.domain.agreement import Compared, compare
from intake.domain.coding import Coding
from intake.domain.coding_stored import read_coding
from intake.domain.documents import Kind
from intake.domain.double_coding import LONGEST_REASON, Reason, Second, is_drawn, why_twice
from intake.domain.review import Action, State
from intake.domain.vocabulary import Vocabulary
from intake.services import agreement, casefile, code, documents, places, record, sheets
from intake.services.casefile import CaseFile
from intake.services.course import allowed, move
from intake.services.documents import Opened
from intake.services.errors import NotAllowedNow, NotVouched, ReasonMissing
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from intake.services.statistics import refresh
from intake.services.writers import writer_of


@dataclass(frozen=True, slots=True)
class Decided:
    """What a third person decided, and why."""

    coding: Coding
    reason: str


def finish(instance: Instance, keyring: Keyring, case_id: str) -> State:
    """Hand in the first coding. Return whether it goes to a second coder or is verified.

    A case that was opened again after the second look was taken and settled is verified. Raises `NotAllowedNow`.
    """

    def work(uow: UnitOfWork) -> State:
        file = casefile.open_file(uow, instance, keyring, case_id)
        first, second = _first(uow, file), second_of(uow, keyring, file)
        settled = second is not None and is_settled(file, second)
        needs_no_other = settled or why(instance, file, _read(first)) is None
        action = Action.VERIFY if needs_no_other else Action.HAND_IN
        state = allowed(action, file)
        move(uow, case_id, state)
        record.append(uow, keyring, str(action), case_id)
        return state

    return transact(instance.database, work)


def why(instance: Instance, file: CaseFile, coding: Coding) -> Reason | None:
    """Return why this case needs a second coder, or None."""
    testimony = next(one for one in file.headers if one.header.kind is Kind.TESTIMONY)
    lot = crypto.derive_key(testimony.key, places.second_coder(file.case.id))
    drawn = is_drawn(lot, instance.settings.second_coder_share)
    return why_twice(coding, Vocabulary.load(), minor=file.standing.minor, is_drawn=drawn)


def save_second(instance: Instance, keyring: Keyring, case_id: str, coding: Coding, expected_revision: int) -> int:
    """Store the second coder's coding as the revision after `expected_revision` of their own sheet.

    Raises as `code.save_coding`, and `NotAllowedNow` for who coded the case before.
    """
    code.check(instance, keyring, coding)

    def work(uow: UnitOfWork) -> int:
        file = casefile.open_file(uow, instance, keyring, case_id)
        allowed(Action.CODE_SECOND, file)
        _refuse_first_coder(keyring, file)
        before = second_of(uow, keyring, file)
        mine = before is not None and before.coder == keyring.person.id
        # What another second coder left is neither seen nor gone on with.
        after = expected_revision if mine or expected_revision else _revision(file)
        sheet = _sheet(Second(keyring.person.id, coding), after)
        return code.write(uow, keyring, file, sheet, "code-second")

    return transact(instance.database, work)


def finish_second(instance: Instance, keyring: Keyring, case_id: str) -> State:
    """Hand in the second coding: two that agree are verified, others wait for a third person."""

    def work(uow: UnitOfWork) -> State:
        file = casefile.open_file(uow, instance, keyring, case_id)
        allowed(Action.CODE_SECOND, file)
        second = second_of(uow, keyring, file)
        if second is None or second.coder != keyring.person.id:
            raise NotAllowedNow
        second = second.hand_in(_first(uow, file).header.revision)
        code.write(uow, keyring, file, _sheet(second, _revision(file)), "hand-in-second")
        compared = compared_with_first(file, second)
        state = allowed(Action.AGREE if compared.equal else Action.DIFFER, file)
        move(uow, case_id, state)
        if compared.equal:
            agreement.keep(uow, instance, keyring, file, compared)
        return state

    return transact(instance.database, work)


def adjudicate(  # the case, what was decided, why, and after which revision
    instance: Instance, keyring: Keyring, case_id: str, decided: Decided, expected_revision: int
) -> int:
    """Store what a third person decided as the revision after `expected_revision`; the case is verified by it.

    Raises as `code.save_coding`, `ReasonMissing`, and `NotAllowedNow` for one of the two coders.
    """
    code.check(instance, keyring, decided.coding)
    if not 0 < len(decided.reason.strip()) <= LONGEST_REASON:
        raise ReasonMissing

    def work(uow: UnitOfWork) -> int:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.ADJUDICATE, file)
        second = second_of(uow, keyring, file)
        if second is None or second.coder == keyring.person.id:
            raise NotAllowedNow
        _refuse_first_coder(keyring, file)
        sheet = NewSheet(Kind.CODING, decided.coding.to_json().decode(), expected_revision)
        number = code.write(uow, keyring, file, sheet, "code")
        sheet = _sheet(second.decide(number, decided.reason.strip()), _revision(file))
        code.write(uow, keyring, file, sheet, "adjudicate")
        move(uow, case_id, state)
        refresh(uow, instance, keyring, file, decided.coding, number)
        agreement.keep(uow, instance, keyring, file, compared_with_first(file, second))
        return number

    return transact(instance.database, work)


def second_of(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> Second | None:
    """Return the second coding, as its coder wrote it or as a third person left it, or None.

    Raises `NotVouched` where another than its coder signed what nobody has decided on yet.
    """
    newest = sheets.newest(uow, file, Kind.SECOND_CODING)
    if newest is None:
        return None
    second = Second.parse(documents.read_text(newest))
    if not second.result and writer_of(keyring.membership, newest).id != second.coder:
        raise NotVouched
    return second


def is_settled(file: CaseFile, second: Second) -> bool:
    """Whether the second look was taken to its end: the two agreed, or a third person decided."""
    return second.handed_in and (second.result > 0 or compared_with_first(file, second).equal)


def first_of(file: CaseFile, second: Second) -> Coding:
    """Return the first coding as it was when the second was handed in."""
    codings = (one for one in file.headers if one.header.kind is Kind.CODING)
    return _read(next(one for one in codings if one.header.revision == second.first))


def compared_with_first(file: CaseFile, second: Second) -> Compared:
    """Compare a second coding that was handed in with the first."""
    return compare(first_of(file, second), second.coding)


def _first(uow: UnitOfWork, file: CaseFile) -> Opened:
    """Return the newest first coding. Raises `NotAllowedNow` where nothing is coded."""
    newest = sheets.newest(uow, file, Kind.CODING)
    if newest is None:
        raise NotAllowedNow
    return newest


def _read(opened: Opened) -> Coding:
    return read_coding(documents.read_text(opened)).coding


def _sheet(second: Second, after: int) -> NewSheet:
    return NewSheet(Kind.SECOND_CODING, second.to_json(), after)


def _revision(file: CaseFile) -> int:
    found = (one.header.revision for one in file.headers if one.header.kind is Kind.SECOND_CODING)
    return max(found, default=0)


def _refuse_first_coder(keyring: Keyring, file: CaseFile) -> None:
    """Hold that who coded a case does not code it again or decide on it, whatever the sheet of tasks says."""
    mine = keyring.identity.signing.public
    if any(one.signer == mine for one in file.headers if one.header.kind is Kind.CODING):
        raise NotAllowedNow
