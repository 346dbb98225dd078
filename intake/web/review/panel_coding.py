"""The panel of a case that shows what is coded, and where the coding stands between its coders."""

from collections.abc import Mapping

from intake.domain.review import Action, after
from intake.domain.vocabulary import Vocabulary
from intake.services.review import CaseView
from intake.web.review.coders import coder_of, may_hand_in, saved_of, second_of


def coding_panel(view: CaseView) -> Mapping[str, object]:
    """Show it to every reader: to a second coder only their own."""
    coder = coder_of(view)
    saved = saved_of(view)
    return {
        "vocabulary": Vocabulary.load(),
        "coder": coder,
        "saved": saved,
        "may_hand_in": saved is not None and may_hand_in(view),
        "may_decide": after(Action.ADJUDICATE, view.state, view.parts) is not None,
        "compared": None if coder == "second" else second_of(view),
    }
