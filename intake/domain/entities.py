"""What Holas keeps: frozen rows, one class a table.

Every field that is not `bytes` sealed by `crypto` is clear to whoever holds the database; SECURITY.md lists each
of them and a test compares that list with this module. Days are UTC dates. No field holds a source's time of day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Box(StrEnum):
    """Who a document is sealed to: the case, or the source's mailbox."""

    CASE = "case"
    MAILBOX = "mailbox"


class GrantKind(StrEnum):
    """What a grant opens."""

    CASE = "case"
    CARD = "card"
    STATISTICS = "statistics"
    IDENTITY = "identity"


class DraftState(StrEnum):
    """An open draft, one that was sealed but whose codename is not yet kept, and one that is finished."""

    OPEN = "open"
    SEALED = "sealed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Member:
    """A staff account. `locked_seed` is the member's seed under the passphrase."""

    id: str
    username: str
    locked_seed: bytes


@dataclass(frozen=True, slots=True)
class SignInTries:
    """Wrong passphrases of late. `bucket` is a slot that a user name hashes to, or a known device; nightly emptied."""

    bucket: str
    failures: int
    blocked_until: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """One link of the membership chain: canonical JSON and the signatures of those who vouch (JSON)."""

    number: int
    body: bytes
    signatures: bytes


@dataclass(frozen=True, slots=True)
class RoleKey:
    """A role's seed of one epoch, sealed to one member."""

    role: str
    epoch: int
    member_id: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One half of a signed-in member's seed; the other half is the cookie. `expires_at` is UTC."""

    id: str
    member_id: str
    sealed_seed: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One testimony as a list shows it; its keys lie apart so that a list of thousands stays light."""

    id: str
    day: date
    urgent: bool
    state: str
    destroy_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """The open halves of a case's keys. The case id is derived from `source_key` and `mailbox_key`."""

    case_id: str
    public_key: bytes
    mailbox_key: bytes
    source_key: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A sealed piece of a case. A short body lies in `body`, a file in the blob `blob_name`; never both."""

    id: str
    case_id: str
    box: Box
    number: int
    sealed_key: bytes
    sealed_header: bytes
    body: bytes | None
    blob_name: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """A key of a case sealed to `holder` (`role:intake:1`, `member:<id>`), under the outer key `outer_key`."""

    case_id: str
    kind: GrantKind
    holder: str
    sealed: bytes
    outer_key: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """Something about a case sealed to one holder who does not hold the case, under the outer key `outer_key`.

    Copies for several holders share an `id`. On the day `ends` it is destroyed, whatever becomes of the case.
    """

    id: str
    holder: str
    case_id: str
    sealed: bytes
    outer_key: str
    withdrawn: bool = False
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something about no case, sealed to a role or a member."""

    id: str
    holder: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """The cards of one bucket of cases as one holder keeps them, under the outer key: a copy that may be dropped."""

    holder: str
    bucket: str
    sealed: bytes
    outer_key: str


@dataclass(frozen=True, slots=True)
class StatisticsSegment:
    """What a cohort's cases add to the tables, those whose ids begin so (binary digits): a copy that may be dropped."""

    cohort: str
    prefix: str
    sealed: bytes
    outer_key: str


@dataclass(frozen=True, slots=True)
class Card:
    """The triage slip that a case's source signed, and what staff know of it, both sealed under the card's key."""

    case_id: str
    sealed: bytes
    entry: bytes | None = None


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """Who a source is and how to reach them, one size whatever was given; `count` only the source can read."""

    case_id: str
    count: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Consent:
    """One numbered consent statement, sealed to one holder that must check it (`case`, `role:auditors:1`)."""

    case_id: str
    number: int
    holder: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class StatisticsRecord:
    """The variables of the declared tables for one case, sealed under a key granted to the auditors."""

    case_id: str
    revision: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """What a source has not sent yet. `state` and `text` lie under HKDF(cookie secret, draft id).

    `expires_at` is rounded up to the quarter of an hour and erased with the row.
    """

    id: str
    phase: DraftState
    state: bytes | None
    text: bytes | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """Evidence received for a draft, already sealed to the case that the draft will become."""

    id: str
    draft_id: str
    number: int
    sealed_key: bytes
    sealed_header: bytes
    blob_name: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How a codename finds its case; `state` is sealed under the source's own symmetric key."""

    lookup_id: str
    case_id: str
    state: bytes


@dataclass(frozen=True, slots=True)
class MailboxSession:
    """One half of a returned source's key; the other half is the cookie. `expires_at` as in `Draft`."""

    id: str
    sealed: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """One leaf of the record. `tag` blinds what it is about; `digest` is SHA-256 of the ciphertext it fixes."""

    number: int
    tag: str
    digest: bytes
    sealed: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """What auditors fixed before anything was counted: public JSON with the statements of two of them."""

    id: str
    day: date
    state: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cases that are counted together, once: those coded until `closes`. Their list is sealed to the auditors.

    `plan_id` is None for what a release counted before there were plans.
    """

    id: str
    plan_id: str | None
    opens: date
    closes: date
    state: str
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """One entry of the ledger, public JSON that an auditor signed. `digest` joins it to the entry before."""

    number: int
    body: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Release:
    """A publication of one subject, a cohort or all cohorts of a plan: `tables` is public JSON once drawn.

    `package` is what was published, with its signature.
    """

    id: str
    day: date
    state: str
    tables: bytes | None
    sealed_cohort: bytes | None
    subject: str | None = None
    package: bytes | None = None


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of ciphertext in the blob store and the day it came; `scattered` once the nightly copy blurred it."""

    name: str
    size: int
    day: date
    scattered: bool = False
