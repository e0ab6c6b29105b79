"""Cases that come in clusters: of one person, one office, or copies of one case. The cluster counts, not the case.

A mean over n cases of G clusters is a ratio of two totals. With e the sum of (value - mean) over a cluster's cases,
its variance is G / (G - 1) times the sum of e squared / n squared, and it has G - 1 degrees of freedom. Where copies of
each case are many, that is the error of the mean of the cases that were copied.

Source: W. G. Cochran (1977), Sampling Techniques, 3rd edition, chapter 9; E. L. Korn and B. I. Graubard (1998), Survey
Methodology 24(2), 193-201, for the degrees of freedom of a share.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
from scipy.special import stdtrit

from publicvalue.evidence.table import fetch
from publicvalue.measures.definition import Role
from publicvalue.measures.diagnostics import CASES
from publicvalue.measures.proportions import Share, effective_share
from publicvalue.measures.result import Diagnostic, NotApplicable

CLUSTER = Role(
    "cluster",
    "category",
    "what cases share that do not vary by themselves, such as the person that they are about, or `resample_of`",
    required=False,
)
FEWEST = 10
ONE = NotApplicable("All cases are of one cluster, so the error cannot be known: bring cases of several.")


@dataclass(frozen=True)
class Clusters:
    """What the error of a mean over clusters needs.

    Parameters
    ----------
    number
        Clusters, at least 1.
    cases
        Cases in all of them.
    squares
        Sum over clusters of the squared sum of (value - mean).
    effective
        Kish's effective number of clusters: cases squared / sum of the squared cases of each.
    """

    number: int
    cases: float
    squares: float
    effective: float

    @property
    def freedom(self) -> float:
        """Degrees of freedom."""
        return self.number - 1.0

    @property
    def standard_error(self) -> float:
        """Standard error of the mean, in the unit of the values; there must be two clusters."""
        return float(np.sqrt(self.squares * self.number / (self.number - 1)) / self.cases)

    def share(self, share: Share) -> Share:
        """Return the share of independent cases that is as uncertain as a share of these; never of more cases."""
        if share.estimate in (0.0, 1.0):
            return Share(share.estimate * self.effective, self.effective)
        same = effective_share(share.estimate, share.n * self.standard_error**2, share.n)
        fewer = (stdtrit(max(share.n - 1, 1), 0.975) / stdtrit(self.freedom, 0.975)) ** 2
        size = min(same.n * float(fewer), share.n)
        return Share(share.estimate * size, size)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Check that there are clusters enough."""
        text = f"{self.cases:,.0f} cases of {self.number:,} clusters; {FEWEST} clusters are wanted."
        return (Diagnostic("Clusters enough for the interval", self.number >= FEWEST, text),)


def read_clusters(rows: ir.Table, value: ir.NumericValue, mean: float) -> Clusters:
    """Sum the engine's rows by cluster.

    Parameters
    ----------
    rows
        Rows with `cluster`, never blank, and `cases`.
    value
        The value of each row: a column of `rows`.
    mean
        Mean of the values over the cases.
    """
    by = rows.group_by("cluster").aggregate(away=(rows[CASES] * (value - mean)).sum(), cases=rows[CASES].sum())
    by = by.filter(by["cases"] > 0)
    sums = fetch(
        by.aggregate(
            number=by.count(),
            cases=by["cases"].sum(),
            squares=(by["away"] * by["away"]).sum(),
            sizes=(by["cases"] * by["cases"]).sum(),
        )
    )
    number, cases, squares, sizes = (float(sums[name][0]) for name in ("number", "cases", "squares", "sizes"))
    return Clusters(int(number), cases, squares, cases**2 / sizes)
