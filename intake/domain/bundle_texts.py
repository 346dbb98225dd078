"""The files of a bundle that are drawn up for it, as text and as JSON: testimony, conversation, coding. Pure.

Everything is listed by an allowlist: a field that nobody named here does not leave.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.domain.coding import PARTS, Act, Coding, Part
from intake.domain.fields import data_of, holdings
from intake.domain.lists import Lists
from intake.domain.testimony import Testimony
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When

GRADES = frozenset({"reliability", "status"})
NOTES = frozenset({"note"})
LANGUAGE = "en"
RULE = "-" * 72


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation. `speaker` is "source" or the pseudonym of who answered; `day` is ISO 8601."""

    speaker: str
    day: str
    text: str


def pretty(data: object) -> bytes:
    """Return JSON that people can read, always the same for the same data."""
    return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"


def testimony_text(testimony: Testimony, received: str) -> str:
    """Return the testimony verbatim: the source's own words, then what was answered, question by question."""
    lines = [f"Testimony, received on {received}", f"Language: {testimony.language or 'not stated'}", RULE]
    lines += [testimony.narrative or "(no words of their own; see the answers and the evidence)", RULE]
    for number, one in enumerate(testimony.occurrences, 1):
        told = {"when": one.when, "where": one.where, "stage": one.stage}
        lines += [f"Occurrence {number}, {name}: {said}" for name, said in told.items() if said]
    for question, answers in testimony.answers.items():
        lines += [f"{question.replace('_', ' ')}: {answer}" for answer in answers]
    return "\n".join(lines) + "\n"


def conversation_text(turns: Sequence[Turn]) -> str:
    """Return the conversation in its order: questions matter to whoever weighs the answers."""
    return "\n".join(f"{turn.day}, {turn.speaker}\n{RULE}\n{turn.text}\n" for turn in turns)


def coding_data(coding: Coding, files: Mapping[str, str], *, graded: bool) -> dict[str, object]:
    """Return the coding as data: files by their path in the bundle; grades and notes only where they are asked for."""
    parts = {name: [_part_data(part, files, graded=graded) for part in getattr(coding, name)] for name in PARTS}
    return {"vocabulary": coding.vocabulary, **parts}


def coding_text(coding: Coding, files: Mapping[str, str], lists: Lists, *, graded: bool) -> str:
    """Return the coding in English words, as the vocabulary has them."""
    teller = _Teller(Vocabulary.load(coding.vocabulary), lists, files)
    lines: list[str] = []
    for part in coding.parts():
        lines.append(f"{part.id}" + (f": {teller.code(part.code)}" if isinstance(part, Act) else ""))
        shown = _shown(part, graded=graded) - {"id", "code"}
        lines += [f"  {line}" for name, line in teller.lines(part).items() if name in shown]
    return "\n".join(lines) + "\n"


def _shown(part: Part, *, graded: bool) -> set[str]:
    return set(holdings(type(part))) - (set() if graded else GRADES | NOTES)


def _part_data(part: Part, files: Mapping[str, str], *, graded: bool) -> dict[str, object]:
    data = {name: value for name, value in data_of(part).items() if name in _shown(part, graded=graded)}
    if "documents" in data:
        data["documents"] = [files[one] for one in getattr(part, "documents") if one in files]  # noqa: B009 - one part has it
    return data


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says what a part holds, in English."""

    vocabulary: Vocabulary
    lists: Lists
    files: Mapping[str, str]

    def code(self, code: str) -> str:
        return f"{self.vocabulary.code(code).label(LANGUAGE)} ({code})"

    def lines(self, part: Part) -> dict[str, str]:
        """Return a line for each field that says something, by its name."""
        said = {}
        for name, holds in holdings(type(part)).items():
            value = getattr(part, name)
            if value not in {None, "", ()}:
                words = ", ".join(self._one(holds.kind, holds.list, one) for one in _many(value))
                said[name] = f"{name.replace('_', ' ')}: {words}"
        return said

    def _one(self, kind: str, source: str, value: object) -> str:
        match kind:
            case "one" | "many":
                return self.vocabulary.attribute(source).say(str(value), LANGUAGE)
            case "flags":
                return self.code(str(value))
            case "entry":
                return self.lists.say(source, str(value), LANGUAGE)
            case "pieces":
                return self.files.get(str(value), "a file that is not there any more")
            case "measures" | "roles":
                return self._pair(kind, source, value)
        return value.text if isinstance(value, When) else str(value)

    def _pair(self, kind: str, source: str, value: object) -> str:
        what, how = value if isinstance(value, tuple) else (value, None)
        attribute = self.vocabulary.attribute(source)
        if kind == "roles":
            return f"{what} ({attribute.say(how, LANGUAGE)})" if how else str(what)
        return attribute.say(str(what), LANGUAGE) + (f": {how}" if how is not None else "")


def _many(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
