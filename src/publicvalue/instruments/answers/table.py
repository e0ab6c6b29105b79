"""Answers as a plain table, and as the workbook for officials that comes back: one row for each person."""

from __future__ import annotations

from types import MappingProxyType

from publicvalue.instruments.submissions import Submission, TextTable


def read_answer_table(table: TextTable, *, version: str = "") -> tuple[Submission, ...]:
    """Read a table whose row 1 names the columns."""
    return tuple(
        Submission(row=number, cells=MappingProxyType(cells), version=version, marks=table.marks)
        for number, cells in table.filled()
    )
