"""What drives each unit's score and rank in a composite index: choices of the method, or errors of the data.

Source: Saisana, Saltelli and Tarantola (2005), Journal of the Royal Statistical Society A 168, 307-323, whose triggers
are the alternatives here; the Sobol indices are those of `publicvalue.scores.drivers.sobol`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.scores.composite.choice_runs import ChoiceDesign, ChoiceRuns, plan_runs
from publicvalue.scores.composite.chunks import Chunks, join_chunks, run_chunks
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Index
from publicvalue.scores.composite.uncertainty import Alternatives, Uncertainty
from publicvalue.scores.drivers.sobol import Evaluations, SobolIndices, sobol_indices
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text


@dataclass(frozen=True)
class ChoiceDrivers:
    """What drives each unit.

    Parameters
    ----------
    units
        Names of the units that have a score in every run; the others have no indices.
    choices
        Names of the choices that have alternatives, then of the errors of the data, in the order of the indices'
        factors.
    scores, ranks
        Indices of each unit's score and rank: factors are choices and errors, outputs are units. NaN for one that never
        changes.
    changed_scores, changed_ranks
        Share of the runs in which exchanging the factor alone changed the unit, shape (choices, units): the proof that
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
    """Find what drives each unit's score and rank in the index, or in the one group that the design names.

    Parameters
    ----------
    index, data, alternatives
        As for `run_uncertainty`; choices with one alternative are left as they are.
    design
        Size and randomness.

    Raises
    ------
    MethodError, InputError
        As `plan_runs`, and as `run_uncertainty` for any combination of alternatives; also when the design names
        several groups.
    """
    found = find_level_drivers(index, data, alternatives, design)
    if len(found) > 1:
        raise method_error(
            Text("drivers of {found} groups are asked for", found=len(found)),
            Text("one; find_level_drivers gives several"),
        )
    return next(iter(found.values()))


def find_level_drivers(
    index: Index, data: Data, alternatives: Alternatives, design: ChoiceDesign
) -> dict[str, ChoiceDrivers]:
    """Find what drives each unit's score and rank at every group whose code the design names, from the same runs.

    The parameters and errors are those of `find_choice_drivers`. `Chunks(codes=...)` names the groups.

    Raises
    ------
    InputError
        When the data cannot be used under an alternative.
    MethodError
        When nothing varies.
    """
    planned = plan_runs(data, alternatives, design)
    chunks = design.chunks or Chunks(len(planned.picks))
    found = join_chunks(run_chunks(index, data, planned.alternatives, planned.picks, chunks))
    return {code: _drivers(found, place, planned, design) for place, code in enumerate(found.codes)}


def _drivers(found: Uncertainty, place: int, planned: ChoiceRuns, design: ChoiceDesign) -> ChoiceDrivers:
    scores, ranks = found.scores[:, :, place], found.ranks[:, :, place]
    kept = np.flatnonzero(np.isfinite(scores).all(axis=0))
    evaluated = [planned.split(outputs[:, kept]) for outputs in (scores, ranks)]
    indices = [sobol_indices(one, design.resamples, design.rng) for one in evaluated]
    changed = [(_moved(one)).mean(axis=1) for one in evaluated]
    return ChoiceDrivers(
        units=tuple(found.units[unit] for unit in kept),
        choices=planned.factors,
        scores=indices[0],
        ranks=indices[1],
        changed_scores=changed[0],
        changed_ranks=changed[1],
        runs=len(planned.picks),
    )


def _moved(outputs: Evaluations) -> NDArray[np.bool_]:
    moved: NDArray[np.bool_] = np.abs(outputs.ab - outputs.a) > 1e-9 * np.maximum(np.abs(outputs.a), 1)
    return moved
