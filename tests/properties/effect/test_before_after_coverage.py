"""Simulated coverage of the change from before to after, for periods that resemble their neighbours more or less."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from effect_worlds import PERIODS, draw_periods, outside, share_found, stretch_of_periods
from evidence_tables import context, table_of
from publicvalue.measures.effect.before_after.measure import measure_before_after
from publicvalue.measures.effect.before_after.period_means import calibrate_periods, compare_periods
from publicvalue.measures.result import Measured

SAMPLES = 4_000
LIKENESSES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)


def coverage(kind: tuple[int, int, float]) -> dict[str, float]:
    stretch, rng, held = stretch_of_periods(*kind), np.random.default_rng(20260805), {}
    for likeness in LIKENESSES:
        found = draw_periods(likeness, kind, SAMPLES, rng)
        reach = stdtrit(found.freedom, 0.975) * found.error * stretch.at(found.likeness)
        held[str(likeness)] = float(np.mean(np.abs(found.after - found.before) <= reach))
    return held


@pytest.mark.parametrize("kind", [(7, 7), (8, 8), (12, 12), (36, 36), (24, 8)])
@pytest.mark.parametrize("spread", [1.0, 2.0])
def test_interval_holds_the_true_change_however_alike_neighbours_are(kind: tuple[int, int], spread: float) -> None:
    held = coverage((*kind, spread))
    assert 0.94 <= np.mean(list(held.values())) <= 0.96, held
    assert not outside(held, SAMPLES)


@pytest.mark.parametrize("count", [4, 5])
def test_fewer_periods_on_each_side_come_close(count: int) -> None:
    held = coverage((count, count, 1.0)).values()
    assert min(held) >= 0.93
    assert max(held) <= 0.975


def test_six_periods_on_each_side_that_spread_alike_are_enough() -> None:
    assert not outside(coverage((6, 6, 1.0)), SAMPLES)


def test_no_change_is_found_in_about_five_percent_of_placebos_and_a_true_one_is_found() -> None:
    rng = np.random.default_rng(20260807)
    found = [share_found(world, 0.0, 150, rng) for world in PERIODS.values()]
    assert 0.04 <= np.mean(found) <= 0.06
    assert share_found(PERIODS["36 and 36 periods, likeness 0.3"], 2.0, 200, rng) > 0.95


def test_the_measure_stretches_its_interval_by_what_the_simulation_says() -> None:
    rng = np.random.default_rng(20260808)
    values = rng.normal(20, 1, 24)
    asked = context("days", adoption="2002-01-01", period_size="month")
    days = [f"{2001 + place // 12}-{place % 12 + 1:02}-01" for place in range(24)]
    result = measure_before_after(table_of(value=values, period=np.array(days, "datetime64[D]")), asked)
    assert isinstance(result, Measured)
    found = compare_periods(values[None, :12], values[None, 12:])
    factor = calibrate_periods(values[:12], values[12:], rng).at(found.likeness[0])
    reach = stdtrit(found.freedom[0], 0.975) * found.error[0] * factor
    assert (result.high - result.low) / 2 == pytest.approx(reach, rel=0.06)
