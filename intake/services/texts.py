"""What may not stand in any text that is kept."""

import crypto
from intake.services.errors import CodenameInText


def check_text(*texts: str) -> None:
    """Raise `CodenameInText` when a codename stands in a text that would be stored."""
    if any(crypto.mentions_codename(text) for text in texts):
        raise CodenameInText
