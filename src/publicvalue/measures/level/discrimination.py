"""How well a score tells cases that turn out true from those that do not: the area under the ROC curve.

What
    The probability that a case that is true has a higher score than a case that is not, equal scores counting one half,
    over all pairs of such cases. A row with a count stands for so many cases.
Unit
    Index from 0 to 1: 0.5 is chance, 1 is perfect.
Left out
    Rows whose truth or score is blank or not a number. At least two cases of each kind are needed.
Interval
    95 %: DeLong's variance, on the logit scale, where the estimate is taken as normal; draws from the same
    distribution. When the order is perfect (0 or 1) that variance is 0; then the Jeffreys distribution of as many cases
    as the rarer kind has is used instead, which is wider.
Strength
    3: a measured level.
Sources
    E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Comparing the areas under two or more correlated
    receiver operating characteristic curves, Biometrics 44(3), 837-845; M. S. Pepe (2003), The Statistical Evaluation
    of Medical Tests for Classification and Prediction, chapter 5, for the logit scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.proportions import Share
from publicvalue.measures.result import LEVEL, Measured, NotApplicable, Result


@dataclass(frozen=True)
class Area:
    """An area under the ROC curve and what its interval needs.

    Parameters
    ----------
    estimate, variance
        The area, 0 to 1, and DeLong's variance of it.
    true, other
        Cases that are true and that are not.
    """

    estimate: float
    variance: float
    true: float
    other: float

    @property
    def is_perfect(self) -> bool:
        """Whether no pair is out of order, or every pair: DeLong's variance says nothing then."""
        return not 0 < self.estimate < 1 or self.variance <= 0

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval, 0 to 1, with the estimate in it."""
        if self.is_perfect:
            low, high = self._as_share().interval()
            return min(low, self.estimate), max(high, self.estimate)
        reach = float(ndtri((1 + LEVEL) / 2)) * self._logit_error()
        centre = logit(self.estimate)
        return float(expit(centre - reach)), float(expit(centre + reach))

    def draws(self, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return draws of the area, shape (size,), each 0 to 1."""
        if self.is_perfect:
            return self._as_share().draws(size, rng)
        return np.asarray(expit(rng.normal(logit(self.estimate), self._logit_error(), size)))

    def _logit_error(self) -> float:
        return float(np.sqrt(self.variance)) / (self.estimate * (1 - self.estimate))

    def _as_share(self) -> Share:
        n = min(self.true, self.other)
        return Share(self.estimate * n, n)


def measure_discrimination(evidence: EvidenceTable, context: Context) -> Result:
    """Return the area under the ROC curve of `score` for `truth`, as the module's definition says."""
    usable = usable_rows(evidence, ["truth", "score"])
    area = area_of(usable.rows)
    if area is None:
        return NotApplicable("At least two cases that are true and two that are not are needed: add cases.")
    low, high = area.interval()
    return Measured(
        estimate=area.estimate,
        low=low,
        high=high,
        draws=area.draws(context.draws, context.rng),
        n=usable.cases,
        unit=context.unit,
        method=_method(area),
        strength=3,
        diagnostics=usable.diagnostics,
    )


def _method(area: Area) -> str:
    how = "a Jeffreys interval, as the order is perfect" if area.is_perfect else "a DeLong interval on the logit scale"
    return f"Area under the ROC curve of {area.true:,.0f} cases that are true and {area.other:,.0f} others, with {how}."


def area_of(rows: ir.Table) -> Area | None:
    """Compute the area and DeLong's variance in the engine, from the cases of each score.

    Parameters
    ----------
    rows
        Rows with `truth` (yes/no), `score` (number) and `cases`.

    Returns
    -------
    Area or None
        None when there are fewer than two cases of either kind.
    """
    is_true = rows["truth"].cast("float64")
    scores = rows.group_by("score").aggregate(
        true=(rows[CASES] * is_true).sum(), other=(rows[CASES] * (1 - is_true)).sum()
    )
    totals = fetch(scores.aggregate(true=scores["true"].sum(), other=scores["other"].sum()))
    true, other = (float(np.nan_to_num(totals[name][0])) for name in ("true", "other"))
    if min(true, other) < 2:
        return None
    sums = fetch(_placements(scores, true, other))
    area = float(sums["area"][0]) / true
    of_true = (float(sums["of_true"][0]) - true * area**2) / (true - 1)
    of_other = (float(sums["of_other"][0]) - other * area**2) / (other - 1)
    return Area(min(area, 1.0), max(of_true, 0.0) / true + max(of_other, 0.0) / other, true, other)


def _placements(scores: ir.Table, true: float, other: float) -> ir.Table:
    """Sum the shares of cases of the other kind that each case is placed rightly against (DeLong's V10 and V01)."""
    upto = ibis.window(order_by="score", preceding=None, following=0)
    placed = scores.mutate(
        of_true=(scores["other"].sum().over(upto) - scores["other"] / 2) / other,
        of_other=1 - (scores["true"].sum().over(upto) - scores["true"] / 2) / true,
    )
    return placed.aggregate(
        area=(placed["true"] * placed["of_true"]).sum(),
        of_true=(placed["true"] * placed["of_true"] ** 2).sum(),
        of_other=(placed["other"] * placed["of_other"] ** 2).sum(),
    )


DEFINITION = Definition(
    id="discrimination",
    version=1,
    title="Discrimination (area under the ROC curve)",
    kinds=("records",),
    role_sets=(
        (
            Role("truth", "yes_no", "what was true in the end"),
            Role("score", "number", "the system's score: higher means more likely to be true"),
            COUNT,
        ),
    ),
    units=("index",),
    options=(),
    compute=measure_discrimination,
)
