"""Whether predicted probabilities are right on average: calibration in the large.

What
    100 x (mean predicted probability - share of cases that are true). Above 0 the system predicts too much, below 0 too
    little. A row with a count stands for so many cases.
Unit
    Percentage points, -100 to 100.
Left out
    Rows whose truth or probability is blank or not a number, or whose probability lies outside 0 to 1. At least two
    cases are needed. A tenth with fewer than 5 cases is never shown with its numbers, nor the next smallest by which
    they could be had.
Interval
    95 % Student's t interval of the mean of (probability - truth) per case, and draws from the same distribution. The
    sum of squares counts one more case that is wrong by a whole probability, so that the interval keeps a width when
    all cases went one way; with many cases this changes nothing.
Coverage
    Simulated, nominal 95 %, probabilities of a beta distribution with the mean given: 1 %, n = 300, 95 %; 2 %, n = 200,
    93 %, n = 500, 95 %; 5 %, n = 100, 95 %; 10 %, n = 60, 95 %; 30 %, n = 30, 96 %; 1 %, n = 100, above 99 %.
Strength
    3: a measured level.
Sources
    D. R. Cox (1958), Two further applications of a model for binary regression, Biometrika 45, 562-565; B. Van Calster
    and others (2019), Calibration: the Achilles heel of predictive analytics, BMC Medicine 17, 230. The one more case
    is our judgement.
"""

from __future__ import annotations

import ibis.expr.types as ir
import numpy as np

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.kernels.means import Moments, mean_draws, mean_interval, moments_of
from publicvalue.measures.kernels.proportions import Share
from publicvalue.measures.privacy.suppression import HIDDEN, hide_cells
from publicvalue.measures.result import Detail, Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text

TENTHS = 10


def measure_calibration(evidence: EvidenceTable, context: Context) -> Result:
    """Return the mean probability minus the share that is true, as the module's definition says."""
    usable = usable_rows(evidence, ["truth", "probability"])
    rows = usable.rows.filter(usable.rows["probability"].between(0, 1))
    sums = fetch(rows.aggregate(kept=rows.count(), cases=rows[CASES].sum().fill_null(0.0)))
    kept, n = int(sums["kept"][0]), float(sums["cases"][0])
    if n < 2:
        return NotApplicable(Text("Fewer than two cases have a truth and a probability between 0 and 1: add cases."))
    gap = moments_of(rows.mutate(gap=rows["probability"] - rows["truth"].cast("float64")), "gap", n)
    error = calibration_error(gap)
    low, high = np.clip(mean_interval(gap.mean, error, n - 1), -1, 1)
    draws = np.clip(mean_draws(gap.mean, error, n - 1, context.draws, context.rng), -1, 1)
    return Measured(
        estimate=100 * gap.mean,
        low=100 * float(low),
        high=100 * float(high),
        draws=100 * draws,
        n=n,
        unit=context.unit,
        method=Text(
            "Mean predicted probability minus the share that is true, over {n:count} cases, with a t interval.", n=n
        ),
        strength=3,
        diagnostics=usable.diagnostics + _range_diagnostics(usable.kept - kept),
        details=(_tenths(rows),),
    )


def calibration_error(gap: Moments) -> float:
    """Return the standard error of the mean gap (0 to 1), with one more case that is wrong by a whole probability."""
    return Moments(gap.n, gap.mean, gap.squares + 1).standard_error


def _range_diagnostics(outside: int) -> tuple[Diagnostic, ...]:
    if not outside:
        return ()
    text = Text(
        "Rows left out because their probability is not between 0 and 1: {outside:count}. Give 0.25 for 25 percent.",
        outside=outside,
    )
    return (Diagnostic(Text("Probabilities in range"), False, text),)


def _tenths(rows: ir.Table) -> Detail:
    tenth = (rows["probability"] * TENTHS).floor().clip(0, TENTHS - 1)
    sums = fetch(
        rows.group_by(tenth=tenth)
        .aggregate(
            n=rows[CASES].sum(),
            predicted=(rows["probability"] * rows[CASES]).sum(),
            true=(rows["truth"].cast("float64") * rows[CASES]).sum(),
        )
        .order_by("tenth")
    )
    tenths = dict(zip((f"{tenth:.0f}" for tenth in sums["tenth"]), sums["n"].tolist(), strict=True))
    hidden = dict(zip(tenths, hide_cells([(name,) for name in tenths], list(tenths.values())), strict=True))
    lines: list[tuple[str | float | None, ...]] = []
    for tenth_, n, predicted, true in zip(*(sums[name] for name in ("tenth", "n", "predicted", "true")), strict=True):
        if n > 0:
            low, high = Share(float(true), float(n)).interval()
            label = Text("{low:.0f} to {high:.0f}", low=10 * tenth_, high=10 * tenth_ + 10)
            if hidden[f"{tenth_:.0f}"]:
                lines.append((label, HIDDEN, *(None,) * 4))
                continue
            observed = 100 * float(true) / float(n)
            lines.append((label, float(n), 100 * float(predicted) / float(n), observed, 100 * low, 100 * high))
    columns = (
        Text("predicted percent"),
        Text("cases"),
        Text("mean predicted"),
        Text("percent true"),
        Text("low"),
        Text("high"),
    )
    return Detail(Text("Predicted and observed, by tenth of the predictions"), columns, tuple(lines))


DEFINITION = Definition(
    id="calibration",
    version=1,
    title=Text("Calibration in the large"),
    kinds=("records",),
    role_sets=(
        (
            Role("truth", "yes_no", Text("what was true in the end")),
            Role("probability", "number", Text("the probability that the system predicted, 0 to 1")),
            COUNT,
        ),
    ),
    units=("percentage points",),
    compute=measure_calibration,
)
