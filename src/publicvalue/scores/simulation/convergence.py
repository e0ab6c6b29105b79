"""How exact the Monte Carlo is: standard errors of what is read from its draws, from independent batches.

Source: the method of batch means (Law, Simulation Modeling and Analysis, chapter 9); the batches of `samples` are even
samples that are independent of each other, so their spread holds for them as for plain draws (Owen, 1997).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from publicvalue.measures.result import LEVEL
from publicvalue.scores.ranks import batch_error
from publicvalue.scores.simulation.samples import batch_ends
from publicvalue.scores.tree import Floats

Over = Literal["evidenced", "all"]
FEWEST = 40
"""Draws of a batch from which its 95 % interval is read."""


@dataclass(frozen=True)
class Convergence:
    """Monte Carlo standard errors of one node: how far another seed would move what is reported.

    Parameters
    ----------
    node, over
        Id of the node, over what is evidenced or over all with the unknown drawn.
    mean
        Of the mean of the draws, in points.
    low, high
        Of the ends of the 95 % interval, in points.
    probabilities
        Score -> of the probability to score at least so much, 0 to 1.
    """

    node: str
    over: Over
    mean: float
    low: float
    high: float
    probabilities: Mapping[float, float]

    @property
    def worst(self) -> float:
        """The largest error of an end of the interval, in points."""
        return max(self.low, self.high)


def measure_convergence(node: str, over: Over, draws: Floats, thresholds: tuple[float, ...] = ()) -> Convergence | None:
    """Measure the Monte Carlo error of a node.

    Parameters
    ----------
    node, over
        Id of the node, and what the draws are over.
    draws
        Its draws, shape (draws,), in the order in which they were made.
    thresholds
        Scores whose probabilities are read.

    Returns
    -------
    Convergence or None
        None where nothing is known, or where the draws are too few to be cut into batches.
    """
    batches = [draws[start:stop] for start, stop in batch_ends(len(draws))]
    if np.isnan(draws).any() or len(batches) < 2 or min(len(batch) for batch in batches) < FEWEST:
        return None
    shares = np.array([[np.mean(batch >= score) for score in thresholds] for batch in batches])
    ends = np.array([np.quantile(batch, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) for batch in batches])
    mean = batch_error(np.array([[batch.mean()] for batch in batches]))[0]
    low, high = batch_error(ends)
    errors = batch_error(shares)
    pairs = {score: float(error) for score, error in zip(thresholds, errors, strict=True)}
    return Convergence(node, over, float(mean), float(low), float(high), pairs)
