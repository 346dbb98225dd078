"""The tables. Field names equal those of `intake.domain.entities`, so that conversion needs no code of its own.

Foreign keys are checked at commit (deferred): rows of one transaction may be written in any order. Deleting a case,
a draft or a member takes with it every row that means nothing without it. A changed model needs a new migration;
`tests/migrations` compares the two.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Enum,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from intake.domain import entities
from intake.store.constraints import day_only, file, least, length, one_of, owner, quarter, random_id
from intake.store.types import Day, Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The metadata of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy declares it so
        str: String(128),
        bytes: LargeBinary,
        int: BigInteger,
        date: Day,
        datetime: Instant,
        entities.Box: Enum(entities.Box, native_enum=False, length=16, values_callable=list),
        entities.GrantKind: Enum(entities.GrantKind, native_enum=False, length=16, values_callable=list),
        entities.DraftState: Enum(entities.DraftState, native_enum=False, length=16, values_callable=list),
    }


class Member(Base):
    """A staff account."""

    __tablename__ = "members"
    __table_args__ = (random_id(), UniqueConstraint("username"))

    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str]
    locked_seed: Mapped[bytes]


class SignInTries(Base):
    """Wrong passphrases of late, by slot; no row refers to a member, so that unknown names look alike."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (least("failures", 1),)

    bucket: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    blocked_until: Mapped[datetime]


class Statement(Base):
    """One link of the membership chain."""

    __tablename__ = "statements"
    __table_args__ = (least("number", 0),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes]
    signatures: Mapped[bytes]


class RoleKey(Base):
    """A role's seed of one epoch, sealed to one member."""

    __tablename__ = "role_keys"
    __table_args__ = (least("epoch", 0),)

    role: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[str] = mapped_column(owner("members.id"), primary_key=True, index=True)
    sealed: Mapped[bytes]


class StaffSession(Base):
    """One half of a signed-in member's seed."""

    __tablename__ = "staff_sessions"
    __table_args__ = (random_id(),)

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(owner("members.id"), index=True)
    sealed_seed: Mapped[bytes]
    expires_at: Mapped[datetime]


class Case(Base):
    """One testimony as a list shows it."""

    __tablename__ = "cases"
    __table_args__ = (length("id", 32), day_only(), day_only("destroy_on"))

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    urgent: Mapped[bool]
    state: Mapped[str]
    destroy_on: Mapped[date | None]


class CaseKeys(Base):
    """The open halves of a case's keys."""

    __tablename__ = "case_keys"

    case_id: Mapped[str] = mapped_column(owner("cases.id"), primary_key=True)
    public_key: Mapped[bytes]
    mailbox_key: Mapped[bytes]
    source_key: Mapped[bytes]


class Document(Base):
    """A sealed piece of a case: short in `body`, or a file in the blob store, never both."""

    __tablename__ = "documents"
    __table_args__ = (
        random_id(),
        one_of("box", entities.Box),
        least("number", 0),
        CheckConstraint("(body IS NULL) <> (blob_name IS NULL)", name="body_xor_blob"),
        UniqueConstraint("case_id", "box", "number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(owner("cases.id"))
    box: Mapped[entities.Box]
    number: Mapped[int]
    sealed_key: Mapped[bytes]
    sealed_header: Mapped[bytes]
    body: Mapped[bytes | None]
    blob_name: Mapped[str | None] = mapped_column(file(), unique=True)


class Grant(Base):
    """A key of a case sealed to one holder, under the outer key kept elsewhere."""

    __tablename__ = "grants"
    __table_args__ = (one_of("kind", entities.GrantKind), Index(None, "holder", "case_id"))

    case_id: Mapped[str] = mapped_column(owner("cases.id"), primary_key=True)
    kind: Mapped[entities.GrantKind] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    outer_key: Mapped[str] = mapped_column(index=True)
    withdrawn: Mapped[bool]


class Paper(Base):
    """Something about a case for one holder who does not hold it, under the outer key kept elsewhere."""

    __tablename__ = "papers"
    __table_args__ = (day_only("ends"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True, index=True)
    case_id: Mapped[str] = mapped_column(owner("cases.id"), index=True)
    sealed: Mapped[bytes]
    outer_key: Mapped[str] = mapped_column(index=True)
    withdrawn: Mapped[bool]
    ends: Mapped[date | None] = mapped_column(index=True)


class Note(Base):
    """Something about no case, sealed to a role or a member."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(primary_key=True, index=True)
    sealed: Mapped[bytes]


class Segment(Base):
    """A bucket of cards as one holder keeps them."""

    __tablename__ = "segments"

    holder: Mapped[str] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(primary_key=True, index=True)
    sealed: Mapped[bytes]
    outer_key: Mapped[str]


class StatisticsSegment(Base):
    """What some of a cohort's cases add to the tables, in columns."""

    __tablename__ = "statistics_segments"

    cohort: Mapped[str] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(primary_key=True, index=True)
    sealed: Mapped[bytes]
    outer_key: Mapped[str] = mapped_column(index=True)


class Card(Base):
    """The sealed triage slip of a case, and its sealed entry in the catalogue."""

    __tablename__ = "cards"

    case_id: Mapped[str] = mapped_column(owner("cases.id"), primary_key=True)
    sealed: Mapped[bytes]
    entry: Mapped[bytes | None]


class SealedIdentity(Base):
    """Who a source is and how to reach them: one row a case, replaced as a whole."""

    __tablename__ = "identities"

    case_id: Mapped[str] = mapped_column(owner("cases.id"), primary_key=True)
    count: Mapped[bytes]
    sealed: Mapped[bytes]


class Consent(Base):
    """One numbered consent statement, sealed to one holder."""

    __tablename__ = "consents"
    __table_args__ = (least("number", 0),)

    case_id: Mapped[str] = mapped_column(owner("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class StatisticsRecord(Base):
    """The variables of the declared tables for one case: one row a case, its `revision` counts up."""

    __tablename__ = "statistics"
    __table_args__ = (least("revision", 0),)

    case_id: Mapped[str] = mapped_column(owner("cases.id"), primary_key=True)
    revision: Mapped[int]
    sealed: Mapped[bytes]


class Draft(Base):
    """What a source has not sent yet."""

    __tablename__ = "drafts"
    __table_args__ = (random_id(), one_of("phase", entities.DraftState), quarter("expires_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    phase: Mapped[entities.DraftState]
    state: Mapped[bytes | None]
    text: Mapped[bytes | None]
    expires_at: Mapped[datetime]


class DraftDocument(Base):
    """Evidence received for a draft."""

    __tablename__ = "draft_documents"
    __table_args__ = (random_id(), least("number", 0), UniqueConstraint("draft_id", "number"))

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(owner("drafts.id"))
    number: Mapped[int]
    sealed_key: Mapped[bytes]
    sealed_header: Mapped[bytes]
    blob_name: Mapped[str] = mapped_column(file(), unique=True)


class Mailbox(Base):
    """How a codename finds its case."""

    __tablename__ = "mailboxes"
    __table_args__ = (length("lookup_id", 64),)

    lookup_id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(owner("cases.id"), index=True)
    state: Mapped[bytes]


class MailboxSession(Base):
    """One half of a returned source's key."""

    __tablename__ = "mailbox_sessions"
    __table_args__ = (random_id(), quarter("expires_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime]


class RecordEntry(Base):
    """One leaf of the record. It outlives what it is about: no foreign key."""

    __tablename__ = "records"
    __table_args__ = (least("number", 0),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tag: Mapped[str] = mapped_column(index=True)
    digest: Mapped[bytes]
    sealed: Mapped[bytes]
    leaf: Mapped[bytes]


class Plan(Base):
    """What auditors fixed before anything was counted."""

    __tablename__ = "plans"
    __table_args__ = (random_id(), day_only())

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    state: Mapped[str]
    body: Mapped[bytes]


class Cohort(Base):
    """The cases that are counted together, once."""

    __tablename__ = "cohorts"
    __table_args__ = (random_id(), day_only("opens"), day_only("closes"))

    id: Mapped[str] = mapped_column(primary_key=True)
    plan_id: Mapped[str | None] = mapped_column(owner("plans.id"), index=True)
    opens: Mapped[date]
    closes: Mapped[date]
    state: Mapped[str]
    sealed: Mapped[bytes | None]


class Charge(Base):
    """One entry of the ledger."""

    __tablename__ = "charges"
    __table_args__ = (least("number", 0),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes]
    digest: Mapped[bytes]


class Release(Base):
    """A publication: one for each subject, for ever."""

    __tablename__ = "releases"
    __table_args__ = (random_id(), day_only(), UniqueConstraint("subject"))

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    state: Mapped[str]
    tables: Mapped[bytes | None]
    sealed_cohort: Mapped[bytes | None]
    subject: Mapped[str | None]
    package: Mapped[bytes | None]


class Blob(Base):
    """A file of ciphertext in the blob store and the day it came."""

    __tablename__ = "blobs"
    __table_args__ = (length("name", 32), least("size", 0), day_only())

    name: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    day: Mapped[date] = mapped_column(index=True)
    scattered: Mapped[bool]
