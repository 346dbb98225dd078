"""The first form of codings: acts of four attributes each, by version 1 of the vocabulary. Read, never written.

Brought into today's form by the explicit maps between versions. Whom an act was done to stood on the act: each set of
groups becomes a victim. A flag stood among the acts and marked the case: it marks the event now.
"""

from dataclasses import dataclass

from intake.domain import strict
from intake.domain.coding import MAX_ACTS, Act, BadCoding, Coding, Event, Person
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary
from intake.domain.vocabulary_map import VocabularyMap

VERSION = "1"
_FIELDS = ("code", "perpetrator_types", "stage", "victim_groups", "force_means")


@dataclass(frozen=True, slots=True)
class FirstAct:
    """One act, or a flag, as version 1 has it."""

    code: str
    perpetrator_types: tuple[str, ...]
    stage: str | None
    victim_groups: tuple[str, ...]
    force_means: tuple[str, ...]


def parse_first(untrusted: bytes) -> tuple[FirstAct, ...]:
    """Read the first form strictly. Raises `BadCoding`."""
    vocabulary = Vocabulary.load(VERSION)
    try:
        data = strict.shape(strict.read_json(untrusted, "coding"), "coding", ("vocabulary", "acts"))
        strict.one_of(data["vocabulary"], "vocabulary", (VERSION,))
        acts = strict.each(data["acts"], "acts", lambda one, at: _act(one, at, vocabulary))
    except BadShape as error:
        raise BadCoding([error.place]) from error
    if len(acts) > MAX_ACTS:
        raise BadCoding(["acts"])
    return acts


def to_second(acts: tuple[FirstAct, ...]) -> Coding:
    """Return these acts in the second form, by the map from version 1 to version 2."""
    moved = VocabularyMap.load(VERSION, "2")
    flags = {code.id for code in Vocabulary.load(VERSION).codes() if code.flag}
    deeds = [act for act in acts if act.code not in flags]
    groups = list(dict.fromkeys(act.victim_groups for act in deeds)) or [()]
    victims = {group: Person(f"V{number}", groups=_moved(group, moved)) for number, group in enumerate(groups, 1)}
    marks = {moved.codes[act.code] for act in acts if act.code in flags}
    known = tuple(code.id for code in Vocabulary.load("2").codes() if code.id in marks)
    second = (_second(act, victims[act.victim_groups].id, moved) for act in deeds)
    return Coding(tuple(dict.fromkeys(second)), "2", (Event("E1", flags=known),), tuple(victims.values()))


def _moved(groups: tuple[str, ...], moved: VocabularyMap) -> tuple[str, ...]:
    return _in_order("victim_group", moved.values("victim_group", groups))


def _second(act: FirstAct, victim: str, moved: VocabularyMap) -> Act:
    return Act(
        moved.codes[act.code],
        _in_order("perpetrator_type", moved.values("perpetrator_type", act.perpetrator_types)),
        moved.attributes["stage"][act.stage] if act.stage else None,
        victim=victim,
        force_means=_in_order("force_means", moved.values("force_means", act.force_means)),
    )


def _in_order(attribute: str, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in Vocabulary.load("2").attribute(attribute).ids() if value in values)


def _act(untrusted: object, place: str, vocabulary: Vocabulary) -> FirstAct:
    data = strict.shape(untrusted, place, _FIELDS)
    stages = vocabulary.attribute("stage").ids()
    stage = None if data["stage"] is None else strict.one_of(data["stage"], f"{place}.stage", stages)
    return FirstAct(
        strict.one_of(data["code"], f"{place}.code", [code.id for code in vocabulary.codes()]),
        _several(data["perpetrator_types"], f"{place}.perpetrator_types", vocabulary, "perpetrator_type"),
        stage,
        _several(data["victim_groups"], f"{place}.victim_groups", vocabulary, "victim_group"),
        _several(data["force_means"], f"{place}.force_means", vocabulary, "force_means"),
    )


def _several(untrusted: object, place: str, vocabulary: Vocabulary, attribute: str) -> tuple[str, ...]:
    known = vocabulary.attribute(attribute).ids()
    return strict.distinct(strict.each(untrusted, place, lambda one, _at: strict.one_of(one, place, known)), place)
