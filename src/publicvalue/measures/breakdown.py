"""A number by period and group: the same measure in each cell, small cells left out, also against subtraction.

A cell is as large as what its own number rests on: the people who answered, the raters, the cases of the rate. Twenty
rows of which one has an answer are a cell of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.diagnostics import is_filled
from publicvalue.measures.picture import ENDS, Interval, Intervals
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES, few_groups, hide_cells
from publicvalue.measures.result import Detail, Measured, Result
from publicvalue.words.text import Text, phrase, quoted

MOST_CELLS = 400
DRAWS = 1_000
BLANK = phrase("not stated")

PERIOD, GROUP = "by_period", "by_group"
BESIDE = (*ENDS, Text("cases"))
"""Headings of what stands beside the estimate of a cell."""

PEOPLE = frozenset({"survey", "ratings"})
"""Kinds of evidence whose rows are what people say."""

COUNTED = frozenset({*PEOPLE, "records"})
"""Kinds of evidence whose measures count their cases, respondents or raters as `n`."""


def by_roles(each: str) -> dict[str, Role]:
    """Return the roles of an answer's `by`: periods are days when `each` says into what they are gathered."""
    period = Role(PERIOD, "date" if each else "category", Text("the period of each row"), required=False)
    return {"period": period, "group": Role(GROUP, "category", Text("the group of each row"), required=False)}


@dataclass(frozen=True)
class BreakdownCell:
    """One period and group.

    Parameters
    ----------
    labels
        Names of its period and its group, of those that are asked for.
    cases
        Cases in it whose numbers and marks are filled in.
    evidence
        The rows of the evidence that fall into it; of a survey with the others of its period, who were drawn too.
    """

    labels: tuple[str, ...]
    cases: float
    evidence: EvidenceTable


def add_breakdown(
    result: Measured,
    evidence: EvidenceTable,
    definition: Definition,
    each: str,
    context_of: Callable[[tuple[str, ...]], Context],
) -> Measured:
    """Return a result with the table and the picture of its cells; the number itself stays as it is.

    Parameters
    ----------
    result
        The number over all rows.
    evidence
        Its evidence, with the columns `by_period` or `by_group` or both.
    definition
        Its measure.
    each
        month, quarter or year where the period is a day; empty where it is a label.
    context_of
        Gives the context of a cell's measure from its labels.

    Raises
    ------
    MethodError
        When there are more than 400 cells.
    """
    cells = _cells(evidence, definition, each)
    found = [_measure_cell(cell, definition, context_of(cell.labels)) for cell in cells]
    sizes = [_size(cell, one, definition) for cell, one in zip(cells, found, strict=True)]
    hidden = hide_cells([cell.labels for cell in cells], sizes)
    estimates = [
        one if isinstance(one, Measured) and not hide else None for one, hide in zip(found, hidden, strict=True)
    ]
    labels = ((Text("period"), PERIOD), (Text("group"), GROUP))
    names = tuple(name for name, column in labels if evidence.has(column))
    title = Text("{title}, by {names:and}", title=definition.title, names=names)
    # Where some lie below 0, as effects do, the picture shows on which side of it the others lie.
    zero = 0.0 if any(shown and shown.low < 0 for shown in estimates) else None
    head = (*names, Text("estimate ({unit:word})", unit=result.unit), *BESIDE)
    few = _few_groups(cells, sizes) if evidence.has(GROUP) else frozenset()
    named = [row for row in zip(cells, estimates, sizes, hidden, strict=True) if row[0].labels[-1] not in few]
    rows = tuple((*cell.labels, *_numbers(shown), HIDDEN if hide else size) for cell, shown, size, hide in named) + (
        (*[""] * (len(names) - 1), few_groups(len(few)), None, None, None, HIDDEN),
    ) * bool(few)
    points = tuple(
        Interval(cell.labels[0], *_numbers(shown), group=cell.labels[1] if len(names) == 2 else "")
        for cell, shown, _, _ in sorted(named, key=lambda row: row[0].labels[::-1])
    )
    return replace(
        result,
        details=(*result.details, Detail(title, head, rows)),
        pictures=(*result.pictures, *([Intervals(title, result.unit, points, zero)] if points else [])),
    )


def without_breakdown(result: Measured, reason: Text) -> Measured:
    """Return a result without the cells that were added last, and without their picture; a reason stands in the table.

    Groups that are too small to be named have a row, and no place in the picture: a table of these alone has none.
    """
    table = result.details[-1]
    last_label = len(table.columns) - len(BESIDE) - 2
    is_drawn = any(not isinstance(row[last_label], Text) for row in table.rows)
    rows = ((reason, *[None] * (len(table.columns) - 2), HIDDEN),)
    return replace(
        result,
        details=(*result.details[:-1], replace(table, rows=rows)),
        pictures=result.pictures[:-1] if is_drawn else result.pictures,
    )


def _few_groups(cells: list[BreakdownCell], sizes: list[float]) -> frozenset[str]:
    """Return the groups that have fewer than five cases in every period: they may be called as the one in them.

    Periods are not added up: one person who answers in each of five waves is five cases and one name.
    """
    largest: dict[str, float] = {}
    for cell, size in zip(cells, sizes, strict=True):
        largest[cell.labels[-1]] = max(largest.get(cell.labels[-1], 0.0), size)
    return frozenset(name for name, size in largest.items() if size < LEAST_CASES)


def _numbers(found: Measured | None) -> tuple[float | None, float | None, float | None]:
    return (found.estimate, found.low, found.high) if found else (None, None, None)


def _measure_cell(cell: BreakdownCell, definition: Definition, context: Context) -> Result | None:
    """Return a cell's result; None where it has too few cases to be shown, whatever they say."""
    if cell.cases < LEAST_CASES and definition.kinds[0] not in PEOPLE:
        return None
    # A cell shows its numbers alone.
    context = replace(context, notes=False)
    return definition.compute(cell.evidence, context)


def _size(cell: BreakdownCell, found: Result | None, definition: Definition) -> float:
    """Return how many cases, respondents or raters a cell's number rests on."""
    kind = definition.kinds[0]
    if isinstance(found, Measured):
        return min(cell.cases, found.n) if kind in COUNTED else cell.cases
    # What people say is not a number from one of them: such a cell is as small as any.
    return 0.0 if kind in PEOPLE else cell.cases


def _needed(evidence: EvidenceTable, definition: Definition) -> list[str]:
    """Return the numbers and marks without which the measure uses no row."""
    sets = ([role for role in roles if role.required] for roles in definition.role_sets)
    chosen = next((roles for roles in sets if all(evidence.has(role.name) for role in roles)), [])
    return [role.name for role in chosen if role.type in ("number", "yes_no") and not role.repeated]


def _cells(evidence: EvidenceTable, definition: Definition, each: str) -> list[BreakdownCell]:
    labels = [name for name in (PERIOD, GROUP) if evidence.has(name)]
    evidence = replace(evidence, notes=()).mutated(lambda rows: {name: label_of(rows, name, each) for name in labels})
    rows, drawn = evidence.rows, "survey" in definition.kinds
    filled = ibis.and_(*(is_filled(rows[name]) for name in _needed(evidence, definition)))
    counted = rows.mutate(cases_in_cell=ibis.ifelse(filled, evidence.counts(), 0.0))
    sums = counted.group_by(*labels).aggregate(cases=counted["cases_in_cell"].sum(), count=counted.count())
    found = fetch(sums.order_by(*labels).limit(MOST_CELLS + 1))
    if len(found["cases"]) > MOST_CELLS:
        number = int(fetch(sums.aggregate(n=sums.count()))["n"][0])
        columns = quoted(column for name in labels for column in evidence.roles[name])
        raise method_error(
            Text("`by` makes {number:count} cells of {columns:and}", number=number, columns=columns),
            Text("at most {most_cells} cells of period and group", most_cells=MOST_CELLS),
            Text("name a coarser group, or gather days with each: month, quarter or year"),
        )
    keys = list(zip(*(found[name] for name in labels), strict=True))
    return [
        BreakdownCell(
            tuple(str(part) for part in key),
            float(cases),
            _part(evidence, dict(zip(labels, map(str, key), strict=True)), int(count), drawn=drawn),
        )
        for key, cases, count in zip(keys, found["cases"], found["count"], strict=True)
    ]


def _part(evidence: EvidenceTable, key: Mapping[str, str], count: int, *, drawn: bool) -> EvidenceTable:
    """Return the rows of a cell; of a sample with the others of its period, which is a sample of its own.

    Parameters
    ----------
    evidence
        Its rows, and the others, have the labels as columns.
    key
        Column -> label of the cell.
    count
        Rows of the cell.
    drawn
        Whether the rows are those of a sample.
    """
    if not drawn or GROUP not in key:
        return replace(_of(evidence, key), rows_read=count)
    return _of(evidence, {n: part for n, part in key.items() if n == PERIOD}).part(
        evidence.rows[GROUP] == key[GROUP], count
    )


def _of(evidence: EvidenceTable, key: Mapping[str, str]) -> EvidenceTable:
    def kept(rows: ir.Table) -> ir.Table:
        return rows.filter(*(rows[name] == part for name, part in key.items())) if key else rows

    others = None if evidence.others is None else kept(evidence.others)
    return replace(evidence, rows=kept(evidence.rows), others=others)


def label_of(rows: ir.Table, name: str, each: str) -> ir.StringValue:
    """Return the label of each row's period or group, as the table of cells names it."""
    column = rows[name]
    if name == PERIOD and each:
        year = column.year().cast("string")
        column = {
            "month": column.strftime("%Y-%m"),
            "quarter": year + ibis.literal("-Q") + column.quarter().cast("string"),
            "year": year,
        }[each]
    label: ir.StringValue = column.fill_null(BLANK)
    return label
