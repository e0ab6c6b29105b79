"""Divide indicators by what makes units comparable: people, money, area."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from publicvalue.errors import InputError, Place, Problem
from publicvalue.scores.composite.data import Data, cell_problem
from publicvalue.words.text import Text


def denominate(data: Data, denominators: Data, by: Mapping[str, str], scale: Mapping[str, float] | None = None) -> Data:
    """Divide indicators by denominators: value / (denominator / scale).

    Parameters
    ----------
    data
        The indicators.
    denominators
        A table whose columns are denominators; its units may stand in any order and may be more than needed.
    by
        Indicator -> denominator. Indicators that are not named stay as they are.
    scale
        Indicator -> factor by which the ratio is multiplied (1,000 for "per thousand"); 1 when not named.

    Returns
    -------
    Data
        Same units and indicators; NaN where the value or its denominator is missing.

    Raises
    ------
    InputError
        When a unit has no denominators, or a denominator is 0.
    """
    rows = {unit: row for row, unit in enumerate(denominators.units)}
    if absent := [unit for unit in data.units if unit not in rows]:
        raise InputError(
            Problem(
                Place(),
                Text("unit {unit} has no row among the denominators", unit=unit),
                do=Text("add the row, or leave the unit out"),
            )
            for unit in absent
        )
    order = [rows[unit] for unit in data.units]
    values, zeros = data.values.copy(), []
    for code, name in by.items():
        below = denominators.column(name)[order] / (scale or {}).get(code, 1.0)
        zeros += [
            cell_problem(
                data.units[row],
                code,
                Text("its denominator {name} is 0", name=name),
                Text("a denominator other than 0"),
            )
            for row in np.flatnonzero(below == 0)
        ]
        values[:, data.indicators.index(code)] = data.column(code) / np.where(below == 0, np.nan, below)
    if zeros:
        raise InputError(zeros)
    return data.with_values(values)
