"""Cases that come in clusters: of one person, one office, or copies of one case. The cluster counts, not the case.

A mean over n cases of G clusters is a ratio of two totals. With n_g the cases of a cluster, w = n_g / n its part, and e
the sum of (value - mean) over it, the variance of the mean is

    sum over clusters of e^2 / (1 - w), divided by n^2,

which is the correction CR2 of Bell and McCaffrey: a large cluster pulls the mean to itself, and its e is too small by
that. The degrees of freedom are theirs too (Satterthwaite's, were the cases independent): with a = w^2 / (1 - w),

    1 / (sum of w^2 + (sum of a)^2 - sum of a^2).

With clusters of equal size that is G / (G - 1) times the sum of e^2 / n^2 with G - 1 degrees of freedom, as in Cochran.
Where copies of each case are many, it is the error of the mean of the cases that were copied.

Sources: R. M. Bell and D. F. McCaffrey (2002), Bias reduction in standard errors for linear regression with multi-stage
samples, Survey Methodology 28(2), 169-181; J. E. Pustejovsky and E. Tipton (2018), Journal of Business and Economic
Statistics 36(4), 672-683, whose R package clubSandwich it repeats; W. G. Cochran (1977), Sampling Techniques, chapter
9; E. L. Korn and B. I. Graubard (1998), Survey Methodology 24(2), 193-201, for the degrees of freedom of a share.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from publicvalue.evidence.table import fetch
from publicvalue.measures.definition import Role
from publicvalue.measures.diagnostics import CASES
from publicvalue.measures.kernels.proportions import Share, effective_share
from publicvalue.measures.result import Diagnostic, NotApplicable
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]

CLUSTER = Role(
    "cluster",
    "category",
    Text("what cases share that do not vary by themselves, such as the person that they are about, or `resample_of`"),
    required=False,
)
FEWEST = 10
"""Clusters, or as many of equal size as unequal ones are worth, that an interval needs: judgement, by simulation."""
ONE = NotApplicable(Text("All cases are of one cluster, so the error cannot be known: bring cases of several."))


@dataclass(frozen=True)
class Clusters:
    """What the error of a mean over clusters needs.

    Parameters
    ----------
    number
        Clusters, at least 1.
    cases
        Cases in all of them.
    variance
        Of the mean, in the squared unit of the values; there must be two clusters.
    freedom
        Degrees of freedom, more than 0.
    effective
        Kish's effective number of clusters: cases squared / sum of the squared cases of each.
    """

    number: int
    cases: float
    variance: float
    freedom: float
    effective: float

    @property
    def standard_error(self) -> float:
        """Standard error of the mean, in the unit of the values."""
        return float(np.sqrt(self.variance))

    @property
    def enough(self) -> bool:
        """Whether the clusters are enough, and alike enough in size, for an interval that can be trusted."""
        return self.effective > FEWEST - 0.5

    def share(self, share: Share) -> Share:
        """Return the share of independent cases that is as uncertain as a share of these; never of more cases."""
        if share.estimate in (0.0, 1.0):
            return Share(share.estimate * self.effective, self.effective)
        same = effective_share(share.estimate, share.n * self.variance, share.n)
        fewer = (stdtrit(max(share.n - 1, 1), 0.975) / stdtrit(self.freedom, 0.975)) ** 2
        size = min(same.n * float(fewer), share.n)
        return Share(share.estimate * size, size)

    def diagnostics(
        self, noun: Text = Text("clusters"), name: Text = Text("Clusters enough for the interval")
    ) -> tuple[Diagnostic]:
        """Check that there are clusters enough."""
        text = Text(
            "{cases:count} cases of {number:count} {noun}, worth {effective:.1f} of equal size; {fewest} are wanted.",
            cases=self.cases,
            number=self.number,
            noun=noun,
            effective=self.effective,
            fewest=FEWEST,
        )
        return (Diagnostic(name, self.enough, text),)


def clusters_of_sizes(sizes: Numbers, number: Numbers, squares: Numbers) -> Clusters:
    """Return the error of a mean from sums over clusters of each size.

    Parameters
    ----------
    sizes
        Different numbers of cases that clusters have, more than 0, shape (sizes,).
    number
        Clusters of each size, shape (sizes,).
    squares
        Sum over the clusters of each size of the squared sum of (value - mean), shape (sizes,).
    """
    cases, count = float(number @ sizes), int(number.sum())
    if count < 2:
        return Clusters(count, cases, 0.0, 1.0, 1.0)
    part = sizes / cases
    variance = float((squares / (1 - part)).sum()) / cases**2
    pull = part**2 / (1 - part)
    even = float(number @ part**2)
    freedom = 1 / (even + float(number @ pull) ** 2 - float(number @ pull**2))
    return Clusters(count, cases, variance, freedom, 1 / even)


def read_clusters(rows: ir.Table, value: ir.NumericValue, mean: float, cluster: str = "cluster") -> Clusters:
    """Sum the engine's rows by cluster, and clusters by their size.

    Parameters
    ----------
    rows
        Rows with `cluster`, never blank, and `cases`.
    value
        The value of each row: a column of `rows`.
    mean
        Mean of the values over the cases.
    cluster
        Name of the column that tells clusters apart.
    """
    by = rows.group_by(cluster).aggregate(away=(rows[CASES] * (value - mean)).sum(), cases=rows[CASES].sum())
    by = by.filter(by["cases"] > 0)
    sums = fetch(
        by.group_by("cases").aggregate(number=by.count(), squares=(by["away"] * by["away"]).sum()).order_by("cases")
    )
    return clusters_of_sizes(*(sums[name].astype(np.float64) for name in ("cases", "number", "squares")))


def event_diagnostics(
    rows: ir.Table, event: ir.BooleanValue, clusters: Clusters, cluster: str = "cluster"
) -> tuple[Diagnostic, ...]:
    """Check that an event is not one of a few clusters, whose share of it says little of others'.

    Parameters
    ----------
    rows
        As in `read_clusters`.
    event
        Whether it happened, for each row.
    clusters
        What was read of them.
    cluster
        Name of the column that tells clusters apart.
    """
    if clusters.number >= clusters.cases:
        return ()
    marked = rows.filter(rows[CASES] > 0).mutate(happened=event)
    named = ((name, marked.filter(marked["happened"] == name)[cluster].nunique()) for name in (True, False))
    counted = {("with" if name else "without"): number for name, number in named}
    found = {name: int(fetch(number.as_table())[number.get_name()][0]) for name, number in counted.items()}
    text = Text(
        "It happened in {happened:count} of {number:count}, and did not in {other:count}; {fewest} of each are wanted.",
        happened=found["with"],
        number=clusters.number,
        other=found["without"],
        fewest=FEWEST,
    )
    return (Diagnostic(Text("Event in enough of them"), min(found.values()) >= FEWEST, text),)
