"""Made-up units that adopt a system at different times, for tests of effects."""

from __future__ import annotations

import datetime as dt

import numpy as np

from evidence_tables import table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.effect.staggered.group_time import UnitPanel

FIRST_YEAR = 2010


def draw_panel(rng: np.random.Generator, adopted: np.ndarray, periods: int, effect: float = 0.0) -> UnitPanel:
    """Units with levels and a common trend of their own, errors that resemble those of the year before."""
    units = len(adopted)
    shocks = rng.normal(0, 1, (units, periods))
    for time in range(1, periods):
        shocks[:, time] = 0.5 * shocks[:, time - 1] + np.sqrt(0.75) * shocks[:, time]
    common = rng.normal(0, 1, periods).cumsum()
    outcome = 50 + rng.normal(0, 5, (units, 1)) + common + shocks
    outcome += effect * (np.arange(periods) >= adopted[:, None])
    return UnitPanel(outcome, adopted, np.ones(units))


def in_all_periods(covariates: np.ndarray, periods: int) -> np.ndarray:
    """Covariates that stay as they are, shape (units, covariates), in each period."""
    return np.repeat(covariates[:, None, :], periods, axis=1)


def drifting(rng: np.random.Generator, units: int, periods: int, covariates: int = 1) -> np.ndarray:
    """Covariates that move on from where they were, shape (units, periods, covariates)."""
    return rng.normal(0, 1, (units, periods, covariates)).cumsum(axis=1)


def library_rows(panel: UnitPanel) -> object:
    """The panel as a data frame of the library diff-diff, whose first period is 1 and never is 0."""
    from pandas import DataFrame  # noqa: PLC0415 - heavy

    units, periods = panel.outcome.shape
    columns = {
        "unit": np.repeat(np.arange(units), periods),
        "time": np.tile(np.arange(periods) + 1, units),
        "first": np.repeat(np.where(panel.adopted < periods, panel.adopted + 1, 0), periods),
        "outcome": panel.outcome.ravel(),
    }
    for place in range(panel.covariates.shape[2]):
        columns[f"x{place}"] = panel.covariates[:, :, place].ravel()
    return DataFrame(columns).dropna()


def rows_of(panel: UnitPanel, **more: object) -> EvidenceTable:
    """The panel as rows with the years of adoption."""
    units, periods = panel.outcome.shape
    years = [dt.date(FIRST_YEAR + time, 1, 1) for time in range(periods)]
    adopted = [dt.date(FIRST_YEAR + int(one), 6, 1) if one < periods else None for one in panel.adopted]
    return table_of(
        value=panel.outcome.ravel().tolist(),
        adopter=[f"u{unit:04}" for unit in range(units) for _ in range(periods)],
        period=years * units,
        adopted=[day for day in adopted for _ in range(periods)],
        **more,
    )
