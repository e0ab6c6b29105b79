"""Read a table of what is known of a population before answers are weighed to it: which columns and categories."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.answers.sources import read_table
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits, check_first_bytes, check_size, refuse
from publicvalue.instruments.parts.answers import KnownMargins
from publicvalue.instruments.submissions import TextTable
from publicvalue.words.text import Text

COLUMNS = ("margin", "category", "people")


def read_known_margins(path: Path, header: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> KnownMargins:
    """Return the margins of a table that answers have a column for.

    Parameters
    ----------
    path
        Table with the columns margin, category and people.
    header
        Columns of the answers.
    limits
        What reading may take.

    Raises
    ------
    InputError
        When there is no such table.
    EvidenceError
        When a column is missing, a margin is no column of the answers, or no number of people stands beside a category.
    """
    if not path.is_file():
        raise refuse(str(path), Text("there is no such file"), Text("a table of margins"), Text("check the path"))
    check_size(path, path.name, limits)
    check_first_bytes(path, path.name)
    with open_engine(path.parent, limits) as engine:
        table = read_table(engine, path)
    if missing := [name for name in COLUMNS if name not in table.header]:
        what = Text("the margins have no column {names:or}", names=tuple(missing))
        raise refuse(path.name, what, Text("the columns {names:list}", names=COLUMNS), Text("name the columns so"))
    if problems := list(_problems(path.name, table, header)):
        raise EvidenceError(problems)
    found: dict[str, list[str]] = {}
    for _, cells in table.filled():
        found.setdefault(cells["margin"].strip(), []).append(cells["category"].strip())
    return KnownMargins({column: tuple(names) for column, names in found.items()})


def _problems(file: str, table: TextTable, header: Sequence[str]) -> Iterator[Problem]:
    seen = set()
    for number, cells in table.filled():
        margin, category, people = (cells[name].strip() for name in COLUMNS)
        if margin not in header:
            what = Text("the answers have no column {column:quoted}", column=margin)
            expected = Text("a column of the answers, such as {names:list}", names=tuple(header[:5]))
            do = Text("correct the name, or delete the row")
            yield Problem(Place(file, row=number, field="margin"), what, expected, do)
        if not category or (margin, category) in seen:
            what = Text("the category is blank")
            if category:
                what = Text("{category:quoted} of {margin:quoted} stands twice", category=category, margin=margin)
            at = Place(file, row=number, field="category")
            yield Problem(at, what, Text("each category once"), Text("correct the row"))
        if not _is_positive(people):
            what = Text("{people:quoted} people", people=people)
            at = Place(file, row=number, field="people")
            yield Problem(at, what, Text("a number above 0"), Text("correct it"))
        seen.add((margin, category))


def _is_positive(text: str) -> bool:
    try:
        return 0 < float(text) < math.inf
    except ValueError:
        return False
