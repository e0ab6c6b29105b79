"""A table of numbers as one that is read in every form of a report: on the page, in Markdown, as plain text."""

from __future__ import annotations

from publicvalue.reports.document.blocks import Grid, GridColumn, Row, Rows
from publicvalue.reports.table import Table


def shown(table: Table) -> Grid:
    """Return a table for readers; a column with a number in it is one of numbers."""
    columns = tuple(
        GridColumn(name, any(isinstance(row[place], int | float) for row in table.rows))
        for place, name in enumerate(table.columns)
    )
    return Grid(table.title, table.title, columns, (Rows(tuple(Row(row) for row in table.rows)),))
