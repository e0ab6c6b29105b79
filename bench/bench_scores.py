"""Ten thousand draws over the whole tree of the shipped framework, against the same means in plain NumPy."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from publicvalue.files.frameworks import load_framework
from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured
from publicvalue.scores.sheet import score_assessment
from publicvalue.scores.tree import build_tree

DRAWS = 10_000


def everything_measured(framework: Framework) -> dict[str, Measured]:
    rng = np.random.default_rng(1)
    found = {}
    for indicator in framework.indicators:
        first, last = indicator.goalposts.anchors[0][0], indicator.goalposts.anchors[-1][0]
        middle, width = (first + last) / 2, last - first
        draws = rng.normal(middle, width / 10, DRAWS)
        low, high = middle - width / 5, middle + width / 5
        found[indicator.id] = Measured(middle, low, high, 100, indicator.unit, "made up", 3, draws=draws)
    return found


def plain_numpy(framework: Framework, measured: dict[str, Measured]) -> np.ndarray:
    """The same climb with one array for each node: interpolate, arithmetic, then geometric means, weights varied."""
    rng = np.random.default_rng(2)
    tree = build_tree(framework)
    curves = {indicator.id: np.array(indicator.goalposts.anchors) for indicator in framework.indicators}
    scores = {id: np.interp(m.draws, curves[id][:, 0], curves[id][:, 1]) for id, m in measured.items()}
    for position, level in enumerate(tree.levels):
        parents, above = level.parents, {}
        for index, node in enumerate(level.nodes):
            children = [child for child, parent in zip(level.children, parents, strict=True) if parent == index]
            weights = rng.uniform(0.75, 1.25, (DRAWS, len(children)))
            values = np.column_stack([scores[child] for child in children])
            into = values if position == 0 else np.log(np.maximum(values, 1))
            mean = (into * weights).sum(axis=1) / weights.sum(axis=1)
            above[node] = mean if position == 0 else np.exp(mean)
        scores = above
    return scores["public_value"]


def whole_tree() -> dict[str, object]:
    framework = load_framework("public-value/1.0").framework
    measured = everything_measured(framework)
    return {"figure": best_of(lambda: score_assessment(framework, measured, 1, DRAWS)), "budget": 0.5}


def whole_tree_against_numpy() -> dict[str, object]:
    framework = load_framework("public-value/1.0").framework
    measured = everything_measured(framework)
    ours = best_of(lambda: score_assessment(framework, measured, 1, DRAWS))
    reference = best_of(lambda: plain_numpy(framework, measured))
    return {"figure": ours, "reference": reference, "ratio": ours / reference}


def best_of(work: Callable[[], object], times: int = 5) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


BENCHMARKS = [
    ("10,000 draws over the whole tree: scores, intervals, coverage, bounds (s)", whole_tree),
    ("the same, against one climb in plain NumPy (s)", whole_tree_against_numpy),
]
