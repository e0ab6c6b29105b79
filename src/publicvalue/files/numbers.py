"""Numbers as people write them: the decimal mark is decided from all cells of a column."""

from __future__ import annotations

from publicvalue.errors import Place, Problem
from publicvalue.files.cells import Cells, Settled

WANTED = ("a number", "numbers such as 1234.5 or 12 %")

AMBIGUOUS = r"[+-]?[1-9][0-9]{0,2},[0-9]{3}"
# 1,5 or 0,125 or 1.234,5 or 1.234.567
COMMA_DECIMAL = r"[+-]?([0-9]*,[0-9]+|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,})"
# 1,234.5 or 1,234,567
COMMA_THOUSANDS = r"[+-]?([0-9]{1,3}(,[0-9]{3})+\.[0-9]*|[0-9]{1,3}(,[0-9]{3}){2,})"
# 1.234 may be a decimal or, beside 1,5, a thousand
POINT_GROUP = r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"


def finite(expression: str) -> str:
    """Read a plain number; the engine would also take inf and nan."""
    cast = f"try_cast({expression} AS DOUBLE)"
    return f"CASE WHEN isfinite({cast}) THEN {cast} END"


def tidied(key: str) -> str:
    """Drop what does not change a number: a percent sign, a typographic minus, spaces between groups of three."""
    signed = rf"replace(regexp_replace({key}, '[\s\x{{00a0}}\x{{202f}}]*%$', ''), '−', '-')"
    group = r"'[+-]?[0-9]{1,3}([ \x{00a0}\x{202f}\x{2009}’''][0-9]{3})+([.,][0-9]+)?'"
    joined = rf"regexp_replace({signed}, '[ \x{{00a0}}\x{{202f}}\x{{2009}}’'']', '', 'g')"
    tidy = f"CASE WHEN regexp_full_match({signed}, {group}) THEN {joined} ELSE {signed} END"
    return f"CASE WHEN regexp_matches({key}, '[^0-9.,+-]') THEN {tidy} ELSE {key} END"


def settle_numbers(cells: Cells) -> Settled:
    """Decide the decimal mark of a column, and return how to read its cells."""
    found = cells.classes(class_of_number("tidy"), tidied(cells.key))
    point = found.get("point") or found.get("thousands")
    comma = found.get("comma")
    if comma and point:
        return Settled(problem=conflict(cells, comma, point))
    if comma:
        note = f"{cells.place.file}, {cells.place.field}: the comma was read as the decimal mark."
        return Settled(comma_decimal(cells.key), note)
    if found.get("ambiguous") and not point:
        return Settled(problem=ambiguous(cells, found["ambiguous"]))
    return Settled(comma_thousands(cells.key))


def class_of_number(number: str) -> str:
    """Sort a cell by the decimal mark that it shows; the cheap tests come before the patterns."""
    short = f"NOT contains({number}, '.') AND {number} NOT LIKE '%,___'"
    return (
        f"CASE WHEN ({finite(number)}) IS NOT NULL THEN"
        f" CASE WHEN contains({number}, '.') AND NOT regexp_full_match({number}, '{POINT_GROUP}')"
        f" THEN 'point' ELSE 'other' END"
        f" WHEN {short} AND ({finite(with_point(number))}) IS NOT NULL THEN 'comma'"
        f" WHEN regexp_full_match({number}, '{AMBIGUOUS}') THEN 'ambiguous'"
        f" WHEN regexp_full_match({number}, '{COMMA_THOUSANDS}') THEN 'thousands'"
        f" WHEN regexp_full_match({number}, '{COMMA_DECIMAL}') THEN 'comma' ELSE 'other' END"
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
    """Read 1,234.5; a comma that does not part groups of three is no number here."""
    number = tidied(key)
    groups = r"'[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?'"
    plain = finite(f"replace({number}, ',', '')")
    careful = f"CASE WHEN NOT contains({number}, ',') OR regexp_full_match({number}, {groups}) THEN {plain} END"
    return f"coalesce({finite(key)}, {careful})"


def conflict(cells: Cells, comma: tuple[int, int, str], point: tuple[int, int, str]) -> Problem:
    first = min(comma[1], point[1])
    return Problem(
        Place(cells.place.file, row=first, field=cells.place.field),
        f"the decimal mark is a comma in row {comma[1]} '{comma[2]}' and a point in row {point[1]} '{point[2]}'",
        "one decimal mark in the column",
        "write the numbers with a point and without thousands separators",
    )


def ambiguous(cells: Cells, found: tuple[int, int, str]) -> Problem:
    return Problem(
        Place(cells.place.file, row=found[1], field=cells.place.field),
        f"the comma may be a decimal mark or part thousands: row {found[1]} '{found[2]}'",
        "numbers that can be read in one way",
        "write the numbers with a point and without thousands separators",
    )
