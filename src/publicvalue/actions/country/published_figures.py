"""Read publishers' own files of indices, check them, and keep the figures of the region's countries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from publicvalue.actions.country.readiness import CONTEXT, load_readiness
from publicvalue.country.model import TOTAL
from publicvalue.country.published.read import FileReading, read_published
from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.answers.sources import read_sheet_table
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.register_files import check_size, read_register_file
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, check_first_bytes
from publicvalue.reports.table import neutralise, rows_text
from publicvalue.schema.node import Row
from publicvalue.words.text import Text, counted

COLUMNS = ("index", "country", "year", "part", "value", "rank", "ranked", "file")


def read_figures(path: Path) -> FileReading:
    """Read a file, CSV or XLSX (its first sheet); EvidenceError or InputError where it is no publisher's."""
    if not path.is_file():
        what, do = Text("there is no such file"), Text("look at its name")
        raise EvidenceError([Problem(Place(str(path)), what, Text("the publisher's own table"), do)])
    header, rows = _sheet(path) if path.suffix.lower() == ".xlsx" else _text(path)
    return read_published(load_readiness(CONTEXT), path.name, header, rows)


def _text(path: Path) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    check_size(path.name, path.stat().st_size)
    table = read_register_file(path.name, path.read_bytes())
    return table.header, table.rows


def _sheet(path: Path) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    check_first_bytes(path, path.name)
    with open_engine(path.parent, DEFAULT_LIMITS) as engine:
        engine.any_header = True
        table = read_sheet_table(engine, path, path.name)
    return table.header, tuple(Row(path.name, number, cells) for number, cells in table.filled())


def describe_figures(found: FileReading) -> Iterator[Text]:
    """Yield what to say of a file: what it is, rows, identities, and what the publisher left open."""
    years = sorted({row.year for row in found.rows})
    yield Text(
        "{file}: {index}, {years:list}. {rows:count} rows can be used; in {checked:count} the totals are the means of "
        "their parts.",
        file=found.file,
        index=Text(found.index.title),
        years=tuple(map(str, years)),
        rows=len(found.rows),
        checked=found.checked,
    )
    if found.blank:
        yield counted(
            found.blank,
            "One cell says that there is no figure: it stays unknown.",
            "{number:count} cells say that there is no figure: they stay unknown.",
        )
    for year, why in sorted(found.unchecked.items()):
        yield Text("{year}: totals are not checked: {why:word}.", year=str(year), why=why)


def figures_csv(readings: Sequence[FileReading], countries: Sequence[str]) -> str:
    """Return the figures of some countries as a table, each as it was printed, with the file that it is from.

    A figure that stands in several files is taken from the first of them.
    """
    rows: list[Sequence[str]] = [COLUMNS]
    seen: set[tuple[str, str, int, str]] = set()
    lines = ((reading, row, one) for reading in readings for row in reading.rows for one in row.figures)
    for reading, row, figure in lines:
        key = (figure.index, row.country, row.year, figure.part)
        if row.country not in countries or key in seen:
            continue
        seen.add(key)
        ranks = (row.rank or "", row.ranked or "") if figure.part == TOTAL else ("", "")
        rows.append((*map(str, (*key, row.printed[figure.part], *ranks)), neutralise(reading.file)))
    return rows_text(rows, end="\n")
