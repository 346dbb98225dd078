"""What waits for somebody in an invented instance: a label before a picture, a request, a bundle to be approved."""

from collections.abc import Mapping, Sequence

from intake.demo.plan import PICTURE, REACHABLE, Planned
from intake.domain.choices import Choices
from intake.domain.consent import Use
from intake.domain.content import TESTIMONY, Content
from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Request
from intake.domain.handing import Draft, What
from intake.domain.review import State
from intake.services import asking, choices, handing, labels, review
from intake.services.instance import Instance
from intake.services.keyring import Keyring

AVOIDED = Content.INJURY
"""What one of the reviewers would rather not read."""
REASON = "They offered to draw the corridor. We would like to ask for the drawing."
RECIPIENT, PURPOSE = "Invented Office of the Prosecutor, Ms Example", "Case 12/2026 (demo)"
TOGETHER = 2
"""So many cases are in the bundle."""


def leave(instance: Instance, lead: Keyring, reviewers: Sequence[Keyring], cases: Mapping[str, Planned]) -> None:
    """Leave one example of each, in the first cases that allow it. `cases` are the coded ones, by id."""
    choices.save(instance, reviewers[-1], Choices(avoids=(AVOIDED,)))
    _label(instance, lead, cases)
    _ask(instance, lead, cases)
    # Last: whatever changes in a case makes a draft of it stale.
    _draft(instance, lead, cases)


def _label(instance: Instance, lead: Keyring, cases: Mapping[str, Planned]) -> None:
    shown = [one for one, planned in cases.items() if planned.number in PICTURE and planned.state is State.CODING]
    for case_id in shown[:1]:
        view = review.open_case(instance, lead, case_id)
        picture = next(piece.id for piece in view.pieces if piece.header.media_type.startswith("image/"))
        labels.put(instance, lead, case_id, picture, [AVOIDED])
    # It was given to the reviewer who said since that they would rather not read such things.
    for case_id in _reachable(cases):
        labels.put(instance, lead, case_id, TESTIMONY, [AVOIDED])


def _reachable(cases: Mapping[str, Planned]) -> list[str]:
    return [one for one, planned in cases.items() if planned.number in REACHABLE][:1]


def _ask(instance: Instance, lead: Keyring, cases: Mapping[str, Planned]) -> None:
    for case_id in _reachable(cases):
        asking.ask(instance, lead, case_id, Request(Purpose.RECONTACT, Want.CONTACT, REASON))


def _draft(instance: Instance, lead: Keyring, cases: Mapping[str, Planned]) -> None:
    allowed = [one for one, planned in cases.items() if _may_leave(planned)][:TOGETHER]
    if allowed:
        handing.propose(instance, lead, Draft(What.BUNDLE, tuple(allowed), RECIPIENT, PURPOSE))


def _may_leave(planned: Planned) -> bool:
    return planned.state in {State.CODING, State.CLOSED} and f"consent_{Use.PROSECUTOR}" in planned.fields
