"""The day on which a paper is destroyed, for papers that end.

Revision 0004, after 0003.

Papers that exist do not end. Going back down forgets the day: what was released then lasts as long as its case.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

A_DAY_ONLY = "length(CAST(ends AS VARCHAR(32))) = 10"


def upgrade() -> None:
    """Bring the schema up. SQLite rebuilds the table, so it is written out as it was."""
    with op.batch_alter_table("papers", copy_from=_papers()) as table:
        table.add_column(sa.Column("ends", sa.Date(), nullable=True))
        table.create_check_constraint(op.f("ck_papers_ends_only"), A_DAY_ONLY)
        table.create_index(op.f("ix_papers_ends"), ["ends"])


def downgrade() -> None:
    """Bring it back down."""
    ends = sa.Column("ends", sa.Date(), nullable=True)
    known = (ends, sa.CheckConstraint(A_DAY_ONLY, name=op.f("ck_papers_ends_only")))
    with op.batch_alter_table("papers", copy_from=_papers(*known, sa.Index(op.f("ix_papers_ends"), "ends"))) as table:
        table.drop_index(op.f("ix_papers_ends"))
        table.drop_constraint(op.f("ck_papers_ends_only"), type_="check")
        table.drop_column("ends")


def _papers(*more: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(
        "papers",
        sa.MetaData(),
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
        *(sa.Index(op.f(f"ix_papers_{column}"), column) for column in ("case_id", "holder", "outer_key")),
        *more,
    )
