"""How far a release is. Only a job leads to `drawn`; from there two auditors lead on, and numbers never change."""

from enum import StrEnum


class ReleaseState(StrEnum):
    """`pending` while its job runs, `stopped` when the job gave up before anything was drawn."""

    PENDING = "pending"
    STOPPED = "stopped"
    DRAWN = "drawn"
    PROPOSED = "proposed"
    PUBLISHED = "published"


WAITING = (ReleaseState.PENDING, ReleaseState.STOPPED)
HAS_NUMBERS = (ReleaseState.DRAWN, ReleaseState.PROPOSED, ReleaseState.PUBLISHED)
