"""The 95 % interval of agencies, countries and the region of a portfolio holds their true score in about 95 %.

As for one system (`test_score_coverage`), what is held is the score under the stated method: weights stand still and
every choice is closed. Systems differ in what is known of them, agencies and countries in size.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from publicvalue.scores.portfolio.draws import KNOTS, Drawn, Evidenced, Plan, simulate_portfolio
from publicvalue.scores.portfolio.levels import Nesting
from publicvalue.scores.tree import build_tree
from small_framework import small_framework

TREE = build_tree(replace(small_framework(), weight_spread=0.0, anchor_spread=0.0))
LABELS = (("BRB", "A"),) * 4 + (("BRB", "B"),) * 2 + (("GUY", "A"),) * 5 + (("JAM", "A"),)
NESTING = Nesting(LABELS, np.ones(len(LABELS)), {"BRB": 2.0, "BRB/B": 0.5})
STUDIES, DRAWS = 900, 1_000
ERROR = 5.0
SCORES = ndtri(np.clip(np.linspace(0, 1, KNOTS), 0.0005, 0.9995))


def drawn(values: np.ndarray, known: np.ndarray, error: float, seed: int) -> Drawn:
    """The portfolio when each known indicator has a normal distribution around a value."""
    system, leaf = np.nonzero(known)
    knots = np.clip(values[known][:, None] + error * SCORES, 0, 100).astype(np.float32)
    size = DRAWS if error else 1
    return simulate_portfolio(TREE, Evidenced(len(LABELS), system, leaf, knots), Plan(seed, size, size, 0.0, NESTING))


def test_intervals_of_every_level_hold_the_true_score() -> None:
    rng = np.random.default_rng(20261130)
    shape = (len(LABELS), len(TREE.indicators))
    known = rng.random(shape) < 0.8
    known[:, 0] = True
    truth = rng.uniform(25, 75, shape)
    exact = drawn(truth, known, 0.0, 1)
    held = {"systems": [], "organisation": [], "country": [], "region": []}
    levels = np.array(NESTING.levels)
    for study in range(STUDIES):
        found = drawn(truth + rng.normal(0, ERROR, shape), known, ERROR, study)
        held["systems"].append((found.ends[0] <= exact.ends[1]) & (exact.ends[1] <= found.ends[2]))
        inside = (found.groups[0] <= exact.groups[1]) & (exact.groups[1] <= found.groups[2])
        for level in set(NESTING.levels):
            held[level].append(inside[:, levels == level])
    by_node = {level: np.mean(one, axis=(0, 2)) for level, one in held.items()}
    assert all(len(one) == len(exact.nodes) == 3 for one in by_node.values())
    # The error of 900 studies, for the one number of the region, is 0.7 percent.
    for level, shares in by_node.items():
        assert 0.94 <= shares.mean() <= 0.96, (level, shares)
        assert ((shares >= 0.935) & (shares <= 0.965)).all(), (level, shares)
