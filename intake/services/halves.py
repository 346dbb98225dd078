"""Two halves: what a session keeps on the server opens only with the secret in its cookie.

Times are rounded up to the quarter of an hour, so that a row says little of when somebody came.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import crypto
from intake import clock

QUARTER = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DraftHandle:
    """The cookie's half of a draft: its secret, 32 bytes, and the draft's id."""

    secret: bytes = field(repr=False)
    draft_id: str


def cover(secret: bytes, content: Mapping[str, object], place: bytes) -> bytes:
    """Seal `content` (JSON) for this place under the cookie's secret; the length is padded to whole KiB classes."""
    data = crypto.pad(json.dumps(content, ensure_ascii=False).encode(), 1024)
    return crypto.encrypt(crypto.derive_key(secret, place), data, place)


def uncover(secret: bytes, covered: bytes, place: bytes) -> dict[str, str]:
    """Return what `cover` was given. Raises `CryptoError` for another secret or place."""
    content = json.loads(crypto.unpad(crypto.decrypt(crypto.derive_key(secret, place), covered, place)))
    return {str(name): str(value) for name, value in content.items()}


def expiry(lifetime: timedelta) -> datetime:
    """Return the end of a lifetime that starts now, rounded up to the quarter of an hour (UTC)."""
    end = clock.now() + lifetime
    return end + (-(end - EPOCH)) % QUARTER


def end_of_day(days: int) -> datetime:
    """Return midnight (UTC) after today and `days` more: the end of what must not tell an hour."""
    tomorrow = clock.today() + timedelta(days=1 + days)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)
