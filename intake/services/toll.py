"""What sending costs those who send very often: a little work for each draft, done while somebody types.

The challenge follows from the draft, the day and the instance's secret. So nothing is stored, and what was worked out
for one draft sends no other: a draft becomes one case.
"""

from datetime import timedelta

import crypto
from intake import clock
from intake.services import places
from intake.services.instance import Instance

DAYS = 2
"""Today's challenge holds, and yesterday's: somebody who writes at midnight loses nothing."""


def challenge(instance: Instance, draft_id: str, *, days_ago: int = 0) -> bytes:
    """Return what the work for a draft is done on, 32 bytes."""
    day = clock.today() - timedelta(days=days_ago)
    return crypto.derive_key(instance.settings.secret, places.work(draft_id, day.isoformat()))


def is_paid(instance: Instance, draft_id: str, number: str) -> bool:
    """Tell whether `number` is the work of this draft."""
    bits = instance.settings.work_bits
    return any(crypto.is_worked(challenge(instance, draft_id, days_ago=ago), number, bits) for ago in range(DAYS))
