"""What the open part's editor shows: its fields in groups, each with its choices."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from intake.domain.coding import LETTERS, Coding, Part
from intake.domain.fields import holdings
from intake.domain.lists import Lists
from intake.domain.vocabulary import Vocabulary
from intake.services.review import Piece
from intake.web.review.acts import Desk
from intake.web.review.telling import field_name, language, name_of

FIGURE = (_("A figure, where one is told"), ("count", "count_unit", "count_precision", "count_origin", "count_window"))
GROUPS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "A": (
        (
            "",
            (
                "victim",
                "event",
                "stage",
                "when",
                "perpetrator_types",
                "force_means",
                "protected_activity",
                "description",
            ),
        ),
        (_("Where, and who took part"), ("region", "facility", "place_type", "involved")),
        (_("Purpose, ground and outcome"), ("purpose", "legal_basis", "outcome", "duration", "flags", "follows")),
        (_("What it rests on, and how sure it is"), ("rests_on", "status")),
        FIGURE,
    ),
    "E": (("", ("title", "when", "region", "place_type", "flags")),),
    "V": (("", ("note", "groups")),),
    "P": (("", ("note", "types", "unit", "rank", "facility")),),
    "I": (("", ("material", "connection", "reliability", "documents", "note")), FIGURE),
    "M": (("", ("kind", "acts", "when", "result", "result_when", "note")), FIGURE),
}
UNMEASURED = frozenset({"long", "whole_term"})
"""Units that are said, not numbered."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One field: what it holds, its words, its choices (value, words), and what stands in it."""

    name: str
    kind: str
    label: str
    choices: tuple[tuple[str, str], ...]
    value: object
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; the first group has none and is always open."""

    heading: str
    fields: tuple[Shown, ...]

    @property
    def is_open(self) -> bool:
        """Whether anything is said in it."""
        return any(one.value or one.is_wrong for one in self.fields)


@dataclass(frozen=True, slots=True)
class Editor:
    """What the editor needs besides the desk: the maintained lists, and the case's files."""

    lists: Lists
    pieces: tuple[Piece, ...]

    def groups(self, desk: Desk) -> list[Group]:
        """Return the open part's fields."""
        part = desk.coding.part(desk.open)
        if part is None:
            return []
        known = holdings(type(part))
        groups = (
            Group(heading, tuple(self._shown(name, part, desk) for name in names if name in known))
            for heading, names in GROUPS[part.id[0]]
        )
        return [group for group in groups if group.fields]

    def _shown(self, name: str, part: Part, desk: Desk) -> Shown:
        holds = holdings(type(part))[name]
        choices = self._choices(holds.kind, holds.list, desk.coding, part)
        value = desk.shown().get(name)
        return Shown(name, holds.kind, field_name(name, holds), choices, value, name in desk.wrong)

    def _choices(self, kind: str, drawn_from: str, coding: Coding, part: Part) -> tuple[tuple[str, str], ...]:
        vocabulary = Vocabulary.load()
        if kind in {"one", "many", "measures", "roles"}:
            return tuple((one.id, one.label(language())) for one in vocabulary.attribute(drawn_from).values)
        if kind == "entry":
            return tuple((one.id, one.label(language())) for one in self.lists.entries(drawn_from))
        if kind == "flags":
            return tuple((one.id, one.label(language())) for one in vocabulary.codes() if one.flag)
        if kind == "pieces":
            return tuple((one.id, one.header.name) for one in self.pieces)
        if kind in {"ref", "needed", "refs"}:
            found = getattr(coding, LETTERS[drawn_from])
            return tuple((one.id, name_of(one)) for one in found if one.id[0] == drawn_from and one.id != part.id)
        return ()
