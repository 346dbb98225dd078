"""An urgent appeal to the United Nations: what each addressee asks, what is written, what is missing. Pure.

What is asked follows the elements that the working group on enforced disappearances names as the least it needs
(day, place, who took the person, what was done to find them, who reports, with the family's consent), the model
questionnaire of the working group on arbitrary detention, and that of the Special Rapporteur on torture
(`standards.md`, sections C and G). The person's name is in none of these texts: it comes from the custodians.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.consent import UnName
from intake.domain.strict import BadShape
from intake.domain.testimony import Speaker, Testimony

FORMAT = "holas-appeal/1"
LONGEST = 6000
"""Characters of one answer."""


class Addressee(StrEnum):
    """To whom an appeal goes."""

    DISAPPEARANCES = "disappearances"
    DETENTION = "detention"
    TORTURE = "torture"


class Group(StrEnum):
    """The parts of an appeal, in the order of the letter."""

    PERSON = "person"
    ARREST = "arrest"
    HELD = "held"
    WHAT = "what"
    NOW = "now"
    STEPS = "steps"
    WRITER = "writer"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `answers` names the questions of the testimony from which it can be filled."""

    name: str
    group: Group
    asked: frozenset[Addressee]
    needed: frozenset[Addressee]
    answers: tuple[str, ...] = ()
    long: bool = False


_FOR = {"D": Addressee.DISAPPEARANCES, "A": Addressee.DETENTION, "T": Addressee.TORTURE}


def _ask(name: str, group: Group, by: str, *answers: str, long: bool = False) -> Question:
    """`by` says who asks: a small letter where it may stay empty (d, a, t), a capital where it is needed."""
    asked = frozenset(_FOR[letter.upper()] for letter in by)
    needed = frozenset(_FOR[letter] for letter in by if letter.isupper())
    return Question(name, group, asked, needed, answers, long)


QUESTIONS = (
    _ask("sex", Group.PERSON, "dat"),
    _ask("age", Group.PERSON, "dat", "age_band"),
    _ask("nationality", Group.PERSON, "dat"),
    _ask("occupation", Group.PERSON, "dat"),
    _ask("seized_when", Group.ARREST, "DAT", "danger_seen"),
    _ask("seized_where", Group.ARREST, "DAT"),
    _ask("forces", Group.ARREST, "DAT", "danger_by", "doers", "doers_about"),
    _ask("warrant", Group.ARREST, "a"),
    _ask("reasons", Group.ARREST, "a", "court_result"),
    _ask("held_where", Group.HELD, "dAT", "still_held", "held_where"),
    _ask("held_long", Group.HELD, "at", "held_how_long"),
    _ask("access", Group.HELD, "at", "family_told", "court_lawyer", "help_refused"),
    _ask("account", Group.WHAT, "DAT", long=True),
    _ask("methods", Group.WHAT, "T", "force", "made_to", "held_lacked", long=True),
    _ask("injuries", Group.WHAT, "t", "danger_medicine", long=True),
    _ask("medical", Group.WHAT, "t", "exam", "exam_where", "exam_have"),
    _ask("purpose", Group.WHAT, "t"),
    _ask("why_arbitrary", Group.WHAT, "A", "court_how", "protest_part", long=True),
    _ask("risk", Group.NOW, "DAT", "danger_now", "retaliation", long=True),
    _ask("search", Group.STEPS, "D", "complaint_where", long=True),
    _ask("remedies", Group.STEPS, "at", "complaint", "complaint_where", "complaint_result", long=True),
    _ask("relation", Group.WRITER, "dat", "role"),
    _ask("agreement", Group.WRITER, "Dat", "agreement", "why_not_asked"),
    _ask("author", Group.WRITER, "DAT"),
)
BY_NAME: Mapping[str, Question] = {question.name: question for question in QUESTIONS}


class BadAppeal(ValueError):
    """What was read is no such sheet, or a step that cannot follow."""


@dataclass(frozen=True, slots=True)
class Letter:
    """How far the letter to one addressee came: days, None where it did not come so far."""

    to: Addressee
    drafted: date
    sent: date | None = None
    answered: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """What is written, by question, and one letter an addressee."""

    letters: tuple[Letter, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def addressees(self) -> frozenset[Addressee]:
        """To whom it goes."""
        return frozenset(letter.to for letter in self.letters)

    def letter(self, to: Addressee) -> Letter | None:
        """Return how far the letter to this addressee came."""
        return next((letter for letter in self.letters if letter.to is to), None)

    def drafted(self, to: Iterable[Addressee], texts: Mapping[str, str], today: date) -> Self:
        """Take what was typed, for these addressees; a letter that was sent stays. Raises `BadAppeal`."""
        if texts.keys() - BY_NAME.keys() or any(len(text) > LONGEST for text in texts.values()):
            message = "an answer to no question, or one that is too long"
            raise BadAppeal(message)
        wanted = {*to, *(letter.to for letter in self.letters if letter.sent)}
        letters = tuple(self.letter(one) or Letter(one, today) for one in Addressee if one in wanted)
        return replace(self, letters=letters, texts={**self.texts, **texts})

    def sent(self, to: Addressee, day: date, today: date) -> Self:
        """Note that a letter was sent. Raises `BadAppeal` for what cannot be."""
        letter = self.letter(to)
        if letter is None or letter.sent or not letter.drafted <= day <= today:
            message = "sent before it was written, twice, or in the future"
            raise BadAppeal(message)
        return self._with(replace(letter, sent=day))

    def answered(self, to: Addressee, day: date, note: str, today: date) -> Self:
        """Note what was answered; a later answer takes the place of an earlier one. Raises `BadAppeal`."""
        letter = self.letter(to)
        if letter is None or letter.sent is None or not letter.sent <= day <= today or len(note) > LONGEST:
            message = "answered before it was sent, or in the future"
            raise BadAppeal(message)
        return self._with(replace(letter, answered=day, note=note))

    def _with(self, letter: Letter) -> Self:
        return replace(self, letters=tuple(letter if one.to is letter.to else one for one in self.letters))

    def to_json(self) -> str:
        """Return the canonical text."""
        letters = [_letter_data(letter) for letter in self.letters]
        return strict.write_json({"format": FORMAT, "letters": letters, "texts": dict(self.texts)}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadAppeal`."""
        try:
            data = strict.shape(strict.read_json(text, "appeal"), "appeal", ("format", "letters", "texts"))
            strict.one_of(data["format"], "format", (FORMAT,))
            letters = strict.each(data["letters"], "letters", _read_letter)
            strict.distinct((letter.to for letter in letters), "letters")
            texts = strict.each_text(data["texts"], "texts")
            for name in texts:
                strict.one_of(name, "texts", BY_NAME)
        except BadShape as error:
            raise BadAppeal(str(error)) from error
        return cls(letters, texts)


def asked(to: Iterable[Addressee]) -> tuple[Question, ...]:
    """Return what these addressees ask, in the order of the letter."""
    wanted = frozenset(to)
    return tuple(question for question in QUESTIONS if question.asked & wanted)


def missing(to: Iterable[Addressee], texts: Mapping[str, str]) -> tuple[Question, ...]:
    """Return what these addressees need and nobody wrote."""
    wanted = frozenset(to)
    return tuple(one for one in QUESTIONS if one.needed & wanted and not texts.get(one.name, "").strip())


def written(to: Addressee, texts: Mapping[str, str]) -> dict[Group, list[tuple[Question, str]]]:
    """Return the body of one letter: the answers that are there, by their parts."""
    body: dict[Group, list[tuple[Question, str]]] = {}
    for question in asked([to]):
        text = texts.get(question.name, "").strip()
        if text:
            body.setdefault(question.group, []).append((question, text))
    return body


def as_named(name: str, named: UnName) -> str:
    """Return a name as the source lets it stand in the papers of the United Nations: initials, unless in full."""
    if named is UnName.FULL:
        return name
    return " ".join(f"{word[0].upper()}." for word in name.split())


def suggested(testimony: Testimony) -> frozenset[Addressee]:
    """Return to whom an appeal could go, by what was told; a person decides."""
    told = testimony.answers
    held = testimony.said("still_held") == "yes" or "danger_seen" in told
    found = {
        Addressee.DISAPPEARANCES: held and not testimony.said("held_where"),
        Addressee.DETENTION: held,
        Addressee.TORTURE: bool(told.keys() & {"force", "made_to"}) or "beaten" in told.get("kinds", ()),
    }
    return frozenset(one for one, likely in found.items() if likely)


def wants_agreement(testimony: Testimony) -> bool:
    """Tell whether nobody said yet that the person agrees, or why they cannot be asked."""
    if testimony.said("role") == Speaker.SURVIVOR:
        return False
    return testimony.said("agreement") not in {"agrees", "cannot_ask"}


def _letter_data(letter: Letter) -> dict[str, object]:
    days = {name: getattr(letter, name) for name in ("drafted", "sent", "answered")}
    return {"to": str(letter.to), "note": letter.note} | {
        name: day.isoformat() if day else None for name, day in days.items()
    }


def _read_letter(value: object, place: str) -> Letter:
    data = strict.shape(value, place, ("to", "drafted", "sent", "answered", "note"))
    sent, answered = (None if data[name] is None else strict.day(data[name], place) for name in ("sent", "answered"))
    return Letter(
        Addressee(strict.one_of(data["to"], f"{place}.to", [*Addressee])),
        strict.day(data["drafted"], f"{place}.drafted"),
        sent,
        answered,
        strict.any_text(data["note"], f"{place}.note"),
    )
