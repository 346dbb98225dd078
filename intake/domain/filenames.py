"""A file name as its sender's device gave it, made safe to show and to save under.

The name is testimony too (it may hold a person's name), so it is sealed like the content; this is about the reader:
a name must not lead out of a folder, hide its true ending behind right-to-left marks, or break a header or a page.
"""

import re
import unicodedata

LONGEST = 120  # characters
LONGEST_BYTES = 200  # in UTF-8: file systems stop at 255, and a viewer may add to the name
FALLBACK = "file"

# Cc control; Cf invisible formatting (bidirectional overrides, zero-width, soft hyphen, tags); Cs half characters;
# Co private; Cn not assigned; Zl and Zp line breaks. Together: everything that is not seen as what it is.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Hangul fillers, the Braille blank and the combining joiner have other categories, yet nothing to see.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # by Windows, where most reviewers open what they download
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)  # device names of Windows
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,15}$")


def clean_filename(untrusted: str) -> str:
    """Return one line without a path: 1 to `LONGEST` characters, nothing invisible, the ending kept.

    Cleaning what is clean changes nothing. Two names may become the same: never look a file up by it.
    """
    last = re.split(r"[/\\]", untrusted)[-1]
    seen = "".join(_shown(character) for character in last)
    plain = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", seen))
    name = _shorten(_trim(" ".join(plain.split())))
    if _RESERVED.match(name):
        name = _shorten(f"_{name}")
    return name or FALLBACK


def single_ending(clean: str) -> str:
    """Return a clean name with one ending only: systems that hide endings show `photo.jpg.exe` as a picture."""
    found = _ENDING.search(clean)
    ending = found.group() if found else ""
    return clean[: len(clean) - len(ending)].replace(".", "_") + ending


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    if character in _BLANKS or unicodedata.category(character) in _UNSEEN:
        return ""
    return character


def _trim(name: str) -> str:
    # Leading dots hide a file on Unix, trailing ones vanish on Windows.
    return name.strip(" .")


def _shorten(name: str) -> str:
    found = _ENDING.search(name)
    ending = found.group() if found else ""
    stem = name[: len(name) - len(ending)][: LONGEST - len(ending)]
    room = LONGEST_BYTES - len(ending)
    short = stem.encode()[:room].decode(errors="ignore")
    return _trim(_trim(short) + ending)
