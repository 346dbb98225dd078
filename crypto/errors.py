"""The errors of this package: one small tree, and nothing else leaves it.

Messages are for developers and logs: they name no secret and no content.
"""


class CryptoError(Exception):
    """Something could not be opened, checked or understood."""


class Malformed(CryptoError):
    """The bytes (or the words) cannot be parsed; no key would help."""


class Unsupported(CryptoError):
    """A tag or a parameter that this version does not know or does not accept."""


class NoMatchingKey(CryptoError):
    """Wrong key, wrong passphrase, or the right key in the wrong place."""


class Tampered(CryptoError):
    """The right key, but the bytes were changed; or a signature does not hold."""
