"""A case's entry in the catalogue, sealed beside its slip under the key of the case's card.

Whoever holds the card reads it, and nobody else can write it. `catalogue.py` draws it.
"""

import crypto
from intake.domain.entities import Card
from intake.domain.entry import Entry
from intake.domain.strict import BadShape
from intake.services import places

MINIMUM = 2048
"""Bytes: an entry of a few codes and sentences is as long as an empty one."""


def blank(case_id: str, key: bytes) -> bytes:
    """Return an entry that says nothing: that a case has none would tell that nobody opened it."""
    return _encrypt(case_id, key, b"")


def seal(case_id: str, key: bytes, entry: Entry) -> bytes:
    """Seal an entry under the card's key."""
    return _encrypt(case_id, key, entry.to_json())


def read(card: Card, key: bytes) -> Entry | None:
    """Return a case's entry, None while there is none.

    One that does not open counts as none: it is a copy, drawn anew when the case is opened.
    """
    try:
        content = crypto.unpad(crypto.decrypt(key, card.entry or b"", places.entry(card.case_id)))
        return Entry.parse(content) if content else None
    except (crypto.CryptoError, BadShape):
        return None


def _encrypt(case_id: str, key: bytes, content: bytes) -> bytes:
    return crypto.encrypt(key, crypto.pad(content, MINIMUM), places.entry(case_id))
