"""What the fields of a coding hold. Each field of a part says so itself; reading, writing and showing follow it.

A field that is empty is not written: there is one way to say nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, get_args, get_type_hints

from intake.domain import strict
from intake.domain.lists import entry_id
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import BadDate, When

NOTE = 500
"""The longest description, in characters."""
MOST = 10_000_000
"""The largest number of anything that is counted."""

ALWAYS = frozenset({"id", "code", "needed"})
"""Kinds of fields that are never empty."""

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field is read against: the vocabulary, and the list that the field draws on."""

    vocabulary: Vocabulary
    list: str


@dataclass(frozen=True, slots=True)
class Holds:
    """What a field holds, as its annotation says, and the attribute, list or letters of ids that it draws on.

    `one` or `many` values of an attribute; `flags` and `code` of the vocabulary; `entry` of a maintained list; `when`
    a date; `note` a short text; `number`; `id` of the part itself; `ref` (or `needed`) and `refs` to other parts;
    `pieces` of the case; `measures`: pairs of a value and a number; `roles`: pairs of a perpetrator and a value.
    """

    kind: str
    list: str = ""


_KNOWN: dict[type, Mapping[str, Holds]] = {}


def holdings(part: type) -> Mapping[str, Holds]:
    """Return what each field of a kind of part holds, in order."""
    if part not in _KNOWN:
        _KNOWN[part] = {name: get_args(hint)[1] for name, hint in get_type_hints(part, include_extras=True).items()}
    return _KNOWN[part]


def data_of(part: object) -> dict[str, object]:
    """Return a part as JSON holds it: only what is said."""
    said = {name: getattr(part, name) for name in holdings(type(part))}
    return {name: _plain(value) for name, value in said.items() if value not in {None, "", ()}}


def read(part: type[P], untrusted: object, place: str, vocabulary: Vocabulary) -> tuple[P | None, list[str]]:
    """Return the part, or the places of everything that is wrong with it."""
    known = holdings(part)
    if not isinstance(untrusted, dict) or not set(untrusted) <= set(known):
        return None, [place]
    values: dict[str, object] = {}
    bad = []
    for name, holds in known.items():
        try:
            if name in untrusted or holds.kind in ALWAYS:
                at = f"{place}.{name}"
                values[name] = READERS[holds.kind](untrusted.get(name), at, Reading(vocabulary, holds.list))
            elif holds.kind == "ref":
                values[name] = None
        except (BadShape, BadDate):
            bad.append(f"{place}.{name}")
    return (None, bad) if bad else (part(**values), [])


def _plain(value: object) -> object:
    if isinstance(value, When):
        return value.text
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _id(untrusted: object, place: str, to: Reading) -> str:
    text = strict.text(untrusted, place)
    if text[0] not in to.list or not (text[1:].isascii() and text[1:].isdecimal()) or len(text) > len("A9999"):
        raise BadShape(place, "is not an id")
    return text


def _code(untrusted: object, place: str, to: Reading) -> str:
    return strict.one_of(untrusted, place, [code.id for code in to.vocabulary.codes() if not code.flag])


def _one(untrusted: object, place: str, to: Reading) -> str:
    return strict.one_of(untrusted, place, to.vocabulary.attribute(to.list).ids())


def _chosen(untrusted: object, place: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = strict.distinct(strict.each(untrusted, place, lambda one, _at: strict.one_of(one, place, known)), place)
    return tuple(value for value in known if value in chosen)


def _many(untrusted: object, place: str, to: Reading) -> tuple[str, ...]:
    return _chosen(untrusted, place, to.vocabulary.attribute(to.list).ids())


def _flags(untrusted: object, place: str, to: Reading) -> tuple[str, ...]:
    return _chosen(untrusted, place, tuple(code.id for code in to.vocabulary.codes() if code.flag))


def _entry(untrusted: object, place: str, _to: Reading) -> str:
    return entry_id(untrusted, place)


def _when(untrusted: object, place: str, _to: Reading) -> When:
    return When.parse(strict.text(untrusted, place))


def _note(untrusted: object, place: str, _to: Reading) -> str:
    text = strict.text(untrusted, place)
    if len(text) > NOTE:
        raise BadShape(place, "is too long")
    return text


def _number(untrusted: object, place: str, _to: Reading) -> int:
    found = strict.whole(untrusted, place)
    if not 0 <= found <= MOST:
        raise BadShape(place, "is no number of anything")
    return found


def _refs(untrusted: object, place: str, to: Reading) -> tuple[str, ...]:
    return strict.distinct(strict.each(untrusted, place, lambda one, _at: _id(one, place, to)), place)


def _pieces(untrusted: object, place: str, _to: Reading) -> tuple[str, ...]:
    return strict.distinct(strict.each(untrusted, place, lambda one, _at: entry_id(one, place)), place)


def _pairs(untrusted: object, place: str) -> list[list[object]]:
    found = [strict.items(one, place) for one in strict.items(untrusted, place)]
    if any(len(one) != len(("what", "how")) for one in found):
        raise BadShape(place, "must be pairs")
    return found


def _measures(untrusted: object, place: str, to: Reading) -> tuple[tuple[str, int | None], ...]:
    found = {
        _one(unit, place, to): None if amount is None else _number(amount, place, to)
        for unit, amount in _pairs(untrusted, place)
    }
    return tuple((unit, found[unit]) for unit in to.vocabulary.attribute(to.list).ids() if unit in found)


def _roles(untrusted: object, place: str, to: Reading) -> tuple[tuple[str, str | None], ...]:
    perpetrators = Reading(to.vocabulary, "P")
    found = {
        _id(who, place, perpetrators): None if role is None else _one(role, place, to)
        for who, role in _pairs(untrusted, place)
    }
    return tuple(found.items())


READERS: Mapping[str, Callable[[object, str, Reading], object]] = {
    "id": _id,
    "code": _code,
    "one": _one,
    "many": _many,
    "flags": _flags,
    "entry": _entry,
    "when": _when,
    "note": _note,
    "number": _number,
    "ref": _id,
    "needed": _id,
    "refs": _refs,
    "pieces": _pieces,
    "measures": _measures,
    "roles": _roles,
}
