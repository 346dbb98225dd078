"""Quotations of a case: marked and written by one member, decided by another, given to the auditors as papers.

The source's consent to being quoted is asked when a passage is marked, when it is approved, and by the auditors each
time that they see or export it. A withdrawal closes the paper with the case.
"""

from collections.abc import Callable
from dataclasses import dataclass

import crypto
from intake.domain.consent import Said as Statement
from intake.domain.consent import Use
from intake.domain.documents import Kind
from intake.domain.entities import CaseKeys, Consent
from intake.domain.passages import Chosen, NoPassage, Place, parts_of
from intake.domain.quotations import BadMarks, Marks, Printed, Stage
from intake.domain.review import Action
from intake.domain.testimony import Testimony
from intake.services import casefile, consents, documents, papers, places, sheets
from intake.services.casefile import CaseFile
from intake.services.course import allowed
from intake.services.errors import NoKey
from intake.services.grants import role_holder
from intake.services.holders import private_for
from intake.services.instance import Instance, shred_soon, transact
from intake.services.keyring import Keyring
from intake.services.papers import PaperKind, Said
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet, SavedSheet
from intake.services.texts import check_text
from intake.services.writers import WRITING_ROLES

AUDITORS = "auditor"
Change = Callable[[UnitOfWork, CaseFile, Marks], Marks]


@dataclass(frozen=True, slots=True)
class Given:
    """What auditors may print now, in the order in which it came, and how many they may not (any more)."""

    printed: tuple[Printed, ...]
    held_back: int


def marks_of(sheet: SavedSheet | None) -> Marks:
    """Return what a case's sheet says, empty where there is none."""
    return Marks() if sheet is None else Marks.parse(sheet.text)


def mark(instance: Instance, keyring: Keyring, case_id: str, passage: Chosen, text: str, language: str) -> None:
    """Mark a passage and write its text for print. What is kept are the source's words as stored, and where they stand.

    Raises `BadMarks` for a passage that does not stand in what the source told, or a text that is none;
    `ConsentMissing`, `CodenameInText`, and what opening a case raises.
    """
    check_text(text)

    def change(_uow: UnitOfWork, file: CaseFile, marks: Marks) -> Marks:
        file.require(Use.QUOTE)
        place, words = _marked(file, passage)
        return marks.marked(words, text, language, keyring.person.id, place)

    _change(instance, keyring, case_id, "quote-mark", change)


def decide(
    instance: Instance, keyring: Keyring, case_id: str, quotation_id: str, *, approved: bool, reason: str
) -> None:
    """Approve a quotation that another member wrote, and give it to the auditors; or refuse it with a reason.

    Raises `BadMarks`, `ConsentMissing`, and what opening a case raises.
    """

    def change(uow: UnitOfWork, file: CaseFile, marks: Marks) -> Marks:
        me = keyring.person.id
        if not approved:
            return marks.decided(quotation_id, Stage.REFUSED, me, reason)
        file.require(Use.QUOTE)
        one = marks.find(quotation_id)
        paper_id = crypto.token(16).hex()
        changed = marks.decided(quotation_id, Stage.APPROVED, me, reason, paper_id)
        said = Said(case_id, PaperKind.QUOTATION, Printed(one.text, one.language).to_text())
        auditors = [keyring.membership.role_key(AUDITORS)]
        papers.write(uow, instance, keyring, said, auditors, paper_id=paper_id)
        return changed

    _change(instance, keyring, case_id, "quote-approve" if approved else "quote-refuse", change)


def take_out(instance: Instance, keyring: Keyring, case_id: str, quotation_id: str) -> None:
    """Take a quotation back, from the auditors too. What was printed stays printed."""

    def change(uow: UnitOfWork, _file: CaseFile, marks: Marks) -> Marks:
        paper = marks.find(quotation_id).paper
        if paper:
            papers.destroy(uow, paper)
        return marks.without(quotation_id)

    _change(instance, keyring, case_id, "quote-take-out", change)
    shred_soon(instance.database)


def given(instance: Instance, keyring: Keyring) -> Given:
    """Return what auditors may print now. Raises `NoKey` for anybody else.

    What its source does not allow (any more), and what does not hold, is left out and counted.
    """
    if not keyring.has(AUDITORS):
        raise NoKey
    with instance.database.reading() as uow:
        found = papers.mine(uow, instance, keyring, PaperKind.QUOTATION)
        allowed_cases = {case_id for case_id in {one.case_id for one in found} if _may_quote(uow, keyring, case_id)}
    kept = [one for one in found if one.case_id in allowed_cases and one.writer.roles & WRITING_ROLES]
    return Given(tuple(Printed.parse(one.text) for one in kept), len(found) - len(kept))


def _marked(file: CaseFile, passage: Chosen) -> tuple[Place, str]:
    """Return where the passage stands in what the source told, and its words. Raises `BadMarks`."""
    told = [(one.document.id, documents.read_text(one)) for one in file.headers if one.header.kind is Kind.MESSAGE]
    testimony = next(one for one in file.headers if one.header.kind is Kind.TESTIMONY)
    parts = parts_of(Testimony.from_text(documents.read_text(testimony)), told)
    try:
        place = passage.within(parts)
        return place, place.of(parts)
    except NoPassage as error:
        message = "a passage that nobody told"
        raise BadMarks(message) from error


def _change(instance: Instance, keyring: Keyring, case_id: str, deed: str, change: Change) -> None:
    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        allowed(Action.NOTE, file)
        before = sheets.read(uow, keyring, file, Kind.MARKS)
        after = change(uow, file, marks_of(before))
        new = NewSheet(Kind.MARKS, after.to_text(), before.revision if before else 0)
        sheets.save(uow, keyring, file, new, deed=deed)

    transact(instance.database, work)


def _may_quote(uow: UnitOfWork, keyring: Keyring, case_id: str) -> bool:
    """Tell by the auditors' own copies whether a source lets itself be quoted; what is missing or wrong means no."""
    keys, case = uow.case_keys.get(case_id), uow.cases.get(case_id)
    if keys is None or case is None or places.case_id(keys.source_key, keys.mailbox_key) != case_id:
        return False
    ours = [role_holder(AUDITORS, public.epoch) for public in keyring.membership.role_keys(AUDITORS)]
    copies = uow.consents.find(case_id=case_id, holder=ours)
    whole = uow.consents.count(case_id=case_id, holder=consents.CASE_HOLDER)
    try:
        said = {one.number: one for copy in copies for one in _open(copy, keyring, keys)}
        return len(said) == whole and consents.standing_of(said.values()).uses[Use.QUOTE]
    except crypto.CryptoError:
        return False


def _open(copy: Consent, keyring: Keyring, keys: CaseKeys) -> list[Statement]:
    private = private_for(keyring, copy.holder)
    return [] if private is None else consents.open_statements([copy], private, keys.source_key, keyring.membership)
