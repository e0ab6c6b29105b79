"""The runs that tell drivers of a composite index apart: a pick-freeze design over choices and errors of the data.

A choice of the method is a factor with few alternatives, picked from a quasi-random sample. The errors of the data are
one factor, whose two samples are two sets of draws of all cells; or one factor for each indicator that has errors.
Source: Jacques, Lavergne and Devictor (2006), Reliability Engineering and System Safety 91, 1126-1134, for indices of
groups of inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from publicvalue.errors import method_error
from publicvalue.scores.composite.chunks import Chunks
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.measurement import CellErrors, check_errors
from publicvalue.scores.composite.uncertainty import CHOICES, Alternatives, pick_alternatives
from publicvalue.scores.drivers.sobol import Evaluations, pick_freeze, saltelli_samples
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text

ERRORS = Text("errors of the data")
"""Name of the factor of all cells; with an indicator's code behind it where each indicator is a factor of its own."""


@dataclass(frozen=True)
class ChoiceDesign:
    """How choices and errors of the data are explored.

    Parameters
    ----------
    rng
        Source of the scrambling of the quasi-random sample, and of the resamples.
    runs
        Rows of each of the two samples, best a power of 2.
    resamples
        Bootstrap resamples for the confidence.
    second
        Whether pairs of factors are told apart, for nearly twice the runs.
    apart
        Whether the errors of each indicator are a factor of their own; else those of all cells are one.
    chunks
        How the runs are cut, for progress and for going on where they stopped, and whose groups are explained; None
        forms the index alone, all runs at once.
    """

    rng: np.random.Generator = field(repr=False)
    runs: int = 512
    resamples: int = 100
    second: bool = False
    apart: bool = False
    chunks: Chunks | None = None


@dataclass(frozen=True)
class ChoiceRuns:
    """The runs of a design, one block after the other: A, B, A with each factor from B, and B with each from A.

    Parameters
    ----------
    alternatives
        As given, with the draw that each run takes of the errors of the data.
    picks
        Alternative of each run for each of CHOICES, shape (runs of all blocks, 5).
    factors
        Names of the choices that have alternatives, then of the errors of the data.
    runs
        Rows of a block.
    """

    alternatives: Alternatives
    picks: Indices = field(repr=False)
    factors: tuple[str, ...]
    runs: int

    def split(self, outputs: Floats) -> Evaluations:
        """Return outputs, shape (runs of all blocks, outputs), as those of a pick-freeze design."""
        blocks, count = outputs.reshape(-1, self.runs, outputs.shape[1]), len(self.factors)
        return Evaluations(blocks[0], blocks[1], blocks[2 : 2 + count], blocks[2 + count :] if self._paired else None)

    @property
    def _paired(self) -> bool:
        return len(self.picks) > (2 + len(self.factors)) * self.runs


def plan_runs(data: Data, alternatives: Alternatives, design: ChoiceDesign) -> ChoiceRuns:
    """Plan the runs of a design.

    Raises
    ------
    MethodError
        When nothing varies, or errors are asked for indicator by indicator and are draws of whole tables.
    InputError
        When the errors do not fit the data.
    """
    opened = [place for place, count in enumerate(alternatives.counts) if count > 1]
    groups = _error_groups(data, alternatives.errors, design.apart)
    if not opened and not groups:
        raise method_error(
            Text("nothing varies: each choice has one alternative"), Text("another alternative, or errors of data")
        )
    picks = _picks(alternatives.counts, opened, len(groups), design)
    if alternatives.errors and groups:
        plan = np.concatenate(list(_tables(list(groups.values()), len(opened), len(data.indicators), design)))
        alternatives = replace(alternatives, errors=replace(alternatives.errors, plan=plan))
    factors = (*(CHOICES[place] for place in opened), *groups)
    return ChoiceRuns(alternatives, picks, factors, design.runs)


def _error_groups(data: Data, errors: CellErrors | None, apart: bool) -> dict[str, Indices]:
    """Return the columns of each factor that stands for errors of the data."""
    if errors is None:
        return {}
    check_errors(errors, data)
    if not errors.vary:
        return {}
    if not apart:
        return {ERRORS: np.arange(len(data.indicators))}
    if errors.drawn:
        raise method_error(
            Text("draws of whole tables go together and cannot be told apart by indicator"), Text("standard errors")
        )
    varied = np.flatnonzero((errors.values > 0).any(axis=0))
    return {
        Text("{errors}: {indicator}", errors=ERRORS, indicator=data.indicators[column]): np.array([column])
        for column in varied
    }


def _picks(counts: tuple[int, ...], opened: list[int], groups: int, design: ChoiceDesign) -> Indices:
    """Return the alternatives of all blocks; one with errors of the data exchanged has those of its own sample."""
    a = b = np.zeros((design.runs, 0))
    if opened:
        a, b = saltelli_samples(design.runs, len(opened), design.rng)
    blocks = [a, b, *pick_freeze(a, b), *[a] * groups]
    if design.second:
        blocks += [*pick_freeze(b, a), *[b] * groups]
    drawn = np.concatenate(blocks)
    picks = np.zeros((len(drawn), len(CHOICES)), np.intp)
    if opened:
        picks[:, opened] = pick_alternatives(drawn, tuple(counts[place] for place in opened))
    return picks


def _tables(groups: list[Indices], choices: int, width: int, design: ChoiceDesign) -> Iterator[Indices]:
    """Yield which draw of the errors each run takes for each indicator, block after block, shape (runs, indicators)."""
    a = np.repeat(np.arange(design.runs)[:, np.newaxis], width, axis=1)
    b = a + design.runs
    yield a
    yield b
    for own, other in ((a, b), (b, a)) if design.second else ((a, b),):
        yield from [own] * choices
        for columns in groups:
            mixed = own.copy()
            mixed[:, columns] = other[:, columns]
            yield mixed
