"""Draws of the public value of many systems at once, in chunks: bounded memory, resumable, the same for a seed.

Each evidenced indicator of each system is drawn from its own score distribution, systems and indicators independent.
The weights and the open choices of the method vary too, and in each draw they are the same for all systems: a doubt
about the method is no difference between systems. What is unknown stays out, as in every score over what is evidenced.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.scores.aggregate import SCORE_MEANS
from publicvalue.scores.means import mixed_means, weighted_means
from publicvalue.scores.portfolio.levels import Nesting
from publicvalue.scores.ranks import ENDS, batch_error
from publicvalue.scores.simulation.parts import PartStore
from publicvalue.scores.simulation.samples import Inputs, draw_inputs
from publicvalue.scores.simulation.uncertainty import draw_factors, generator, weigh
from publicvalue.scores.tree import Floats, Indices, Tree, TreeLevel
from publicvalue.words.text import Text

Singles = NDArray[np.float32]
"""Single precision: scores of 0 to 100 to five digits, half the memory."""
KNOTS = 257
"""Points of a score's quantile function that are kept: every 256th part of the probability."""
BLOCK, AT_ONCE = 1024, 256
"""Distributions that climb the tree together, and those drawn at once: few enough for the processor's cache."""
PLACES = 16
"""Binary digits of the probability by which a score is drawn."""
THREADS = 2
"""Chunks that are drawn at the same time: each takes about a fifth of a gigabyte for 5,000 systems."""
SHOWN = 2
"""Levels from the top whose intervals are kept: public value and dimensions."""


@dataclass(frozen=True)
class Evidenced:
    """What is evidenced in a portfolio: one entry for each indicator of each system that has a score.

    Parameters
    ----------
    systems
        Number of systems, those with nothing evidenced included.
    system, leaf
        Index of the system and of the indicator in the tree, shape (entries,), ordered by system, then by indicator.
    knots
        Quantile function of each score at `KNOTS` even steps of probability, 0 to 100, shape (entries, KNOTS).

    Raises
    ------
    MethodError
        For entries out of order or out of range, or knots that are no quantile function.
    """

    systems: int
    system: Indices
    leaf: Indices
    knots: Singles = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what the kernel cannot read."""
        if not len(self.system) == len(self.leaf) == len(self.knots):
            one_each = Text("one system, leaf and quantile function each")
            raise method_error(Text("entries of a portfolio differ in number"), one_each)
        step = np.diff(self.system)
        if (step < 0).any() or ((step == 0) & (np.diff(self.leaf) <= 0)).any():
            order = Text("by system, then by indicator, none twice")
            raise method_error(Text("entries of a portfolio are out of order"), order)
        if not ((self.knots >= 0) & (self.knots <= 100)).all() or (np.diff(self.knots, axis=1) < 0).any():
            raise method_error(Text("a score distribution is no quantile function"), Text("rising scores of 0 to 100"))


@dataclass(frozen=True)
class Plan:
    """How a portfolio is drawn.

    Parameters
    ----------
    seed
        Start of the random numbers.
    draws, chunk
        Size of the Monte Carlo, and of the parts in which it is drawn, kept and continued.
    weight_spread
        Relative spread of the weights, at least 0 and below 1.
    nesting
        Agencies and countries of the systems, in their order; None forms no groups.
    """

    seed: int
    draws: int
    chunk: int = 1000
    weight_spread: float = 0.0
    nesting: Nesting | None = field(default=None, repr=False, compare=False)

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-self.draws // self.chunk)


@dataclass(frozen=True)
class Chunk:
    """One part of a simulation: all that is kept of it.

    Parameters
    ----------
    scores
        Public value, shape (draws of the chunk, systems); NaN for a system with nothing evidenced.
    ends
        Lower end, middle and upper end of each shown node's draws, shape (3, nodes, systems).
    groups
        The same for agencies, countries and the region, shape (3, nodes, groups); no groups without a nesting.
    """

    scores: Singles = field(repr=False)
    ends: Singles = field(repr=False)
    groups: Singles = field(repr=False)


@dataclass(frozen=True)
class Drawn:
    """A drawn portfolio.

    Parameters
    ----------
    scores
        Public value, shape (draws, systems); NaN columns where nothing is evidenced.
    nodes
        Ids of the shown nodes: dimensions, then public value.
    ends
        Lower end, median and upper end of the 95 % interval, mean over chunks, shape (3, nodes, systems).
    error
        Batch standard error of the lower and of the upper end, shape (2, nodes, systems); NaN with one chunk.
    groups
        As `ends`, for the groups of the plan's nesting, shape (3, nodes, groups).
    """

    scores: Singles = field(repr=False)
    nodes: tuple[str, ...]
    ends: Floats = field(repr=False)
    error: Floats = field(repr=False)
    groups: Floats = field(repr=False)

    def in_order(self, order: Indices) -> Drawn:
        """Return the same with the systems in another order."""
        return Drawn(self.scores[:, order], self.nodes, self.ends[..., order], self.error[..., order], self.groups)


Watch = Callable[[int, int], None]
"""Told the number of chunks that are done, and of all."""


def knot_scores(draws: Floats) -> Singles:
    """Return the quantile function of score draws, shape (KNOTS,), with its ends set so that tails keep their mean."""
    # Sums carry rounding errors a little beyond the ends of the scale.
    ordered = np.clip(np.sort(draws), 0.0, 100.0)
    knots = np.quantile(ordered, np.linspace(0, 1, KNOTS))
    tail = max(1, round(len(ordered) / (KNOTS - 1)))
    knots[0] = np.clip(2 * ordered[:tail].mean() - knots[1], 0.0, knots[1])
    knots[-1] = np.clip(2 * ordered[-tail:].mean() - knots[-2], knots[-2], 100.0)
    return knots.astype(np.float32)


def gather_evidenced(tree: Tree, systems: Sequence[Mapping[str, Singles]]) -> Evidenced:
    """Gather the quantile functions of each system's evidenced indicators, in the order of the tree."""
    column = {id: position for position, id in enumerate(tree.indicators)}
    entries = [
        (system, column[id], known[id])
        for system, known in enumerate(systems)
        for id in sorted(known.keys() & column.keys(), key=column.__getitem__)
    ]
    return Evidenced(
        systems=len(systems),
        system=np.array([entry[0] for entry in entries], dtype=np.intp),
        leaf=np.array([entry[1] for entry in entries], dtype=np.intp),
        knots=np.array([entry[2] for entry in entries], dtype=np.float32).reshape(-1, KNOTS),
    )


def simulate_portfolio(
    tree: Tree,
    evidenced: Evidenced,
    plan: Plan,
    store: PartStore[Chunk] | None = None,
    watch: Watch = lambda _done, _all: None,
) -> Drawn:
    """Draw the scores of a portfolio.

    Parameters
    ----------
    tree
        The tree of the framework that all systems share.
    evidenced
        What is evidenced.
    plan
        Seed, draws, chunks, and spread of the weights.
    store
        Where chunks are kept and looked for; nowhere when None.
    watch
        Called after each chunk.

    Raises
    ------
    MethodError
        For a plan without draws, or a tree with a mean that has no fast form here.
    """
    _check_plan(tree, plan)
    chunks = []
    for chunk in _make_chunks(tree, evidenced, plan, store):
        chunks.append(chunk)
        watch(len(chunks), plan.chunks)
    ends = np.stack([chunk.ends for chunk in chunks]).astype(np.float64)
    nodes = tuple(node for level in tree.levels[-SHOWN:] for node in level.nodes)
    groups = np.stack([chunk.groups for chunk in chunks]).astype(np.float64).mean(axis=0)
    scores = np.concatenate([chunk.scores for chunk in chunks])
    return Drawn(scores, nodes, ends.mean(axis=0), batch_error(ends[:, [0, 2]]), groups)


def _make_chunks(tree: Tree, evidenced: Evidenced, plan: Plan, store: PartStore[Chunk] | None) -> Iterator[Chunk]:
    """Yield the chunks in their order; as many at a time as `THREADS`, since NumPy computes outside Python's lock."""

    def make(number: int) -> Chunk:
        chunk = store.load(number) if store else None
        if chunk is None:
            chunk = simulate_chunk(tree, evidenced, plan, number)
            if store:
                store.save(number, chunk)
        return chunk

    pool = ThreadPoolExecutor(THREADS)
    try:
        yield from pool.map(make, range(plan.chunks))
    finally:
        pool.shutdown(cancel_futures=True)


def _check_plan(tree: Tree, plan: Plan) -> None:
    if plan.draws < 1 or plan.chunk < 1:
        what = Text("a simulation of {draws} draws in chunks of {chunk}", draws=plan.draws, chunk=plan.chunk)
        raise method_error(what, Text("at least one draw"))
    if not 0 <= plan.weight_spread < 1:
        raise method_error(
            Text("a weight spread of {spread:g}", spread=plan.weight_spread), Text("at least 0 and below 1")
        )
    for level in tree.levels:
        if level.mean not in ("arithmetic", "geometric", "harmonic"):
            raise method_error(
                Text("a portfolio cannot draw the {mean} mean at level {name}", mean=level.mean, name=level.name)
            )


def simulate_chunk(tree: Tree, evidenced: Evidenced, plan: Plan, number: int) -> Chunk:
    """Draw one chunk, the same for the same inputs; MethodError when they are more than a Sobol sequence takes."""
    size = min(plan.chunk, plan.draws - number * plan.chunk)
    inputs = draw_inputs(_name_inputs(tree), ((0, size),), generator(plan.seed, f"portfolio {number}"))
    methods = _draw_methods(tree, plan, inputs)
    places = (inputs.take("evidence") * (1 << PLACES)).astype(np.uint16)
    shown = sum(len(level.nodes) for level in tree.levels[-SHOWN:])
    held = np.full((shown if plan.nesting else 1, evidenced.systems, size), np.nan, dtype=np.float32)
    ends = np.full((len(ENDS), shown, evidenced.systems), np.nan, dtype=np.float32)
    for start, stop in _blocks(evidenced.system):
        rng = np.random.default_rng([plan.seed, number, start])
        system, leaf = evidenced.system[start:stop], evidenced.leaf[start:stop]
        cells = _Cells(system, leaf, _draw(evidenced.knots[start:stop], _shuffle(system, leaf, places, rng)))
        first = 0
        for position, level in enumerate(tree.levels):
            cells = _climb(level, methods[position], cells)
            if position >= len(tree.levels) - SHOWN:
                ends[:, first + cells.node, cells.system] = _quantiles(cells.values)
                if plan.nesting:
                    held[first + cells.node, cells.system] = cells.values
                first += len(level.nodes)
        held[-1, cells.system] = cells.values
    return Chunk(np.ascontiguousarray(held[-1].T), ends, _group_ends(plan.nesting, held))


def _group_ends(nesting: Nesting | None, held: Singles) -> Singles:
    """Return the ends of the groups' draws, shape (3, nodes, groups), from the systems' (nodes, systems, draws)."""
    if nesting is None:
        return np.empty((len(ENDS), len(held), 0), dtype=np.float32)
    return np.stack([_quantiles(nesting.climb(node)) for node in held], axis=1)


@dataclass(frozen=True)
class _Cells:
    """Drawn scores of the nodes that are known: system and node of each, and values of shape (cells, draws)."""

    system: Indices
    node: Indices
    values: Singles


@dataclass(frozen=True)
class _LevelMethod:
    """Weights of a level's children, shape (children, draws), and which of its means each draw takes."""

    weights: Singles
    picks: Indices | None


def _name_inputs(tree: Tree) -> dict[str, int]:
    weights = {f"weights {level.name}": len(level.children) for level in tree.levels[::-1]}
    return {"people": 1, **weights, "evidence": len(tree.indicators)}


def _draw_methods(tree: Tree, plan: Plan, inputs: Inputs) -> list[_LevelMethod]:
    """Draw weights, and take every combination of the open choices equally often, each in one stretch of draws."""
    counts = [2 if tree.equal_weights else 1, *(len(level.means) for level in tree.levels)]
    combination = np.arange(inputs.draws) * math.prod(counts) // inputs.draws
    weighting, *picks = np.unravel_index(combination, counts)
    equal = weighting == 1 if tree.equal_weights else None
    methods = []
    for level, own in zip(tree.levels, picks, strict=True):
        weights = weigh(level, draw_factors(level, plan.weight_spread, inputs), equal, inputs)
        methods.append(_LevelMethod(weights.T.astype(np.float32), own if len(level.means) > 1 else None))
    return methods


def _blocks(system: Indices) -> Iterator[tuple[int, int]]:
    """Cut the entries into blocks of about `BLOCK`, never within a system."""
    firsts = np.append(np.flatnonzero(np.diff(system, prepend=-1)), len(system))
    start = 0
    while start < len(system):
        stop = int(firsts[max(np.searchsorted(firsts, start + BLOCK, "right") - 1, np.searchsorted(firsts, start) + 1)])
        yield start, stop
        start = stop


def _shuffle(
    system: Indices, leaf: Indices, places: NDArray[np.uint16], rng: np.random.Generator
) -> NDArray[np.uint16]:
    """Give each system the sample of all indicators in an order of its own, and each entry a digital shift of its own.

    So one system's inputs are even together, and those of two systems are independent.
    """
    shifted = np.empty((len(system), places.shape[1]), dtype=np.uint16)
    firsts = np.append(np.flatnonzero(np.diff(system, prepend=-1)), len(system))
    for first, last in pairwise(firsts.tolist()):
        order = rng.permutation(places.shape[1])
        np.take(places.take(leaf[first:last], axis=0), order, axis=1, out=shifted[first:last], mode="clip")
    shifted ^= rng.integers(0, 1 << PLACES, (len(system), 1), dtype=np.uint16)
    return shifted


def _draw(knots: Singles, places: NDArray[np.uint16]) -> Singles:
    """Draw distributions a few at a time: what is worked out on the way stays in the processor's cache."""
    parts = [slice(start, start + AT_ONCE) for start in range(0, len(knots), AT_ONCE)]
    return np.concatenate([_sample(knots[part], places[part]) for part in parts])


def _sample(knots: Singles, places: NDArray[np.uint16]) -> Singles:
    """Draw by inversion: of 16 digits of the probability, 8 choose the step and 8 the place within it."""
    flat = knots.ravel()
    place = (np.arange(len(knots), dtype=np.intp) * KNOTS)[:, None] + (places >> 8)
    low = flat.take(place, mode="clip")
    place += 1
    share = (places & 255).astype(np.float32)
    share += np.float32(0.5)
    share *= np.float32(1 / 256)
    drawn: Singles = flat.take(place, mode="clip")
    drawn -= low
    drawn *= share
    drawn += low
    return drawn


def _climb(level: TreeLevel, method: _LevelMethod, cells: _Cells) -> _Cells:
    """Form the known nodes of a level from its known children, over all systems of the block at once."""
    kept = level.weights[cells.node] > 0
    if not kept.all():
        cells = _Cells(cells.system[kept], cells.node[kept], cells.values[kept])
    parent = level.parents[cells.node]
    key = cells.system * len(level.nodes) + parent
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    weights, means = method.weights.take(cells.node, axis=0), [SCORE_MEANS[mean] for mean in level.means]
    if method.picks is None:
        formed = weighted_means(cells.values, weights, starts, means[0])
    else:
        formed = mixed_means(cells.values, weights, starts, means, method.picks)
    return _Cells(cells.system[starts], parent[starts], formed)


def _quantiles(values: Singles) -> Singles:
    """Return the ends of each row, shape (3, rows), by the median-unbiased rule (Hyndman and Fan, 1996, type 8)."""
    ordered = np.sort(values, axis=1)
    size = ordered.shape[1]
    places = np.clip([(size + 1 / 3) * share + 1 / 3 - 1 for share in ENDS], 0, size - 1)
    below = np.floor(places).astype(np.intp)
    above = np.minimum(below + 1, size - 1)
    share = (places - below).astype(np.float32)
    return np.asarray((ordered[:, below] + share * (ordered[:, above] - ordered[:, below])).T, dtype=np.float32)
