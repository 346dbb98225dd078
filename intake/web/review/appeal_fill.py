"""What an appeal can take from a case: the answers of the form and of the danger path, and the coding. In English.

The special procedures read English, French and Spanish: a narrative in another language is left for a person to tell.
"""

from collections.abc import Iterable, Iterator, Mapping

from flask_babel import force_locale

from intake.domain.appeal import QUESTIONS, Question
from intake.domain.coding import Act, Coding, Event
from intake.domain.testimony import Testimony
from intake.services.review import CaseView
from intake.web.review.answers import in_words
from intake.web.review.telling import name_of, told

READ_THERE = frozenset({"en", "fr", "es"})
LETTERS = "en"
FROM_CODING: Mapping[str, tuple[str, ...]] = {
    "forces": ("perpetrator_types",),
    "reasons": ("legal_basis",),
    "held_where": ("facility",),
    "held_long": ("duration",),
    "methods": ("force_means",),
    "injuries": ("outcome",),
    "purpose": ("purpose",),
}
"""Which fields of coded acts say something to a question."""


def fill(view: CaseView) -> dict[str, str]:
    """Return what can be filled in, by question; nothing that would have to be guessed."""
    coding = view.coding.coding if view.coding else Coding()
    with force_locale(LETTERS):
        found = {question.name: _answer(question, view.testimony, coding) for question in QUESTIONS}
        found["account"] = _account(view.testimony, coding)
    first = view.testimony.first
    found["seized_when"] = found["seized_when"] or first.when
    found["seized_where"] = first.where or view.testimony.said("danger_seen")
    return {name: text for name, text in found.items() if text}


def _answer(question: Question, testimony: Testimony, coding: Coding) -> str:
    told_of = (in_words(name, testimony.answers[name]) for name in question.answers if name in testimony.answers)
    return _joined([*told_of, *_coded(coding.acts, FROM_CODING.get(question.name, ()))])


def _coded(acts: Iterable[Act], names: tuple[str, ...]) -> Iterator[str]:
    for act in acts:
        yield from (value for name, value in told(act, names))


def _account(testimony: Testimony, coding: Coding) -> str:
    """Return the narrative where it can be read there, and what is coded, an act a line."""
    own = testimony.narrative if testimony.language in READ_THERE else ""
    acts = "\n".join(f"- {_line(act, coding)}" for act in coding.acts)
    return "\n\n".join(one for one in (own, acts) if one)


def _line(act: Act, coding: Coding) -> str:
    event = coding.part(act.event)
    places = [value for _field, value in told(act, ("when", "region", "facility"))]
    if not places and isinstance(event, Event):
        places = [value for _field, value in told(event, ("when", "region"))]
    return ", ".join([name_of(act).partition(": ")[2], *places])


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(part for part in parts if part))
