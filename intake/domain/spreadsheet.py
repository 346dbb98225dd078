"""Texts that a spreadsheet can hold, and takes for no formula (OWASP, CSV injection)."""

import re

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula."""
_NOWHERE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold."""


def safe(value: object) -> str:
    """Return a text that no spreadsheet runs. Empty means that there is nothing to print."""
    text = "" if value is None else writable(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def writable(text: str) -> str:
    """Return a text that office files can hold."""
    return _NOWHERE.sub(" ", text)
