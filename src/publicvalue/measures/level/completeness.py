"""Completeness of the data: the share of required cells that are filled.

What
    100 x filled cells / all cells of the columns given as `fields`. A blank cell is not filled. A row with a count
    stands for so many rows.
Unit
    Percent, 0 to 100.
Left out
    Nothing: blank cells are what is counted. At least one row is needed.
Interval
    95 %. The cells of one row tend to be blank together, so rows, not cells, are the cases: with v the variance of a
    row's share filled around the mean share p, the effective number of cells is n* = p (1 - p) rows / v, and the
    interval and the draws are Jeffreys' for p n* of n*. With one field this is the plain Jeffreys interval. When every
    cell is filled, or none, the number of rows is used, as if all cells of a row were blank together; when all rows
    have the same share filled, the number of cells.
Strength
    3: a measured level.
Sources
    C. Franco, R. J. A. Little, T. A. Louis and E. V. Slud (2019), Journal of Survey Statistics and Methodology 7(3),
    334-364, for the effective sample size; L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2),
    101-133.
"""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, note_diagnostics
from publicvalue.measures.kernels.proportions import Share, effective_share, measured_share
from publicvalue.measures.result import Detail, NotApplicable, Result
from publicvalue.words.text import Text


def measure_completeness(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of filled cells in `fields`, as the module's definition says."""
    fields = evidence.roles["fields"]
    columns = [f"fields_{number + 1}" for number in range(len(fields))]
    rows = evidence.rows.mutate(**{CASES: evidence.counts()})
    filled = sum((rows[column].notnull().cast("int64") for column in columns), ibis.literal(0))
    counts = fetch(rows.group_by(filled=filled).aggregate(total=rows[CASES].sum()).order_by("filled"))
    cells, cases = np.asarray(counts["filled"], np.float64), np.asarray(counts["total"], np.float64)
    n = float(cases.sum())
    if n <= 0:
        return NotApplicable(Text("The table has no rows: give at least one."))
    share = completeness_share(cells, cases, len(columns))
    method = Text(
        "Filled cells among {columns} fields of {n:count} rows; rows are the cases of the interval.",
        columns=len(columns),
        n=n,
    )
    detail = _detail(rows, dict(zip(columns, fields, strict=True)), n)
    measured = measured_share(share, context, method, note_diagnostics(evidence), (detail,))
    return replace(measured, n=n)


def completeness_share(cells: NDArray[np.float64], cases: NDArray[np.float64], fields: int) -> Share:
    """Return the share of filled cells as an effective number of cells.

    Parameters
    ----------
    cells, cases
        Cells filled in a row (0 to fields), and how many rows have so many, each of shape (k,).
    fields
        Number of fields, at least 1.
    """
    shares, n = cells / fields, float(cases.sum())
    share = float(cases @ shares) / n
    variance = float(cases @ (shares - share) ** 2) / n
    all_or_none = share in (0.0, 1.0)
    return effective_share(share, variance, n if all_or_none or variance > 0 else n * fields)


def _detail(rows: ir.Table, fields: dict[str, str], n: float) -> Detail:
    sums = {column: (rows[column].notnull().cast("float64") * rows[CASES]).sum() for column in fields}
    filled = fetch(rows.aggregate(**sums))
    lines = []
    for column, name in fields.items():
        share = Share(float(filled[column][0]), n)
        low, high = share.interval()
        lines.append((name, share.events, 100 * share.estimate, 100 * low, 100 * high))
    return Detail(
        Text("Cells filled by field"),
        (Text("field"), Text("filled"), Text("percent"), Text("low"), Text("high")),
        tuple(lines),
        ("label", "", "percent", "low", "high"),
    )


DEFINITION = Definition(
    id="completeness",
    version=1,
    title=Text("Completeness"),
    kinds=("records",),
    role_sets=((Role("fields", "category", Text("columns that must be filled"), repeated=True), COUNT),),
    units=("percent",),
    compute=measure_completeness,
)
