"""Cells that are written nearly as a value that settings name, and were not taken: in other capitals, or accents."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.files.cells import SHOWN, cleaned, is_text
from publicvalue.files.chosen_values import Named, candidates, is_among, written
from publicvalue.files.engine import Engine, RawTable, text
from publicvalue.framework.fields import shortened


def near_notes(engine: Engine, raw: RawTable, all_named: Sequence[Named]) -> Iterator[str]:
    """Say for each setting which cells differ from its values by capitals or accents alone."""
    for named in all_named:
        column = next(column for column in raw.columns if column.name == named.title)
        if not is_text(column):
            continue
        wanted = candidates(engine, column, [written(value) for value in named.values])
        asked = sorted({one for ones in wanted.values() for one in ones})
        alike = " OR ".join(f"{folded('cell')} = {folded(text(one))}" for one in asked)
        cells = f"SELECT {cleaned(column)} AS cell, count(*) AS number FROM ({raw.sql}) GROUP BY 1"
        found = engine.query(
            f"SELECT cell, number FROM ({cells}) WHERE NOT {is_among('cell', asked)} AND ({alike}) ORDER BY 2 DESC, 1"
        )
        if found:
            yield near_note(raw, named, [str(cell) for cell, _ in found])


def near_note(raw: RawTable, named: Named, cells: Sequence[str]) -> str:
    shown = ", ".join(f"'{shortened(cell)}'" for cell in cells[:SHOWN])
    more = f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else ""
    return (
        f"{raw.file}, {named.title}: cells with {shown}{more} were not taken, which differ from {named.setting} by"
        " capitals or accents alone. List them too where they mean the same."
    )


def folded(cell: str) -> str:
    return f"strip_accents(lower({cell}))"
