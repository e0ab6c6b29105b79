"""Numbers as people write them: the decimal mark is decided from all cells of a column, then from the other columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue.errors import Place, Problem
from publicvalue.files.columns.cells import NO_NOTE, ColumnCells, Settled, cleaned, is_text
from publicvalue.files.engines.duckdb import RawColumn, RawTable
from publicvalue.framework.written import numbers as written
from publicvalue.framework.written.numbers import DecimalMark, Shown
from publicvalue.words.text import Text

WANTED = (Text("a number"), Text("numbers such as 1234.5 or 12 %"))
MOST_LOOKED_AT = 50
"""Other columns that are looked at for their decimal mark."""
STANDARD_FORMS = (".xes", "ocel")
"""Forms of files whose standard states the decimal point."""

Found = Mapping[Shown, tuple[int, int, str]]
"""What is shown -> how many cells show it, the first of their rows, and its cell."""


def finite(expression: str) -> str:
    """Read a plain number; the engine would also take inf and nan, and +-5 for -5."""
    cast = f"try_cast({expression} AS DOUBLE)"
    return f"CASE WHEN isfinite({cast}) AND NOT starts_with({expression}, '+-') THEN {cast} END"


def tidied(key: str) -> str:
    """Drop what does not change a number: a percent sign, a typographic minus, spaces between groups of three."""
    signed = rf"replace(regexp_replace({key}, '[\s\x{{00a0}}\x{{202f}}]*%$', ''), '−', '-')"
    group = r"'[+-]?[0-9]{1,3}([ \x{00a0}\x{202f}\x{2009}’''][0-9]{3})+([.,][0-9]+)?'"
    joined = rf"regexp_replace({signed}, '[ \x{{00a0}}\x{{202f}}\x{{2009}}’'']', '', 'g')"
    tidy = f"CASE WHEN regexp_full_match({signed}, {group}) THEN {joined} ELSE {signed} END"
    return f"CASE WHEN regexp_matches({key}, '[^0-9.,+-]') THEN {tidy} ELSE {key} END"


def may_part_thousands(key: str) -> str:
    """Return the cheap test for cells such as 1.234, which the engine would read without a doubt."""
    # A blank behind the number moves its point.
    return f"{key}[-4] = '.' OR {key}[-1] <= ' '"


def settle_numbers(cells: ColumnCells) -> Settled:
    """Decide the decimal mark of a column, and return how to read its cells."""
    found = shown_in(cells)
    mark = written.own_mark(found)
    if mark is DecimalMark.BOTH:
        return Settled(problem=conflict(cells, found))
    if mark is DecimalMark.COMMA:
        note = Text(
            "{file}, {column}: the comma was read as the decimal mark.",
            file=cells.place.file,
            column=cells.place.field,
        )
        return Settled(comma_decimal(cells.key), note)
    if written.is_open(found):
        return settle_open(cells, found)
    return Settled(comma_thousands(cells.key))


def settle_open(cells: ColumnCells, found: Found) -> Settled:
    """Decide a column of cells such as 1.234 by what the file shows elsewhere."""
    mark, reason = DecimalMark.UNKNOWN, NO_NOTE
    table = cells.table
    if table and not {Shown.POINT_GROUP, Shown.ROUND_POINT_GROUP, Shown.COMMA_GROUP} <= set(found):
        mark, reason = mark_of_others(cells, table)
        if mark is DecimalMark.UNKNOWN and table.form in STANDARD_FORMS:
            mark, reason = DecimalMark.POINT, Text("as the form of the file states")
        elif mark is DecimalMark.UNKNOWN and table.delimiter == ",":
            mark, reason = written.mark_of_separated(found), Text("as in files whose cells are parted by commas")
    if mark in (DecimalMark.UNKNOWN, DecimalMark.BOTH):
        return Settled(problem=ambiguous(cells, found))
    file, column = cells.place.file, cells.place.field
    if mark is DecimalMark.COMMA:
        note = Text(
            "{file}, {column}: the comma was read as the decimal mark, {reason}.",
            file=file,
            column=column,
            reason=reason,
        )
        return Settled(comma_decimal(cells.key), note)
    note = Text(
        "{file}, {column}: the point was read as the decimal mark, {reason}.", file=file, column=column, reason=reason
    )
    return Settled(comma_thousands(cells.key), note)


def mark_of_others(cells: ColumnCells, table: RawTable) -> tuple[DecimalMark, Text]:
    """Return the decimal mark that the other columns of numbers show, and which does; UNKNOWN where they differ."""
    marks: dict[DecimalMark, str] = {}
    for column in other_columns(cells, table):
        key = f"({cleaned(column)})"
        found = shown_in(ColumnCells(cells.engine, table.sql, key, Place(table.file, field=column.name)))
        if Shown.OTHER in found:
            continue
        # A workbook's own numbers are written with a point here, whatever a person saw: only its texts show a mark.
        shown = {Shown.THOUSANDS, Shown.COMMA} & set(found) if table.is_sheet else found
        marks.setdefault(written.own_mark(shown), column.name)
    marks.pop(DecimalMark.UNKNOWN, None)
    if len(marks) != 1:
        return DecimalMark.UNKNOWN, NO_NOTE
    ((mark, title),) = marks.items()
    return mark, Text("as in {column}", column=title)


def other_columns(cells: ColumnCells, table: RawTable) -> Iterator[RawColumn]:
    others = [column for column in table.columns if is_text(column) and column.name != cells.place.field]
    yield from others[:MOST_LOOKED_AT]


def shown_in(cells: ColumnCells) -> Found:
    found = cells.classes(class_of_number("tidy"), tidied(cells.key))
    return {Shown(kind): shown for kind, shown in found.items()}


def class_of_number(number: str) -> str:
    """Sort a cell by the marks that it shows, as `shown_by` does; the cheap tests come before the patterns."""
    short = f"NOT contains({number}, '.') AND {number} NOT LIKE '%,___'"
    group = f"CASE WHEN {number}[-1] = '0' THEN '{Shown.ROUND_POINT_GROUP.value}' ELSE '{Shown.POINT_GROUP.value}' END"
    return (
        f"CASE WHEN ({finite(number)}) IS NOT NULL THEN"
        f" CASE WHEN NOT contains({number}, '.') THEN '{Shown.WHOLE.value}'"
        f" WHEN regexp_full_match({number}, '{written.POINT_GROUP}') THEN {group} ELSE '{Shown.POINT.value}' END"
        f" WHEN {short} AND ({finite(with_point(number))}) IS NOT NULL THEN '{Shown.COMMA.value}'"
        f" WHEN regexp_full_match({number}, '{written.COMMA_GROUP}') THEN '{Shown.COMMA_GROUP.value}'"
        f" WHEN regexp_full_match({number}, '{written.COMMA_THOUSANDS}') THEN '{Shown.THOUSANDS.value}'"
        f" WHEN regexp_full_match({number}, '{written.COMMA_DECIMAL}') THEN '{Shown.COMMA.value}'"
        f" ELSE '{Shown.OTHER.value}' END"
    )


def with_point(number: str) -> str:
    return f"replace({number}, ',', '.')"


def comma_decimal(key: str) -> str:
    """Read 1.234,5; a point that does not part groups of three is no number here."""
    number = tidied(key)
    groups = r"'[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?'"
    plain = finite(with_point(f"replace({number}, '.', '')"))
    quick = f"CASE WHEN NOT contains({key}, '.') THEN {finite(with_point(key))} END"
    careful = f"CASE WHEN NOT contains({number}, '.') OR regexp_full_match({number}, {groups}) THEN {plain} END"
    return f"coalesce({quick}, {careful})"


def comma_thousands(key: str) -> str:
    """Read 1,234.5; a comma that does not part groups is no number here."""
    number = tidied(key)
    groups = rf"'{written.COMMA_GROUP}|{written.COMMA_THOUSANDS}'"
    plain = finite(f"replace({number}, ',', '')")
    careful = f"CASE WHEN NOT contains({number}, ',') OR regexp_full_match({number}, {groups}) THEN {plain} END"
    return f"coalesce({finite(key)}, {careful})"


def conflict(cells: ColumnCells, found: Found) -> Problem:
    comma, point = found[Shown.COMMA], found.get(Shown.POINT) or found[Shown.THOUSANDS]
    first = min(comma[1], point[1])
    return Problem(
        Place(cells.place.file, row=first, field=cells.place.field),
        Text(
            "the decimal mark is a comma in row {comma_row} {comma:quoted} and a point in row {point_row}"
            " {point:quoted}",
            comma_row=comma[1],
            comma=comma[2],
            point_row=point[1],
            point=point[2],
        ),
        Text("one decimal mark in the column"),
        Text("write the numbers with a point and without thousands separators"),
    )


def ambiguous(cells: ColumnCells, found: Found) -> Problem:
    has_comma = Shown.COMMA_GROUP in found
    kinds = [Shown.COMMA_GROUP] if has_comma else written.OPEN
    _, row, cell = min((found[one] for one in kinds if one in found), key=lambda x: x[1])
    return Problem(
        Place(cells.place.file, row=row, field=cells.place.field),
        Text("the comma may be a decimal mark or part thousands: row {row} {cell:quoted}", row=row, cell=cell)
        if has_comma
        else Text("the point may be a decimal mark or part thousands: row {row} {cell:quoted}", row=row, cell=cell),
        Text("numbers that can be read in one way"),
        Text("write thousands without a separator, and decimals with a point and not just three digits behind it"),
    )
