"""Who codes: the first coder, the second who does not see the first, and the third person who decides between them."""

from enum import StrEnum

from flask_babel import gettext as _

from intake.domain.documents import Kind
from intake.domain.double_coding import Second
from intake.domain.review import Action, Part, State, after
from intake.domain.vocabulary import Vocabulary
from intake.services import code, double_coding
from intake.services.double_coding import Decided
from intake.services.review import CaseView, SavedCoding
from intake.web.here import here
from intake.web.review.acts import Desk
from intake.web.staff.visit import me


class Coder(StrEnum):
    """In what part somebody codes."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


def coder_of(case: CaseView) -> Coder:
    """Return in what part this reader codes the case."""
    if Part.SECOND in case.parts:
        return Coder.SECOND
    return Coder.THIRD if Part.ADJUDICATOR in case.parts else Coder.FIRST


def saved_of(case: CaseView) -> SavedCoding | None:
    """Return what this coder goes on with: of a second coder only their own."""
    if coder_of(case) is not Coder.SECOND:
        return case.coding
    sheet = case.sheets.get(Kind.SECOND_CODING)
    if sheet is None:
        return None
    coding = Second.parse(sheet.text).coding
    return SavedCoding(coding, sheet.revision, sheet.author, sheet.written, Vocabulary.load().version)


def second_of(case: CaseView) -> Second | None:
    """Return the second coding, where the reader may see it."""
    sheet = case.sheets.get(Kind.SECOND_CODING)
    return Second.parse(sheet.text) if sheet else None


def may_hand_in(case: CaseView) -> bool:
    """Whether this coder can be done with the case now, once it is saved."""
    action = {Coder.FIRST: Action.CODE, Coder.SECOND: Action.CODE_SECOND}.get(coder_of(case))
    return action is not None and after(action, case.state, case.parts) is not None


def keep(case: CaseView, desk: Desk) -> str:
    """Save what lies on the desk and return the words for it. Raises as the services do."""
    coder, place = coder_of(case), (here(), me(), case.case_id)
    if coder is Coder.SECOND:
        double_coding.save_second(*place, desk.coding, desk.revision)
    elif coder is Coder.THIRD:
        double_coding.adjudicate(*place, Decided(desk.coding, desk.reason), desk.revision)
        return str(_("What you decided is saved, and the case is verified."))
    else:
        code.save_coding(*place, desk.coding, desk.revision)
    return str(_("The coding is saved."))


def hand_in(case: CaseView) -> str:
    """Hand in what is saved and return the words for what follows."""
    if coder_of(case) is Coder.SECOND:
        state = double_coding.finish_second(here(), me(), case.case_id)
        if state is State.VERIFIED:
            return str(_("Your coding is handed in. You both found the same, and the case is verified."))
        return str(_("Your coding is handed in. You two found different things, so a third person looks at both."))
    if double_coding.finish(here(), me(), case.case_id) is State.VERIFIED:
        return str(_("The coding is handed in, and the case is verified."))
    return str(_("The coding is handed in. A second person codes the case now without seeing yours."))
