"""Opening what a holder re-wrapped, many grants in one go: what does not differ from case to case is worked out once.

A new one is made for each go, because the outer keys that it looked up are replaced in the night.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import crypto
from intake.domain.entities import GrantKind
from intake.services import places
from intake.services.grant_keys import GrantKeys
from intake.services.grants import CATALOGUE


class _Shelf(NamedTuple):
    """Where what one holder re-wrapped lies: its key, and the place of each case in both layers."""

    key: bytes
    outer: Callable[[str], bytes]
    inner: Callable[[str], bytes]


class Rewrapped:
    """Opens re-wrapped grants of one kind."""

    def __init__(self, keys: GrantKeys, kind: GrantKind, key_of: Callable[[str], bytes]) -> None:
        """`key_of` returns a holder's symmetric key, or raises."""
        self._outer_key = cache(keys.key)
        self._shelf = cache(lambda holder: _shelf(kind, holder, key_of))

    def open(self, case_id: str, holder: str, sealed: bytes, outer_key: str) -> bytes:
        """Return what `grants.rewrap` was given. Raises `CryptoError` and `NoGrantKey`."""
        shelf = self._shelf(holder)
        covered = crypto.decrypt(self._outer_key(outer_key), sealed, shelf.outer(case_id))
        return crypto.decrypt(shelf.key, covered, shelf.inner(case_id))


def _shelf(kind: GrantKind, holder: str, key_of: Callable[[str], bytes]) -> _Shelf:
    key = key_of(holder.removeprefix(CATALOGUE))
    return _Shelf(key, places.grants_outer(kind, holder), places.grants(kind, holder))
