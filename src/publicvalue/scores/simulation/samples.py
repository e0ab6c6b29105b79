"""Quasi-random samples: all inputs of a Monte Carlo together cover what they may be more evenly than chance does.

Every input of a simulation is one column of a scrambled Sobol sequence, so that the inputs are even together and not
only each by itself. A simulation is made of batches, each with a sequence of its own, independent of the others; how
far the batches differ tells the error of the whole: see `convergence`. A sequence has a limited number of columns.
Inputs are therefore named by their weight in the result, the heaviest first, and those beyond the last column are
Latin hypercubes: even one by one, in random order.

Source: Owen (1997), Annals of Statistics 25, 1541-1562, for the error by replicates; Owen (1998), ACM Transactions on
Modeling and Computer Simulation 8, 71-102, for columns of two kinds; McKay, Beckman and Conover (1979), Technometrics
21, 239-245, for the Latin hypercube.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

import numpy as np

from publicvalue.scores.simulation.direction_numbers import COLUMNS
from publicvalue.scores.simulation.sequence import Sequences, scramble_sequences
from publicvalue.scores.tree import Floats, Indices

BATCHES = 10
"""Batches of a simulation, each an even sample of its own."""


def batch_ends(draws: int) -> tuple[tuple[int, int], ...]:
    """Return first draw and end of each batch; fewer batches than `BATCHES` only where there are fewer draws."""
    count = min(BATCHES, max(draws, 1))
    ends = [draws * place // count for place in range(count + 1)]
    return tuple(pairwise(ends))


@dataclass(frozen=True)
class Inputs:
    """The inputs of a simulation, by name.

    Parameters
    ----------
    places
        Name of a group of inputs -> its first column and its number of columns.
    ends
        First draw and end of each batch.
    sequences
        A scrambled sequence for each batch.
    rest
        Values of the columns beyond the sequences, shape (columns, draws).
    """

    places: Mapping[str, tuple[int, int]]
    ends: tuple[tuple[int, int], ...]
    sequences: Sequences = field(repr=False)
    rest: Floats = field(repr=False)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.ends[-1][1]

    def take(self, name: str) -> Floats:
        """Return the values of a group of inputs, shape (inputs, draws), each row even from 0 to 1."""
        first, count = self.places[name]
        joint = max(0, min(count, COLUMNS - first))
        sizes = [stop - start for start, stop in self.ends]
        points = self.sequences.points(first, joint, max(sizes))
        parts = [points[:, batch, :size] for batch, size in enumerate(sizes)]
        later = max(0, first - COLUMNS)
        return np.concatenate([np.concatenate(parts, axis=1), self.rest[later : later + count - joint]])

    def between(self, name: str, low: float, high: float) -> Floats:
        """Return the same between two numbers."""
        return low + (high - low) * self.take(name)

    def pick(self, name: str, alternatives: int) -> Indices:
        """Return an alternative for each draw, from 0, shape (draws,); all as often as each other."""
        picks: Indices = (self.take(name)[0] * alternatives).astype(np.intp)
        return picks

    def arrange(self, name: str, values: Floats) -> Floats:
        """Return draws that were made elsewhere, shape (draws,), in the order that an input gives them.

        The draws of a batch stay in it, so that their luck shows in how far the batches differ.
        """
        order, arranged = self.take(name)[0], np.empty_like(values)
        for start, stop in self.ends:
            arranged[start + np.argsort(order[start:stop])] = np.sort(values[start:stop])
        return arranged


def draw_inputs(groups: Mapping[str, int], ends: tuple[tuple[int, int], ...], rng: np.random.Generator) -> Inputs:
    """Draw the inputs of a simulation.

    Parameters
    ----------
    groups
        Name of each group of inputs -> how many they are; those that matter most first.
    ends
        First draw and end of each batch, as `batch_ends` gives them.
    rng
        Source of randomness.

    Raises
    ------
    MethodError
        When there are more inputs than a Sobol sequence has columns.
    """
    firsts = list(accumulate(groups.values(), initial=0))
    places = {name: (first, count) for (name, count), first in zip(groups.items(), firsts, strict=False)}
    largest = max(stop - start for start, stop in ends)
    sequences = scramble_sequences(min(firsts[-1], COLUMNS), len(ends), largest, rng)
    return Inputs(places, ends, sequences, draw_evenly(rng, max(0, firsts[-1] - COLUMNS), ends))


def draw_pair(groups: Mapping[str, int], draws: int, rng: np.random.Generator) -> tuple[Inputs, Inputs]:
    """Draw the inputs of a simulation twice, in one batch: two samples that are even together.

    `groups` are as for `draw_inputs`; each stands in the second sample right after it stands in the first.

    Raises
    ------
    MethodError
        When there are more inputs than a Sobol sequence has columns.
    """
    twice = {(name, side): count for name, count in groups.items() for side in (0, 1)}
    both = draw_inputs({f"{name} {side}": count for (name, side), count in twice.items()}, ((0, draws),), rng)
    first, second = ({name: both.places[f"{name} {side}"] for name in groups} for side in (0, 1))
    return replace(both, places=first), replace(both, places=second)


def draw_evenly(rng: np.random.Generator, columns: int, ends: tuple[tuple[int, int], ...]) -> Floats:
    """Draw inputs that cover 0 to 1 evenly in each batch, one by one: Latin hypercubes.

    Parameters
    ----------
    rng
        Source of randomness.
    columns
        Number of inputs.
    ends
        First draw and end of each batch.

    Returns
    -------
    Floats
        Shape (columns, draws), each row uniform on [0, 1).
    """
    sample = rng.random((columns, ends[-1][1]))
    for start, stop in ends:
        steps = rng.permuted(np.broadcast_to(np.arange(stop - start), (columns, stop - start)), axis=1)
        sample[:, start:stop] = (steps + sample[:, start:stop]) / (stop - start)
    return sample
