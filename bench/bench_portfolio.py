"""Five thousand systems of 26 components: draws, intervals, ranks, levels; and the same climb one system at a time.

Seconds and peak memory are those of a process of its own, which runs nothing else: what other benchmarks left behind
counts in neither. Memory is as Linux counts it for that program alone (VmHWM).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from publicvalue.files.frameworks import load_framework
from publicvalue.scores.aggregate import aggregate_tree
from publicvalue.scores.portfolio.draws import KNOTS, Drawn, Evidenced, Plan, simulate_portfolio
from publicvalue.scores.portfolio.levels import Nesting
from publicvalue.scores.portfolio.nested import Measurements, form_nested
from publicvalue.scores.ranks import rank_systems
from publicvalue.scores.tree import Tree, build_tree

SYSTEMS, COMPONENTS, DRAWS = 5_000, 26, 10_000
SAMPLE = 50
"""Systems that the reference climbs; its time is scaled up."""


@cache
def tree() -> Tree:
    return build_tree(load_framework("public-value/1.0").framework)


@cache
def portfolio() -> Evidenced:
    """One evidenced indicator for each component, with normal scores cut at the ends of the scale."""
    rng = np.random.default_rng(1)
    middles = rng.uniform(10, 90, (SYSTEMS * COMPONENTS, 1))
    steps = np.sort(rng.normal(0, 8, KNOTS))
    return Evidenced(
        systems=SYSTEMS,
        system=np.repeat(np.arange(SYSTEMS), COMPONENTS),
        leaf=np.tile(tree().levels[0].starts, SYSTEMS),
        knots=np.clip(middles + steps, 0, 100).astype(np.float32),
    )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@cache
def nesting() -> Nesting:
    """Twenty countries of 25 agencies of ten systems."""
    labels = tuple((f"C{system % 20:02d}", f"Agency {system // 20 % 25:02d}") for system in range(SYSTEMS))
    return Nesting(labels, np.ones(SYSTEMS))


def rank_all() -> Drawn:
    plan = Plan(1, DRAWS, weight_spread=0.25, nesting=nesting())
    drawn = simulate_portfolio(tree(), portfolio(), plan)
    rank_systems(drawn.scores, np.random.default_rng(2))
    points = np.repeat(drawn.ends[1].T[:, :1], len(drawn.nodes), axis=1)
    form_nested(nesting(), Measurements(drawn.nodes, points, np.ones_like(points)), drawn, plan, 5)
    return drawn


@cache
def apart() -> dict[str, float]:
    """Run the whole portfolio in a process of its own, and return its seconds and its peak memory in GB."""
    command = [sys.executable, __file__]
    measured: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return measured


def whole() -> dict[str, float]:
    return {"figure": apart()["seconds"], "budget": 20.0}


def processors() -> dict[str, float]:
    """The same in seconds of processors, which other work on the machine changes less; no budget."""
    return {"figure": apart()["processors"]}


def memory() -> dict[str, float]:
    return {"figure": apart()["gigabytes"], "budget": 1.5}


def one_by_one() -> None:
    rng = np.random.default_rng(3)
    columns = tree().levels[0].starts
    for _ in range(SAMPLE):
        scores = np.full((DRAWS, len(tree().indicators)), np.nan)
        scores[:, columns] = np.clip(rng.normal(50, 8, (DRAWS, COMPONENTS)), 0, 100)
        aggregate_tree(tree(), scores)


def against_one_by_one() -> dict[str, float]:
    """Drawing and climbing alone: no ranks on either side, and nothing of what is loaded on first use."""
    simulate_portfolio(tree(), portfolio(), Plan(1, 10, weight_spread=0.25))
    ours = seconds(lambda: simulate_portfolio(tree(), portfolio(), Plan(1, 1000, weight_spread=0.25)))
    reference = seconds(one_by_one) * SYSTEMS / SAMPLE * 1000 / DRAWS
    return {"figure": ours, "reference": reference, "ratio": ours / reference, "budget": 0.5}


BENCHMARKS: list[tuple[str, Callable[[], dict[str, float]]]] = [
    ("5,000 systems x 26 components x 10,000 draws: scores, intervals, ranks, levels (s)", whole),
    ("the same: seconds of processors", processors),
    ("the same: peak memory (GB)", memory),
    ("5,000 systems x 1,000 draws, against one system at a time (s)", against_one_by_one),
]

if __name__ == "__main__":
    portfolio()
    begin = time.process_time()
    taken = seconds(rank_all)
    used = time.process_time() - begin
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps({"seconds": taken, "processors": used, "gigabytes": kilobytes / 1024**2}))
