"""The source's pages: everything a source can do, and nothing a source cannot."""

from intake.web.source import back, danger, evidence, leave, mailbox, sealed, start, steps, testify, withdraw
from intake.web.source.blueprints import blueprint, entrance

__all__ = [
    "back",
    "blueprint",
    "danger",
    "entrance",
    "evidence",
    "leave",
    "mailbox",
    "sealed",
    "start",
    "steps",
    "testify",
    "withdraw",
]
