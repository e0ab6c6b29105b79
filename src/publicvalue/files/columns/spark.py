"""Role columns of a typed Parquet file, read by Spark itself; whatever is not plain is left to the careful way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from unicodedata import normalize

import ibis
import ibis.expr.types as ir

from publicvalue.errors import MethodError
from publicvalue.evidence.model import Answer
from publicvalue.evidence.table import fetch
from publicvalue.evidence.units import convert
from publicvalue.files.columns.cells import BLANKS, SPACES, is_date, is_number, is_text
from publicvalue.files.columns.chosen_values import in_text
from publicvalue.files.columns.dates import APART, EARLIEST, LATEST
from publicvalue.files.columns.near_values import is_group
from publicvalue.files.columns.typed import Wanted, parsed_as
from publicvalue.files.engines.duckdb import RawTable
from publicvalue.framework.written.text import one_form
from publicvalue.measures.definition import Role

if TYPE_CHECKING:
    from publicvalue.files.engines.spark_backend import WatchedBackend

BESIDE = ("key", "unit")
ONE_FORM = "\t\n -~\u00a1-\u00ac\u00ae-\u02bb\u02bd-\u02ff\u0400-\u0482\u2013\u2014\u2026\u20ac\u0e01-\u0e5b"
"""Letters and signs that are written in one way alone, as the inside of a pattern's brackets."""


def _bytes(cell: str) -> int: ...  # type: ignore[empty-body]


BYTES: Callable[..., ir.Value] = ibis.udf.scalar.builtin(_bytes, name="octet_length")
LARGEST = sys.float_info.max


def typed_rows(
    backend: WatchedBackend, raw: RawTable, answer: Answer, wanted: Sequence[Wanted], unit: str
) -> tuple[ir.Table, int] | None:
    """Return the role columns and the number of rows; None where a cell or column must be looked at with care.

    Care means: text that must become numbers or dates, numbers that are not finite or not what the role allows, counts
    that are blank or negative, keys, units in rows, values under `where` that are no text, letters that can be written
    in two ways, and files that Spark cannot read. The engine in the process then prepares the columns, and names the
    rows that are wrong.
    """
    if raw.parquet is None or not all(is_plain(one) for one in wanted) or not plain_where(raw, answer.where):
        return None
    from pyspark.errors import PySparkException  # noqa: PLC0415 - with Spark alone

    try:
        whole = with_plain_names(backend.read_parquet(raw.parquet.as_uri()), raw)
        texts = {one.raw.name for one in wanted if is_text(one.raw)} | set(answer.where)
        if has_odd_letters(whole, texts):
            return None
        source = where_of(whole, answer.where)
    except PySparkException:
        # One column of a type that Spark does not know, used or not, or names that differ by their case alone.
        return None
    try:
        rows = source.select(**{one.alias: read_cell(source, one, unit) for one in wanted})
    except MethodError:
        # A unit that cannot be converted: DuckDB's way names its place.
        return None
    named = [*answer.where.items(), *((one.column.name, one.column.equals) for one in wanted if one.column.equals)]
    if not all_are_there(whole, named) or alike_by_capitals(whole, wanted):
        return None
    numbers = [one.alias for one in wanted if one.role.type == "number"]
    # Ibis' own isinf is false for every number in Spark.
    strange = [rows[name].abs() > LARGEST for name in numbers]
    counts = [rows[name] for name in numbers if name == "count"]
    strange += [count.isnull() | (count < 0) | (count != count.floor()) for count in counts]
    strange += [is_out_of_bounds(rows[one.alias], one.role) for one in wanted if one.role.type == "number"]
    dates = {one.alias: rows[one.alias] for one in wanted if one.role.type == "date"}
    strange += [(day < ibis.date(EARLIEST)) | (day > ibis.date(LATEST)) for day in dates.values()]
    doubt = ibis.or_(*strange).fill_null(False).cast("int64").sum() if strange else ibis.literal(0)
    spans = {f"span_{name}": day.year().max() - day.year().min() for name, day in dates.items()}
    sums = fetch(rows.aggregate(rows=rows.count(), doubt=doubt, **spans))
    # Dates that may stand far from all others are named by DuckDB's way.
    far = any(int(sums[name][0] or 0) > APART for name in spans)
    if far or not int(sums["rows"][0]) or int(sums["doubt"][0] or 0):
        return None
    return rows, int(sums["rows"][0])


def is_out_of_bounds(number: ir.Value, role: Role) -> ir.Value:
    """Whether a number cannot be in its role: a weight of 0 or less, an answer off its scale."""
    out: list[ir.Value] = [number <= role.above] if role.above is not None else []
    if role.between is not None:
        out += [number < role.between[0], number > role.between[1]]
    return ibis.or_(*out)


def with_plain_names(source: ir.Table, raw: RawTable) -> ir.Table:
    """Name the columns of a file as settings do."""
    return source.rename({column.name: column.title for column in raw.columns if column.title})


def has_odd_letters(source: ir.Table, titles: Collection[str]) -> bool:
    """Whether some cell holds signs that other cells may write in another way, which DuckDB's way makes the same."""
    if not titles:
        return False
    cells = [source[title].cast("string") for title in titles]
    odd = ibis.or_(*((BYTES(cell) > cell.length()) & cell.re_search(f"[^{ONE_FORM}]") for cell in cells))
    return bool(fetch(source.aggregate(odd=odd.fill_null(False).cast("int64").sum()))["odd"][0])


def is_plain(wanted: Wanted) -> bool:
    """Whether the column's type is already that of the role."""
    raw, kind = wanted.raw, parsed_as(wanted)
    if raw.filled:
        return False
    if wanted.role.name in BESIDE or not wanted.kept or not is_fitting(wanted):
        return False
    if kind == "number":
        return is_number(raw)
    if kind == "date":
        return is_date(raw)
    if kind == "values":
        return is_text(raw) and are_words(wanted.column.equals)
    return raw.type == "BOOLEAN" if kind == "yes_no" else is_text(raw)


def is_fitting(wanted: Wanted) -> bool:
    """Whether a unit, bounds or values are stated only where the role takes them; DuckDB's way names the others."""
    column, role = wanted.column, wanted.role
    answers = bool(column.equals) or column.at_least is not None or column.at_most is not None
    return role.type == "yes_no" if answers else role.measured or not column.unit


def plain_where(raw: RawTable, where: Mapping[str, Sequence[object]]) -> bool:
    """Whether rows are chosen by columns of text, and by texts, in a file whose columns differ by more than case."""
    types = {column.name: column for column in raw.columns}
    if len({title.casefold() for title in types}) < len(types):
        return False
    return all(
        is_text(types[title]) and not types[title].filled and are_words(values) for title, values in where.items()
    )


def are_words(values: Sequence[object]) -> bool:
    """Whether values are texts that stand for themselves: a whole number may be written in two ways."""
    return all(isinstance(value, str) and len(in_text(value.strip())) == 1 for value in values)


def all_are_there(source: ir.Table, named: Sequence[tuple[str, Sequence[object]]]) -> bool:
    """Whether the cells of each column have all the values that settings name for it, and none that are nearly so."""
    columns = {}
    for i, (title, values) in enumerate(named):
        cell = clean_text(source[title])
        texts = {one_form(str(value)) for value in values}
        columns[f"missing_{i}"] = len(texts) - cell.isin(sorted(texts)).ifelse(cell, ibis.null("string")).nunique()
        columns[f"near_{i}"] = is_near(cell, texts).fill_null(False).cast("int64").sum().fill_null(0)
    return not columns or not any(int(found[0]) for found in fetch(source.aggregate(**columns)).values())


def alike_by_capitals(source: ir.Table, wanted: Sequence[Wanted]) -> bool:
    """Whether groups differ by capitals alone, which DuckDB's way tells."""
    groups = [clean_text(source[one.column.name]) for one in wanted if is_group(one)]
    more = {f"more_{i}": cell.nunique() - cell.lower().nunique() for i, cell in enumerate(groups)}
    return bool(more) and any(int(found[0]) for found in fetch(source.aggregate(**more)).values())


def is_near(cell: ir.Value, texts: Collection[str]) -> ir.Value:
    """Whether a cell differs from a text by capitals, or may differ by accents, which DuckDB's way tells."""
    odd = (BYTES(cell) > cell.length()) & cell.length().isin(sorted({len(one) for one in texts}))
    plain = {"".join(letter for letter in normalize("NFD", one.lower()) if letter.isascii()) for one in texts}
    return ~cell.isin(sorted(texts)) & (cell.lower().isin(sorted(plain | {one.lower() for one in texts})) | odd)


def where_of(source: ir.Table, where: Mapping[str, Sequence[object]]) -> ir.Table:
    """Return the rows that are asked for."""
    return source.filter(is_asked(source, where)) if where else source


def is_asked(source: ir.Table, where: Mapping[str, Sequence[object]]) -> ir.BooleanValue:
    """Whether a row is asked for; null where a cell of `where` is blank."""
    cells = {title: [one_form(str(value)) for value in values] for title, values in where.items()}
    return ibis.and_(*(clean_text(source[title]).isin(values) for title, values in cells.items()))


def read_cell(source: ir.Table, wanted: Wanted, unit: str) -> ir.Value:
    cell, column, kind = source[wanted.column.name], wanted.column, parsed_as(wanted)
    if kind == "number":
        number = cell.cast("float64")
        if wanted.raw.type.startswith(("FLOAT", "DOUBLE")):
            number = number.isnan().ifelse(ibis.null("float64"), number)
        if column.unit and wanted.role.measured:
            number = number * convert(column.unit, unit)
        return within(number, column.at_least, column.at_most)
    if kind == "date":
        return cell.cast("date")
    if kind == "values":
        return clean_text(cell).isin([one_form(str(value)) for value in column.equals])
    return cell if kind == "yes_no" else clean_text(cell)


def within(number: ir.Value, at_least: float | None, at_most: float | None) -> ir.Value:
    """Turn a number into yes or no where bounds are given."""
    bounds = [number >= at_least] if at_least is not None else []
    bounds += [number <= at_most] if at_most is not None else []
    return ibis.and_(*bounds) if bounds else number


def clean_text(cell: ir.Value) -> ir.Value:
    """Trim a cell; words for nothing are blank."""
    trimmed = cell.cast("string").re_replace(f"^[{SPACES}]+|[{SPACES}]+$", "")
    return trimmed.lower().isin(BLANKS).ifelse(ibis.null("string"), trimmed)
