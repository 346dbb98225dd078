"""The catalogue: what staff know of each case, drawn from what is signed in it, for whoever holds its card.

An entry is drawn whenever a member opens the case or saves what it is drawn from. It holds nothing of its own, so an
older copy that somebody put back is mended at the next opening.
"""

from dataclasses import replace

from intake.domain.coding import Coding
from intake.domain.coding_stored import read_coding
from intake.domain.documents import Kind
from intake.domain.entry import Entry
from intake.domain.review import Part
from intake.domain.summary import Summary
from intake.services import documents, entries, sheets
from intake.services.blindness import DONE
from intake.services.casefile import CaseFile
from intake.services.course import forget_lists
from intake.services.desk import card_key
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork


def refresh(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile) -> None:
    """Draw a case's entry as this member sees the case, and keep it where it says something new."""
    card = uow.cards.get(file.case.id)
    key = card_key(uow, instance, keyring, file.case.id)
    if card is None or key is None:
        return
    before = entries.read(card, key)
    entry = _drawn(uow, keyring, file, before)
    if entry != before:
        uow.cards.change(file.case.id, entry=entries.seal(file.case.id, key, entry))
        forget_lists(uow, file.case.id)


def _drawn(uow: UnitOfWork, keyring: Keyring, file: CaseFile, before: Entry | None) -> Entry:
    """Return the entry; who codes the case a second time adds no more than what they have seen of it."""
    seen, blind = len(file.headers), _blind(file)
    if Part.SECOND in file.parts:
        return replace(before or Entry(), seen=seen, blind=blind)
    coding, summary = sheets.newest(uow, file, Kind.CODING), sheets.read(uow, keyring, file, Kind.SUMMARY)
    return replace(
        Entry.of(
            Coding() if coding is None else read_coding(documents.read_text(coding)).coding,
            Summary() if summary is None else Summary.parse(summary.text),
            seen,
        ),
        blind=blind,
    )


def _blind(file: CaseFile) -> tuple[str, ...]:
    """Return who must not learn of the first coding yet."""
    second = file.tasks.second
    return () if second is None or file.case.state in DONE else (second,)
