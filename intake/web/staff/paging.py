"""Which page of a list was asked for."""

from flask import request

DIGITS = 6


def asked_page() -> int:
    """Return the number after `?page=`, 1 when it is missing or makes no sense."""
    asked = request.args.get("page", "1")
    usable = asked.isascii() and asked.isdigit() and len(asked) <= DIGITS
    return max(int(asked), 1) if usable else 1
