"""A picture together with the table that it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.reports.table import Table


@dataclass(frozen=True)
class Figure:
    """A picture and its numbers.

    Parameters
    ----------
    id
        Unique on the page.
    svg
        The picture; empty for a table without one.
    table
        The rows that it shows.
    """

    id: str
    svg: str
    table: Table
