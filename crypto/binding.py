"""What a ciphertext belongs to, as bytes that cannot be read in two ways."""

from .errors import Malformed

SUITE = "holas/1"


def bind(purpose: str, *parts: str | bytes) -> bytes:
    """Return suite, purpose and parts, each behind its length in 4 big-endian bytes.

    Used as HPKE `info`, stream context, key derivation label and signature input. The lengths keep
    ("ab", "c") apart from ("a", "bc"). Raises `Malformed` for text that is not valid Unicode.
    """
    return b"".join(_prefixed(part) for part in (SUITE, purpose, *parts))


def _prefixed(part: str | bytes) -> bytes:
    try:
        data = part.encode() if isinstance(part, str) else bytes(part)
    except UnicodeEncodeError as error:
        message = "a bound part is not valid Unicode"
        raise Malformed(message) from error
    return len(data).to_bytes(4, "big") + data
