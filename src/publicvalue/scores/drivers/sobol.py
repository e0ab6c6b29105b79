"""Sobol indices by pick-freeze: which inputs drive the variance of many outputs at once, with their confidence.

Two independent samples A and B of the inputs are drawn. AB(i) is A with input i taken from B, and BA(i) the other way
round. The first-order index of an input is the share of an output's variance that goes when that input alone becomes
known; its total-order index is the share that stays when all others become known.

Source: Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
181, 259-270: first order by its equation (b) of table 2, total order by equation (f), which is Jansen's (1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from publicvalue.errors import method_error
from publicvalue.scores.simulation.sequence import scramble_sequences
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Z = 1.959963984540054
"""Standard normal quantile at 97.5 %."""

FirstOrder = Literal["centred", "uncentred"]


@dataclass(frozen=True)
class Evaluations:
    """Outputs of a model on a pick-freeze design.

    Parameters
    ----------
    a, b
        Outputs on the two samples, shape (runs, outputs).
    ab
        Outputs on A with one factor from B, shape (factors, runs, outputs).
    ba
        Outputs on B with one factor from A, same shape; needed for second order alone.

    Raises
    ------
    MethodError
        When the shapes do not fit, there are fewer than two runs, or an output is not finite.
    """

    a: Floats
    b: Floats
    ab: Floats
    ba: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together."""
        blocks = [self.ab] if self.ba is None else [self.ab, self.ba]
        fits = self.a.ndim == 2 and self.a.shape == self.b.shape and all(block.ndim == 3 for block in blocks)
        if not fits or any(block.shape[1:] != self.a.shape or len(block) != len(self.ab) for block in blocks):
            raise method_error(
                Text("The outputs of a pick-freeze design do not fit together"),
                Text("a and b of shape (runs, outputs), ab and ba of shape (factors, runs, outputs)"),
            )
        if len(self.a) < 2:
            raise method_error(Text("A pick-freeze design with {runs} runs", runs=len(self.a)), Text("at least 2 runs"))
        if not all(np.isfinite(part).all() for part in (self.a, self.b, *blocks)):
            raise method_error(Text("An output of a pick-freeze design is not a finite number"), Text("finite outputs"))


@dataclass(frozen=True)
class SobolIndices:
    """Indices of every factor for every output, as shares of the output's variance.

    Parameters
    ----------
    first, total
        Shape (factors, outputs); NaN for an output that does not vary. Sampling can put a small index below 0.
    first_half, total_half
        Half-widths of their 95 % bootstrap intervals, same shape.
    second, second_half
        Interactions of pairs of factors, shape (pairs, outputs), in the order of `pairs`; empty when not asked.
    pairs
        Positions of the two factors of each pair.
    variance
        Variance of each output over both samples (divisor 2 x runs - 1), shape (outputs,).
    """

    first: Floats
    total: Floats
    first_half: Floats
    total_half: Floats
    second: Floats
    second_half: Floats
    pairs: tuple[tuple[int, int], ...]
    variance: Floats


@dataclass(frozen=True)
class _Terms:
    """Per run and per column: what the indices are means of. A column is a factor, or a pair, times an output."""

    first: Floats
    total: Floats
    second: Floats
    sums: Floats
    squares: Floats


def saltelli_samples(runs: int, factors: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw the two samples of a pick-freeze design from one scrambled Sobol sequence.

    Parameters
    ----------
    runs
        Rows of each sample; a power of 2 keeps the sequence balanced.
    factors
        Columns of each sample.
    rng
        Source of the scrambling.

    Returns
    -------
    tuple of Floats
        A and B, each of shape (runs, factors), evenly distributed on [0, 1).

    Raises
    ------
    MethodError
        When the sequence has not two columns for each factor.
    """
    points = scramble_sequences(2 * factors, 1, runs, rng).points(0, 2 * factors, runs)[:, 0].T
    return points[:, :factors], points[:, factors:]


def pick_freeze(into: Floats, source: Floats) -> Floats:
    """Return one sample with each factor in turn taken from the other, shape (factors, runs, factors)."""
    factors = into.shape[1]
    mixed = np.repeat(into[np.newaxis], factors, axis=0)
    places = np.arange(factors)
    mixed[places, :, places] = source.T
    return mixed


def split_blocks(outputs: Floats, factors: int) -> Evaluations:
    """Read outputs that stand block after block: A, B, AB(1), AB(2), ..., as COINr orders them.

    Parameters
    ----------
    outputs
        Shape (runs x (factors + 2), outputs).
    factors
        Number of factors.

    Raises
    ------
    MethodError
        When the rows are not those of a whole design.
    """
    runs = _runs(len(outputs), factors + 2)
    blocks = outputs.reshape(factors + 2, runs, -1)
    return Evaluations(blocks[0], blocks[1], blocks[2:])


def split_interleaved(outputs: Floats, factors: int, second: bool) -> Evaluations:
    """Read outputs that stand run after run: A, AB(1..k), BA(1..k) if second order, B, as SALib orders them.

    Parameters
    ----------
    outputs
        Shape (runs x (factors + 2), outputs), or (runs x (2 factors + 2), outputs) with second order.
    factors
        Number of factors.
    second
        Whether the design holds BA.

    Raises
    ------
    MethodError
        When the rows are not those of a whole design.
    """
    step = (2 * factors if second else factors) + 2
    rows = outputs.reshape(_runs(len(outputs), step), step, -1)
    ab = np.moveaxis(rows[:, 1 : factors + 1], 1, 0)
    ba = np.moveaxis(rows[:, factors + 1 : 2 * factors + 1], 1, 0) if second else None
    return Evaluations(rows[:, 0], rows[:, -1], ab, ba)


def _runs(rows: int, step: int) -> int:
    if rows == 0 or rows % step:
        raise method_error(
            Text("{rows} rows of outputs", rows=rows),
            Text("a multiple of {step}: the whole pick-freeze design", step=step),
        )
    return rows // step


def sobol_indices(
    outputs: Evaluations, resamples: int, rng: np.random.Generator, first_order: FirstOrder = "centred"
) -> SobolIndices:
    """Estimate first, total and, where BA is there, second-order indices, with bootstrap confidence.

    Parameters
    ----------
    outputs
        The model's outputs.
    resamples
        Bootstrap resamples of the runs; 0 gives half-widths of NaN.
    rng
        Source of the resamples.
    first_order
        centred: outputs less their mean, over the variance with divisor 2 x runs, as SALib; it errs less. uncentred:
        outputs as they are, over the variance with divisor 2 x runs - 1, as COINr. Total order is Jansen's over the
        latter variance in both.

    Returns
    -------
    SobolIndices
        Shares of variance.

    Notes
    -----
    Each index is a ratio of means over the runs. So a resample is a vector of counts, and all resamples of all indices
    are one product of matrices.

    Raises
    ------
    MethodError
        When there is no such estimator, or the outputs cannot be split.
    """
    check_name(first_order, FirstOrder, "estimator of the first order")
    runs = len(outputs.a)
    centre, scale = _location(outputs)
    pairs = tuple(combinations(range(len(outputs.ab)), 2)) if outputs.ba is not None else ()
    terms = _terms(_shift(outputs, centre, scale), pairs, centre / scale if first_order == "uncentred" else None)
    whole = _indices(terms, np.ones((1, runs)), outputs.ab.shape, first_order)
    halves = [np.full(part.shape[1:], np.nan) for part in whole[:3]]
    if resamples:
        drawn = _indices(terms, _counts(runs, resamples, rng), outputs.ab.shape, first_order)
        halves = [Z * part.std(axis=0, ddof=1) for part in drawn[:3]]
    return SobolIndices(
        *(whole[0][0], whole[1][0], halves[0], halves[1], whole[2][0], halves[2]), pairs, whole[3][0] * scale**2
    )


def _location(outputs: Evaluations) -> tuple[Floats, Floats]:
    """Return the mean and a scale of each output over all runs; the scale is 1 where nothing varies."""
    parts = [outputs.a, outputs.b, *outputs.ab, *(() if outputs.ba is None else outputs.ba)]
    centre = sum((part.sum(axis=0) for part in parts), np.zeros(outputs.a.shape[1])) / (len(parts) * len(outputs.a))
    scale = np.maximum(np.abs(outputs.a - centre).max(axis=0), np.abs(outputs.b - centre).max(axis=0))
    flat = scale <= 1e-12 * np.maximum(np.abs(centre), 1e-300)
    return centre, np.where(flat, 1.0, scale)


def _shift(outputs: Evaluations, centre: Floats, scale: Floats) -> Evaluations:
    def shifted(part: Floats) -> Floats:
        return np.asarray((part - centre) / scale, dtype=np.float64)

    ba = None if outputs.ba is None else shifted(outputs.ba)
    return Evaluations(shifted(outputs.a), shifted(outputs.b), shifted(outputs.ab), ba)


def _terms(outputs: Evaluations, pairs: tuple[tuple[int, int], ...], offset: Floats | None) -> _Terms:
    """Form the terms from centred outputs; `offset` puts the mean back into the first-order terms."""
    a, b, ab, ba = outputs.a, outputs.b, outputs.ab, outputs.ba
    runs = len(a)
    lead = b if offset is None else b + offset
    second = np.zeros((runs, 0))
    if ba is not None and pairs:
        left, right = (np.array(side) for side in zip(*pairs, strict=True))
        second = _columns(ba[left] * ab[right] - a * b)
    return _Terms(
        _columns(lead * (ab - a)), _columns((a - ab) ** 2) / 2, second, _columns((a + b)[np.newaxis]), _squares(a, b)
    )


def _columns(block: Floats) -> Floats:
    """Turn (blocks, runs, outputs) into (runs, blocks x outputs)."""
    return np.moveaxis(block, 1, 0).reshape(block.shape[1], -1)


def _squares(a: Floats, b: Floats) -> Floats:
    return np.asarray(a**2 + b**2, dtype=np.float64)


def _indices(
    terms: _Terms, counts: Floats, shape: tuple[int, ...], first_order: FirstOrder
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return first, total and second order for each resample, and the variance of each output."""
    factors, runs, width = shape
    mean = counts @ terms.sums / (2 * runs)
    population = np.maximum(counts @ terms.squares / (2 * runs) - mean**2, 0.0)
    sample = population * (2 * runs / (2 * runs - 1))
    divisor = population if first_order == "centred" else sample
    first = _share((counts @ terms.first / runs).reshape(len(counts), factors, width), divisor)
    total = _share((counts @ terms.total / runs).reshape(len(counts), factors, width), sample)
    joint = _share((counts @ terms.second / runs).reshape(len(counts), -1, width), divisor)
    left, right = np.triu_indices(factors, 1)
    second = joint - first[:, left] - first[:, right] if joint.shape[1] else joint
    return first, total, second, sample


def _share(parts: Floats, variance: Floats) -> Floats:
    whole = np.broadcast_to(variance[:, np.newaxis, :], parts.shape)
    shares = np.full(parts.shape, np.nan)
    np.divide(parts, whole, out=shares, where=whole > 1e-24)
    return shares


def _counts(runs: int, resamples: int, rng: np.random.Generator) -> Floats:
    """Return how often each run stands in each resample, shape (resamples, runs)."""
    chosen: Indices = rng.integers(0, runs, (resamples, runs))
    flat = chosen + runs * np.arange(resamples)[:, np.newaxis]
    counts: Floats = np.bincount(flat.ravel(), minlength=runs * resamples).astype(np.float64)
    return counts.reshape(resamples, runs)
