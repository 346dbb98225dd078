"""The source's pages: everything a source can do, and nothing a source cannot."""

from intake.web.source import (
    back,
    contact,
    danger,
    evidence,
    leave,
    mailbox,
    sealed,
    start,
    steps,
    switches,
    testify,
    waiting,
    withdraw,
)
from intake.web.source.blueprints import blueprint, entrance
from intake.web.source.lane import install

__all__ = [
    "back",
    "blueprint",
    "contact",
    "danger",
    "entrance",
    "evidence",
    "install",
    "leave",
    "mailbox",
    "sealed",
    "start",
    "steps",
    "switches",
    "testify",
    "waiting",
    "withdraw",
]
