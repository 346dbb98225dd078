"""Which declared tables a draw fills: their labels, rows and columns. Pure."""

from intake.domain import draw_first
from intake.domain.draw import Draw
from intake.domain.table import Size, Table
from intake.domain.tables import Tables


def declared(draw: Draw) -> tuple[Table, ...]:
    """Return the tables in the order in which they are shown, one for each that was drawn."""
    if draw.table_version == draw_first.FIRST:
        return draw_first.tables(draw)
    return tuple(table for table, _ in Tables.load(draw.table_version).set(Size(draw.size)).tables)
