"""How well a score tells cases that turn out true from those that do not: the area under the ROC curve.

What
    The probability that a case that is true has a higher score than a case that is not, equal scores counting one half,
    over all pairs of such cases. A row with a count stands for so many cases.
Unit
    Index from 0 to 1: 0.5 is chance, 1 is perfect.
Left out
    Rows whose truth or score is blank or not a number. At least two cases of each kind are needed.
Interval
    95 %: DeLong's variance on the logit scale, with Student's t and Satterthwaite's degrees of freedom; draws from the
    same distribution. Few cases of a kind understate their part of the variance, down to 0 where the order is perfect:
    to each kind two more cases are added, as spread as Hanley and McNeil expect, and the centre of the interval stays a
    quarter of a case of the rarer kind away from 0 and 1. A check fails with fewer than 10 cases of either kind.
Coverage
    Simulated, nominal 95 %, areas of 0.6, 0.75, 0.9 and 0.97, spread of the cases that are true as, half or twice that
    of the others: 4 true of 100, 98 to 100 %; 8 of 300, 93 to 99 %; 20 of 300, 92 to 99 %; 80 of 200, 92 to 96 %.
Strength
    3: a measured level. 2 with fewer than 10 cases of either kind.
Sources
    E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson (1988), Comparing the areas under two or more correlated
    receiver operating characteristic curves, Biometrics 44(3), 837-845; M. S. Pepe (2003), The Statistical Evaluation
    of Medical Tests for Classification and Prediction, chapter 5, for the logit scale; R. G. Newcombe (2006),
    Statistics in Medicine 25(4), 559-573 (method 5), for the variance that Hanley and McNeil expect. The two cases are
    our judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.result import LEVEL, Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text

MORE = 2.0
"""Cases of either kind that are added, as spread as can be expected."""
FEWEST = 10
"""Cases of either kind below which the interval rests on what can be expected more than on what was seen."""


@dataclass(frozen=True)
class Area:
    """An area under the ROC curve and what its interval needs.

    Parameters
    ----------
    estimate
        The area, 0 to 1.
    of_true, of_other
        DeLong's variances of the area over cases that are true, and over those that are not.
    true, other
        Cases that are true and that are not, at least 2 each.
    """

    estimate: float
    of_true: float
    of_other: float
    true: float
    other: float

    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval, 0 to 1, with the estimate in it."""
        centre, error, freedom = self._on_logit_scale()
        reach = float(stdtrit(freedom, (1 + LEVEL) / 2)) * error
        low, high = float(expit(centre - reach)), float(expit(centre + reach))
        return min(low, self.estimate), max(high, self.estimate)

    def draws(self, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return draws of the area, shape (size,), each 0 to 1."""
        centre, error, freedom = self._on_logit_scale()
        return np.asarray(expit(centre + error * rng.standard_t(freedom, size)))

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Check that there are cases enough of either kind."""
        text = Text(
            "{true:count} cases are true and {other:count} are not; {fewest} of either kind are wanted.",
            true=self.true,
            other=self.other,
            fewest=FEWEST,
        )
        return (Diagnostic(Text("Cases enough of either kind"), min(self.true, self.other) >= FEWEST, text),)

    def _on_logit_scale(self) -> tuple[float, float, float]:
        """Return the centre, its error, and the degrees of freedom."""
        rarer = min(self.true, self.other)
        expected = self._expected_variance(float(np.clip(self.estimate, 0.5 / rarer, 1 - 0.5 / rarer)))
        parts = [
            ((n - 1) * variance + MORE * expected) / (n - 1 + MORE)
            for variance, n in ((self.of_true, self.true), (self.of_other, self.other))
        ]
        counts = (self.true - 1 + MORE, self.other - 1 + MORE)
        freedom = sum(parts) ** 2 / sum(part**2 / n for part, n in zip(parts, counts, strict=True))
        centre = float(np.clip(self.estimate, 0.25 / rarer, 1 - 0.25 / rarer))
        return float(logit(centre)), float(np.sqrt(sum(parts))) / (centre * (1 - centre)), freedom

    def _expected_variance(self, area: float) -> float:
        """Return the variance of an area as Hanley and McNeil expect it."""
        half = (self.true + self.other) / 2 - 1
        pairs = self.true * self.other
        return area * (1 - area) * (1 + half * ((1 - area) / (2 - area) + area / (1 + area))) / pairs


def measure_discrimination(evidence: EvidenceTable, context: Context) -> Result:
    """Return the area under the ROC curve of `score` for `truth`, as the module's definition says."""
    usable = usable_rows(evidence, ["truth", "score"])
    area = area_of(usable.rows)
    if area is None:
        return NotApplicable(Text("At least two cases that are true and two that are not are needed: add cases."))
    low, high = area.interval()
    return Measured(
        estimate=area.estimate,
        low=low,
        high=high,
        draws=area.draws(context.draws, context.rng),
        n=usable.cases,
        unit=context.unit,
        method=_method(area),
        strength=3 if all(check.passed for check in area.diagnostics()) else 2,
        diagnostics=usable.diagnostics + area.diagnostics(),
    )


def _method(area: Area) -> Text:
    kinds = Text("{true:count} cases that are true and {other:count} others", true=area.true, other=area.other)
    return Text("Area under the ROC curve of {kinds}, with a DeLong interval on the logit scale.", kinds=kinds)


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
    return Area(min(area, 1.0), max(of_true, 0.0) / true, max(of_other, 0.0) / other, true, other)


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
    version=2,
    title=Text("Discrimination (area under the ROC curve)"),
    kinds=("records",),
    role_sets=(
        (
            Role("truth", "yes_no", Text("what was true in the end")),
            Role("score", "number", Text("the system's score: higher means more likely to be true")),
            COUNT,
        ),
    ),
    units=("index",),
    compute=measure_discrimination,
)
