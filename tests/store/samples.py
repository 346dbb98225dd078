"""One valid row of each table, invented, with the rows it refers to; ids differ from call to call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from intake.domain import entities
from intake.domain.entities import Box, DraftState, GrantKind

DAY = date(2031, 4, 5)
QUARTER = datetime(2031, 4, 5, 6, 45, tzinfo=UTC)
MOMENT = datetime(2031, 4, 5, 6, 7, 8, 9, tzinfo=UTC)

_numbers = count(1)


def number() -> int:
    return next(_numbers)


def identifier(length: int = 32) -> str:
    return f"{number():0{length}x}"


def member(**fields: Any) -> entities.Member:
    values = {"id": identifier(), "username": f"anna{number()}", "locked_seed": b"\x00locked\xff"}
    return entities.Member(**values | fields)


def case(**fields: Any) -> entities.Case:
    values: dict[str, Any] = {"id": identifier(), "day": DAY, "urgent": True, "state": "new", "destroy_on": None}
    return entities.Case(**values | fields)


def blob(**fields: Any) -> entities.Blob:
    values: dict[str, Any] = {"name": identifier(), "size": 1 << 40, "day": DAY, "scattered": False}
    return entities.Blob(**values | fields)


def draft(**fields: Any) -> entities.Draft:
    values: dict[str, Any] = {
        "id": identifier(),
        "phase": DraftState.SEALED,
        "state": b"state",
        "text": None,
        "expires_at": QUARTER,
    }
    return entities.Draft(**values | fields)


def document(owner: entities.Case, **fields: Any) -> entities.Document:
    values: dict[str, Any] = {
        "id": identifier(),
        "case_id": owner.id,
        "box": Box.MAILBOX,
        "number": number(),
        "sealed_key": b"key",
        "sealed_header": b"header",
        "body": b"\x00body",
        "blob_name": None,
    }
    return entities.Document(**values | fields)


def grant(owner: entities.Case, **fields: Any) -> entities.Grant:
    values: dict[str, Any] = {
        "case_id": owner.id,
        "kind": GrantKind.CARD,
        "holder": "role:intake:1",
        "sealed": b"grant",
        "outer_key": "2031-04-05",
        "withdrawn": True,
    }
    return entities.Grant(**values | fields)


def draft_document(owner: entities.Draft, file: entities.Blob, **fields: Any) -> entities.DraftDocument:
    values: dict[str, Any] = {
        "id": identifier(),
        "draft_id": owner.id,
        "number": number(),
        "sealed_key": b"key",
        "sealed_header": b"header",
        "blob_name": file.name,
    }
    return entities.DraftDocument(**values | fields)


@dataclass(frozen=True)
class Sample:
    """A row and, by table, the rows that must be there first."""

    row: Any
    needs: dict[str, Any] = field(default_factory=dict)


def _of_case(make: Callable[[entities.Case], Any]) -> Sample:
    owner = case()
    return Sample(make(owner), {"cases": owner})


def _of_member(make: Callable[[entities.Member], Any]) -> Sample:
    owner = member()
    return Sample(make(owner), {"members": owner})


def plan(**fields: Any) -> entities.Plan:
    values: dict[str, Any] = {"id": identifier(), "day": DAY, "state": "approved", "body": b"{}"}
    return entities.Plan(**values | fields)


def _cohort() -> Sample:
    owner = plan()
    return Sample(entities.Cohort(identifier(), owner.id, DAY, DAY, "frozen", b"sealed"), {"plans": owner})


def _draft_document() -> Sample:
    owner, file = draft(), blob()
    return Sample(draft_document(owner, file), {"drafts": owner, "blobs": file})


SAMPLES: dict[str, Callable[[], Sample]] = {
    "members": lambda: Sample(member()),
    "statements": lambda: Sample(entities.Statement(number(), b"{}", b"[]")),
    "role_keys": lambda: _of_member(lambda owner: entities.RoleKey("intake", number(), owner.id, b"sealed")),
    "sign_in_tries": lambda: Sample(entities.SignInTries(identifier(), 3, MOMENT)),
    "staff_sessions": lambda: _of_member(
        lambda owner: entities.StaffSession(identifier(64), owner.id, b"seed", MOMENT),
    ),
    "cases": lambda: Sample(case(destroy_on=DAY)),
    "case_keys": lambda: _of_case(lambda owner: entities.CaseKeys(owner.id, b"p" * 1216, b"m" * 1216, b"s" * 32)),
    "documents": lambda: _of_case(document),
    "grants": lambda: _of_case(grant),
    "papers": lambda: _of_case(lambda owner: entities.Paper(identifier(), "role:custodian:1", owner.id, b"paper", "1")),
    "notes": lambda: Sample(entities.Note(identifier(), "role:intake:1", b"note")),
    "segments": lambda: Sample(entities.Segment("role:intake:1", identifier(), b"cards", "1")),
    "cards": lambda: _of_case(lambda owner: entities.Card(owner.id, b"card")),
    "identities": lambda: _of_case(lambda owner: entities.SealedIdentity(owner.id, b"count", b"sealed")),
    "consents": lambda: _of_case(lambda owner: entities.Consent(owner.id, number(), "case", b"sealed")),
    "statistics": lambda: _of_case(lambda owner: entities.StatisticsRecord(owner.id, number(), b"sealed")),
    "statistics_segments": lambda: Sample(entities.StatisticsSegment(identifier(), "01", b"columns", "1")),
    "drafts": lambda: Sample(draft()),
    "draft_documents": _draft_document,
    "mailboxes": lambda: _of_case(lambda owner: entities.Mailbox(identifier(64), owner.id, b"state")),
    "mailbox_sessions": lambda: Sample(entities.MailboxSession(identifier(), b"sealed", QUARTER)),
    "records": lambda: Sample(entities.RecordEntry(number(), "tag", b"digest", b"sealed", b"leaf")),
    "plans": lambda: Sample(plan()),
    "cohorts": _cohort,
    "charges": lambda: Sample(entities.Charge(number(), b"{}", b"digest")),
    "releases": lambda: Sample(entities.Release(identifier(), DAY, "published", b"{}", None, identifier(), b"package")),
    "blobs": lambda: Sample(blob(scattered=True)),
}
