"""Times to an end of which some are not known yet: the curve of Kaplan and Meier, its quantiles and its shares.

Of n(t) cases that were open just before t, d(t) end at t. S(t), the share still open after t, is the product of
1 - d(u) / n(u) over all ends u up to t. A case that is still open counts among n up to the time for which it was
followed. The variance of log S(t) is Greenwood's sum of d / (n (n - d)). Intervals are made on the scale
log(-log S), on which they stay between 0 and 1.

It assumes that cases still open at a time go on as those that were followed for longer: that the day of the extract
has nothing to do with how long a case takes.

Sources: E. L. Kaplan and P. Meier (1958), Nonparametric estimation from incomplete observations, Journal of the
American Statistical Association 53(282), 457-481; R. Brookmeyer and J. Crowley (1982), A confidence interval for the
median survival time, Biometrics 38(1), 29-41, for quantiles; J. D. Kalbfleisch and R. L. Prentice (2002), The
Statistical Analysis of Failure Time Data, 2nd edition, section 1.4, for the scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from publicvalue.evidence.table import fetch
from publicvalue.measures.definition import Role
from publicvalue.measures.diagnostics import CASES, Usable
from publicvalue.measures.result import LEVEL, Diagnostic
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]

STILL_OPEN = Role("still_open", "yes_no", Text("whether the case has not ended; its value is then the time so far"))
SAME = 1e-9
Z = float(ndtri((1 + LEVEL) / 2))
"""Place of the upper end of an interval in a standard normal distribution."""


@dataclass(frozen=True)
class SurvivalCurve:
    """The share of cases that are still open, by the time since they began.

    Parameters
    ----------
    times
        Times at which cases ended, rising; shape (k,).
    open_share
        Share still open after each time, 0 to 1; shape (k,).
    variance
        Greenwood's variance of the logarithm of that share; infinite where nothing is open; shape (k,).
    last
        Longest time for which a case was followed, in the unit of the times.
    cases, still_open
        All cases, and those that had not ended.
    known
        Distinct times at which cases ended or were last seen open, rising, and the cases still followed just before
        each; both of shape (m,).
    """

    times: Numbers
    open_share: Numbers
    variance: Numbers
    last: float
    cases: float
    still_open: float
    known: tuple[Numbers, Numbers]

    def quantile(self, probability: float) -> float | None:
        """Return the time by which a share of cases has ended; None where the curve does not come so far.

        Where exactly that share has ended from one time to the next, it is halfway between them, as for whole samples.
        """
        left = 1 - probability
        reached = np.flatnonzero(self.open_share <= left + SAME)
        if not len(reached):
            return None
        first = int(reached[0])
        if abs(self.open_share[first] - left) <= SAME and first + 1 < len(self.times):
            return float((self.times[first] + self.times[first + 1]) / 2)
        return float(self.times[first])

    def quantile_at(self, places: Numbers, probability: float) -> Numbers:
        """Return the quantiles of curves that lie off by so many standard errors, positive for earlier ends.

        Parameters
        ----------
        places
            Standard errors on the scale log(-log S); shape (m,).
        probability
            Share of cases that has ended, between 0 and 1.

        Returns
        -------
        Numbers
            Times, shape (m,); infinite where the curve does not come so far.
        """
        least = np.minimum.accumulate(self._needed(1 - probability))
        first = np.searchsorted(-least, -places, side="left")
        return np.append(self.times, np.inf)[first]

    def _needed(self, left: float) -> Numbers:
        """Return the standard errors by which the curve would have to lie lower to reach a share at each time."""
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = np.log(-np.log(self.open_share))
            error = np.sqrt(self.variance) / -np.log(self.open_share)
            needed = (np.log(-np.log(left)) - scale) / error
        # Where nothing is open any more, the error is not known; the share is reached there at the latest.
        return np.where(self.open_share <= SAME, -np.inf, needed)

    def ended_at(self, time: float, places: Numbers) -> Numbers:
        """Return the shares that have ended by a time, 0 to 1, on curves off by so many standard errors; shape (m,)."""
        index = int(np.searchsorted(self.times, time + SAME, side="right")) - 1
        if index < 0:
            return np.zeros(len(places))
        share, variance = self.open_share[index], self.variance[index]
        if not SAME < share < 1 - SAME:
            return np.full(len(places), 1 - share)
        scale = np.log(-np.log(share)) + places * np.sqrt(variance) / -np.log(share)
        return np.asarray(1 - np.exp(-np.exp(scale)), dtype=np.float64)

    def followed(self, time: float) -> float:
        """Return the cases followed up to a time; of those that ended before all that were, all cases."""
        times, at_risk = self.known
        index = int(np.searchsorted(times, time - SAME))
        return float(at_risk[index]) if index < len(times) else self.cases


def curve_of(usable: Usable, value: str) -> SurvivalCurve:
    """Count ends and open cases at each time in the engine, and return their curve; at least one case must have ended.

    Parameters
    ----------
    usable
        Rows with `value`, `still_open` and `cases`.
    value
        Name of the column of times.
    """
    rows = usable.rows.filter(usable.rows[CASES] > 0)
    ended = (~rows[STILL_OPEN.name]).ifelse(rows[CASES], 0.0).sum()
    table = fetch(rows.group_by(value).aggregate(ended=ended, total=rows[CASES].sum()).order_by(value))
    times, ends, totals = (np.asarray(table[name], np.float64) for name in (value, "ended", "total"))
    return curve_from(times, ends, totals)


def curve_from(times: Numbers, ends: Numbers, totals: Numbers) -> SurvivalCurve:
    """Return the curve of cases counted at distinct rising times: those that ended there, and all, open ones too."""
    at_risk = np.cumsum(totals[::-1])[::-1]
    some = ends > 0
    risk, d = at_risk[some], ends[some]
    left = np.maximum(risk - d, 0.0)
    with np.errstate(divide="ignore"):
        variance = np.cumsum(d / (risk * left))
    n = float(totals.sum())
    known = (times, at_risk)
    shares = np.asarray(np.cumprod(left / risk), np.float64)
    return SurvivalCurve(
        times[some], shares, np.asarray(variance, np.float64), float(times[-1]), n, n - float(ends.sum()), known
    )


def open_diagnostic(curve: SurvivalCurve) -> Diagnostic:
    """Say how many cases are open."""
    text = Text(
        "{still_open:count} of {cases:count} cases are still open; they count up to the time for which they "
        "were followed, {last:,.4g} at the longest.",
        still_open=curve.still_open,
        cases=curve.cases,
        last=curve.last,
    )
    return Diagnostic(Text("Open cases"), None, text)
