"""The one private seam for randomness; tests that need exact bytes replace `token` here."""

import secrets


def token(n: int) -> bytes:
    """Return `n` random bytes from the operating system."""
    return secrets.token_bytes(n)
