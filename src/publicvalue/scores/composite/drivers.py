"""Which choice of the method drives each unit's score and rank in a composite index: Sobol indices.

Source: Saisana, Saltelli and Tarantola (2005), Journal of the Royal Statistical Society A 168, 307-323, whose triggers
are the alternatives here; the indices are those of `publicvalue.scores.sobol`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Index
from publicvalue.scores.composite.uncertainty import CHOICES, Alternatives, pick_alternatives, run_uncertainty
from publicvalue.scores.sobol import Evaluations, SobolIndices, pick_freeze, saltelli_samples, sobol_indices
from publicvalue.scores.tree import Floats, Indices


@dataclass(frozen=True)
class ChoiceDesign:
    """How the choices are explored.

    Parameters
    ----------
    rng
        Source of the scrambling of the quasi-random sample, and of the resamples.
    runs
        Rows of each of the two samples, best a power of 2.
    resamples
        Bootstrap resamples for the confidence.
    second
        Whether pairs of choices are told apart, for nearly twice the runs.
    code
        Group whose scores and ranks are explained; the index when empty.
    """

    rng: np.random.Generator = field(repr=False)
    runs: int = 512
    resamples: int = 100
    second: bool = False
    code: str = ""


@dataclass(frozen=True)
class ChoiceDrivers:
    """What drives each unit.

    Parameters
    ----------
    units
        Names of the units that have a score in every run; the others have no indices.
    choices
        Names of the choices that have alternatives, in the order of the indices' factors.
    scores, ranks
        Indices of each unit's score and rank: factors are choices, outputs are units. NaN for one that never changes.
    changed_scores, changed_ranks
        Share of the runs in which exchanging the choice alone changed the unit, shape (choices, units): the proof that
        it was varied.
    runs
        How often the index was formed.
    """

    units: tuple[str, ...]
    choices: tuple[str, ...]
    scores: SobolIndices = field(repr=False)
    ranks: SobolIndices = field(repr=False)
    changed_scores: Floats = field(repr=False)
    changed_ranks: Floats = field(repr=False)
    runs: int


def find_choice_drivers(index: Index, data: Data, alternatives: Alternatives, design: ChoiceDesign) -> ChoiceDrivers:
    """Find what drives each unit's score and rank.

    Parameters
    ----------
    index, data, alternatives
        As for `run_uncertainty`, without errors of the data; choices with one alternative are left as they are.
    design
        Size and randomness.

    Raises
    ------
    MethodError, InputError
        As `run_uncertainty` for any combination of alternatives; also when the alternatives have errors of the data.
    """
    if alternatives.varied:
        raise method_error("drivers are told apart among choices of the method only", "alternatives without errors")
    open_ones = [place for place, count in enumerate(alternatives.counts) if count > 1]
    picks, blocks = _picks(alternatives, open_ones, design)
    found = run_uncertainty(index, data, alternatives, picks, (design.code or index.top,))
    scores, ranks = found.scores[:, :, 0], found.ranks[:, :, 0]
    kept = np.flatnonzero(np.isfinite(scores).all(axis=0))
    evaluated = [_split(outputs[:, kept], blocks, design.runs) for outputs in (scores, ranks)]
    indices = [sobol_indices(one, design.resamples, design.rng) for one in evaluated]
    changed = [(_moved(one)).mean(axis=1) for one in evaluated]
    return ChoiceDrivers(
        units=tuple(data.units[place] for place in kept),
        choices=tuple(CHOICES[place] for place in open_ones),
        scores=indices[0],
        ranks=indices[1],
        changed_scores=changed[0],
        changed_ranks=changed[1],
        runs=len(picks),
    )


def _picks(alternatives: Alternatives, open_ones: list[int], design: ChoiceDesign) -> tuple[Indices, int]:
    """Return the alternatives of A, B, AB and, for second order, BA, one block of rows after the other."""
    count = len(open_ones)
    a, b = saltelli_samples(design.runs, count, design.rng)
    blocks = [a, b, *pick_freeze(a, b), *(pick_freeze(b, a) if design.second else ())]
    drawn = pick_alternatives(np.concatenate(blocks), tuple(alternatives.counts[place] for place in open_ones))
    picks = np.zeros((len(drawn), len(CHOICES)), np.intp)
    picks[:, open_ones] = drawn
    return picks, count


def _split(outputs: Floats, factors: int, runs: int) -> Evaluations:
    blocks = outputs.reshape(-1, runs, outputs.shape[1])
    ba = blocks[2 + factors :] if len(blocks) > 2 + factors else None
    return Evaluations(blocks[0], blocks[1], blocks[2 : 2 + factors], ba)


def _moved(outputs: Evaluations) -> NDArray[np.bool_]:
    moved: NDArray[np.bool_] = np.abs(outputs.ab - outputs.a) > 1e-9 * np.maximum(np.abs(outputs.a), 1)
    return moved
