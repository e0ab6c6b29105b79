"""Worlds in which the effect of adoption is known, for the coverage of its interval and for placebo runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from adopting_units import draw_panel, drifting, in_all_periods
from publicvalue.measures.effect.before_after.period_means import (
    PeriodMeans,
    calibrate_periods,
    compare_periods,
    draw_alike,
)
from publicvalue.measures.effect.lots.arms import Arm, Stratum, make_arm
from publicvalue.measures.effect.lots.measure import effect_of as lots_effect
from publicvalue.measures.effect.reach_calibration import Stretch
from publicvalue.measures.effect.series.level_calibration import calibrate, stretch_mixture
from publicvalue.measures.effect.series.local_level import LevelModel
from publicvalue.measures.effect.staggered.adjusted import Adjustment
from publicvalue.measures.effect.staggered.group_time import ComparisonRules, UnitPanel, average_effects
from publicvalue.measures.effect.staggered.measure import effect_of as staggered_effect
from publicvalue.measures.effect.synthetic.measure import effect_of
from publicvalue.measures.effect.synthetic.placebos import placebo_size, run_placebos
from publicvalue.measures.effect.synthetic.weights import Block, synthetic_difference
from publicvalue.measures.effect.threshold.local_linear import Jump, find_jump
from publicvalue.measures.kernels.means import mean_interval

Interval = tuple[float, float]
World = Callable[[np.random.Generator, float], Interval]
"""Draws a sample with this effect and returns the interval of the effect."""

CURVES = {
    "elections": ((0.48, 1.27, 7.18, 20.21, 21.54, 7.33), (0.84, -3.0, 7.99, -9.01, 3.56)),
    "poverty": ((3.71, 2.30, 3.28, 1.45, 0.23, 0.03), (18.49, -54.81, 74.30, -45.02, 9.83)),
    "third": ((0.48, 1.27, -3.59, 14.147, 23.694, 10.995), (0.84, -0.3, -2.397, -0.901, 3.56)),
    "straight": ((0.48, 0.5), (0.5,)),
}
"""Coefficients below the threshold, and above it without the constant: three curves of Calonico, Cattaneo and Titiunik
(2014), and a line."""


def draw_scores(rng: np.random.Generator, size: int) -> np.ndarray:
    """Scores as in the same source, a fifth of them above the threshold at 0."""
    return 2 * rng.beta(2, 4, size) - 1


def threshold(curve: str, size: int, noise: float = 0.1295, points: int | None = None) -> World:
    """Cases with scores on both sides of a threshold; whole points where their number on a side is given."""
    below, rest = CURVES[curve]
    above = (below[0], *rest)

    def draw(rng: np.random.Generator, effect: float) -> Interval:
        x = draw_scores(rng, size)
        if points:
            x = np.floor(x * points) / points
        y = np.where(x < 0, np.polyval(below[::-1], x), np.polyval(above[::-1], x) + effect)
        jump = find_jump(x, y + rng.normal(0, noise, size))
        assert isinstance(jump, Jump)
        return mean_interval(jump.effect, jump.error, jump.freedom)

    return draw


def level_model(periods: int, adoption: int, season: int = 1) -> tuple[LevelModel, np.ndarray]:
    """A trend, seasons and a change at adoption; and what picks the change."""
    time = np.arange(periods)
    seasons = [time % season == place for place in range(1, season)]
    columns = [np.ones(periods), time - adoption, *seasons, time >= adoption]
    return LevelModel(time, np.column_stack(columns).astype(float)), np.eye(len(columns))[-1]


def series(ratio: float, periods: int = 48, adoption: int = 36, season: int = 1) -> World:
    """A series with a trend, chance, and a level whose steps have this ratio of variances to chance."""
    model, contrast = level_model(periods, adoption, season)
    time = model.time

    def draw(rng: np.random.Generator, effect: float) -> Interval:
        level = np.cumsum(rng.normal(0, np.sqrt(ratio), periods))
        values = level + rng.normal(0, 1, periods) + effect * (time >= adoption)
        change = model.fit(values).combine(contrast)
        return stretch_mixture(change, stretch_of(periods, adoption, season)).interval(0.95)

    return draw


@cache
def stretch_of(periods: int, adoption: int, season: int = 1) -> Stretch:
    """The calibration of these periods, made once for all series."""
    return calibrate(*level_model(periods, adoption, season), np.random.default_rng(20261124))


def periods(likeness: float, before: int, after: int, spread: float = 1.0) -> World:
    """Periods that resemble their neighbours, with another spread after adoption."""

    def draw(rng: np.random.Generator, effect: float) -> Interval:
        found, stretch = (
            draw_periods(likeness, (before, after, spread), 1, rng),
            stretch_of_periods(before, after, spread),
        )
        error = float(found.error[0] * stretch.at(found.likeness[0]))
        change = effect + float(found.after[0] - found.before[0])
        return mean_interval(change, error, float(found.freedom[0]))

    return draw


def draw_periods(likeness: float, kind: tuple[int, int, float], samples: int, rng: np.random.Generator) -> PeriodMeans:
    """Many series without a change, compared."""
    before, after, spread = kind
    series = draw_alike(likeness, (samples, before + after), rng)
    return compare_periods(series[:, :before], spread * series[:, before:])


@cache
def stretch_of_periods(before: int, after: int, spread: float) -> Stretch:
    """The calibration of these periods, made once for all series."""
    rng = np.random.default_rng(20261123)
    one = np.linspace(-1, 1, before), np.linspace(-1, 1, after)
    return calibrate_periods(one[0] / one[0].std(ddof=1), spread * one[1] / one[1].std(ddof=1), rng)


def lots(spreads: tuple[float, float], offices: tuple[int, int] = (12, 12), cases: int = 20) -> World:
    """Two strata in which lots gave the system to offices, or to single cases, that differ within each arm."""

    def arm(rng: np.random.Generator, n: int, spread: float, shift: float) -> Arm:
        means = rng.normal(shift, spread, n) + rng.normal(0, 3 / np.sqrt(cases), n)
        return Arm(float(n * cases), float(n), float(means.mean()), float(means.var(ddof=1) / n))

    def draw(rng: np.random.Generator, effect: float) -> Interval:
        strata = tuple(
            Stratum(arm(rng, offices[0], spreads[0], 0.0), arm(rng, offices[1], spreads[1], effect)) for _ in range(2)
        )
        found = lots_effect(strata, shares=False, unit="days")
        return mean_interval(found.difference, float(np.sqrt(found.covariance[0, 0])), found.freedom)

    return draw


def unequal_lots(offices: int, spread: float = 1.0) -> World:
    """Lots drawn for offices of 5 to 200 cases, as many small as large ones by the logarithm of their size."""

    def arm(rng: np.random.Generator, shift: float) -> Arm:
        cases = np.round(np.exp(rng.uniform(np.log(5), np.log(200), offices)))
        means = rng.normal(shift, spread, offices) + rng.normal(0, 1, offices) / np.sqrt(cases)
        return make_arm({"cases": cases, "total": cases * means, "cluster": np.arange(offices)})

    def draw(rng: np.random.Generator, effect: float) -> Interval:
        found = lots_effect((Stratum(arm(rng, 0.0), arm(rng, effect)),), shares=False, unit="days")
        return mean_interval(found.difference, float(np.sqrt(found.covariance[0, 0])), found.freedom)

    return draw


def draw_units(kind: str, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Units over periods with levels of their own, what all of them feel, and chance of one kind."""
    units, times = shape
    rows = rng.normal(0, 3, (units, 1)) + np.cumsum(rng.normal(0, 0.5, times))
    match kind:
        case "shocks":
            shocks = np.cumsum(rng.normal(0, 0.5, (2, times)), axis=1)
            return np.asarray(rows + rng.normal(size=(units, 2)) @ shocks + rng.normal(size=shape))
        case "neighbours":
            return np.asarray(rows + draw_alike(0.8, shape, rng))
        case "trends":
            return np.asarray(rows + rng.normal(size=(units, 1)) * np.linspace(0, 3, times) + rng.normal(size=shape))
        case "extremes":
            return np.asarray(rows + rng.standard_t(3, shape))
        case _:
            return np.asarray(rows + rng.normal(size=shape))


def mixed_units(kind: str, adopters: int, controls: int = 14, times: int = 16, before: int = 11) -> World:
    """Units of which some adopt at one time, against a mix of the others."""

    def draw(rng: np.random.Generator, effect: float) -> Interval:
        rows = draw_units(kind, (adopters + controls, times), rng)
        rows[:adopters, before:] += effect
        block = Block(rows[adopters:], rows[:adopters], before)
        found = synthetic_difference(block)
        placebos = run_placebos(block, found, placebo_size(block), rng, 4 * controls)
        number = effect_of(block, found, placebos, shares=False)
        return mean_interval(number.difference, float(np.sqrt(number.covariance[0, 0])), number.freedom)

    return draw


YEARS = 6
"""Periods of the worlds of staggered adoption."""


def staggered_interval(panel: UnitPanel, adjustment: Adjustment = "doubly robust") -> Interval:
    """The interval of the effect of staggered adoption."""
    found = average_effects(panel, ComparisonRules(adjustment=adjustment))
    assert found
    number = staggered_effect(panel, found.overall, shares=False)
    return mean_interval(number.difference, float(np.sqrt(number.covariance[0, 0])), number.freedom)


def two_dates(*sizes: int) -> World:
    """Units that adopt in period 2, in period 4 and never."""
    adopted = np.repeat([2, 4, YEARS], sizes)
    return lambda rng, effect: staggered_interval(draw_panel(rng, adopted, YEARS, effect))


def few_controls(adopters: int, controls: int) -> World:
    """Units that adopt in period 3, and units that never do."""
    adopted = np.repeat([3, YEARS], [adopters, controls])
    return lambda rng, effect: staggered_interval(draw_panel(rng, adopted, YEARS, effect))


def many_dates(adopters: int, controls: int) -> World:
    """Units that adopt in one of five years, and units that never do, over ten years."""
    adopted = np.append(5 + np.arange(adopters) % 5, np.full(controls, 10))
    return lambda rng, effect: staggered_interval(draw_panel(rng, adopted, 10, effect))


def lone_adopters(units: int) -> World:
    """Units each of which adopts in a year of its own, and none that never does."""
    return lambda rng, effect: staggered_interval(draw_panel(rng, 2 + np.arange(units), 2 + units, effect))


def in_clusters(rng: np.random.Generator, adopted: np.ndarray, clusters: np.ndarray, effect: float) -> UnitPanel:
    """Units that share what happens to their cluster."""
    panel = draw_panel(rng, adopted, YEARS, effect)
    shared = rng.normal(0, 1, (int(clusters.max()) + 1, YEARS)).cumsum(axis=1)
    return replace(panel, outcome=panel.outcome + shared[clusters], clusters=clusters)


def whole_clusters(*sizes: int) -> World:
    """Clusters of 5 units that adopt in period 2, in period 4 and never."""
    clusters = np.repeat(np.arange(sum(sizes)), 5)
    adopted = np.repeat(np.repeat([2, 4, YEARS], sizes), 5)
    return lambda rng, effect: staggered_interval(in_clusters(rng, adopted, clusters, effect))


def mixed_clusters(count: int) -> World:
    """Clusters of 8 units, each of which adopts by itself, more of them in some clusters."""
    clusters = np.repeat(np.arange(count), 8)

    def draw(rng: np.random.Generator, effect: float) -> Interval:
        lean = rng.normal(0, 1, count)[clusters] + rng.normal(0, 1, 8 * count)
        adopted = np.select([lean > 1.2, lean > 0.4], [2, 4], YEARS)
        return staggered_interval(in_clusters(rng, adopted, clusters, effect))

    return draw


def draw_grown(rng: np.random.Generator, effect: float) -> UnitPanel:
    """Adoption and growth both depend on the size of the unit: without it no interval would hold the effect."""
    size = rng.normal(0, 1, 160)
    lean = 0.5 * size + rng.logistic(0, 1, 160)
    panel = draw_panel(rng, np.where(lean > 0.7, 3, YEARS), YEARS, effect)
    grown = panel.outcome + size[:, None] * np.arange(YEARS)
    return replace(panel, outcome=grown, covariates=in_all_periods(size[:, None], YEARS))


def draw_drifted(rng: np.random.Generator, effect: float) -> UnitPanel:
    """Units grow with a size that changes over time; who adopts in period 3 depends on the size in period 2."""
    sizes = drifting(rng, 160, YEARS)
    adopted = np.where(0.4 * sizes[:, 2, 0] + rng.logistic(0, 1, 160) > 0.7, 3, YEARS)
    panel = draw_panel(rng, adopted, YEARS, effect)
    grown = np.column_stack([np.zeros(160), 0.5 * sizes[:, :-1, 0].cumsum(axis=1)])
    return replace(panel, outcome=panel.outcome + grown, covariates=sizes)


def draw_few(adopters: int, controls: int, columns: int) -> Callable[[np.random.Generator, float], UnitPanel]:
    """Growth depends on the first of some sizes of the unit; few units never adopt."""
    adopted = np.repeat([3, YEARS], [adopters, controls])

    def draw(rng: np.random.Generator, effect: float) -> UnitPanel:
        sizes = rng.normal(0, 1, (len(adopted), columns))
        panel = draw_panel(rng, adopted, YEARS, effect)
        grown = panel.outcome + sizes[:, :1] * np.arange(YEARS)
        return replace(panel, outcome=grown, covariates=in_all_periods(sizes, YEARS))

    return draw


def like_units(draw: Callable[[np.random.Generator, float], UnitPanel], adjustment: Adjustment) -> World:
    """Units compared with those like them."""
    return lambda rng, effect: staggered_interval(draw(rng, effect), adjustment)


def share_held(world: World, effect: float, samples: int, rng: np.random.Generator) -> float:
    """Return the share of samples whose interval holds the true effect."""
    return float(np.mean([low <= effect <= high for low, high in (world(rng, effect) for _ in range(samples))]))


def share_found(world: World, effect: float, samples: int, rng: np.random.Generator) -> float:
    """Return the share of samples with an effect of one size whose interval leaves out no effect."""
    return float(np.mean([low > 0 or high < 0 for low, high in (world(rng, effect) for _ in range(samples))]))


def outside(held: dict[str, float], samples: int) -> dict[str, float]:
    """Return the worlds whose coverage lies outside 94 to 96 percent by more than two errors of the simulation."""
    error = 2 * np.sqrt(0.95 * 0.05 / samples)
    return {name: share for name, share in held.items() if not 0.94 - error <= share <= 0.96 + error}


THRESHOLDS = {
    **{f"{curve}, 500 cases": threshold(curve, 500) for curve in CURVES},
    **{f"{curve}, 1,500 cases": threshold(curve, 1500) for curve in ("elections", "poverty", "third")},
    "elections, 6,000 cases": threshold("elections", 6000),
    "straight, 300 cases, more chance": threshold("straight", 300, 0.3),
    **{
        f"{curve}, 1,500 cases, 50 whole points a side": threshold(curve, 1500, points=50)
        for curve in ("straight", "elections")
    },
}

SERIES = {
    **{f"level's steps {ratio}": series(ratio) for ratio in (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0)},
    **{f"12 periods, level's steps {ratio}": series(ratio, 12, 8) for ratio in (0.0, 0.3)},
    **{f"24 periods, level's steps {ratio}": series(ratio, 24, 16) for ratio in (0.0, 0.3)},
    **{f"36 months with seasons, level's steps {ratio}": series(ratio, 36, 24, 12) for ratio in (0.0, 0.1)},
}

PERIODS = {
    f"{before} and {after} periods, likeness {likeness}": periods(likeness, before, after)
    for before, after in ((4, 4), (6, 6), (8, 8), (12, 12), (36, 36), (24, 8))
    for likeness in (0.0, 0.3, 0.5, 0.8)
}

LOTS = {
    "offices alike in both arms": lots((1.0, 1.0)),
    "offices with the system differ three times as much": lots((1.0, 3.0)),
    "6 and 20 offices": lots((1.0, 1.0), (6, 20)),
    "400 single cases in each arm": lots((1.0, 2.0), (400, 400), 1),
    **{f"{number} and {number} offices of 5 to 200 cases": unequal_lots(number) for number in (3, 6, 15, 30)},
    "6 and 6 offices of 5 to 200 cases, much alike": unequal_lots(6, 0.2),
}

ADJUSTMENTS: tuple[Adjustment, ...] = ("doubly robust", "regression", "weighting")

STAGGERED = {
    **{
        f"{early} and {late} adopters, {never} never": two_dates(early, late, never)
        for early, late, never in ((1, 1, 20), (2, 2, 20), (6, 6, 20), (15, 25, 40), (40, 40, 120))
    },
    **{
        f"{adopters} adopters on one date, {controls} never": few_controls(adopters, controls)
        for adopters, controls in ((1, 5), (1, 12), (3, 12), (12, 1), (12, 2), (12, 3))
    },
    **{f"19 adopters on five dates, {controls} never": many_dates(19, controls) for controls in (1, 2, 3)},
    "6 adopters alone on their dates": lone_adopters(6),
    **{
        f"{early} and {late} clusters, {never} never": whole_clusters(early, late, never)
        for early, late, never in ((5, 5, 14), (12, 12, 24))
    },
    **{f"{count} clusters, units by themselves": mixed_clusters(count) for count in (15, 40)},
    **{f"size, {adjustment}": like_units(draw_grown, adjustment) for adjustment in ADJUSTMENTS},
    **{
        f"{controls} never, {columns} sizes, regression": like_units(draw_few(12, controls, columns), "regression")
        for controls, columns in ((3, 1), (5, 1), (8, 1), (5, 3))
    },
    **{f"size that changes, {adjustment}": like_units(draw_drifted, adjustment) for adjustment in ADJUSTMENTS},
}

MIXED = {
    **{
        f"{words}, {kind}": mixed_units(kind, *shape)
        for words, shape in (
            ("one adopter, 10 controls", (1, 10, 10, 6)),
            ("one adopter, 14 controls", (1,)),
            ("one adopter, 38 controls", (1, 38, 31, 19)),
            ("two adopters, 10 controls", (2, 10, 10, 6)),
            ("three adopters, 14 controls", (3,)),
            ("six adopters, 14 controls", (6,)),
            ("nine adopters, 10 controls", (9, 10, 10, 6)),
        )
        for kind in ("alike", "neighbours", "shocks", "trends")
    },
    "one adopter, 14 controls, extremes": mixed_units("extremes", 1),
}

DESIGNS = {
    "randomised": LOTS,
    "threshold discontinuity": THRESHOLDS,
    "staggered adoption": STAGGERED,
    "synthetic control": MIXED,
    "interrupted series": SERIES,
    "before and after": PERIODS,
}
