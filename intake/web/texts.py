"""Typed text as it arrives: kept within its limits, decoded, and freed of characters that nobody typed.

A text that is too long is kept as far as it goes, so that the page which says so can show it again.
"""

import codecs

from intake.domain.limits import MIB, Limits
from intake.web.problems import Complaints, Kind, Stopped

LONGEST_NAME = 100  # characters; no form of ours comes near it
LONGEST_SURPLUS = 16 * MIB  # what is skipped of one text, so that the fields behind it can still be read

_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x85"), "\n")  # pasted from word processors and PDFs
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])  # C0, DEL, C1 (ISO 6429)
_CLEANED = {**_CONTROLS, **_BREAKS, ord("\t"): "\t", ord("\n"): "\n"}


class Text:
    """One field while it arrives."""

    def __init__(self, name: str, room: int) -> None:
        self.name = name
        self.raw = bytearray()
        self.surplus = 0
        self._room = room

    def add(self, data: bytes) -> None:
        """Keep what there is room for. Raises `Stopped` when there is no end to the rest."""
        kept = data[: self._room - len(self.raw)]
        self.raw += kept
        self.surplus += len(data) - len(kept)
        if self.surplus > LONGEST_SURPLUS:
            raise Stopped(Kind.FIELD_TOO_LONG, self.name)


class Budget:
    """How much text this request may still bring."""

    def __init__(self, limits: Limits, complaints: Complaints) -> None:
        self._fields = limits.fields
        self._field_bytes = limits.field_bytes
        self._bytes = limits.fields_bytes
        self._complaints = complaints

    def begin(self, name: str) -> Text | None:
        """Return where the field's text goes, or None for a field that no form of ours has. Raises `Stopped`."""
        if not self._fields:
            raise Stopped(Kind.TOO_MANY_FIELDS)
        self._fields -= 1
        if not is_name(name):
            self._complaints.add(Kind.MALFORMED)
            return None
        self._bytes = max(0, self._bytes - len(name.encode()))
        return Text(name, min(self._field_bytes, self._bytes))

    def end(self, text: Text) -> str:
        """Return the text, cleaned."""
        self._bytes -= len(text.raw)
        if text.surplus:
            self._complaints.add(Kind.FIELD_TOO_LONG if self._bytes else Kind.FIELDS_TOO_LONG, text.name)
        try:
            return clean_text(_decode(text))
        except UnicodeDecodeError:
            self._complaints.add(Kind.NOT_UTF8, text.name)
            return clean_text(text.raw.decode(errors="replace"))


def is_name(name: str) -> bool:
    """Tell whether a form of ours could have a field of this name. Brackets and dots mean nothing here."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def clean_text(text: str) -> str:
    r"""Return the text with `\n` line ends (forms send CR LF) and without control characters other than tabs.

    NUL among them: PostgreSQL cannot store it.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANED)


def _decode(text: Text) -> str:
    # A cut may fall inside a letter: an incremental decoder leaves such an end out.
    return codecs.getincrementaldecoder("utf-8")().decode(bytes(text.raw), final=not text.surplus)
