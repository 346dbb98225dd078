"""What a reviewer codes in a case: acts, each a code of the vocabulary with its attributes.

One act is one code at one stage, done by whom, to whom, with what. The order of the acts is the coder's and is the
rank by which statistics are bounded. A flag of the vocabulary is entered as an act too: it marks the case.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from intake.domain import strict
from intake.domain.strict import BadShape
from intake.domain.vocabulary import CURRENT, Vocabulary

MAX_ACTS = 100
FIELDS = ("code", "perpetrator_types", "stage", "victim_groups", "force_means")

T = TypeVar("T")


class BadCoding(ValueError):
    """The coding does not hold. `fields` names every field that is wrong, as in `acts.0.code`."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = tuple(fields)


@dataclass(frozen=True, slots=True)
class Act:
    """One abuse, or a flag. `parse` puts the values of an attribute into the order of the vocabulary."""

    code: str
    perpetrator_types: tuple[str, ...] = ()
    stage: str | None = None
    victim_groups: tuple[str, ...] = ()
    force_means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """The acts of a case in the coder's order, by the codes of one version of the vocabulary."""

    acts: tuple[Act, ...] = ()
    vocabulary: str = CURRENT

    def codes(self) -> tuple[str, ...]:
        """Return each code once, ranked as the coder gave them."""
        return tuple(dict.fromkeys(act.code for act in self.acts))

    def to_json(self) -> bytes:
        """Return the canonical JSON; `parse` gives the coding back."""
        acts = [{name: getattr(act, name) for name in FIELDS} for act in self.acts]
        return strict.write_json({"vocabulary": self.vocabulary, "acts": acts})

    @classmethod
    def parse(cls, untrusted: object, vocabulary: Vocabulary) -> Self:
        """Read a coding from JSON (bytes or text), or from the objects and lists that JSON holds.

        Nothing is dropped or mended: unknown codes, values and keys, a value or an act given twice, and more than
        `MAX_ACTS` acts raise `BadCoding`.
        """
        reader = _Reader(vocabulary)
        listed = reader.take(_acts, untrusted, vocabulary.version)
        acts = [reader.act(one, f"acts.{number}") for number, one in enumerate(listed or ())]
        bad = [*reader.bad, *(f"acts.{number}" for number, act in enumerate(acts) if act in acts[:number])]
        if bad:
            raise BadCoding(bad)
        return cls(tuple(acts), vocabulary.version)


def _acts(untrusted: object, version: str) -> list[object]:
    if isinstance(untrusted, str | bytes):
        untrusted = strict.read_json(untrusted, "coding")
    data = strict.shape(untrusted, "coding", ("vocabulary", "acts"))
    strict.one_of(data["vocabulary"], "vocabulary", (version,))
    listed = strict.items(data["acts"], "acts")
    if len(listed) > MAX_ACTS:
        raise BadShape(place="acts", problem="are too many")
    return listed


@dataclass(slots=True)
class _Reader:
    """Reads acts and notes every place that is wrong, so that a coder sees all of them at once."""

    vocabulary: Vocabulary
    bad: list[str] = field(default_factory=list)

    def take(self, read: Callable[..., T], *given: object) -> T | None:
        """Return what `read` makes of it, or note where it failed."""
        try:
            return read(*given)
        except BadShape as error:
            self.bad.append(error.place)
            return None

    def act(self, untrusted: object, place: str) -> Act:
        """Return the act as far as it holds."""
        data = self.take(strict.shape, untrusted, place, FIELDS)
        if data is None:
            return Act("")
        return Act(
            self.take(strict.one_of, data["code"], f"{place}.code", self._codes()) or "",
            self._several(data, place, "perpetrator_types", "perpetrator_type"),
            self._stage(data["stage"], f"{place}.stage"),
            self._several(data, place, "victim_groups", "victim_group"),
            self._several(data, place, "force_means", "force_means"),
        )

    def _codes(self) -> list[str]:
        return [code.id for code in self.vocabulary.codes()]

    def _stage(self, untrusted: object, place: str) -> str | None:
        if untrusted is None:
            return None
        return self.take(strict.one_of, untrusted, place, self.vocabulary.attribute("stage").ids())

    def _several(self, data: dict[str, object], place: str, name: str, attribute: str) -> tuple[str, ...]:
        known = self.vocabulary.attribute(attribute).ids()
        chosen = self.take(_chosen, data[name], f"{place}.{name}", known) or ()
        return tuple(value for value in known if value in chosen)


def _chosen(untrusted: object, place: str, known: tuple[str, ...]) -> tuple[str, ...]:
    values = [strict.one_of(value, place, known) for value in _listed(untrusted, place)]
    return strict.distinct(values, place)


def _listed(untrusted: object, place: str) -> list[object]:
    """Tuples are accepted beside lists: `Act` itself holds them."""
    return list(untrusted) if isinstance(untrusted, tuple) else strict.items(untrusted, place)
