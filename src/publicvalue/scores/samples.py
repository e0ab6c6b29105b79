"""Even samples: each input of the Monte Carlo covers its range in equal steps, in batches that can be compared.

Within a batch every input takes one value from each of as many equal steps as there are draws, in an order of its own
(a Latin hypercube). What adds up over inputs then hardly varies by the luck of the draw. Batches are independent, so
how far they differ tells the error of the whole: see `convergence`.

Source: McKay, Beckman and Conover (1979), Technometrics 21, 239-245; Owen (1997) for the error by replicates. It is
what `scipy.stats.qmc.LatinHypercube` draws, and a test holds it to that; loading `scipy.stats` would take a fifth of a
whole assessment. Decision 0013 has what its Sobol sequences would gain here. The few inputs of a composite index's
choices are drawn by them.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from publicvalue.scores.tree import Floats

BATCHES = 10
"""Batches of a simulation, each an even sample of its own."""


def batch_ends(draws: int) -> tuple[tuple[int, int], ...]:
    """Return first draw and end of each batch; fewer batches than `BATCHES` only where there are fewer draws."""
    count = min(BATCHES, max(draws, 1))
    ends = [draws * place // count for place in range(count + 1)]
    return tuple(pairwise(ends))


def draw_evenly(rng: np.random.Generator, columns: int, draws: int) -> Floats:
    """Draw inputs that cover 0 to 1 evenly in each batch.

    Parameters
    ----------
    rng
        Source of randomness.
    columns
        Number of inputs.
    draws
        Number of draws.

    Returns
    -------
    Floats
        Shape (columns, draws), each row uniform on [0, 1).
    """
    sample = rng.random((columns, draws))
    for start, stop in batch_ends(draws):
        steps = rng.permuted(np.broadcast_to(np.arange(stop - start), (columns, stop - start)), axis=1)
        sample[:, start:stop] = (steps + sample[:, start:stop]) / (stop - start)
    return sample


def draw_between(rng: np.random.Generator, low: float, high: float, columns: int, draws: int) -> Floats:
    """Return the same between two numbers, shape (columns, draws)."""
    return low + (high - low) * draw_evenly(rng, columns, draws)
