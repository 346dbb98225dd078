"""Reading data strictly: exactly the keys that are expected, of the types that are expected, each once."""

import json
from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import date
from typing import TypeVar

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


class BadShape(ValueError):
    """The data is not of the expected form. `place` says where, as in `acts.0.code`."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place


def read_json(raw: str | bytes, place: str) -> object:
    """Parse JSON; a key given twice, NaN, broken text or an abyss of brackets is refused (`BadShape`)."""
    try:
        parsed: object = json.loads(raw, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadShape(place, "not JSON") from error
    return parsed


def write_json(data: object) -> bytes:
    """Return the canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def shape(value: object, place: str, keys: Collection[str]) -> dict[str, object]:
    """Return an object that has exactly these keys."""
    if not isinstance(value, dict) or set(value) != set(keys):
        raise BadShape(place, f"must have exactly the keys {', '.join(keys)}")
    return value


def mapping(value: object, place: str) -> dict[str, object]:
    """Return an object, whatever its keys."""
    if not isinstance(value, dict):
        raise BadShape(place, "must be an object")
    return value


def items(value: object, place: str) -> list[object]:
    """Return a list."""
    if not isinstance(value, list):
        raise BadShape(place, "must be a list")
    return value


def each(value: object, place: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    """Read every member of a list, naming its place."""
    return tuple(read(one, f"{place}.{number}") for number, one in enumerate(items(value, place)))


def text(value: object, place: str) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str) or not value:
        raise BadShape(place, "must be a text")
    return value


def optional_text(value: object, place: str) -> str | None:
    """Return a text that is not empty, or None."""
    return None if value is None else text(value, place)


def any_text(value: object, place: str) -> str:
    """Return a text, which may be empty."""
    if not isinstance(value, str):
        raise BadShape(place, "must be a text")
    return value


def day(value: object, place: str) -> date:
    """Return a day as `date.isoformat` writes it."""
    written = text(value, place)
    try:
        found = date.fromisoformat(written)
    except ValueError as error:
        raise BadShape(place, "must be a day") from error
    if found.isoformat() != written:
        raise BadShape(place, "must be a day")
    return found


def flag(value: object, place: str) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise BadShape(place, "must be true or false")
    return value


def whole(value: object, place: str) -> int:
    """Return a whole number; true and false are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadShape(place, "must be a whole number")
    return value


def decimal(value: object, place: str) -> float:
    """Return a number; true and false are none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadShape(place, "must be a number")
    return float(value)


def one_of(value: object, place: str, allowed: Collection[str]) -> str:
    """Return a text that is among the allowed ones."""
    if not isinstance(value, str) or value not in allowed:
        raise BadShape(place, "is not a known value")
    return value


def each_text(value: object, place: str) -> dict[str, str]:
    """Return an object of texts, which may be empty."""
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise BadShape(place, "must be texts by name")
    return dict(value)


def each_list(value: object, place: str) -> dict[str, tuple[str, ...]]:
    """Return an object whose every member is a list of texts that are not empty."""
    if not isinstance(value, dict):
        raise BadShape(place, "must be lists by name")
    return {name: each(listed, f"{place}.{name}", text) for name, listed in value.items()}


def distinct(values: Iterable[H], place: str) -> tuple[H, ...]:
    """Return the values, refusing one that comes twice."""
    listed = tuple(values)
    if len(set(listed)) != len(listed):
        raise BadShape(place, "has a value twice")
    return listed


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    distinct((key for key, _ in pairs), "keys")
    return dict(pairs)


def _no_constant(name: str) -> object:
    raise BadShape(name, "is not a number")
