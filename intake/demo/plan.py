"""What the demo's cases are: a pure function of the seed. Ids, keys and codenames are random by their nature.

The pattern over the numbers of the cases is fixed, so that every demo has something of each kind; what is said, and
the details of what is coded, follow from the seed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.demo import media
from intake.demo.codings import coding_of
from intake.demo.draw import Draw
from intake.demo.media import File
from intake.demo.texts import Sentences, sentences
from intake.domain.coding import Coding
from intake.domain.consent import Use
from intake.domain.conversation import EVERY, Answer
from intake.domain.identity import PREFIX, Channel
from intake.domain.review import State
from intake.domain.testimony import AgeBand, Speaker, Stage
from intake.domain.vocabulary import Vocabulary

SPOKEN = ("be", "ru", "be", "en", "ru", "be", "uk", "ru", "pl", "ru")
ADULTS = tuple(band for band in AgeBand if band is not AgeBand.UNDER_18)
LATER_USES = (Use.QUOTE, Use.PARTNERS, Use.UN, Use.PROSECUTOR, Use.RECONTACT)
ASKED = frozenset({"kinds", "held_lacked", "force", "doers", "exam", "exam_have", "complaint", "told"})
DAYS = 40
"""The cases came in over this many days before today."""


@dataclass(frozen=True, slots=True)
class Every:
    """The numbers `start`, `start + step`, `start + 2 step`..."""

    step: int
    start: int

    def __contains__(self, number: int) -> bool:
        return number % self.step == self.start


# Of the first 60: 10 new, 4 triaged, 46 coded (15 of them closed, 10 handed in and coded twice); 5 about minors; 38 of
# those that are coded may be counted.
NEW, TRIAGED, CLOSED = Every(6, 3), Every(10, 9), Every(4, 0)
MINOR, URGENT, NOT_COUNTED = Every(12, 5), Every(5, 4), Every(15, 7)
AGAIN, DIFFERING, VERIFIED = Every(24, 7), Every(24, 10), Every(12, 11)
WRITES_AGAIN, ANSWERED = Every(4, 2), Every(3, 1)
PICTURE, SOUND, PAGE = Every(3, 0), Every(7, 2), Every(5, 1)
REACHABLE = Every(12, 1)
"""These gave the custodians a name and a way to be reached, and may be written to."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One invented case: the form's fields, the files, and what happens to it. `age` in days before today."""

    number: int
    language: str
    age: int
    fields: Mapping[str, str]
    files: tuple[File, ...]
    state: State
    coding: Coding | None
    message: str = field(default="")
    reply: str = field(default="")
    title: str = field(default="")

    @property
    def minor(self) -> bool:
        """Whether the role `children` answers for it."""
        return self.fields["age_band"] == AgeBand.UNDER_18


def plan(seed: int, count: int) -> tuple[Planned, ...]:
    """Return `count` cases, oldest first."""
    return tuple(_case(seed, number, count) for number in range(count))


def _case(seed: int, number: int, count: int) -> Planned:
    draw, state = Draw(seed, f"case {number}"), _state(number)
    language = SPOKEN[number % len(SPOKEN)]
    words = sentences()[language]
    codes = draw.some(tuple(words.events), 2 + draw.below(3))
    fields = _fields(draw, number, language, codes)
    files = _files(draw, number)
    return Planned(
        number=number,
        language=language,
        age=(count - 1 - number) * DAYS // count,
        fields=fields,
        files=files,
        state=state,
        coding=None if state in {State.NEW, State.TRIAGED} else coding_of(draw, codes, files),
        message=_marked(words, words.message) if number in WRITES_AGAIN else "",
        reply=_marked(words, words.reply) if number in ANSWERED and state is not State.NEW else "",
        title=f"{Vocabulary.load().code(codes[0]).label(language)}, {fields['where']}",
    )


def _state(number: int) -> State:
    if number in NEW:
        return State.NEW
    if number in TRIAGED:
        return State.TRIAGED
    coded = {State.CLOSED: CLOSED, State.SECOND_CODING: AGAIN, State.ADJUDICATION: DIFFERING, State.VERIFIED: VERIFIED}
    return next((state for state, numbers in coded.items() if number in numbers), State.CODING)


def _fields(draw: Draw, number: int, language: str, codes: list[str]) -> dict[str, str]:
    words = sentences()[language]
    town = draw.one(words.towns)
    urgent = number in URGENT and _state(number) in {State.NEW, State.TRIAGED}
    return {
        "narrative": _narrative(draw, words, town, codes, (number in MINOR, urgent)),
        "role": draw.one(tuple(Speaker)),
        "age_band": AgeBand.UNDER_18 if number in MINOR else draw.one(ADULTS),
        "when": f"{2020 + draw.below(6)}",
        "where": town,
        "stage": draw.one(tuple(Stage)),
        "language": language,
        **_answers(draw),
        **dict.fromkeys(_consents(draw, number), "y"),
        **(_contact(number) if urgent or number in REACHABLE else {}),
        **({"urgent": "y", f"{PREFIX}now": "1"} if urgent else {}),
    }


def _contact(number: int) -> dict[str, str]:
    """Give an invented contact; 555-01xx has no subscribers."""
    given = {"name": f"Demo {number}", "channel": Channel.SIGNAL, "address": f"+1 202 555 01{number % 100:02}"}
    return {PREFIX + name: str(value) for name, value in {**given, "word": "linden"}.items()}


def _answers(draw: Draw) -> dict[str, str]:
    """Answer some of the form's choices. Free text is left to the narrative, which is written in each language."""
    answers: dict[str, str] = {}
    for question in EVERY:
        if question.answer is Answer.ONE and question.name in ASKED and draw.below(3):
            answers[question.name] = draw.one(question.choices)
        if question.answer is Answer.SOME and question.name in ASKED:
            answers |= dict.fromkeys(map(question.box, draw.some(question.choices, draw.below(3))), "1")
    return answers


def _narrative(draw: Draw, words: Sentences, town: str, codes: list[str], about: tuple[bool, bool]) -> str:
    child, urgent = about
    told = [draw.one(words.openings).format(town=town)]
    told += [words.about_child] if child else []
    told += [words.events[code] for code in codes]
    told += [words.in_danger] if urgent else []
    return _marked(words, " ".join([*told, draw.one(words.endings)]))


def _consents(draw: Draw, number: int) -> list[str]:
    """Return the boxes that are ticked. What is ticked about a minor stays off at sealing, reading apart."""
    uses = [Use.READ, *([] if number in NOT_COUNTED else [Use.STATISTICS]), *draw.some(LATER_USES, draw.below(5))]
    uses += [Use.RECONTACT] if number in REACHABLE else []
    return [f"consent_{use}" for use in uses]


def _marked(words: Sentences, text: str) -> str:
    return f"{words.mark} {text}"


def _files(draw: Draw, number: int) -> tuple[File, ...]:
    files = []
    if number in PICTURE:
        files.append(media.picture(draw, f"demo-picture-{number}"))
    if number in SOUND:
        files.append(media.sound(draw, f"demo-sound-{number}"))
    if number in PAGE:
        files.append(media.page(draw, f"demo-paper-{number}"))
    return tuple(files)
