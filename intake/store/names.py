"""What a blob may be called: 32 hex digits, made here and never by a visitor."""

import re

from crypto import token
from intake.services.ports import MissingBlob

_NAME = re.compile(r"[0-9a-f]{32}")


def new_name() -> str:
    """Return a random name."""
    return token(16).hex()


def is_name(text: str) -> bool:
    """Tell whether this can be a blob's name."""
    return _NAME.fullmatch(text) is not None


def checked(untrusted_name: str) -> str:
    """Return a blob's name; anything else is a missing blob, never a path into the store."""
    if not is_name(untrusted_name):
        raise MissingBlob
    return untrusted_name
