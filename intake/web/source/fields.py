"""Which fields the form has on which page, and how what arrives joins what a draft holds."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from intake.domain import conversation, occurrences
from intake.domain.consent import CONSENT_FIELDS, UN_NAME_FIELD
from intake.domain.conversation import Answer, Step
from intake.domain.identity import CONTACT_BOXES, CONTACT_TEXTS
from intake.web.forms import Box

URGENT = "urgent"
# What an urgent appeal may need: without the last nobody may ask where the person was seen.
DANGER_CONSENTS = ("consent_read", "consent_recontact", "consent_un", "consent_partners")
END = "end"  # the last field of a step's questions: all of its boxes arrived that are on
BOXES: Mapping[Step, frozenset[str]] = {
    **{
        step: frozenset(name for one in questions if one.answer is Answer.SOME for name in one.fields)
        for step, questions in conversation.QUESTIONS.items()
    },
    Step.WORDS: frozenset({*CONSENT_FIELDS, URGENT}),
    Step.NOW: frozenset({URGENT}),
    Step.CONTACT: frozenset(CONTACT_BOXES),
    Step.DANGER: frozenset({*DANGER_CONSENTS, *CONTACT_BOXES}),
}
ENDS: Mapping[Step, frozenset[str]] = {
    **dict.fromkeys(Step, frozenset({END})),
    Step.WORDS: frozenset({"narrative"}),
    Step.DANGER: frozenset({"danger_who"}),
}
ALL_BOXES: frozenset[str] = frozenset().union(*BOXES.values())
TEXTS = frozenset(
    {
        "narrative",
        "language",
        UN_NAME_FIELD,
        *occurrences.FIELDS,
        *CONTACT_TEXTS,
        *(one.name for one in conversation.EVERY if one.answer is not Answer.SOME),
    }
)


def merged(before: Mapping[str, str], sent: Mapping[str, str], step: Step) -> dict[str, str]:
    """Return a draft's fields after a form of this step, which may be cut off.

    A text that did not arrive stays as it was. A consent that did not arrive is off, because silence is no consent;
    other boxes of the step are off once the form arrived as far as its end.
    """
    texts = {name: sent.get(name, before.get(name, "")) for name in TEXTS}
    silent = BOXES.get(step, frozenset()) if sent.keys() & ENDS[step] else frozenset()
    kept = {name: before.get(name, "") for name in ALL_BOXES - silent}
    boxes = {name: Box.TICKED for name in ALL_BOXES if _is_ticked(sent, name)}
    return {name: value for name, value in {**texts, **kept, **boxes}.items() if value}


def _is_ticked(sent: Mapping[str, str], name: str) -> bool:
    # A box that comes twice was made up: whatever it says, it means no.
    values = sent.getlist(name) if isinstance(sent, MultiDict) else [sent.get(name, "")]
    return len(values) == 1 and values[0] in Box.YES
