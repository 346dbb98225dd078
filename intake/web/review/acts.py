"""The coding page between two presses: the whole working coding travels with the form, and one part of it is open.

What the browser sends is checked by `Coding.parse` as if a stranger had sent it. Nothing is stored before it is saved.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from intake.domain.coding import LETTERS, MAX_ACTS, MAX_PARTS, PARTS, Act, BadCoding, Coding, Part
from intake.domain.coding_edit import put
from intake.domain.fields import Holds, data_of, holdings
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import tidied

PREFIX = "part-"
UNDO = 5
"""How many presses can be undone: each earlier state travels with the form."""
NOT_SAID = "?"

Fields = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the coder's desk. `typed` is what stands in the open part; `wrong` names fields that do not hold.

    `reason` is what a third person says of the decision.
    """

    coding: Coding
    revision: int = 0
    undo: tuple[Coding, ...] = ()
    open: str = ""
    typed: Mapping[str, object] | None = None
    wrong: frozenset[str] = frozenset()
    reason: str = ""

    def after(self, coding: Coding, opened: str = "") -> "Desk":
        """Return the desk after a change, which can be undone."""
        undo = self.undo if coding == self.coding else (*self.undo, self.coding)[-UNDO:]
        return self._with(coding, undo, opened if coding.part(opened) else "")

    def back(self) -> "Desk":
        """Return the desk as it was before the last change."""
        return self._with(self.undo[-1], self.undo[:-1]) if self.undo else self

    def _with(self, coding: Coding, undo: tuple[Coding, ...], opened: str = "") -> "Desk":
        return Desk(coding, self.revision, undo, opened, reason=self.reason)

    def shown(self) -> Mapping[str, object]:
        """Return what the open part's fields show."""
        part = self.coding.part(self.open)
        return self.typed if self.typed is not None else data_of(part) if part else {}


def desk_of(fields: Fields) -> Desk:
    """Return what a form brought, with what was typed into its open part. Raises `BadRequest` for a forged one."""
    revision = fields.get("revision", "")
    try:
        coding = Coding.parse(fields.get("draft", ""), Vocabulary.load())
        undo = tuple(Coding.parse(one, Vocabulary.load()) for one in fields.getlist("undo"))
    except BadCoding as error:
        raise BadRequest from error
    number = int(revision) if revision.isascii() and revision.isdecimal() else -1
    desk = Desk(coding, number, undo[-UNDO:], reason=fields.get("reason", ""))
    part = coding.part(fields.get("open", ""))
    return desk if part is None else _typed_in(replace(desk, open=part.id), part, fields)


def _typed_in(desk: Desk, part: Part, fields: Fields) -> Desk:
    typed = _typed(part, fields, desk.coding)
    data = json.loads(desk.coding.to_json())
    name = LETTERS[part.id[0]]
    place = [one.id for one in getattr(desk.coding, name)].index(part.id)
    data[name][place] = typed
    try:
        return desk.after(Coding.parse(data, Vocabulary.load()), part.id)
    except BadCoding as error:
        return replace(desk, typed=typed, wrong=frozenset(one.split(".")[-1] for one in error.fields))


def added(desk: Desk, code: str) -> Desk:
    """Return the desk with one act more, open; it happened in the event and to the victim of the act before."""
    coding = desk.coding
    if len(coding.acts) >= MAX_ACTS:
        return desk
    before = coding.acts[-1] if coding.acts else None
    victims = [person.id for person in coding.persons if person.is_victim]
    victim = before.victim if before else next(iter(victims), None)
    event = before.event if before else coding.events[0].id
    act = Act(code, id=coding.free_id("A"), event=event, victim=victim)
    return desk.after(put(coding, act), act.id)


def begun(desk: Desk, letter: str) -> Desk:
    """Return the desk with a new, empty part of this kind, open."""
    if letter not in LETTERS or letter == "A" or len(getattr(desk.coding, LETTERS[letter])) >= MAX_PARTS:
        raise BadRequest
    part: Part = PARTS[LETTERS[letter]](desk.coding.free_id(letter))
    return desk.after(put(desk.coding, part), part.id)


def _typed(part: Part, fields: Fields, coding: Coding) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, holds in holdings(type(part)).items():
        if holds.kind in {"id", "code"}:
            found[name] = getattr(part, name)
        else:
            value = _READ[holds.kind](fields, f"{PREFIX}{name}", holds, coding)
            found |= {name: value} if value else {}
    return found


def _text(fields: Fields, name: str, _holds: Holds, _coding: Coding) -> object:
    return fields.get(name, "").strip()


def _list(fields: Fields, name: str, _holds: Holds, _coding: Coding) -> object:
    return [one for one in fields.getlist(name) if one]


def _date(fields: Fields, name: str, _holds: Holds, _coding: Coding) -> object:
    return tidied(fields.get(name, ""))


def _number(fields: Fields, name: str, _holds: Holds, _coding: Coding) -> object:
    text = fields.get(name, "").strip()
    return _whole(text) if text != "0" else ""


def _measures(fields: Fields, name: str, holds: Holds, _coding: Coding) -> object:
    units = Vocabulary.load().attribute(holds.list).ids()
    said = ((unit, fields.get(f"{name}-{unit}", "").strip()) for unit in units)
    return [[unit, None if text == NOT_SAID else _whole(text)] for unit, text in said if text]


def _roles(fields: Fields, name: str, _holds: Holds, coding: Coding) -> object:
    said = ((one.id, fields.get(f"{name}-{one.id}", "")) for one in coding.persons if not one.is_victim)
    return [[who, None if role == NOT_SAID else role] for who, role in said if role]


def _whole(text: str) -> object:
    """Return the number that was typed, or the text, which `Coding.parse` refuses."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("10000000") + 1 else text


_READ: Mapping[str, Callable[[Fields, str, Holds, Coding], object]] = {
    **dict.fromkeys(("one", "entry", "ref", "needed", "note"), _text),
    **dict.fromkeys(("many", "flags", "refs", "pieces"), _list),
    "when": _date,
    "number": _number,
    "measures": _measures,
    "roles": _roles,
}
