"""Identity and safe contact, kept apart.

Revision 0002, after 0001.

Cases that exist get no row: nobody asked their sources, and an identity is the source's to give. Going back down
destroys every identity and its grants.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = "'case', 'card', 'statistics'"


def upgrade() -> None:
    """Bring the schema up."""
    _allow_kinds(before=KINDS, after=f"{KINDS}, 'identity'")
    op.create_table(
        "identities",
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("count", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_identities_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_identities")),
    )


def downgrade() -> None:
    """Bring it back down."""
    op.drop_table("identities")
    op.execute("DELETE FROM grants WHERE kind = 'identity'")
    _allow_kinds(before=f"{KINDS}, 'identity'", after=KINDS)


def _allow_kinds(*, before: str, after: str) -> None:
    """Change which kinds a grant may have. SQLite rebuilds the table, so it is written out as it was."""
    with op.batch_alter_table("grants", copy_from=_grants(before)) as table:
        table.drop_constraint(op.f("ck_grants_kind_known"), type_="check")
        table.create_check_constraint(op.f("ck_grants_kind_known"), f"kind IN ({after})")


def _grants(kinds: str) -> sa.Table:
    return sa.Table(
        "grants",
        sa.MetaData(),
        sa.Column("case_id", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outer_key", sa.String(length=128), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_grants_kind_known")),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_grants_case_id_cases"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", "kind", "holder", name=op.f("pk_grants")),
        sa.Index(op.f("ix_grants_holder"), "holder"),
        sa.Index(op.f("ix_grants_outer_key"), "outer_key"),
    )
