"""Papers about a case for who does not hold it, notes about no case, and segments of the catalogue.

Revision 0003, after 0002.

Going back down destroys every paper and note; segments are copies and are lost without loss.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "papers",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outer_key", sa.String(length=128), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_papers_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", "holder", name=op.f("pk_papers")),
    )
    for column in ("case_id", "holder", "outer_key"):
        op.create_index(op.f(f"ix_papers_{column}"), "papers", [column])
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", "holder", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_holder"), "notes", ["holder"])
    op.create_table(
        "segments",
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("bucket", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outer_key", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("holder", "bucket", name=op.f("pk_segments")),
    )
    op.create_index(op.f("ix_segments_bucket"), "segments", ["bucket"])


def downgrade() -> None:
    """Bring it back down."""
    for table in ("segments", "notes", "papers"):
        op.drop_table(table)
