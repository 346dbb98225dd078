"""Plans, cohorts and the ledger of releases.

Revision 0006, after 0005.

What releases counted before there were plans becomes a cohort each, of the same id, so that no case of it is ever
counted again. Releases that were asked for and never drawn go: they hold nothing, and no plan has them. Going back
down loses plans, the lists of later cohorts and the ledger: releases drawn by plans then no longer keep their cases
from being counted again. Go down only before the first of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DAY_LENGTH = 10


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(_day("day"), name=op.f("ck_plans_day_only")),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_plans_id_random")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_table(
        "cohorts",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("plan_id", sa.String(length=128), nullable=True),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(_day("opens"), name=op.f("ck_cohorts_opens_only")),
        sa.CheckConstraint(_day("closes"), name=op.f("ck_cohorts_closes_only")),
        sa.CheckConstraint("length(id) BETWEEN 32 AND 64", name=op.f("ck_cohorts_id_random")),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plans.id"],
            name=op.f("fk_cohorts_plan_id_plans"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
    )
    op.create_index(op.f("ix_cohorts_plan_id"), "cohorts", ["plan_id"])
    op.create_table(
        "charges",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_charges_number_from_0")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_charges")),
    )
    with op.batch_alter_table("releases") as table:
        table.add_column(sa.Column("subject", sa.String(length=128), nullable=True))
        table.add_column(sa.Column("package", sa.LargeBinary(), nullable=True))
        table.create_unique_constraint(op.f("uq_releases_subject"), ["subject"])
    drawn = "FROM releases WHERE state = 'drawn'"
    op.execute(
        "INSERT INTO cohorts (id, plan_id, opens, closes, state, sealed)"
        f" SELECT id, NULL, day, day, 'frozen', sealed_cohort {drawn}"
    )
    op.execute("DELETE FROM releases WHERE state <> 'drawn'")
    op.execute("UPDATE releases SET subject = id")


def downgrade() -> None:
    """Bring it back down."""
    with op.batch_alter_table("releases") as table:
        table.drop_constraint(op.f("uq_releases_subject"), type_="unique")
        table.drop_column("package")
        table.drop_column("subject")
    for name in ("charges", "cohorts", "plans"):
        op.drop_table(name)


def _day(column: str) -> str:
    return f"length(CAST({column} AS VARCHAR(32))) = {DAY_LENGTH}"
