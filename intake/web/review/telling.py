"""How a coding is told on the pages: its parts, dates and figures, in the language of the page."""

from collections.abc import Callable, Collection, Mapping

from flask_babel import get_locale

from intake.domain.coding import Act, Event, Information, Intervention, Part, Person
from intake.domain.fields import Holds, holdings
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When
from intake.services.lists import lists_of
from intake.web.here import here
from intake.web.review.blueprint import blueprint
from intake.web.review.words import WORDS
from intake.web.staff.whens import say_when

UNTOLD = frozenset({"id", "code", "event", "victim"})
"""Fields that stand in the name of a part, or beside it."""


@blueprint.app_template_filter()
def told(part: Part, only: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Return what is said of a part, or of some of its fields: the field in words, and its value."""
    known = [(name, holds) for name, holds in holdings(type(part)).items() if only is None or name in only]
    said = [(name, holds, getattr(part, name)) for name, holds in known if name not in UNTOLD]
    return [(field_name(name, holds), say(holds, value)) for name, holds, value in said if value not in {None, "", ()}]


def field_name(name: str, holds: Holds) -> str:
    """Return a field in words: as the vocabulary has it, where it draws on the vocabulary."""
    if name in WORDS["field"]:
        return str(WORDS["field"][name])
    return Vocabulary.load().attribute(holds.list).label(language())


def say(holds: Holds, value: object) -> str:
    """Return a field's value in words."""
    return _SAY.get(holds.kind, _plain)(holds, value)


@blueprint.app_template_filter()
def name_of(part: Part) -> str:
    """Return a short name for a part: its id and what tells it apart."""
    if isinstance(part, Act):
        return f"{part.id}: {Vocabulary.load().code(part.code).label(language())}"
    more = _TELLS[type(part)](part)
    return f"{part.id}: {more}" if more else part.id


def language() -> str:
    """Return the language of the page."""
    return str(get_locale() or "en")


def _plain(_holds: Holds, value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


@blueprint.app_template_filter()
def field_of(name: str, part: Part) -> str:
    """Return the words for a field of a part."""
    return field_name(name, holdings(type(part))[name])


def _one(holds: Holds, value: object) -> str:
    return Vocabulary.load().attribute(holds.list).say(str(value), language())


def _many(holds: Holds, value: object) -> str:
    return ", ".join(_one(holds, one) for one in _tuple(value))


def _flags(_holds: Holds, value: object) -> str:
    return ", ".join(Vocabulary.load().code(str(one)).label(language()) for one in _tuple(value))


def _entry(holds: Holds, value: object) -> str:
    return lists_of(here()).say(holds.list, str(value), language())


def _when(_holds: Holds, value: object) -> str:
    return say_when(value) if isinstance(value, When) else str(value)


def _pairs(holds: Holds, value: object) -> str:
    attribute = Vocabulary.load().attribute(holds.list)
    said = []
    for what, how in (_tuple(pair) for pair in _tuple(value)):
        if holds.kind == "roles":
            said.append(f"{what} ({attribute.say(str(how), language())})" if how else str(what))
        else:
            said.append(attribute.say(str(what), language()) + (f": {how}" if how is not None else ""))
    return ", ".join(said)


def _pieces(_holds: Holds, value: object) -> str:
    return str(len(_tuple(value)))


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


_SAY: Mapping[str, Callable[[Holds, object], str]] = {
    "one": _one,
    "many": _many,
    "flags": _flags,
    "entry": _entry,
    "when": _when,
    "measures": _pairs,
    "roles": _pairs,
    "pieces": _pieces,
}


def _event(part: Event) -> str:
    return ", ".join(one for one in (part.title, say_when(part.when) if part.when else "") if one)


def _person(part: Person) -> str:
    groups = _many(holdings(Person)["groups"], part.groups)
    types = _many(holdings(Person)["types"], part.types)
    return ", ".join(one for one in (part.note, groups, types) if one)


def _information(part: Information) -> str:
    return ", ".join(one for one in (part.note, _many(holdings(Information)["material"], part.material)) if one)


def _intervention(part: Intervention) -> str:
    return ", ".join(
        one for one in (_one(holdings(Intervention)["kind"], part.kind) if part.kind else "", part.note) if one
    )


_TELLS: Mapping[type, Callable[..., str]] = {
    Event: _event,
    Person: _person,
    Information: _information,
    Intervention: _intervention,
}
