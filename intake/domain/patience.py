"""How long a browser session waits between codenames after several that opened nothing.

It helps the person to slow down and read the words again; it keeps no attacker out, who would begin a new session.
The 88 bits do that, so no wait is shared between sessions: nobody can be locked out by somebody else.
"""

from datetime import timedelta

FREE_TRIES = 5
WARNED_FROM = 3
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=1)


def wait_after(failures: int) -> timedelta:
    """Return the wait after so many failures in a row: none before the fifth, then doubling up to a minute."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(failures - FREE_TRIES, 10)), LONGEST_WAIT)
