"""Tables and texts that are handed out as files, piece by piece: a long one is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.http import StreamingHttpResponse

from publicvalue.reports.table import Cell, Table, csv_text

Row = TypeVar("Row")
BATCH = 500
"""Rows that are written at a time."""


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows, as many as are written at a time."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def csv_file(head: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> StreamingHttpResponse:
    """Return a table as a CSV file that a spreadsheet reads as what it is, and in which it runs nothing."""

    def parts() -> Iterator[str]:
        # The sign by which spreadsheets know UTF-8.
        yield "\ufeff"
        yield csv_text(Table(name, name, tuple(head), ()))
        for batch in batches(rows):
            yield csv_text(Table(name, name, tuple(head), tuple(map(tuple, batch)))).partition("\r\n")[2]

    return sent_as(StreamingHttpResponse(parts(), content_type="text/csv; charset=utf-8"), f"{name}.csv")


def sent_as(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    """Let a browser keep what is sent as a file of this name."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
