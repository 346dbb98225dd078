"""Which languages there are: those with a catalogue of translated strings, and English, which needs none."""

from functools import cache

from intake.resources import translations_folder

ENGLISH = "en"
KNOWN = (ENGLISH, "be", "ru", "uk", "pl", "ar", "fa", "es")
# On unless a setting says otherwise. The others wait for a native reader with a name: docs/languages.md.
REVIEWED = (ENGLISH, "be", "ru")
# Staff pages are in these: their catalogues hold every string, the others' only what a source can meet.
STAFF = (ENGLISH, "be", "ru")


@cache
def available() -> tuple[str, ...]:
    """Return the languages that pages can be shown in, in their usual order."""
    folder = translations_folder()
    return tuple(one for one in KNOWN if one == ENGLISH or (folder / one / "LC_MESSAGES" / "messages.mo").is_file())


def usual() -> tuple[str, ...]:
    """Return the languages of an instance that names none."""
    return tuple(one for one in REVIEWED if one in available())
