"""Measurement error of the indicators themselves: in each run every cell is drawn anew, before any step of the index.

Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7: error of the data as an input factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from publicvalue.errors import InputError, Place, Problem, method_error
from publicvalue.scores.composite.data import Data, cell_problem
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text


@dataclass(frozen=True)
class CellErrors:
    """How far each cell may be off, independent of the others.

    Parameters
    ----------
    values
        Standard errors in the unit of the indicator, shape (units, indicators); errors are normal. NaN or 0 is a value
        that is known exactly. Or draws of the values themselves, shape (draws, units, indicators), of which
        each run takes one as a whole, all equally likely; NaN keeps the value of the data.
    seed
        Zero or more. With the number of the run it fixes what the run draws.
    first
        Number of the first run, so that a part of the runs draws what it draws in the whole.
    plan
        Which draw each indicator takes in each run, shape (runs, indicators), zero or more; None takes in each run a
        draw of its own. Runs that take the same draws see the same data, and share the work on them.

    Raises
    ------
    MethodError
        When the seed, the number of the first run, or a draw of the plan is negative.
    """

    values: Floats = field(repr=False)
    seed: int
    first: int = 0
    plan: Indices | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.seed < 0 or self.first < 0:
            raise method_error(Text("the seed of the errors or their first run is negative"), Text("zero or more"))
        if self.plan is not None and (self.plan.ndim != 2 or (self.plan < 0).any()):
            raise method_error(
                Text("the plan of the errors is no table of draws"), Text("draws of runs by indicators, from 0")
            )

    @property
    def drawn(self) -> bool:
        """Whether the values are draws, not standard errors."""
        return self.values.ndim == 3

    @property
    def vary(self) -> bool:
        """Whether any cell can change."""
        return self.drawn or bool((self.values > 0).any())

    def tables(self, runs: int) -> Indices:
        """Return a number for the data that each of the next runs sees, shape (runs,); the same data, the same one."""
        if not self.vary:
            return np.zeros(runs, np.intp)
        if self.plan is None:
            return np.arange(self.first, self.first + runs)
        numbers: Indices = np.unique(self.plan, axis=0, return_inverse=True)[1]
        return numbers.reshape(-1)[self.first : self.first + runs]

    def shift(self, runs: int) -> CellErrors:
        """Return the errors of the runs after a number of runs."""
        return replace(self, first=self.first + runs)


def check_errors(errors: CellErrors, data: Data) -> None:
    """Check that errors fit their data.

    Raises
    ------
    InputError
        When the shape differs, a standard error is negative or infinite, or a draw is infinite.
    """
    if problems := list(_problems(errors, data)):
        raise InputError(problems)


def draw_data(data: Data, errors: CellErrors, run: int) -> Data:
    """Return the data as one run sees them; a missing value stays missing.

    Parameters
    ----------
    run
        Number of the run, from 0, counted from the errors' first one.
    """
    number = errors.first + run
    if errors.plan is None:
        return data.with_values(_draw_cells(data, errors, number))
    row, values = errors.plan[number], data.values.copy()
    for one in np.unique(row):
        values[:, row == one] = _draw_cells(data, errors, int(one))[:, row == one]
    return data.with_values(values)


def _draw_cells(data: Data, errors: CellErrors, number: int) -> Floats:
    """Return the values of all cells in the draw of a number."""
    rng = np.random.default_rng((errors.seed, number))
    if errors.drawn:
        drawn = errors.values[rng.integers(len(errors.values))]
        return np.where(np.isnan(data.values) | np.isnan(drawn), data.values, drawn)
    off = rng.standard_normal(data.values.shape) * np.nan_to_num(errors.values)
    return np.asarray(data.values + off, dtype=np.float64)


def _problems(errors: CellErrors, data: Data) -> Iterator[Problem]:
    shape = data.values.shape
    if errors.values.shape[-2:] != shape or errors.values.ndim not in {2, 3} or not len(errors.values):
        what = Text("the errors of the cells have shape {shape}", shape=str(errors.values.shape))
        yield Problem(
            Place(),
            what,
            Text("{shape}, units by indicators, or several draws of it", shape=str(shape)),
            Text("give the errors in the shape of the data"),
        )
        return
    if errors.plan is not None and errors.plan.shape[1] != shape[1]:
        yield Problem(
            Place(),
            Text("the plan of the errors has {columns} columns", columns=errors.plan.shape[1]),
            Text("{indicators} indicators", indicators=shape[1]),
            Text("give a column for each"),
        )
    wrong = np.isinf(errors.values)
    if errors.drawn:
        for row, column in np.argwhere(wrong.any(axis=0)):
            yield cell_problem(
                data.units[row], data.indicators[column], Text("a draw is infinite"), Text("finite numbers")
            )
        return
    for row, column in np.argwhere(wrong | (errors.values < 0)):
        what = Text("the standard error is {error}", error=f"{errors.values[row, column]:g}")
        yield cell_problem(data.units[row], data.indicators[column], what, Text("a finite number, zero or more"))
