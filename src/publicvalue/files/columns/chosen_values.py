"""Values that settings name, found among a column's cells: letter for letter in text, by number in columns of numbers.

The rule, which `docs/reference/assessment.md` states for users: in a column of text a value takes the cells that are
written as it is; a whole number may stand there as data frames write it, `1.0` for `1`. In a column that the file
itself types as numbers, days or yes and no, it takes the cells that are equal to it. What takes no cell is refused.
"""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from publicvalue.errors import Place, Problem
from publicvalue.evidence.columns import Scalar
from publicvalue.files.columns.cells import BLANKS, SHOWN, as_text, cleaned, is_text
from publicvalue.files.columns.yes_no import NO, YES, word_is_yes
from publicvalue.files.engines.duckdb import Engine, RawColumn, RawTable, text
from publicvalue.framework.written.text import one_form
from publicvalue.schema.spelling import nearest, shortened
from publicvalue.words.text import Text, quoted

WHOLE = re.compile(r"(-?(?:0|[1-9][0-9]{0,299}))(\.0)?")
NUMBER = re.compile(r"[-+]?([0-9]{1,300}(\.[0-9]{0,300})?|\.[0-9]{1,300})([eE][-+]?[0-9]{1,3})?")
FRAME = ".0"
"""What a data frame adds to whole numbers in a column with gaps."""


@dataclass(frozen=True)
class NamedValues:
    """Values that a setting names for a column.

    Parameters
    ----------
    title, values
        The column's name, and the values.
    place
        Where the setting stands.
    setting
        What it is called, for advice: `where`, `equals`, `the option reference`.
    do
        What to do where no cell is near a value; correcting the setting where nothing is said.
    may_be_none
        Whether a column that holds yes and no alone may have none of the values: that is then a result.
    """

    title: str
    values: Sequence[Scalar]
    place: Place
    setting: str
    do: Text | None = None
    may_be_none: bool = False


def find_values(engine: Engine, raw: RawTable, named: NamedValues) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the cells that the values take, as `cell_text` writes them, and a problem where a value takes none."""
    column = next(column for column in raw.columns if column.name == named.title)
    wanted = candidates(engine, column, tuple(dict.fromkeys(written(value) for value in named.values)))
    cell = cell_text(column, tuple(wanted))
    asked = sorted({one for ones in wanted.values() for one in ones})
    found: set[str] = set()
    if asked:
        rows = engine.query(f"SELECT DISTINCT {cell} FROM ({raw.sql}) WHERE {is_among(cell, asked)}")
        found = {str(one) for (one,) in rows}
    missing = [value for value, ones in wanted.items() if found.isdisjoint(ones)]
    if missing and named.may_be_none:
        none = [value for value in missing if is_the_other_word(engine, raw, column, value)]
        missing = [value for value in missing if value not in none]
        found |= {one for value in none for one in wanted[value]}
    problems = (nothing_taken(engine, raw, named, cell, missing),) if missing else ()
    return tuple(sorted(found)), problems


def is_the_other_word(engine: Engine, raw: RawTable, column: RawColumn, value: str) -> bool:
    """Whether a column holds yes and no alone, and none of what the value means: that none has it is then a result."""
    meant = truth(value)
    if not meant or not (is_text(column) or column.type == "BOOLEAN"):
        return False
    means_yes = word_is_yes(as_text(f"({cleaned(column)})", column))
    rows = f"SELECT {means_yes} AS yes, {cleaned(column)} AS cell FROM ({raw.sql})"
    other = "false" if meant == ("true",) else "true"
    all_other = engine.query(f"SELECT bool_and(coalesce(yes = {other}, false)) FROM ({rows}) WHERE cell IS NOT NULL")
    return bool(all_other[0][0])


def is_among(cell: str, values: Sequence[str]) -> str:
    """Return the condition that a cell is one of the texts."""
    if len(values) == 1:
        return f"({cell} = {text(values[0])})"
    return f"({cell} IN ({', '.join(map(text, values))}))"


def cell_text(column: RawColumn, values: Sequence[str], key: str = "") -> str:
    """Return the expression that writes a column's cells so that they can be compared with values."""
    key = key or f"({cleaned(column)})"
    if column.type.startswith("TIMESTAMP") and all(is_day(value) for value in values):
        return f"({key})::DATE::VARCHAR"
    return as_text(key, column)


def written(value: Scalar) -> str:
    """Return a value as a cell has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime.date) else one_form(str(value))


def candidates(engine: Engine, column: RawColumn, values: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return for each value the texts that its cells may have."""
    kind = column.type.removeprefix("U")
    if is_text(column):
        return {value: in_text(value) for value in values}
    if kind == "BOOLEAN":
        return {value: truth(value) for value in values}
    if kind.endswith(("INT", "INTEGER")):
        return {value: whole(value) for value in values}
    if kind.startswith("DECIMAL"):
        scale = int(kind.rstrip(")").split(",")[1])
        return {value: decimal(value, scale) for value in values}
    if kind.startswith(("FLOAT", "DOUBLE")):
        return floating(engine, column, values)
    return {value: (value,) for value in values}


def in_text(value: str) -> tuple[str, ...]:
    whole = WHOLE.fullmatch(value)
    return (whole[1], whole[1] + FRAME) if whole else (value,)


def truth(value: str) -> tuple[str, ...]:
    word = value.lower()
    return ("true",) if word in YES else ("false",) if word in NO else ()


def whole(value: str) -> tuple[str, ...]:
    if not NUMBER.fullmatch(value):
        return ()
    number = Decimal(value)
    return (str(int(number)),) if number.adjusted() < 40 and number == number.to_integral_value() else ()


def decimal(value: str, scale: int) -> tuple[str, ...]:
    if not NUMBER.fullmatch(value) or Decimal(value).adjusted() >= 40:
        return ()
    number = Decimal(value)
    plain = f"{number:.{scale}f}"
    # As `as_text` writes them: whole numbers without a point.
    return ((str(int(number)) if number == number.to_integral_value() else plain),) if Decimal(plain) == number else ()


def floating(engine: Engine, column: RawColumn, values: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Have the engine write the numbers as it writes those of the column."""
    numbers = [value for value in values if NUMBER.fullmatch(value)]
    found: dict[str, tuple[str, ...]] = dict.fromkeys(values, ())
    if numbers:
        listed = ", ".join(map(text, numbers))
        cast = f"(try_cast(value AS {column.type}))"
        rows = engine.query(f"SELECT value, {as_text(cast, column)} FROM (SELECT unnest([{listed}]) AS value)")
        found |= {str(value): (str(one),) for value, one in rows if one is not None}
    return found


def is_day(value: str) -> bool:
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def nothing_taken(engine: Engine, raw: RawTable, named: NamedValues, cell: str, missing: Sequence[str]) -> Problem:
    values = [str(value) for (value,) in common_values(engine, raw, cell)]
    shown = tuple(map(shortened, values))
    expected = Text("values of the column, such as {values:list}", values=quoted(shown))
    alike = [value for value in values if value.casefold() == missing[0].casefold()]
    otherwise = named.do or Text("correct {setting}", setting=named.setting)
    do: str = Text("did you mean {word:quoted}?", word=alike[0]) if alike else nearest(missing[0], values, otherwise)
    filled = next(column.filled for column in raw.columns if column.name == named.title)
    if missing[0].lower() in BLANKS and missing[0].lower() not in filled:
        do = Text(
            "{word:quoted} means that a cell is blank; where it is a value, write {line} under the evidence",
            word=missing[0],
            line=f"not_blank: {{'{named.title}': ['{missing[0]}']}}",
        )
    return Problem(named.place, no_row(raw.file, named.title, missing), expected, do)


def no_row(file: str, title: str, missing: Sequence[str]) -> Text:
    words = quoted(map(shortened, missing[:SHOWN]))
    if len(missing) <= SHOWN:
        return Text("{file} has no row where {column} is {values:or}", file=file, column=title, values=words)
    return Text(
        "{file} has no row where {column} is {values:or} (and {left:count} more)",
        file=file,
        column=title,
        values=words,
        left=len(missing) - SHOWN,
    )


def common_values(engine: Engine, raw: RawTable, cell: str) -> list[tuple[object, ...]]:
    return engine.query(
        f"SELECT {cell} FROM ({raw.sql}) WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
        f" LIMIT {2 * SHOWN}"
    )


def chosen_rows(engine: Engine, raw: RawTable, all_named: Sequence[NamedValues]) -> tuple[str, tuple[Problem, ...]]:
    """Return the condition that keeps the rows which the settings choose, and every problem with them."""
    conditions: list[str] = []
    problems: list[Problem] = []
    for named in all_named:
        column = next(column for column in raw.columns if column.name == named.title)
        values, found = find_values(engine, raw, named)
        problems += found
        if values:
            cell = cell_text(column, [written(value) for value in named.values])
            conditions.append(f"coalesce({is_among(cell, values)}, false)")
    return " AND ".join(conditions) or "true", tuple(problems)


def named_values(
    where: Mapping[str, Sequence[Scalar]], places: Mapping[str, Place], place: Place
) -> Iterator[NamedValues]:
    """Return what `where` names, column by column."""
    for title, values in where.items():
        yield NamedValues(title, values, places.get(f"where.{title}", place), Text("the values under where"))
