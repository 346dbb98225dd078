"""What this session has put on the record already: going on with the same reading needs no entry of its own.

The list lies in the cookie, which is signed: nobody can claim a reading that was not noted.
"""

from flask import session

NOTED = "noted"
MOST = 16


def is_noted(thing_id: str) -> bool:
    """Whether this session's reading of a case or a document is on the record."""
    return thing_id in session.get(NOTED, [])


def remember(thing_id: str) -> None:
    """Keep that it is."""
    if not is_noted(thing_id):
        session[NOTED] = [thing_id, *session.get(NOTED, [])][:MOST]
