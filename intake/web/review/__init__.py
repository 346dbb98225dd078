"""The reviewers' pages: the queue, a case, its documents, replies and coding."""

from intake.web.review import (
    answers,
    appeal,
    case,
    coding,
    contact,
    decision,
    deeds,
    documents,
    flood,
    handing,
    handing_letter,
    identity,
    links,
    queue,
    reply,
    suspects,
)
from intake.web.review.blueprint import blueprint

__all__ = [
    "answers",
    "appeal",
    "blueprint",
    "case",
    "coding",
    "contact",
    "decision",
    "deeds",
    "documents",
    "flood",
    "handing",
    "handing_letter",
    "identity",
    "links",
    "queue",
    "reply",
    "suspects",
]
