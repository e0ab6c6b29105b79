"""Who the rows of a survey are: a number for each row by what stands in it, wherever and under which name it stands."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from publicvalue.evidence.table import People
from publicvalue.files.columns.cells import as_text, cleaned
from publicvalue.files.columns.typed import Read
from publicvalue.files.engines.duckdb import Engine, RawTable, name, text


def read_people(engine: Engine, raw: RawTable, read: Read) -> People:
    """Return who the rows are that were read, and who all rows of the file are.

    Parameters
    ----------
    engine, raw
        What reads the file, and its table.
    read
        The columns of the roles, and the rows that answer.
    """
    if raw not in engine.people:
        # Each row is looked at once, however many numbers its file gives.
        saved = engine.save(identified(raw))
        engine.people[raw] = (saved, engine.table(f"SELECT person, content FROM ({saved})"))
    everybody, table = engine.people[raw]
    kept = [one for one in read.readings if one.wanted.kept]
    columns = "".join(f", {one.sql} AS {name(one.wanted.alias)}" for one in kept)
    rows = f"SELECT person{columns} FROM ({read.rows}) AS asked JOIN ({everybody}) AS everybody USING (row)"
    return People(engine.table(rows), table, raw.file)


def identified(raw: RawTable) -> str:
    """Return the query that gives `row` and `person`: the cells under their columns' names, and how often before."""
    columns = sorted(raw.columns, key=lambda column: column.name)
    cells = (f"{text(one.name)}, coalesce({as_text(f'({cleaned(one)})', one)}, '')" for one in columns)
    content = f"hash([{', '.join(cells)}])"
    times = "row_number() OVER (PARTITION BY content ORDER BY row)"
    rows = f"SELECT row, {content} AS content FROM ({raw.sql})"
    return f"SELECT row, content, hash(content, {times}) AS person FROM ({rows})"
