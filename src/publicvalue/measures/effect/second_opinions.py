"""What other estimators say of the same panel, by diff-diff: the one place that knows this package.

Imported inside the functions, for it takes two seconds to load. It belongs to the optional part `effects`: without it
there is no second opinion, and the measure's own number is the same.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.group_time import Panel

Numbers = NDArray[np.float64]

MOST_CELLS = 200_000
"""Cells up to which another estimator is asked; beyond it the wait is longer than the answer is worth."""


def imputation_effect(panel: Panel) -> tuple[float, float] | None:
    """Return the average effect and its standard error by imputation; None when it cannot be had.

    Each outcome without the system is imputed from the effects of unit and period among the cells without it.

    Parameters
    ----------
    panel
        Outcomes; all units count alike.

    Source: K. Borusyak, X. Jaravel and J. Spiess (2024), Revisiting event-study designs, Review of Economic Studies
    91(6), 3253-3285.
    """
    if panel.outcome.size > MOST_CELLS:
        return None
    try:
        from diff_diff import ImputationDiD  # noqa: PLC0415 - takes two seconds to load
        from pandas import DataFrame  # noqa: PLC0415 - heavy
    except ImportError:
        return None

    units, periods = panel.outcome.shape
    frame = DataFrame(
        {
            "unit": np.repeat(np.arange(units), periods),
            "time": np.tile(np.arange(periods) + 1, units),
            "first": np.repeat(np.where(panel.adopted < periods, panel.adopted + 1, 0), periods),
            "outcome": panel.outcome.ravel(),
        }
    ).dropna()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = ImputationDiD().fit(frame, outcome="outcome", unit="unit", time="time", first_treat="first")
        except ValueError:
            return None
    effect, error = float(fitted.overall_att), float(fitted.overall_se)
    return (effect, error) if np.isfinite([effect, error]).all() else None


def honest_bounds(effects: Numbers, covariance: Numbers, before: int, ratio: float = 1.0) -> tuple[float, float] | None:
    """Return an interval for the average effect when trends may go apart after adoption as they did before it.

    Parameters
    ----------
    effects
        Effects by the time since adoption, without that of the last period before it, which is 0; shape (events,).
    covariance
        Their covariance, shape (events, events).
    before
        How many of the effects are before adoption, at least 1.
    ratio
        How much larger than the largest step before adoption a step after it may be.

    Source: A. Rambachan and J. Roth (2023), A more credible approach to parallel trends, Review of Economic Studies
    90(5), 2555-2591: relative magnitudes.
    """
    try:
        from diff_diff import HonestDiD, MultiPeriodDiDResults  # noqa: PLC0415 - takes two seconds to load
        from diff_diff.results import PeriodEffect  # noqa: PLC0415 - as above
    except ImportError:
        return None

    events = range(len(effects))
    errors = np.sqrt(np.diag(covariance))
    points = {e: PeriodEffect(e, float(effects[e]), float(errors[e]), 0.0, 1.0, (0.0, 0.0)) for e in events}
    surface = MultiPeriodDiDResults(
        period_effects=points,
        avg_att=float(effects[before:].mean()),
        avg_se=1.0,
        avg_t_stat=0.0,
        avg_p_value=1.0,
        avg_conf_int=(0.0, 0.0),
        n_obs=1,
        n_treated=1,
        n_control=1,
        pre_periods=list(events[:before]),
        post_periods=list(events[before:]),
        vcov=covariance,
        interaction_indices={e: e for e in events},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = HonestDiD(method="relative_magnitude", M=ratio).fit(surface)
        except ValueError:
            return None
    low, high = float(found.ci_lb), float(found.ci_ub)
    return (low, high) if np.isfinite([low, high]).all() else None
