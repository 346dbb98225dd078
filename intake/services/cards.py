"""A case's card as one holder keeps it: its key, the slip, and when that holder first saw it.

Anyone can seal a card to a holder's open key, so a card seen for the first time must be signed by its source. After
that the holder keeps what was checked under its own catalogue key: nobody else can put another in its place, and it
opens in microseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

import crypto
from intake import clock
from intake.domain.entities import Card, Grant, GrantKind
from intake.domain.testimony import Slip
from intake.services import places
from intake.services.grant_keys import GrantKeys
from intake.services.grants import CATALOGUE, open_grant, rewrap
from intake.services.holders import catalogue_key, key_of
from intake.services.keyring import Keyring
from intake.services.rewrapped import Rewrapped

KEY_SIZE, TIME_SIZE = 32, 8
MINIMUM = 512


@dataclass(frozen=True, slots=True)
class KeptCard:
    """What a holder keeps of a card. `since` is when the holder could first see it (UTC, whole seconds)."""

    key: bytes = field(repr=False)
    since: datetime
    slip: Slip

    def to_bytes(self) -> bytes:
        """Return the padded form."""
        seconds = int(self.since.timestamp()).to_bytes(TIME_SIZE)
        return crypto.pad(self.key + seconds + self.slip.to_json(), MINIMUM)

    @classmethod
    def from_bytes(cls, padded: bytes) -> Self:
        """Parse what `to_bytes` wrote."""
        data = crypto.unpad(padded)
        key, seconds, slip = data[:KEY_SIZE], data[KEY_SIZE : KEY_SIZE + TIME_SIZE], data[KEY_SIZE + TIME_SIZE :]
        return cls(key, datetime.fromtimestamp(int.from_bytes(seconds), UTC), Slip.from_json(slip))


class CardOpener:
    """Opens many cards of one member, deriving each holder's catalogue key once."""

    def __init__(self, keys: GrantKeys, keyring: Keyring) -> None:
        """Take the outer keys of the grants and the member's own."""
        self._keys = keys
        self._keyring = keyring
        self._catalogue: dict[str, bytes] = {}
        self._rewrapped = Rewrapped(keys, GrantKind.CARD, self.catalogue_key)

    def reopen(self, grant: Grant) -> KeptCard:
        """Open a card that its holder has kept."""
        content = self._rewrapped.open(grant.case_id, grant.holder, grant.sealed, grant.outer_key)
        return KeptCard.from_bytes(content)

    def open(self, grant: Grant, card: Card, sources: Mapping[str, bytes]) -> KeptCard:
        """Open a card for the first time. `sources` are the signing keys by case. Raises `Tampered`."""
        key, place = open_grant(self._keys, grant, key_of(self._keyring, grant.holder)), places.card(card.case_id)
        signed = crypto.check_signed(crypto.unpad(crypto.decrypt(key, card.sealed, place)), place)
        if signed.signer != sources.get(card.case_id):
            message = "a card that the case's source did not write"
            raise crypto.Tampered(message)
        return KeptCard(key, clock.now().replace(microsecond=0), Slip.from_json(signed.body))

    def key(self, grant: Grant) -> bytes:
        """Return the key of a card, whether its holder has kept it or not."""
        if grant.holder.startswith(CATALOGUE):
            return self.reopen(grant).key
        return open_grant(self._keys, grant, key_of(self._keyring, grant.holder))

    def keep(self, grant: Grant, card: KeptCard) -> Grant:
        """Return the grant that takes the place of one opened for the first time."""
        return rewrap(self._keys, grant, self.catalogue_key(grant.holder), card.to_bytes())

    def catalogue_key(self, holder: str) -> bytes:
        """Return the key under which a holder keeps what was opened. Raises `NoMatchingKey` for somebody else's."""
        if holder not in self._catalogue:
            self._catalogue[holder] = catalogue_key(key_of(self._keyring, holder), holder)
        return self._catalogue[holder]
