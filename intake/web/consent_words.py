"""What each consent means and what it cannot undo, in plain words: for the form, the mailbox and the staff.

These are the words that a source agrees to. Whoever changes one raises `TEXT_VERSION` in `intake/domain/consent.py`
and runs `make consents`, which keeps them in every language in `intake/consent_texts/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from intake.domain.consent import UnName, Use


@dataclass(frozen=True, slots=True)
class Explained:
    """A use as a source reads it: the switch, a sentence or two beside it, and what turning it off cannot undo."""

    label: str
    hint: str
    limits: str


INTRO = _(
    "Everything is off until you turn it on. Only the first is needed. You can change it later with your codename."
)
MINOR = _(
    "If this is about someone under 18, only a few people who are trained for it read it at first, whatever is "
    "chosen here. They decide about the rest together with the child."
)
UN_NAME = _("In papers of the United Nations, the person is named by")
UN_NAMES: Mapping[UnName, str] = {
    UnName.INITIALS: _("initials only"),
    UnName.FULL: _("the full name"),
}
CONSENTS: Mapping[Use, Explained] = {
    Use.READ: Explained(
        _("The intake team may read what I send"),
        _("A few people who are trained for this. Nobody else, unless you allow more below."),
        _(
            "If you turn this off, nobody may read any further or answer you. What was read stays in people's memory, "
            "and the few notes by which testimonies are sorted can still be seen. Nothing is destroyed by this: to "
            "have everything destroyed, take your testimony back in your mailbox."
        ),
    ),
    Use.STATISTICS: Explained(
        _("It may be counted in statistics"),
        _("Only numbers are published, and they are blurred so that nobody can be picked out."),
        _(
            "If you turn this off, the next publication leaves your testimony out. Numbers that are published already "
            "stay as they are."
        ),
    ),
    Use.QUOTE: Explained(
        _("Sentences of mine may be quoted without my name"),
        _("We leave out names, places and details that could point to you."),
        _("If you turn this off, we quote nothing more. A sentence that was published cannot be called back."),
    ),
    Use.NAMED: Explained(
        _("My name may be published with it"),
        _("Only if you want to be known. We ask you again before anything appears."),
        _("If you turn this off, we name you nowhere else. A name that was made public stays known."),
    ),
    Use.PARTNERS: Explained(
        _("It may be shared with other human rights organisations"),
        _("Organisations that document the same abuses, so that you need not tell it again."),
        _("If you turn this off, we give them nothing more. What they received stays with them."),
    ),
    Use.UN: Explained(
        _("It may be given to the United Nations"),
        _(
            "For example to a Special Rapporteur. The UN sends a letter about it to the government and later "
            "publishes a summary. It does not accept a complaint from someone whose name it does not know."
        ),
        _(
            "If you turn this off, we send nothing more. A letter that the government received, and a summary that "
            "was published, cannot be called back."
        ),
    ),
    Use.PROSECUTOR: Explained(
        _("It may be given to a prosecutor or a court"),
        _("Only in another country, one where such crimes can be tried."),
        _(
            "If you turn this off, we hand over nothing more. What a prosecutor has stays in the files, and the "
            "accused and their lawyers may come to see it."
        ),
    ),
    Use.MEDIA: Explained(
        _("It may be given to journalists"),
        _("Without this, no journalist sees it."),
        _("If you turn this off, we give them nothing more. What journalists have, they may publish and keep."),
    ),
    Use.RECONTACT: Explained(
        _("You may ask me more questions"),
        _("We write to the mailbox that your codename opens. We call only if you leave us a safe way to reach you."),
        _(
            "If you turn this off, we ask you nothing more. We may still answer what you write to us, and tell you "
            "what happens next."
        ),
    ),
}


def as_data() -> dict[str, object]:
    """Return all these words in the language of the request, as they are kept for good."""
    return {
        "intro": str(INTRO),
        "minor": str(MINOR),
        "uses": {str(use): _spoken(explained) for use, explained in CONSENTS.items()},
        "un_name": {"question": str(UN_NAME), **{str(name): str(words) for name, words in UN_NAMES.items()}},
    }


def _spoken(explained: Explained) -> dict[str, str]:
    return {"label": str(explained.label), "hint": str(explained.hint), "limits": str(explained.limits)}
