"""Cells that are too long to be an answer, refused before anything is done with them.

The engine takes 2,048 rows at a time, and what it makes of their texts is not counted as its memory: one word of 8 MB
in a dictionary, which takes no room in a file, would be many gigabytes when it is trimmed in every row.
"""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

from collections.abc import Collection, Mapping

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.columns.cells import is_text
from publicvalue.files.engines.duckdb import Engine, RawTable, text
from publicvalue.words.text import Text

MOST_BYTES = 100_000
"""Of a cell that is looked at: a long comment has some thousand."""


def check_lengths(engine: Engine, raw: RawTable, names: Collection[str] | None = None) -> None:
    """Refuse columns with a cell that is too long; each is looked at once.

    Parameters
    ----------
    engine
        Where they are read.
    raw
        The table.
    names
        The columns that are used; all where nothing is said.

    Raises
    ------
    EvidenceError
        With a problem for each such column.
    """
    problems = [
        Problem(
            Place(raw.file, field=name),
            Text("a cell has {size:count} bytes", size=size),
            Text("cells of at most {most:count} bytes", most=MOST_BYTES),
            Text("leave the column out, or shorten its texts"),
        )
        for name, size in long_columns(engine, raw, names).items()
    ]
    if problems:
        raise EvidenceError(problems)


def long_columns(engine: Engine, raw: RawTable, names: Collection[str] | None = None) -> Mapping[str, int]:
    """Return the columns with a cell that is too long, and the bytes of their longest; arguments as above."""
    columns = [
        one
        for one in raw.columns
        # Small tables are cleaned as they are read, and have no room for long cells.
        if is_text(one) and not one.clean and (names is None or one.name in names)
    ]
    new = [one for one in columns if (raw.sql, one.key) not in engine.short]
    if not new:
        return {}
    longest = engine.query(f"SELECT {', '.join(f'max(strlen({one.key}))' for one in new)} FROM {_plainly(raw)}")[0]
    sizes = {one: int(str(size or 0)) for one, size in zip(new, longest, strict=True)}
    engine.short.update((raw.sql, one.key) for one, size in sizes.items() if size <= MOST_BYTES)
    return {one.name: size for one, size in sizes.items() if size > MOST_BYTES}


def _plainly(raw: RawTable) -> str:
    """Return what the cells are read from: a file's own columns, as each word of a dictionary then counts once.

    Where its columns have other names within a query, the engine writes the word out for every row.
    """
    if raw.parquet is None:
        return f"({raw.sql})"
    keys = ", ".join(column.key for column in raw.columns)
    return f"read_parquet({text(raw.parquet.as_posix())}) AS file({keys})"
