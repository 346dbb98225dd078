"""Alembic's entry: runs the revisions on the connection that `intake.store.migrate` hands over.

There is no ini file and no other way in, so that every migration runs under the same locks and pragmas.
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from intake.store.models import Base


def plain_type(kind: str, item: Any, _context: object) -> str | Literal[False]:  # noqa: ANN401 - Alembic's hook
    """Write our own column types into a new revision as what they are in SQL: a revision outlives the code."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=plain_type,
    render_as_batch=True,  # SQLite changes a table by rebuilding it
)
context.run_migrations()
