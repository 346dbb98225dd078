"""The first schema.

Revision 0001, after nothing.

Days are dates without a time, instants are microseconds since 1970 in UTC; foreign keys are checked at commit.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LATE = {"deferrable": True, "initially": "DEFERRED"}


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "blobs",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scattered", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(CAST(day AS VARCHAR(32))) = 10", name=op.f("ck_blobs_day_only")),
        sa.CheckConstraint("length(name) = 32", name=op.f("ck_blobs_name_length")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_blobs_size_from_0")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_blobs")),
    )
    op.create_index(op.f("ix_blobs_day"), "blobs", ["day"])

    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("destroy_on", sa.Date(), nullable=True),
        sa.CheckConstraint("length(CAST(day AS VARCHAR(32))) = 10", name=op.f("ck_cases_day_only")),
        sa.CheckConstraint("length(CAST(destroy_on AS VARCHAR(32))) = 10", name=op.f("ck_cases_destroy_on_only")),
        sa.CheckConstraint("length(id) = 32", name=op.f("ck_cases_id_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("phase", sa.String(length=16), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("phase IN ('open', 'sealed', 'done')", name=op.f("ck_drafts_phase_known")),
        sa.CheckConstraint("expires_at % 900000000 = 0", name=op.f("ck_drafts_expires_at_quarter")),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_drafts_id_random")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "mailbox_sessions",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("expires_at % 900000000 = 0", name=op.f("ck_mailbox_sessions_expires_at_quarter")),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_mailbox_sessions_id_random")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_sessions")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("locked_seed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_members_id_random")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("username", name=op.f("uq_members_username")),
    )
    op.create_table(
        "records",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=128), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_records_number_from_0")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_records")),
    )
    op.create_index(op.f("ix_records_tag"), "records", ["tag"])

    op.create_table(
        "releases",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("tables", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_cohort", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("length(CAST(day AS VARCHAR(32))) = 10", name=op.f("ck_releases_day_only")),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_releases_id_random")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("bucket", sa.String(length=128), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("blocked_until", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("failures >= 1", name=op.f("ck_sign_in_tries_failures_from_1")),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_in_tries")),
    )
    op.create_table(
        "statements",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_statements_number_from_0")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statements")),
    )
    op.create_table(
        "cards",
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_cards_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cards")),
    )
    op.create_table(
        "case_keys",
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("mailbox_key", sa.LargeBinary(), nullable=False),
        sa.Column("source_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_case_keys_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_keys")),
    )
    op.create_table(
        "consents",
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_consents_number_from_0")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_consents_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", "number", "holder", name=op.f("pk_consents")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("box", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_header", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("blob_name", sa.String(length=128), nullable=True),
        sa.CheckConstraint("box IN ('case', 'mailbox')", name=op.f("ck_documents_box_known")),
        sa.CheckConstraint("(body IS NULL) <> (blob_name IS NULL)", name=op.f("ck_documents_body_xor_blob")),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_documents_id_random")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_documents_number_from_0")),
        sa.ForeignKeyConstraint(
            ["blob_name"],
            ["blobs.name"],
            name=op.f("fk_documents_blob_name_blobs"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_documents_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("blob_name", name=op.f("uq_documents_blob_name")),
        sa.UniqueConstraint("case_id", "box", "number", name=op.f("uq_documents_case_id_box_number")),
    )
    op.create_table(
        "draft_documents",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("draft_id", sa.String(length=128), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_header", sa.LargeBinary(), nullable=False),
        sa.Column("blob_name", sa.String(length=128), nullable=False),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_draft_documents_id_random")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_draft_documents_number_from_0")),
        sa.ForeignKeyConstraint(
            ["blob_name"],
            ["blobs.name"],
            name=op.f("fk_draft_documents_blob_name_blobs"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["drafts.id"],
            name=op.f("fk_draft_documents_draft_id_drafts"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_documents")),
        sa.UniqueConstraint("blob_name", name=op.f("uq_draft_documents_blob_name")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draft_documents_draft_id_number")),
    )
    op.create_table(
        "grants",
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outer_key", sa.String(length=128), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('case', 'card', 'statistics')", name=op.f("ck_grants_kind_known")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_grants_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", "kind", "holder", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_holder"), "grants", ["holder"])
    op.create_index(op.f("ix_grants_outer_key"), "grants", ["outer_key"])

    op.create_table(
        "mailboxes",
        sa.Column("lookup_id", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(lookup_id) = 64", name=op.f("ck_mailboxes_lookup_id_length")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_mailboxes_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("lookup_id", name=op.f("pk_mailboxes")),
    )
    op.create_index(op.f("ix_mailboxes_case_id"), "mailboxes", ["case_id"])

    op.create_table(
        "role_keys",
        sa.Column("role", sa.String(length=128), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("epoch >= 0", name=op.f("ck_role_keys_epoch_from_0")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_role_keys_member_id_members"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("role", "epoch", "member_id", name=op.f("pk_role_keys")),
    )
    op.create_index(op.f("ix_role_keys_member_id"), "role_keys", ["member_id"])

    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("member_id", sa.String(length=128), nullable=False),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_staff_sessions_id_random")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_staff_sessions_member_id_members"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_member_id"), "staff_sessions", ["member_id"])

    op.create_table(
        "statistics",
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_statistics_revision_from_0")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_statistics_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_statistics")),
    )


def downgrade() -> None:
    """Bring it back down."""
    op.drop_table("statistics")
    op.drop_table("staff_sessions")
    op.drop_table("role_keys")
    op.drop_table("mailboxes")
    op.drop_table("grants")
    op.drop_table("draft_documents")
    op.drop_table("documents")
    op.drop_table("consents")
    op.drop_table("case_keys")
    op.drop_table("cards")
    op.drop_table("statements")
    op.drop_table("sign_in_tries")
    op.drop_table("releases")
    op.drop_table("records")
    op.drop_table("members")
    op.drop_table("mailbox_sessions")
    op.drop_table("drafts")
    op.drop_table("cases")
    op.drop_table("blobs")
