"""Who the rows of a survey are: a number for each row by what stands in it, wherever and under which name it stands."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from dataclasses import replace

from publicvalue.evidence.table import PeopleOfRows
from publicvalue.files.columns.cells import as_text, cleaned
from publicvalue.files.columns.typed import Read
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, name, text
from publicvalue.measures.privacy.same_people import MOST_CELLS, WHOLE


def read_people(engine: Engine, raw: RawTable, read: Read) -> PeopleOfRows:
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
        engine.people[raw] = (saved, _everybody(engine, raw, saved))
    saved, everybody = engine.people[raw]
    kept = [one for one in read.readings if one.wanted.kept]
    columns = "".join(f", {one.sql} AS {name(one.wanted.alias)}" for one in kept)
    rows = f"SELECT person{columns} FROM ({read.rows}) AS asked JOIN ({saved}) AS everybody USING (row)"
    return replace(everybody, rows=engine.table(rows))


def identified(raw: RawTable) -> str:
    """Return the query that gives `row` and `person`: the cells under their columns' names, and how often before."""
    cells = (f"{text(one.name)}, {_cell(one)}" for one in _columns(raw))
    content = f"hash([{', '.join(cells)}])"
    times = "row_number() OVER (PARTITION BY content ORDER BY row)"
    rows = f"SELECT row, {content} AS content FROM ({raw.sql})"
    return f"SELECT row, hash(content, {times}) AS person FROM ({rows})"


def _everybody(engine: Engine, raw: RawTable, saved: str) -> PeopleOfRows:
    """Return all people of a file, with hashes of their cells that are the same in any version of the engine."""
    table = engine.table(f"SELECT person FROM ({saved})")
    rows = engine.query(f"SELECT count(*) FROM ({saved})")[0][0]
    cells = {one.name: f"{text(one.name)}, {_cell(one)}" for one in _columns(raw)}
    if rows * len(cells) > MOST_CELLS:
        cells = {WHOLE: ", ".join(cells.values())}
    hashed = (
        f", ('0x' || left(sha256([{cell}]::VARCHAR), 16))::UBIGINT AS cell_{place}"
        for place, cell in enumerate(cells.values())
    )
    sql = f"SELECT person{''.join(hashed)} FROM ({raw.sql}) AS raw JOIN ({saved}) AS everybody USING (row)"
    own = f"{raw.file} {len(engine.people) + 1}"
    return PeopleOfRows(table, table, own, engine.table(sql), tuple(cells))


def _columns(raw: RawTable) -> list[RawColumn]:
    return sorted(raw.columns, key=lambda column: column.name)


def _cell(column: RawColumn) -> str:
    return f"coalesce({as_text(f'({cleaned(column)})', column)}, '')"
