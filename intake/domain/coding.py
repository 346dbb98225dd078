"""What reviewers code in a case: who did what to whom, on what it rests, and what came of it.

The model is HURIDOCS': events, persons (pseudonymous within the case: V1 for a victim or group, P1 for a
perpetrator), acts, information and interventions. One act is one victim (or group), one code, one event. The order of
the acts is the coder's and is the rank by which statistics are bounded. Reliability of the information and status of
the violation are two scales (micro-thesauri 42 and 41), never one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Annotated, Any, Self, TypeVar

from intake.domain import strict
from intake.domain.fields import Holds, data_of, holdings, read
from intake.domain.strict import BadShape
from intake.domain.vocabulary import CURRENT, Vocabulary
from intake.domain.when import When

FORMAT = "holas-coding/2"
MAX_ACTS = 100
MAX_PARTS = 60

P = TypeVar("P")


class BadCoding(ValueError):
    """The coding does not hold. `fields` names every field that is wrong, as in `acts.0.code`."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at one time and place. Its flags mark the event where no single act is meant."""

    id: Annotated[str, Holds("id", "E")] = ""
    title: Annotated[str, Holds("note")] = ""
    when: Annotated[When | None, Holds("when")] = None
    region: Annotated[str | None, Holds("entry", "regions")] = None
    place_type: Annotated[str | None, Holds("one", "place_type")] = None
    flags: Annotated[tuple[str, ...], Holds("flags")] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A victim, a group of victims, or a perpetrator. `note` tells them apart without a name."""

    id: Annotated[str, Holds("id", "VP")] = ""
    note: Annotated[str, Holds("note")] = ""
    groups: Annotated[tuple[str, ...], Holds("many", "victim_group")] = ()
    types: Annotated[tuple[str, ...], Holds("many", "perpetrator_type")] = ()
    unit: Annotated[str | None, Holds("entry", "units")] = None
    rank: Annotated[str | None, Holds("entry", "ranks")] = None
    facility: Annotated[str | None, Holds("entry", "facilities")] = None

    @property
    def is_victim(self) -> bool:
        """Whether it was done to them."""
        return self.id.startswith("V")


@dataclass(frozen=True, slots=True)
class Act:
    """One abuse. Date and place are the act's own where they differ from the event's.

    `count_*`: what a figure counts, how exactly and whose it is; `count` without a number stands beside a precision
    such as "hundreds". `follows` links consecutive terms.
    """

    code: Annotated[str, Holds("code")]
    perpetrator_types: Annotated[tuple[str, ...], Holds("many", "perpetrator_type")] = ()
    stage: Annotated[str | None, Holds("one", "stage")] = None
    id: Annotated[str, Holds("id", "A")] = ""
    event: Annotated[str, Holds("needed", "E")] = "E1"
    victim: Annotated[str | None, Holds("ref", "V")] = "V1"
    when: Annotated[When | None, Holds("when")] = None
    region: Annotated[str | None, Holds("entry", "regions")] = None
    facility: Annotated[str | None, Holds("entry", "facilities")] = None
    place_type: Annotated[str | None, Holds("one", "place_type")] = None
    force_means: Annotated[tuple[str, ...], Holds("many", "force_means")] = ()
    involved: Annotated[tuple[tuple[str, str | None], ...], Holds("roles", "degree")] = ()
    purpose: Annotated[tuple[str, ...], Holds("many", "purpose")] = ()
    protected_activity: Annotated[str | None, Holds("one", "protected_activity")] = None
    legal_basis: Annotated[tuple[str, ...], Holds("many", "legal_basis")] = ()
    outcome: Annotated[tuple[str, ...], Holds("many", "outcome")] = ()
    duration: Annotated[tuple[tuple[str, int | None], ...], Holds("measures", "duration")] = ()
    flags: Annotated[tuple[str, ...], Holds("flags")] = ()
    description: Annotated[str, Holds("note")] = ""
    count: Annotated[int | None, Holds("number")] = None
    count_unit: Annotated[str | None, Holds("one", "count_unit")] = None
    count_precision: Annotated[str | None, Holds("one", "count_precision")] = None
    count_origin: Annotated[str | None, Holds("one", "count_origin")] = None
    count_window: Annotated[When | None, Holds("when")] = None
    rests_on: Annotated[tuple[str, ...], Holds("refs", "I")] = ()
    status: Annotated[str | None, Holds("one", "status")] = None
    follows: Annotated[str | None, Holds("ref", "A")] = None


@dataclass(frozen=True, slots=True)
class Information:
    """What acts rest on: material, who says so, which files of the case, and how reliable it is."""

    id: Annotated[str, Holds("id", "I")] = ""
    material: Annotated[tuple[str, ...], Holds("many", "evidence")] = ()
    connection: Annotated[str | None, Holds("one", "connection")] = None
    documents: Annotated[tuple[str, ...], Holds("pieces")] = ()
    reliability: Annotated[str | None, Holds("one", "reliability")] = None
    note: Annotated[str, Holds("note")] = ""
    count: Annotated[int | None, Holds("number")] = None
    count_unit: Annotated[str | None, Holds("one", "count_unit")] = None
    count_precision: Annotated[str | None, Holds("one", "count_precision")] = None


@dataclass(frozen=True, slots=True)
class Intervention:
    """A step that was taken because of acts (all of the case's, where none is named), and what came of it when."""

    id: Annotated[str, Holds("id", "M")] = ""
    kind: Annotated[str | None, Holds("one", "intervention")] = None
    acts: Annotated[tuple[str, ...], Holds("refs", "A")] = ()
    when: Annotated[When | None, Holds("when")] = None
    result: Annotated[str | None, Holds("one", "result")] = None
    result_when: Annotated[When | None, Holds("when")] = None
    note: Annotated[str, Holds("note")] = ""
    count: Annotated[int | None, Holds("number")] = None
    count_unit: Annotated[str | None, Holds("one", "count_unit")] = None
    count_precision: Annotated[str | None, Holds("one", "count_precision")] = None


Part = Event | Person | Act | Information | Intervention
PARTS: dict[str, type[Any]] = {
    "events": Event,
    "persons": Person,
    "acts": Act,
    "information": Information,
    "interventions": Intervention,
}
LETTERS = {"E": "events", "V": "persons", "P": "persons", "A": "acts", "I": "information", "M": "interventions"}


@dataclass(frozen=True, slots=True)
class Coding:
    """All that is coded of a case, by one version of the vocabulary. It begins with one event and one victim."""

    acts: tuple[Act, ...] = ()
    vocabulary: str = CURRENT
    events: tuple[Event, ...] = (Event("E1"),)
    persons: tuple[Person, ...] = (Person("V1"),)
    information: tuple[Information, ...] = ()
    interventions: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        """Give numbers to the acts that have no id yet."""
        taken = {act.id for act in self.acts}
        free = (f"A{number}" for number in range(1, len(self.acts) + len(taken) + 1))
        fresh = (name for name in free if name not in taken)
        object.__setattr__(self, "acts", tuple(act if act.id else replace(act, id=next(fresh)) for act in self.acts))

    def codes(self) -> tuple[str, ...]:
        """Return each code once, ranked as the coder gave them; flags come after all acts."""
        marks = [*(event.flags for event in self.events), *(act.flags for act in self.acts)]
        return tuple(dict.fromkeys([*(act.code for act in self.acts), *chain.from_iterable(marks)]))

    def parts(self) -> Iterator[Part]:
        """Yield everything that has an id."""
        for name in PARTS:
            yield from getattr(self, name)

    def part(self, part_id: str) -> Part | None:
        """Return the part with this id."""
        return next((part for part in self.parts() if part.id == part_id), None)

    def free_id(self, letter: str) -> str:
        """Return an id that no part has."""
        taken = {part.id for part in self.parts()}
        return next(name for name in (f"{letter}{number}" for number in range(1, 10_000)) if name not in taken)

    def to_json(self) -> bytes:
        """Return the canonical JSON; `parse` gives the coding back."""
        found = {name: [data_of(part) for part in getattr(self, name)] for name in PARTS}
        return strict.write_json({"format": FORMAT, "vocabulary": self.vocabulary, **found})

    @classmethod
    def parse(cls, untrusted: object, vocabulary: Vocabulary) -> Self:
        """Read a coding from its canonical JSON (bytes or text), or from the objects and lists that JSON holds.

        Nothing is dropped or mended: unknown codes, values and keys, an id that is not there or comes twice, and too
        many parts raise `BadCoding`, which names every place. Whether it keeps the rules of coding is told elsewhere.
        """
        try:
            data = _shape(untrusted, vocabulary.version)
        except BadShape as error:
            raise BadCoding([error.place]) from error
        bad: list[str] = []
        found = {
            name: tuple(_read(part, strict.items(data[name], name), name, vocabulary, bad))
            for name, part in PARTS.items()
        }
        if bad:
            raise BadCoding(bad)
        coding = cls(vocabulary=vocabulary.version, **found)
        bad = [*_loose_ends(coding), *_uncanonical(coding, untrusted)]
        if bad:
            raise BadCoding(bad)
        return coding


def _shape(untrusted: object, version: str) -> dict[str, object]:
    if isinstance(untrusted, str | bytes):
        untrusted = strict.read_json(untrusted, "coding")
    data = strict.shape(untrusted, "coding", ("format", "vocabulary", *PARTS))
    strict.one_of(data["format"], "format", (FORMAT,))
    strict.one_of(data["vocabulary"], "vocabulary", (version,))
    for name in PARTS:
        if len(strict.items(data[name], name)) > (MAX_ACTS if name == "acts" else MAX_PARTS):
            raise BadShape(name, "are too many")
    return data


def _read(part: type[P], listed: list[object], name: str, to: Vocabulary, bad: list[str]) -> Iterator[P]:
    for number, one in enumerate(listed):
        found, wrong = read(part, one, f"{name}.{number}", to)
        bad += wrong
        if found is not None:
            yield found


def _loose_ends(coding: Coding) -> Iterator[str]:
    """Yield the places of ids that come twice, and of those that lead to nothing."""
    known: set[str] = set()
    for name in PARTS:
        for number, part in enumerate(getattr(coding, name)):
            if part.id in known:
                yield f"{name}.{number}.id"
            known.add(part.id)
    for name in PARTS:
        for number, part in enumerate(getattr(coding, name)):
            yield from (f"{name}.{number}.{field}" for field, ids in named_by(part) if not set(ids) <= known)


def named_by(part: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each field that names other parts, with the ids that it names."""
    for name, holds in holdings(type(part)).items():
        value = getattr(part, name)
        if holds.kind in {"ref", "needed"} and value:
            yield name, (value,)
        elif holds.kind == "refs":
            yield name, value
        elif holds.kind == "roles":
            yield name, tuple(who for who, _role in value)


def _uncanonical(coding: Coding, untrusted: object) -> Iterator[str]:
    raw = untrusted.encode() if isinstance(untrusted, str) else untrusted
    if isinstance(raw, bytes) and coding.to_json() != raw:
        yield "coding"
