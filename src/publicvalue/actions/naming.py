"""Finds the columns of a file that may tell who somebody is: before it leaves, and when it is brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue.evidence.naming_cells import naming_cells
from publicvalue.evidence.naming_columns import naming_columns
from publicvalue.files.columns.guessing import first_cells
from publicvalue.files.engines.duckdb import Engine, RawTable
from publicvalue.words.text import Text

SHOWN = 5
"""Columns that are named."""


def find_naming(engine: Engine, raw: RawTable) -> dict[str, str]:
    """Return the columns of a file that may tell who somebody is, each with what its first cells hold.

    What they hold is empty where the name of the column alone says so.
    """
    held = naming_cells(first_cells(engine, raw))
    names = [column.name for column in raw.columns]
    named = set(naming_columns(names))
    return {name: held.get(name, "") for name in names if name in held or name in named}


def write_naming(found: Mapping[str, str]) -> Text:
    """Write columns that may tell who somebody is, the first of them by name."""
    told = tuple(_columns(found))
    shown = Text("{columns:list}", columns=told[:SHOWN])
    left = len(told) - SHOWN
    return Text("{columns} and {left} more", columns=shown, left=left) if left > 0 else shown


def _columns(found: Mapping[str, str]) -> Iterator[str]:
    for name, holds in found.items():
        yield Text("{column} ({holds:word})", column=name, holds=holds) if holds else name
