"""Entries of the catalogue, and grants found by holder within a bucket of cases.

Revision 0005, after 0004.

Going back down loses entries without loss: they are drawn from what is in the cases.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("cards", sa.Column("entry", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_grants_holder_case_id"), "grants", ["holder", "case_id"])
    op.drop_index(op.f("ix_grants_holder"), "grants")


def downgrade() -> None:
    """Bring it back down."""
    op.create_index(op.f("ix_grants_holder"), "grants", ["holder"])
    op.drop_index(op.f("ix_grants_holder_case_id"), "grants")
    op.drop_column("cards", "entry")
