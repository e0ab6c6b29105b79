"""Cells that are written nearly as a value that settings name, and were not taken: in other capitals, or accents."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.files.columns.cells import SHOWN, cleaned, is_text
from publicvalue.files.columns.chosen_values import Named, candidates, is_among, written
from publicvalue.files.columns.typed import Wanted
from publicvalue.files.engines.duckdb import Engine, RawTable, text
from publicvalue.framework.fields import shortened

GROUPS = ("group", "by_group")


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


def group_notes(engine: Engine, raw: RawTable, wanted: Sequence[Wanted]) -> Iterator[str]:
    """Say which groups differ by capitals alone: each counts by itself."""
    for one in wanted:
        if not is_group(one):
            continue
        cells = f"SELECT DISTINCT {cleaned(one.raw)} AS cell FROM ({raw.sql})"
        found = engine.query(
            f"SELECT list(cell ORDER BY cell) FROM ({cells}) WHERE cell IS NOT NULL GROUP BY lower(cell)"
            " HAVING count(*) > 1 ORDER BY 1"
        )
        if found:
            shown = "; ".join(" and ".join(f"'{shortened(cell)}'" for cell in alike) for (alike,) in found[:SHOWN])
            more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            yield (
                f"{raw.file}, {one.column.name}: groups differ by capitals alone, and count each by itself:"
                f" {shown}{more}. Write them in one way where they are the same."
            )


def is_group(wanted: Wanted) -> bool:
    """Whether a column of text parts the rows into groups that a reader sees by name."""
    return wanted.role.name in GROUPS and wanted.role.type == "category" and is_text(wanted.raw)


def near_note(raw: RawTable, named: Named, cells: Sequence[str]) -> str:
    shown = ", ".join(f"'{shortened(cell)}'" for cell in cells[:SHOWN])
    more = f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else ""
    return (
        f"{raw.file}, {named.title}: cells with {shown}{more} were not taken, which differ from {named.setting} by"
        " capitals or accents alone. List them too where they mean the same."
    )


def folded(cell: str) -> str:
    return f"strip_accents(lower({cell}))"
