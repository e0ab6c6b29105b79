"""Cells that are written nearly as a value that settings name, and were not taken: in other capitals, or accents."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.files.columns.cells import SHOWN, cleaned, is_text
from publicvalue.files.columns.chosen_values import NamedValues, candidates, is_among, written
from publicvalue.files.columns.typed import Wanted
from publicvalue.files.engines.duckdb import Engine, RawTable, text
from publicvalue.schema.spelling import shortened
from publicvalue.words.text import Text, quoted

GROUPS = ("group", "by_group")


def near_notes(engine: Engine, raw: RawTable, all_named: Sequence[NamedValues]) -> Iterator[Text]:
    """Say for each setting which cells differ from its values by capitals or accents alone."""
    for named in all_named:
        column = next(column for column in raw.columns if column.name == named.title)
        if not is_text(column):
            continue
        wanted = candidates(engine, column, [written(value) for value in named.values])
        asked = sorted({one for ones in wanted.values() for one in ones})
        listed = ", ".join(map(text, asked))
        alike = f"{folded('cell')} IN (SELECT {folded('value')} FROM (SELECT unnest([{listed}]::VARCHAR[]) AS value))"
        cells = f"SELECT {cleaned(column)} AS cell, count(*) AS number FROM ({raw.sql}) GROUP BY 1"
        found = engine.query(
            f"SELECT cell, number FROM ({cells}) WHERE NOT {is_among('cell', asked)} AND ({alike}) ORDER BY 2 DESC, 1"
        )
        if found:
            yield near_note(raw, named, [str(cell) for cell, _ in found])


def group_notes(engine: Engine, raw: RawTable, wanted: Sequence[Wanted]) -> Iterator[Text]:
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
            yield group_note(raw, one, [alike for (alike,) in found])


def is_group(wanted: Wanted) -> bool:
    """Whether a column of text parts the rows into groups that a reader sees by name."""
    return wanted.role.name in GROUPS and wanted.role.type == "category" and is_text(wanted.raw)


def group_note(raw: RawTable, wanted: Wanted, found: Sequence[Sequence[str]]) -> Text:
    groups: list[Text] = [Text("{cells:and}", cells=quoted(map(shortened, alike))) for alike in found[:SHOWN]]
    if len(found) > SHOWN:
        groups.append(Text("and {left:count} more", left=len(found) - SHOWN))
    return Text(
        "{file}, {column}: groups differ by capitals alone, and count each by itself: {groups:parts}. Write them in one"
        " way where they are the same.",
        file=raw.file,
        column=wanted.column.name,
        groups=tuple(groups),
    )


def near_note(raw: RawTable, named: NamedValues, cells: Sequence[str]) -> Text:
    shown = Text("{cells:list}", cells=quoted(map(shortened, cells[:SHOWN])))
    if len(cells) > SHOWN:
        shown = Text("{cells} and {left:count} more", cells=shown, left=len(cells) - SHOWN)
    return Text(
        "{file}, {column}: cells with {cells} were not taken, which differ from {setting} by capitals or accents alone."
        " List them too where they mean the same.",
        file=raw.file,
        column=named.title,
        cells=shown,
        setting=named.setting,
    )


def folded(cell: str) -> str:
    return f"strip_accents(lower({cell}))"
