"""The way in: those who bring a proof of work go at once, the others through a slower lane, first come, first served.

Nobody is turned away by an address or a number an hour. Where the lane is full, the text is put aside and a page
offers to go on; it carries a sealed mark of when this person first came, so that the next try goes before newer ones.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, current_app

import crypto
from intake import clock
from intake.services import places, toll
from intake.services.halves import DraftHandle
from intake.web.here import here
from intake.web.source.line import Line, LineFull

WORK = "work"
PLACE = "place"
EXTENSION = "holas-lanes"
LONGEST_STAY = 15 * 60.0  # seconds for which a place is kept for somebody who does not come back
SIZE = 8


class LaneFull(Exception):
    """No turn yet. Everything is kept, and `place` keeps the turn."""

    def __init__(self, handle: DraftHandle, place: str) -> None:
        super().__init__("lane full")
        self.handle = handle
        self.place = place


@dataclass(frozen=True, slots=True)
class Lanes:
    """What one process lets through at a time. A waiting person holds a thread, so few may wait."""

    quick: Line = field(default_factory=lambda: Line(places=16, room=32, patience=15.0))
    slow: Line = field(default_factory=lambda: Line(places=8, room=24, patience=8.0))


@dataclass(frozen=True, slots=True)
class Task:
    """What a browser with scripts is given to work on: the challenge in hex, and how many bits."""

    challenge: str
    bits: int


def install(app: Flask) -> None:
    """Give this process its lanes, and the forms their task."""
    app.extensions[EXTENSION] = Lanes()
    app.jinja_env.globals["task"] = task


@contextmanager
def turn(handle: DraftHandle, fields: Mapping[str, str]) -> Iterator[None]:
    """Wait for the turn to seal this draft. Raises `LaneFull`."""
    now = clock.now().timestamp()
    since = _since(handle.draft_id, fields.get(PLACE, ""), now)
    try:
        with _line(handle.draft_id, fields.get(WORK, "")).taken(since):
            yield
    except LineFull:
        raise LaneFull(handle, _place(handle.draft_id, since)) from None


def task(draft_id: str) -> Task:
    """Return what work there is for a draft."""
    return Task(toll.challenge(here(), draft_id).hex(), here().settings.work_bits)


def _line(draft_id: str, number: str) -> Line:
    lanes: Lanes = current_app.extensions[EXTENSION]
    return lanes.quick if toll.is_paid(here(), draft_id, number) else lanes.slow


def _place(draft_id: str, since: float) -> str:
    """Seal when somebody came: the page must not tell the hour to who finds it."""
    place = places.waiting_place(draft_id)
    key = crypto.derive_key(here().settings.secret, place)
    return base64.urlsafe_b64encode(crypto.encrypt(key, int(since * 1000).to_bytes(SIZE), place)).decode()


def _since(draft_id: str, untrusted_place: str, now: float) -> float:
    """Open a place; one that is not ours, or too old, counts from now."""
    place = places.waiting_place(draft_id)
    key = crypto.derive_key(here().settings.secret, place)
    try:
        data = crypto.decrypt(key, base64.urlsafe_b64decode(untrusted_place), place)
    except (crypto.CryptoError, binascii.Error, ValueError):
        return now
    since = int.from_bytes(data) / 1000
    return since if now - LONGEST_STAY < since <= now else now
