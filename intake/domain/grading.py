"""How sure a case is, on two scales that are never one: HURIDOCS micro-thesauri 42 and 41. Pure.

Reliability of the information (MT42) is said of the testimony and of each source of information that is coded;
status of the violation (MT41) of each act. Beside an act stands how many independent corroborators it has, by their
type: another person's own testimony, a photo, a medical finding. Linked testimonies of one person are one.

Grades are for those who hold the case: no source sees them, and `ungraded` takes them out of a coding that leaves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from intake.domain import strict
from intake.domain.coding import Coding
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary

FORMAT = "holas-grading/1"
TESTIMONY = "T1"
"""The name under which the testimony itself is graded."""
MOST = 999
LONGEST_NOTE = 1000
CORROBORATED = frozenset({"highly_reliable", "likely"})
_KEYS = ("format", "reliability", "status", "corroborators", "note")

V = TypeVar("V")

Corroborators = Mapping[str, int]


class BadGrading(ValueError):
    """A grading that does not hold. `field` names what is wrong, as in `status.A1`."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.field = place


@dataclass(frozen=True, slots=True)
class Grading:
    """Grades by the id of a part: of information (`T1` is the testimony) and of acts. What is not graded is absent."""

    reliability: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    corroborators: Mapping[str, Corroborators] = field(default_factory=dict)
    note: str = ""

    def corroborated(self, act_id: str) -> int:
        """Return how many independent corroborators an act has."""
        return sum(self.corroborators.get(act_id, {}).values())

    def of(self, coding: Coding) -> Self:
        """Return it with grades of what the coding holds only."""
        acts, information = {act.id for act in coding.acts}, {TESTIMONY, *(one.id for one in coding.information)}
        return replace(
            self,
            reliability=_kept(self.reliability, information),
            status=_kept(self.status, acts),
            corroborators=_kept(self.corroborators, acts),
        )

    def to_json(self) -> str:
        """Return the canonical text."""
        data = {name: getattr(self, name) for name in _KEYS[1:]}
        return strict.write_json(data | {"format": FORMAT}).decode()

    @classmethod
    def parse(cls, untrusted: str, vocabulary: Vocabulary) -> Self:
        """Read it strictly. Raises `BadGrading`."""
        try:
            data = strict.shape(strict.read_json(untrusted, "grading"), "grading", _KEYS)
            strict.one_of(data["format"], "grading.format", (FORMAT,))
            return cls.read({name: data[name] for name in _KEYS[1:]}, vocabulary)
        except BadShape as error:
            raise BadGrading(error.place) from error

    @classmethod
    def read(cls, data: Mapping[str, object], vocabulary: Vocabulary) -> Self:
        """Read the objects that JSON holds, or that a form brought. Raises `BadShape`."""
        note = strict.each_text({"note": data["note"]}, "grading")["note"]
        if len(note) > LONGEST_NOTE:
            place = "note"
            raise BadShape(place, "is too long")
        counted = strict.mapping(data["corroborators"], "corroborators")
        return cls(
            _grades(data["reliability"], "reliability", vocabulary),
            _grades(data["status"], "status", vocabulary),
            {act: _counted(one, f"corroborators.{act}", vocabulary) for act, one in counted.items()},
            note,
        )


def as_coded(coding: Coding) -> Grading:
    """Return what the coding itself says of it: where nobody has graded yet, grading begins there."""
    return Grading(
        {one.id: one.reliability for one in coding.information if one.reliability},
        {act.id: act.status for act in coding.acts if act.status},
    )


def ungraded(coding: Coding) -> Coding:
    """Return the coding without grades, as it may leave the instance."""
    return replace(
        coding,
        acts=tuple(replace(act, status=None) for act in coding.acts),
        information=tuple(replace(one, reliability=None) for one in coding.information),
    )


def unsupported(grading: Grading, coding: Coding) -> Iterator[str]:
    """Yield the acts that are confirmed although nothing reliable and no corroborator supports them."""
    for act in coding.acts:
        rests = {TESTIMONY, *act.rests_on}
        reliable = any(grading.reliability.get(one) in CORROBORATED for one in rests)
        if grading.status.get(act.id) == "confirmed" and not (reliable or grading.corroborated(act.id)):
            yield act.id


def _kept(grades: Mapping[str, V], ids: set[str]) -> dict[str, V]:
    return {name: value for name, value in grades.items() if name in ids}


def _grades(untrusted: object, scale: str, vocabulary: Vocabulary) -> dict[str, str]:
    known = vocabulary.attribute(scale).ids()
    given = strict.mapping(untrusted, scale)
    return {name: strict.one_of(value, f"{scale}.{name}", known) for name, value in given.items()}


def _counted(untrusted: object, place: str, vocabulary: Vocabulary) -> dict[str, int]:
    known = vocabulary.attribute("evidence").ids()
    given = strict.mapping(untrusted, place)
    found = {strict.one_of(name, place, known): strict.whole(value, f"{place}.{name}") for name, value in given.items()}
    if not all(0 < number <= MOST for number in found.values()):
        raise BadShape(place, "must be numbers of corroborators")
    return found
