"""Totals, sources and footnotes under a table, and totals within it: they are no cases, and would count as some."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from publicvalue.errors import Place, Problem
from publicvalue.files.columns.cells import SHOWN, cleaned, is_text, list_cells
from publicvalue.files.columns.typed import Read, Reading
from publicvalue.files.engines.duckdb import Engine, RawTable, text
from publicvalue.words.text import Text, counted

LOOKED_AT = 12
"""Filled rows at the end of a table that are looked at."""
BEFORE_THEM = 200
"""Rows among which these are looked for, as rows without any cell stand between."""
MOST_COLUMNS = 30
FIRST = re.compile(
    r"((grand|overall|general|country|national)[ -]?)?totals?|(algemeen )?totaal"
    r"|total (g[eé]n[eé]ral|nacional|national)|ensemble|totales?|totaux",
    re.IGNORECASE,
)
"""Labels of a first row that is the total of those below it."""
MANY = 6
"""Numbers of which a last one is the sum by no chance."""
OF_ALL = r"(?i)^(all|alle|alles|tous|toutes|todos|todas|whole|national|overall)\b"
"""How a label begins that is a total where its number is the sum."""
OPEN_FORMS = ("", "sqlite")
"""Forms of files that people fill, and not programs that keep a log."""

TOTAL = re.compile(
    r"((grand|sub|overall|general|country|national|column)[ -]?)?totals?\b.*|((eind|sub)?totaal|algemeen totaal)\b.*"
    r"|(total|totaux|sous-total|subtotal(es)?|totales|suma|somme|som|sum|ensemble)\b.*"
    r"|average|mean|median|gemiddelde?|moyenne|promedio|media|mediaan|all|alle|tous|toutes|todos|todas",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"(sources?|bron(nen)?|fuentes?|notes?|nota|notas|noot|noten|opmerking(en)?|remarques?|remarks?|observaciones"
    r"|leg[ae]nda|legend|légende|leyenda|footnotes?|disclaimer|copyright)\b\s*([:.–-].*|\(.*|$)"
    r"|(last updated|updated|generated|exported|created|printed|extracted|bijgewerkt|geëxporteerd|mise à jour"
    r"|exporté|généré|actualizado|exportado|generado|fecha de|page|pagina|página|end of|fin de|einde)\b.*"
    r"|[*†©].*|\(\*+\).*|\(?[0-9a-z][)].*",
    re.IGNORECASE,
)
WITHIN = "(grand|sub)[ -]?totals?|sous-total|subtotal(es)?|(eind|sub)totaal|total g[eé]n[eé]ral|total general"
"""Labels that are a total wherever they stand."""
DO = Text("delete them, or leave them out by `where`; a row that is a case after all must not stand last")


class Where(Enum):
    """Where in a table rows stand that look like no case."""

    START = auto()
    WITHIN = auto()
    END = auto()
    SUM = auto()
    """At the end, with a number that is the sum of all others."""


@dataclass(frozen=True)
class Ending:
    """A row at an end of a table that looks like no case.

    Parameters
    ----------
    row, label
        Its number, and its first filled cell.
    where
        At which end it stands.
    """

    row: int
    label: str
    where: Where = Where.END


def find_endings(engine: Engine, raw: RawTable) -> tuple[Ending, ...]:
    """Return the last rows of a table that look like totals, sources or notes, and a first total; none for logs.

    Several answers may rest on one table: its rows are looked at once.
    """
    if raw not in engine.endings:
        engine.endings[raw] = _find_endings(engine, raw)
    return engine.endings[raw]


def _find_endings(engine: Engine, raw: RawTable) -> tuple[Ending, ...]:
    texts = [column for column in raw.columns if is_text(column)][:MOST_COLUMNS]
    if raw.form not in OPEN_FORMS or not texts:
        return ()
    first = raw.columns[: raw.columns.index(texts[0]) + 1]
    cells = ", ".join(f"{cleaned(column)} AS {column.key}" for column in texts)
    others = [column for column in first if not is_text(column)]
    numbers = "".join(f", {column.key}::VARCHAR AS {column.key}" for column in others)
    last = engine.query(f"SELECT max(row) FROM ({raw.sql})")[0][0]
    keys = ", ".join(column.key for column in (*others, *texts))
    rows = engine.query(
        f"SELECT row, {keys} FROM (SELECT row, {cells}{numbers} FROM ({raw.sql}) WHERE row > {last - BEFORE_THEM})"
        f" ORDER BY row DESC LIMIT {LOOKED_AT}"
    )
    found = []
    for row, *filled in rows:
        place = next((i for i, cell in enumerate(filled) if cell is not None), None)
        alone = sum(cell is not None for cell in filled) == 1 and 1 < len(texts) == len(raw.columns)
        if place is None:
            continue
        if not looks_like_none(str(filled[place]), alone=alone):
            break
        found.append((Ending(int(row), str(filled[place])), (*others, *texts)[place].key))
    keep = [ending for ending, key in found if not stands_above(engine, raw, key, ending, len(found))]
    filled_rows = sum(any(cell is not None for cell in cells) for _, *cells in rows)
    beginning = find_beginning(engine, raw)
    return (*beginning, *reversed(keep)) if len(found) < filled_rows else beginning


def looks_like_none(label: str, *, alone: bool) -> bool:
    """Whether a row begins with a total, a source or a note; alone in its row, a sentence is one too."""
    return bool(TOTAL.fullmatch(label) or NOTE.fullmatch(label)) or (alone and len(label.split()) > 3)


def stands_above(engine: Engine, raw: RawTable, key: str, ending: Ending, number: int) -> bool:
    """Whether rows above have the same cell, as those of a category do."""
    column = next(column for column in raw.columns if column.key == key)
    same = f"lower({cleaned(column)}) = lower({text(ending.label)})"
    count = engine.query(f"SELECT count(*) FROM (SELECT 1 FROM ({raw.sql}) WHERE {same} LIMIT {number + 1})")[0][0]
    return bool(is_text(column) and count > 1)


def find_beginning(engine: Engine, raw: RawTable) -> tuple[Ending, ...]:
    """Return the first row of a table where it is called a total and no other row is, as statistical offices write."""
    column = next((column for column in raw.columns if is_text(column)), None)
    if column is None or raw.form not in OPEN_FORMS:
        return ()
    first = engine.query(f"SELECT row, {cleaned(column)} FROM ({raw.sql}) ORDER BY row LIMIT 1")
    if not first or first[0][1] is None or not FIRST.fullmatch(str(first[0][1])):
        return ()
    beginning = Ending(int(first[0][0]), str(first[0][1]), Where.START)
    return () if stands_above(engine, raw, column.key, beginning, 1) else (beginning,)


def check_rows_are_cases(raw: RawTable, read: Read, where: str, endings: Sequence[Ending]) -> list[Problem]:
    """Return problems with rows that would count as cases and are none."""
    engine = next((reading.cells.engine for reading in read.readings), None)
    if engine is None:
        return []
    return [
        *_endings_used(engine, raw, where, endings),
        *_totals_within(engine, raw, where, endings),
        *_sums_at_end(raw, read, endings),
    ]


def _endings_used(engine: Engine, raw: RawTable, where: str, endings: Sequence[Ending]) -> Iterator[Problem]:
    if not endings:
        return
    numbers = ", ".join(str(ending.row) for ending in endings)
    used = {int(row) for (row,) in engine.query(f"SELECT row FROM ({raw.sql}) WHERE ({where}) AND row IN ({numbers})")}
    others = engine.query(f"SELECT 1 FROM ({raw.sql}) WHERE ({where}) AND row NOT IN ({numbers}) LIMIT 1")
    for place in dict.fromkeys(ending.where for ending in endings):
        shown = [(ending.row, ending.label) for ending in endings if ending.row in used and ending.where == place]
        if shown and others:
            yield _problem(raw, shown, len(shown), place)


def _totals_within(engine: Engine, raw: RawTable, where: str, endings: Sequence[Ending]) -> Iterator[Problem]:
    """Name totals that stand at no end; tables that a program typed have none."""
    column = next((column for column in raw.columns if is_text(column)), None)
    if column is None or raw.parquet is not None or raw.form not in OPEN_FORMS:
        return
    cell = f"({cleaned(column)})"
    known = ", ".join(str(ending.row) for ending in endings) or "-1"
    found = engine.query(
        f"SELECT row, cell, count(*) OVER () FROM (SELECT row, {cell} AS cell FROM ({raw.sql}) WHERE {where})"
        f" WHERE regexp_full_match(cell, '(?i){WITHIN}') AND row NOT IN ({known}) ORDER BY row LIMIT {SHOWN}"
    )
    others = f"SELECT 1 FROM ({raw.sql}) WHERE ({where}) AND NOT regexp_full_match({cell}, '(?i){WITHIN}') LIMIT 1"
    if found and engine.query(others):
        shown = [(int(row), str(label)) for row, label, _ in found]
        yield _problem(raw, shown, int(found[0][2]), Where.WITHIN)


def _sums_at_end(raw: RawTable, read: Read, endings: Sequence[Ending]) -> Iterator[Problem]:
    """Name a last row whose number is the sum of all others: without a label, or beneath many."""
    texts = [column.key for column in raw.columns if is_text(column)]
    numbers = [one for one in read.readings if one.wanted.role.type == "number" and not one.problems]
    if raw.parquet is not None:
        return
    labelled = []
    for reading in numbers:
        # A table that is nothing but the numbers has no labels: the numbers stand for them, and are never blank.
        own = reading.wanted.raw.key
        label = next((key for key in texts if key != own), own if own in texts else "")
        labelled += [(reading, label)] if label else []
    known = {ending.row for ending in endings}
    for (reading, label), last in zip(labelled, _last_numbers(read, [one for one, _ in labelled]), strict=True):
        problems = _sum_at_end(raw, reading, label, last)
        yield from (one for one in problems if one.place.row not in known)


def _last_numbers(read: Read, readings: Sequence[Reading]) -> Iterator[tuple[Any, ...]]:
    """Yield of each column the last row with a number, that number, the sum and the count of the others.

    All columns are asked for at once: of a small table, planning a query takes longer than its answer.
    """
    if not readings:
        return
    cells = ", ".join(f"{reading.sql} AS n{i}" for i, reading in enumerate(readings))
    parts = []
    for i in range(len(readings)):
        last = f"arg_max(n{i}, row) FILTER (n{i} IS NOT NULL)"
        count = f"count(*) FILTER (n{i} <> 0) - 1"
        parts += [f"max(row) FILTER (n{i} IS NOT NULL)", last, f"sum(n{i}) - {last}", count]
    query = readings[0].cells.engine.query
    (found,) = query(f"SELECT {', '.join(parts)} FROM (SELECT row, {cells} FROM ({read.rows}))")
    yield from (found[4 * i : 4 * i + 4] for i in range(len(readings)))


def _sum_at_end(raw: RawTable, reading: Reading, label: str, found: tuple[Any, ...]) -> Iterator[Problem]:
    query = reading.cells.engine.query
    last, number, total, count = found
    if last is None or count < SHOWN or not number or abs(number - total) > 1e-9 * abs(number):
        return
    nameless = f"SELECT row FROM ({raw.sql}) WHERE {label} IS NULL OR {label} = ''"
    blank = query(f"SELECT count(*) FILTER (row = {last}), count(*) FROM ({nameless})")
    of_all = query(f"SELECT 1 FROM ({raw.sql}) WHERE row = {last} AND regexp_matches({label}, '{OF_ALL}')")
    if blank[0] == (1, 1) or count >= MANY or of_all:
        yield _problem(raw, [(int(last), f"{number:g}")], 1, Where.SUM)


def _problem(raw: RawTable, shown: Sequence[tuple[int, str]], count: int, where: Where) -> Problem:
    what = _what(count, where, list_cells(shown[:SHOWN]))
    expected = Text("one case in each row, and nothing else under the header")
    return Problem(Place(raw.file, row=shown[0][0]), what, expected, DO)


def _what(count: int, where: Where, cells: Text) -> Text:
    match where:
        case Where.START:
            return counted(
                count,
                "1 row at the start of the table looks like a total, a source or a note, and would count as a case:"
                " {cells}",
                "{number:count} rows at the start of the table look like a total, a source or a note, and would count"
                " as cases: {cells}",
                cells=cells,
            )
        case Where.WITHIN:
            return counted(
                count,
                "1 row within the table looks like a total, a source or a note, and would count as a case: {cells}",
                "{number:count} rows within the table look like a total, a source or a note, and would count as cases:"
                " {cells}",
                cells=cells,
            )
        case Where.SUM:
            return Text(
                "1 row at the end of the table, the sum of all others, looks like a total, a source or a note, and"
                " would count as a case: {cells}",
                cells=cells,
            )
        case Where.END:
            return counted(
                count,
                "1 row at the end of the table looks like a total, a source or a note, and would count as a case:"
                " {cells}",
                "{number:count} rows at the end of the table look like a total, a source or a note, and would count as"
                " cases: {cells}",
                cells=cells,
            )
