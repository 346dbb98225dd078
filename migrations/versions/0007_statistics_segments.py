"""Statistics in columns: copies of what the cases of a cohort add to its tables.

Revision 0007, after 0006.

Going back down loses the copies without loss.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "statistics_segments",
        sa.Column("cohort", sa.String(length=128), nullable=False),
        sa.Column("prefix", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outer_key", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("cohort", "prefix", name=op.f("pk_statistics_segments")),
    )
    for column in ("prefix", "outer_key"):
        op.create_index(op.f(f"ix_statistics_segments_{column}"), "statistics_segments", [column])


def downgrade() -> None:
    """Bring it back down."""
    op.drop_table("statistics_segments")
