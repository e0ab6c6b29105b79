"""Forecasts: what one person expects, what several expect together, and what came of comparable systems.

A forecast has a lowest, a most likely and a highest value, read as a PERT distribution, or quantiles. Several
forecasters are pooled as they are, each as likely to be right as the next, so that their disagreement stays in the
spread. A reference class is told by its median and its 80th and 90th percentile, never by its mean: overruns of
projects in information technology have tails so fat that a mean may not exist.

Source: Malcolm et al. (1959) for PERT, with the exact variance of its beta distribution; Stone (1961), Annals of
Mathematical Statistics 32, 1339-1342, for the pool; Kahneman and Tversky (1979) for the reference class.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.business_case.model import NODES, Comparable, Forecast, Range, certain
from publicvalue.errors import method_error
from publicvalue.measures.cost.three_point import ThreePoints
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

FEWEST = 5
"""Outcomes from which a reference class can be told."""
STEPS = 999
"""Quantiles of each forecaster that are pooled."""
GRID = np.linspace(0.0, 1.0, NODES)


def pert_variance(forecast: Range) -> float:
    """Return the exact variance of a PERT distribution, not the shortcut of a sixth of its range."""
    return (forecast.mean - forecast.low) * (forecast.high - forecast.mean) / 7


def quantiles_of(forecast: Range, probabilities: Floats) -> Floats:
    """Return quantiles of a forecast, shape of the probabilities."""
    if forecast.nodes:
        return np.asarray(np.interp(probabilities, GRID, forecast.nodes))
    points = ThreePoints(*(np.array([one]) for one in (forecast.low, forecast.likely, forecast.high)))
    return points.quantile(probabilities[:, np.newaxis])[:, 0]


def quantiles_between(probabilities: Sequence[float], values: Sequence[float], asked: Floats) -> Floats:
    """Return quantiles of a forecast that was given by quantiles: straight between them, and on as far beyond.

    Parameters
    ----------
    probabilities, values
        Two quantiles or more, both ascending; the probabilities between 0 and 1.
    asked
        Probabilities, any shape.

    Raises
    ------
    MethodError
        When they are too few, or out of order.
    """
    p, v = np.asarray(probabilities, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if len(p) < 2 or len(p) != len(v) or (np.diff(p) <= 0).any() or (np.diff(v) < 0).any():
        raise method_error(Text("The quantiles of a forecast are out of order"), Text("two or more, both ascending"))
    if p[0] <= 0 or p[-1] >= 1:
        raise method_error(Text("A quantile of a forecast has no probability"), Text("between 0 and 1"))
    first = v[0] - (v[1] - v[0]) / (p[1] - p[0]) * p[0]
    last = v[-1] + (v[-1] - v[-2]) / (p[-1] - p[-2]) * (1 - p[-1])
    return np.asarray(np.interp(asked, [0.0, *p, 1.0], [first, *v, last]))


def pool_forecasts(forecasts: Sequence[Range]) -> Floats:
    """Return the values of a pool of forecasters, sorted and all as likely as each other.

    Raises
    ------
    MethodError
        When there is no forecast.
    """
    if not forecasts:
        raise method_error(Text("There is no forecast to pool"))
    even = (np.arange(STEPS) + 0.5) / STEPS
    return np.sort(np.concatenate([quantiles_of(one, even) for one in forecasts]))


def from_quantiles(probabilities: Sequence[float], values: Sequence[float]) -> Range:
    """Return the forecast that goes through quantiles; none of it lies below 0, where none of them does.

    Raises
    ------
    MethodError
        When they are too few, or out of order.
    """
    found = quantiles_between(probabilities, values, GRID)
    return _of_nodes(np.maximum(found, 0.0) if min(values) >= 0 else found)


def pooled(forecasts: Sequence[Forecast]) -> Range:
    """Return the forecast of all forecasters of a line: of each the latest, and all as likely to be right.

    Raises
    ------
    MethodError
        When there is no forecast.
    """
    latest = latest_of(forecasts)
    if len(latest) == 1:
        return latest[0].forecast
    values = pool_forecasts([one.forecast for one in latest])
    ends = min(one.forecast.low for one in latest), max(one.forecast.high for one in latest)
    nodes = np.quantile(values, GRID)
    nodes[0], nodes[-1] = ends
    return _of_nodes(nodes)


def latest_of(forecasts: Sequence[Forecast]) -> tuple[Forecast, ...]:
    """Return the latest forecast of each forecaster."""
    found: dict[str, Forecast] = {}
    for one in sorted(forecasts, key=lambda one: one.day or dt.date.min):
        found[one.who] = one
    return tuple(found.values())


def _of_nodes(nodes: Floats) -> Range:
    values = tuple(float(one) for one in nodes)
    return certain(values[0]) if values[0] == values[-1] else Range(values[0], values[NODES // 2], values[-1], values)


def reference_class(comparables: Sequence[Comparable]) -> ReferenceClass | None:
    """Return what came of comparable systems over what was promised; None with fewer than `FEWEST`."""
    ratios = tuple(one.ratio for one in comparables)
    return ReferenceClass(ratios) if len(ratios) >= FEWEST else None


@dataclass(frozen=True)
class ReferenceClass:
    """What came of comparable systems.

    Parameters
    ----------
    outcomes
        One value a system, such as the ratio of what it cost to what it was to cost.

    Raises
    ------
    MethodError
        When there are fewer than `FEWEST`.
    """

    outcomes: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse a class of a few."""
        if len(self.outcomes) < FEWEST:
            raise method_error(
                Text("A reference class of {number} systems", number=len(self.outcomes)),
                Text("at least {fewest}", fewest=FEWEST),
            )

    @property
    def median(self) -> float:
        """Median outcome."""
        return self.percentile(50)

    def percentile(self, percent: float) -> float:
        """Return a percentile of the outcomes, such as 80 or 90."""
        return float(np.percentile(self.outcomes, percent))

    def share_above(self, value: float) -> float:
        """Return the share of systems whose outcome was above a value."""
        return float(np.mean(np.array(self.outcomes) > value))
