"""What two coders of one case may know of each other: nothing, until both are done and the case is verified.

A second coder sees what the source told and sent, and their own sheet. Everything else that staff write (title,
grades, links, appeals) tells of the first coding, so a new kind of sheet is closed to them until it is listed here.
"""

from collections.abc import Mapping

from intake.domain.documents import Kind
from intake.domain.double_coding import Second
from intake.domain.review import Part, State
from intake.services.casefile import CaseFile
from intake.services.people import Person
from intake.services.sheets import SavedSheet

FOR_SECOND = frozenset({Kind.TASKS, Kind.LABELS, Kind.SECOND_CODING})
DONE = frozenset({State.VERIFIED, State.CLOSED})


def visible(sheets: Mapping[Kind, SavedSheet], file: CaseFile, person: Person) -> dict[Kind, SavedSheet]:
    """Return the sheets that a reader of the case may see."""
    return {kind: sheet for kind, sheet in sheets.items() if _may_see(kind, sheet, file, person)}


def _may_see(kind: Kind, sheet: SavedSheet, file: CaseFile, person: Person) -> bool:
    if Part.SECOND in file.parts:
        return kind in FOR_SECOND and (kind is not Kind.SECOND_CODING or Second.parse(sheet.text).coder == person.id)
    if kind is not Kind.SECOND_CODING:
        return True
    handed_in = Second.parse(sheet.text).handed_in
    return handed_in and (Part.ADJUDICATOR in file.parts or State(file.case.state) in DONE)
