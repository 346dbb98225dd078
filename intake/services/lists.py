"""The maintained lists of one instance: those that are shipped, and what its folder adds to them."""

from intake.domain.lists import Lists
from intake.services.instance import Instance

FILE = "lists.json"


def lists_of(instance: Instance) -> Lists:
    """Return regions, facilities, units and ranks. Raises `BadVocabulary` when the instance's file does not hold."""
    own = instance.settings.home / FILE
    shipped = Lists.shipped()
    return shipped.with_own(own.read_text(encoding="utf-8")) if own.is_file() else shipped
