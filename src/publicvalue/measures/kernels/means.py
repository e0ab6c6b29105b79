"""Means of counted cases: sums in the engine, Student's t interval and draws.

The mean of n cases has the standard error s / sqrt(n), s the standard deviation with divisor n - 1; its interval is
mean +- t(n - 1) standard errors. Squares are summed around the mean in a second pass, so that no digits are lost.

Skewed values skew the t statistic T as well, and its plain interval holds the mean too rarely. With a the skewness of
the values / sqrt(n), T + a T^2 / 3 + a^2 T^3 / 27 + a / 6 is no longer skewed (to that order) and rises with T; solved
for T at the t quantiles it gives Hall's interval, which is the plain one where nothing is skewed.

Sources: W. G. Cochran (1977), Sampling Techniques, 3rd edition, chapter 2; P. Hall (1992), On the removal of skewness
by transformation, Journal of the Royal Statistical Society B 54(1), 221-228.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from publicvalue.evidence.table import fetch
from publicvalue.measures.diagnostics import CASES
from publicvalue.measures.result import LEVEL, Diagnostic
from publicvalue.words.text import Text

FLAT = 1e-6
"""Skewness of a mean below which it is none."""
COCHRAN_FACTOR = 25
"""Cases needed for a near-normal mean, per squared skewness (Cochran 1977, section 2.15)."""


@dataclass(frozen=True)
class Moments:
    """What the interval of a mean needs.

    Parameters
    ----------
    n
        Cases, more than 0.
    mean
        Mean, in the unit of the values.
    squares, cubes
        Sums over cases of the squared and cubed deviation from the mean.
    """

    n: float
    mean: float
    squares: float
    cubes: float = 0.0

    @property
    def standard_error(self) -> float:
        """Standard error of the mean, in the unit of the values; needs n > 1."""
        return float(np.sqrt(self.squares / (self.n - 1) / self.n))

    @property
    def skewness(self) -> float:
        """Skewness of the values (the moment coefficient); 0 when all values are equal."""
        variance = self.squares / self.n
        return self.cubes / self.n / variance**1.5 if variance > 0 else 0.0

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Return Hall's interval of the mean, in the unit of the values; needs n > 1."""
        reach = float(stdtrit(self.n - 1, (1 + level) / 2))
        low, high = self.mean - self.standard_error * self._unskewed(np.array([reach, -reach]))
        return float(low), float(high)

    def draws(self, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return draws of the mean whose quantiles are the ends of Hall's intervals, shape (size,)."""
        return self.mean - self.standard_error * self._unskewed(rng.standard_t(self.n - 1, size))

    def _unskewed(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the t statistics whose transformed values are the given ones."""
        skew = self.skewness / float(np.sqrt(self.n))
        # Below this the cube root would lose digits, and nothing is gained by it.
        if abs(skew) < FLAT:
            return scores
        return np.asarray(3 / skew * (np.cbrt(1 + skew * (scores - skew / 6)) - 1))


def moments_of(rows: ir.Table, value: str, cases: float) -> Moments:
    """Sum a column in the engine, in two passes.

    Parameters
    ----------
    rows
        Rows with `value` (finite numbers) and `cases`.
    value
        Name of the column.
    cases
        Sum of `cases`, more than 0.
    """
    weight = rows[CASES]
    mean = float(fetch(rows.aggregate(total=(rows[value] * weight).sum()))["total"][0]) / cases
    away = rows[value] - mean
    sums = fetch(rows.aggregate(squares=(away * away * weight).sum(), cubes=(away * away * away * weight).sum()))
    return Moments(cases, mean, float(sums["squares"][0]), float(sums["cubes"][0]))


def mean_interval(mean: float, standard_error: float, freedom: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the t interval of a mean, in its unit.

    Parameters
    ----------
    mean, standard_error
        In the unit of the values; standard_error >= 0.
    freedom
        Degrees of freedom, more than 0.
    level
        Probability to cover, 0 to 1.
    """
    reach = float(stdtrit(freedom, (1 + level) / 2)) * standard_error
    return mean - reach, mean + reach


def mean_draws(
    mean: float, standard_error: float, freedom: float, size: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return draws of a mean from its t distribution, shape (size,), in its unit."""
    return mean + standard_error * rng.standard_t(freedom, size)


def spread_diagnostics(moments: Moments) -> tuple[Diagnostic, ...]:
    """Check that the t interval can be trusted: values that vary, and cases enough for their skewness."""
    if moments.squares == 0:
        text = Text(
            "All {n:count} cases have the same value, so the interval has no width; check the column.", n=moments.n
        )
        return (Diagnostic(Text("Spread of the values"), False, text),)
    needed = COCHRAN_FACTOR * moments.skewness**2
    enough = moments.n > needed
    text = Text(
        "Skewness {skewness:.2f}; more than {needed:count} cases are wanted (Cochran's rule), and there are {n:count}.",
        skewness=moments.skewness,
        needed=needed,
        n=moments.n,
    )
    return (Diagnostic(Text("Cases enough for the skewness"), enough, text),)
