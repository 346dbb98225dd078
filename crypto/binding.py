"""What a ciphertext belongs to, as bytes that cannot be read in two ways."""

from collections.abc import Callable

from .errors import Malformed

SUITE = "holas/1"


def bind(purpose: str, *parts: str | bytes) -> bytes:
    """Return suite, purpose and parts, each behind its length in 4 big-endian bytes.

    Used as HPKE `info`, stream context, key derivation label and signature input. The lengths keep
    ("ab", "c") apart from ("a", "bc"). Raises `Malformed` for text that is not valid Unicode.
    """
    return _prefixed(SUITE, purpose, *parts)


def binder(purpose: str, *rest: str | bytes) -> Callable[[str | bytes], bytes]:
    """Return `bind` for many places that differ in their first part alone: it is given `first` of (first, *rest)."""
    before, after = bind(purpose), _prefixed(*rest)
    return lambda first: before + _prefixed(first) + after


def _prefixed(*parts: str | bytes) -> bytes:
    pieces = list[bytes]()
    try:
        for part in parts:
            data = part.encode() if isinstance(part, str) else bytes(part)
            pieces += (len(data).to_bytes(4, "big"), data)
    except UnicodeEncodeError as error:
        message = "a bound part is not valid Unicode"
        raise Malformed(message) from error
    return b"".join(pieces)
