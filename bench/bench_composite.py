"""Composite indices: 1,000 runs of an uncertainty analysis, and one run over 10,000 units against plain NumPy."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.impute import Imputation
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import MinMax, ZScore, normalise
from publicvalue.scores.composite.outrank import copeland_scores
from publicvalue.scores.composite.treat import Treatment
from publicvalue.scores.composite.uncertainty import Alternatives, pick_alternatives, run_uncertainty
from publicvalue.scores.composite.weigh import perturb_weights

TURNS = 25


def made_up(units: int, indicators: int, missing: float) -> tuple[Index, Data]:
    """An index of eight groups in two halves, as the ASEM index has, and skewed data for it."""
    rng = np.random.default_rng(1)
    leaves = tuple(Indicator(f"i{n}", f"g{n % 8}", 1 if n % 4 else -1) for n in range(indicators))
    groups = (Group("top"), Group("h0", "top"), Group("h1", "top"), *(Group(f"g{n}", f"h{n // 4}") for n in range(8)))
    values = rng.lognormal(0, rng.uniform(0.2, 1.2, indicators), (units, indicators))
    values[rng.random(values.shape) < missing] = np.nan
    return Index(leaves, groups), Data(tuple(f"u{n}" for n in range(units)), tuple(i.code for i in leaves), values)


def thousand_runs() -> dict[str, object]:
    index, data = made_up(51, 49, 0.05)
    rng = np.random.default_rng(2)
    regions = tuple("a" if n % 2 else "b" for n in range(51))
    alternatives = Alternatives(
        imputations=(Imputation("mean"), Imputation("median"), Imputation("mean", regions), Imputation("none")),
        treatments=tuple(Treatment(points=points) for points in range(1, 6)),
        normalisations=(MinMax(1, 100), ZScore(10, 2)),
        weights=perturb_weights(index, {2: 0.25, 3: 0.25}, 100, rng),
        aggregations=(Aggregation(), Aggregation("geometric")),
    )
    picks = pick_alternatives(rng.random((1000, 5)), alternatives.counts)
    work = lambda: run_uncertainty(index, data, alternatives, picks, ("top",)).ranks  # noqa: E731
    return {"figure": best_of(work, clock=time.process_time), "budget": 0.15}


def one_run_against_numpy() -> dict[str, object]:
    index, data = made_up(10_000, 60, 0.0)
    taken, by = [], []
    for _ in range(TURNS):
        begin = time.process_time()
        formed = aggregate(index, normalise(data, index.directions, MinMax(0, 100)))
        middle = time.process_time()
        expected = plain_numpy(index, data.values)
        taken.append(middle - begin)
        by.append(time.process_time() - middle)
    assert np.allclose(formed.column("top"), expected[:, 0])
    ours, reference = statistics.median(taken), statistics.median(by)
    return {"figure": ours, "reference": reference, "ratio": ours / reference, "budget": 1.3}


def plain_numpy(index: Index, values: np.ndarray) -> np.ndarray:
    """The same run for this one case: min-max, then three weighted means that leave out what is missing."""
    turned = values * index.directions
    low, high = np.nanmin(turned, axis=0), np.nanmax(turned, axis=0)
    scores = (turned - low) / (high - low) * 100
    for level in (2, 3, 4):
        groups = [index.children[code] for code in index.children if index.level(code) == level]
        first = min(place for places in groups for place in places)
        known = ~np.isnan(scores)
        filled = np.where(known, scores, 0)
        means = []
        for places in groups:
            weights, own = index.weights[places], places - first
            means.append((filled[:, own] * weights).sum(axis=1) / (known[:, own] * weights).sum(axis=1))
        scores = np.column_stack(means)
    return scores


def copeland() -> dict[str, object]:
    values = np.random.default_rng(3).random((2_000, 10))
    return {"figure": best_of(lambda: copeland_scores(values, np.ones(10)), times=2)}


def best_of(work: Callable[[], object], times: int = 5, clock: Callable[[], float] = time.perf_counter) -> float:
    seconds = []
    for _ in range(times):
        start = clock()
        work()
        seconds.append(clock() - start)
    return min(seconds)


BENCHMARKS = [
    ("1,000 runs over 51 units x 49 indicators, all five choices varied (CPU s)", thousand_runs),
    ("10,000 units x 60 indicators, one run, against plain NumPy (CPU s)", one_run_against_numpy),
    ("Copeland scores of 2,000 units by 10 indicators (s)", copeland),
]
