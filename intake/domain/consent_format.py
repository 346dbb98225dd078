"""How a consent statement is read: every kind, every format there was, strictly."""

from collections.abc import Mapping

from intake.domain import strict, succession
from intake.domain.consent import OPENING_FORMAT, BadStatement, Opening, Said, Statement, UnName, Use

_FIRST_FORMAT = ("number", "changes", "text_version", "case_key")
_SECOND_FORMAT = (*_FIRST_FORMAT, "format", "kind", "language", "minor", "un_name")
_SOURCE: Mapping[int, tuple[str, ...]] = {1: _FIRST_FORMAT, 2: _SECOND_FORMAT, 3: (*_SECOND_FORMAT, "day")}
_CHILDREN = ("format", "kind", "number", "opens", "note")


def read(untrusted: bytes) -> Said:
    """Parse a statement of any kind and of every format there was, strictly. Raises `BadStatement`."""
    try:
        said = _read(strict.read_json(untrusted, "statement"))
    except ValueError as error:
        message = "not a consent statement"
        raise BadStatement(message) from error
    if said.to_json() != untrusted:
        message = "a consent statement in another form than the canonical one"
        raise BadStatement(message)
    return said


def _read(body: object) -> Said:
    given = body if isinstance(body, dict) else {}
    form = strict.whole(given.get("format", 1), "format")
    if given.get("kind") == "children":
        strict.one_of(str(form), "format", (str(OPENING_FORMAT),))
        return _opening(strict.shape(given, "statement", _CHILDREN))
    if given.get("kind") == succession.KIND:
        return succession.read(given)
    strict.one_of(given.get("kind", "source"), "kind", ("source",))
    strict.one_of(str(form), "format", set(map(str, _SOURCE)))
    return _statement(strict.shape(body, "statement", _SOURCE[form]), form)


def _statement(body: Mapping[str, object], form: int) -> Statement:
    return Statement(
        number=strict.whole(body["number"], "number"),
        changes=_changes(body["changes"], "changes"),
        text_version=_text(body["text_version"], "text_version"),
        case_key=_text(body["case_key"], "case_key"),
        language=_text(body.get("language", ""), "language"),
        minor=strict.flag(body.get("minor", False), "minor"),
        un_name=UnName(strict.one_of(body.get("un_name", ""), "un_name", set(UnName))),
        day=_text(body.get("day", ""), "day"),
        format=form,
    )


def _opening(body: Mapping[str, object]) -> Opening:
    return Opening(
        number=strict.whole(body["number"], "number"),
        opens=frozenset(strict.distinct(strict.each(body["opens"], "opens", _use), "opens")),
        note=_text(body["note"], "note"),
    )


def _changes(value: object, place: str) -> dict[Use, bool]:
    if not isinstance(value, dict):
        raise strict.BadShape(place, "must be an object")
    return {_use(use, place): strict.flag(on, place) for use, on in value.items()}


def _use(value: object, place: str) -> Use:
    return Use(strict.one_of(value, place, set(Use)))


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise strict.BadShape(place, "must be a text")
    return value
