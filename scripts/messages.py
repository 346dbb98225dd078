"""Gather the strings that people read, and bring every catalogue of translations up to date.

    python scripts/messages.py                # messages.pot, every messages.po, every messages.mo
    python scripts/messages.py --untranslated # say what each language lacks, and change nothing

A language exists when its folder does: intake/translations/<language>/LC_MESSAGES. A catalogue holds what sources can
meet; in the languages of staff pages it holds every string. The same strings always give the same bytes: no dates, no
line numbers, and no guesses ("fuzzy" matches), because a guess at a sentence on safety is worse than English.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typing_extensions import override

from intake.languages import STAFF as STAFF_LANGUAGES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "intake" / "translations"
TEMPLATE = FOLDER / "messages.pot"
STAFF = ("admin", "audit", "custody", "interview", "review", "staff")
STAFF_WORDING = ("appeal", "custody", "handing", "referrals")
STAFF_ONLY = (
    "intake/commands",
    *(f"{top}/{name}/" for top in ("intake/web", "templates") for name in STAFF),
    *(f"intake/web/wording/{name}.py" for name in STAFF_WORDING),
)
EXTRACT = ("--quiet", "extract", "--mapping-file", "babel.cfg", "--add-comments", "Translators:", "--sort-by-file",
           "--add-location", "file", "--no-wrap", "--omit-header")  # fmt: skip


class Plain(Catalog):
    """A catalogue whose header says only what gettext needs."""

    @property
    @override
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def languages() -> list[str]:
    """Return the languages that have a folder."""
    return sorted(path.parent.name for path in FOLDER.glob("*/LC_MESSAGES"))


def po(language: str) -> Path:
    """Return where a language's catalogue is edited; the compiled one lies beside it."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def gathered() -> bytes:
    """Return the content of messages.pot for the code as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messages.pot"
        command = [sys.executable, "-m", "babel.messages.frontend", *EXTRACT, "--output-file", str(path), "."]
        subprocess.run(command, cwd=ROOT, check=True)
        return path.read_bytes()


def wanted(language: str, template: bytes) -> list[Message]:
    """Return the strings that a language needs: all of them, or those that a source can meet."""
    every = [one for one in read_po(io.BytesIO(template)) if one.id]
    return every if language in STAFF_LANGUAGES else [one for one in every if not is_for_staff(one)]


def is_for_staff(message: Message) -> bool:
    """Tell whether no source can meet a string."""
    return all(path.startswith(STAFF_ONLY) for path, _line in message.locations)


def read(language: str) -> Catalog:
    """Return a language's catalogue as it is on the disk."""
    path = po(language)
    return read_po(io.BytesIO(path.read_bytes() if path.exists() else b""), locale=language)


def updated(language: str, template: bytes) -> Catalog:
    """Return the catalogue with exactly the strings of the template, translated as far as they were."""
    before, after = read(language), Plain(locale=language, fuzzy=False)
    name = Locale.parse(language).english_name
    after.header_comment = f"# Holas in {name}. `make messages` keeps the list of strings; people write the words."
    for one in wanted(language, template):
        known = before.get(one.id, one.context)
        after.add(
            one.id,
            known.string if known else None,
            locations=one.locations,
            flags=known.flags if known else (),
            auto_comments=one.auto_comments,
            user_comments=known.user_comments if known else (),
            context=one.context,
        )
    return after


def written(catalog: Catalog) -> bytes:
    """Return the bytes of messages.po."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, include_lineno=False)
    return file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Return the bytes of messages.mo: what lacks a translation is left out, and shown in English."""
    whole, file = Plain(locale=catalog.locale), io.BytesIO()
    for one in catalog:
        if one.id and is_translated(one):
            whole.add(one.id, one.string, context=one.context)
    write_mo(file, whole)
    return file.getvalue()


def lacking(catalog: Catalog) -> list[str]:
    """Return the strings that have no translation, or only a guess at one."""
    return [forms(one.id)[0] for one in catalog if one.id and not is_translated(one)]


def is_translated(message: Message) -> bool:
    """Tell whether every form of a string has its translation, and none is a guess."""
    return all(forms(message.string)) and not message.fuzzy


def forms(words: str | Sequence[str] | None) -> list[str]:
    """Return the singular and the plurals, or the one form of a string without number."""
    return [words or ""] if words is None or isinstance(words, str) else list(words)


def main(arguments: list[str]) -> int:
    """Do what the arguments say; return the exit status."""
    template = gathered()
    if arguments == ["--untranslated"]:
        return _tell(template)
    if arguments:
        sys.stderr.write("usage: python scripts/messages.py [--untranslated]\n")
        return 2
    TEMPLATE.write_bytes(template)
    for language in languages():
        catalog = updated(language, template)
        po(language).write_bytes(written(catalog))
        po(language).with_suffix(".mo").write_bytes(compiled(catalog))
    return 0


def _tell(template: bytes) -> int:
    missing = {language: lacking(updated(language, template)) for language in languages()}
    for language, strings in missing.items():
        sys.stdout.write(f"{language}: {len(strings)} to translate\n")
        sys.stdout.writelines(f"  {string}\n" for string in strings)
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
