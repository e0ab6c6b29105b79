"""Simulated coverage of the intervals of forecasts: what then happens is drawn, another way, from what was stated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from publicvalue.measures.cost.cash_flows import CashFlows
from publicvalue.measures.cost.discounting import Discounting
from publicvalue.measures.cost.present_values import present_values, years_since
from publicvalue.measures.cost.three_point import ThreePoints

DATES = np.array(["2021-01-01", "2021-07-01", "2022-01-01", "2023-03-15", "2024-01-01"], dtype="datetime64[D]")
YEARS = years_since(DATES[0], DATES)
# The first cost is recorded, the rest forecast; one forecast leans to one side, one has its likely value at an end.
FLOWS = CashFlows(
    dates=DATES,
    benefit=np.array([False, False, True, True, True]),
    amounts=ThreePoints(
        low=np.array([100.0, 30, 20, 40, 50]),
        likely=np.array([100.0, 40, 50, 40, 60]),
        high=np.array([100.0, 90, 60, 120, 100]),
    ),
)
HAPPENED = 20_000


def happened(how: Discounting, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw present values as they turn out, with scipy's distributions and one covariance matrix."""
    same = FLOWS.benefit[:, None] == FLOWS.benefit[None, :]
    covariance = np.where(np.eye(len(DATES), dtype=bool), 1.0, np.where(same, how.correlation, 0.0))
    places = stats.norm.cdf(rng.multivariate_normal(np.zeros(len(DATES)), covariance, HAPPENED))
    rates = how.low + (how.high - how.low) * rng.random(HAPPENED)
    costs, benefits = np.zeros(HAPPENED), np.zeros(HAPPENED)
    for i in range(len(DATES)):
        low, likely, high = (float(ends[i]) for ends in (FLOWS.amounts.low, FLOWS.amounts.likely, FLOWS.amounts.high))
        amount = np.full(HAPPENED, low)
        if high > low:
            mean = (low + 4 * likely + high) / 6
            first = 6 * (mean - low) / (high - low)
            amount = stats.beta.ppf(places[:, i], first, 6 - first, low, high - low)
        (benefits if FLOWS.benefit[i] else costs)[:] += amount / (1 + rates) ** YEARS[i]
    return costs, benefits


@pytest.mark.parametrize(
    "how",
    [
        Discounting(0.035, 0.035, 0.035),
        Discounting(0.035, 0.0, 0.12),
        Discounting(0.035, 0.035, 0.035, correlation=0.6),
        Discounting(0.05, 0.02, 0.08, correlation=1.0),
    ],
    ids=["one rate", "rate varies", "correlated", "both"],
)
def test_interval_holds_what_happens(how: Discounting) -> None:
    rng = np.random.default_rng(20240703)
    costs, benefits = happened(how, rng)
    ratio, net = [], []
    for _ in range(10):
        values = present_values(FLOWS, how, YEARS, 10_000, rng)
        for held, truth, draws in (
            (ratio, benefits / costs, values.benefit_draws / values.cost_draws),
            (net, benefits - costs, values.benefit_draws - values.cost_draws),
        ):
            low, high = np.quantile(draws, [0.025, 0.975])
            held.append(np.mean((low <= truth) & (truth <= high)))
    assert 0.94 <= np.mean(ratio) <= 0.96
    assert 0.94 <= np.mean(net) <= 0.96


def test_estimates_are_the_means_of_the_draws_when_one_rate_is_used() -> None:
    rng = np.random.default_rng(20240704)
    values = present_values(FLOWS, Discounting(0.035, 0.035, 0.035, correlation=0.5), YEARS, 200_000, rng)
    assert values.cost_draws.mean() == pytest.approx(values.costs, rel=1e-3)
    assert values.benefit_draws.mean() == pytest.approx(values.benefits, rel=1e-3)


def test_costs_and_benefits_do_not_share_their_factor() -> None:
    rng = np.random.default_rng(20240705)
    values = present_values(FLOWS, Discounting(0.035, 0.035, 0.035, correlation=0.9), YEARS, 50_000, rng)
    assert abs(np.corrcoef(values.cost_draws, values.benefit_draws)[0, 1]) < 0.02
