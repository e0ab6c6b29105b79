"""Mean of a recorded value, such as days per case or cost per decision.

What
    The arithmetic mean over cases: sum of (value x count) / sum of count. Without a `count` column each row is one
    case.
Unit
    That of the values.
Left out
    Rows whose value, or cluster where that is given, is blank or not a number. At least two cases are needed, and two
    clusters.
Interval
    95 % Student's t interval with n - 1 degrees of freedom; draws from the same t distribution. With skewed values and
    few cases it is too short: a diagnostic says so, by Cochran's rule (more than 25 x skewness squared cases). Where
    cases share a `cluster`, clusters vary and not cases: the error is that of a ratio of totals over G clusters, with
    G - 1 degrees of freedom.
Strength
    3: a measured level.
Source
    W. G. Cochran (1977), Sampling Techniques, 3rd edition, chapters 2 and 9.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.clusters import CLUSTER, ONE, read_clusters
from publicvalue.measures.definition import CASE_VALUE, COUNT, Context, Definition
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.means import mean_draws, mean_interval, moments_of, spread_diagnostics
from publicvalue.measures.result import Measured, NotApplicable, Result


def measure_mean(evidence: EvidenceTable, context: Context) -> Result:
    """Return the mean of `value`, as the module's definition says."""
    clustered = evidence.has("cluster")
    usable = usable_rows(evidence, ["value", "cluster"] if clustered else ["value"])
    if usable.cases < 2:
        return NotApplicable("Fewer than two cases have a value: give at least two.")
    moments = moments_of(usable.rows, "value", usable.cases)
    error, freedom, cases, found = moments.standard_error, moments.n - 1, f"{moments.n:,.0f} cases", usable.diagnostics
    if clustered:
        clusters = read_clusters(usable.rows, usable.rows["value"], moments.mean)
        if clusters.number < 2:
            return ONE
        error, freedom, cases = clusters.standard_error, clusters.freedom, f"{cases} of {clusters.number:,} clusters"
        found += clusters.diagnostics()
    low, high = mean_interval(moments.mean, error, freedom)
    return Measured(
        estimate=moments.mean,
        low=low,
        high=high,
        draws=mean_draws(moments.mean, error, freedom, context.draws, context.rng),
        n=moments.n,
        unit=context.unit,
        method=f"Mean of {cases}, with a t interval.",
        strength=3,
        diagnostics=found + spread_diagnostics(moments),
    )


DEFINITION = Definition(
    id="mean",
    version=1,
    title="Mean",
    kinds=("records",),
    role_sets=(
        (
            CASE_VALUE,
            COUNT,
            CLUSTER,
        ),
    ),
    units=(),
    options=(),
    compute=measure_mean,
)
