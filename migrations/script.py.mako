"""${message}.

Revision ${up_revision}, after ${down_revision | comma,n}.

Write every type and constraint out: a revision must mean the same when the models have moved on.
Say what happens to rows that exist; tests/migrations runs this up, down and with data.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Bring it back down."""
    ${downgrades if downgrades else "pass"}
