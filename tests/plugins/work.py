"""Doing the work that a form asks of browsers with scripts, as fast as Python can."""

import hashlib
import itertools
import re

TASK = re.compile(r'data-challenge="([0-9a-f]{64})"\s+data-bits="(\d+)"')


def work(challenge: str, bits: int) -> str:
    """Return the first number that solves the challenge (64 hex digits)."""
    prefix = hashlib.sha256(challenge.encode())
    for number in map(str, itertools.count()):
        digest = prefix.copy()
        digest.update(number.encode())
        if int.from_bytes(digest.digest()) >> (256 - bits) == 0:
            return number
    raise AssertionError


def work_of(page: str) -> str:
    """Solve the task that stands in a page."""
    found = TASK.search(page)
    assert found, "the page has no task"
    return work(found[1], int(found[2]))
