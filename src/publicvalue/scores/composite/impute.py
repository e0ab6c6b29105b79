"""Fill missing values from the other units or, in a panel, from the unit's other years.

Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 3: unconditional mean and median imputation,
here also within groups. An imputed value understates uncertainty; vary the imputation to see how much it matters.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from publicvalue.errors import InputError, Place, Problem
from publicvalue.scores.composite.data import Data
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Statistic = Literal["none", "mean", "median", "unit mean", "unit median"]


@dataclass(frozen=True)
class Imputation:
    """How missing values are filled.

    Parameters
    ----------
    statistic
        mean or median of the indicator over the units that have it; `unit mean` or `unit median` of the unit's own
        indicators, which must share one scale; none leaves them missing.
    groups
        Group of each unit, "" where it has none: the statistic is then formed within the unit's group, and a unit
        without a group keeps its missing values. Empty means all units together.

    Raises
    ------
    MethodError
        When there is no such way.
    """

    statistic: Statistic = "mean"
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_name(self.statistic, Statistic, "statistic to impute")


def impute(data: Data, imputation: Imputation) -> Data:
    """Fill the missing values of a table.

    Returns
    -------
    Data
        Same units and indicators. A value stays NaN where the statistic has nothing to be formed from.

    Raises
    ------
    InputError
        When groups are given and are not one for each unit.
    """
    if imputation.groups and len(imputation.groups) != len(data.units):
        what = Text("{groups} groups are given for {units} units", groups=len(imputation.groups), units=len(data.units))
        raise InputError(
            [
                Problem(
                    Place(), what, Text("one group for each unit"), Text("name the group of every unit, in their order")
                )
            ]
        )
    missing = np.isnan(data.values)
    if imputation.statistic == "none" or not missing.any():
        return data
    axis = 1 if imputation.statistic.startswith("unit") else 0
    values = data.values.copy()
    for rows in _groups(imputation.groups, len(data.units)):
        own = data.values[rows]
        filling = np.broadcast_to(_statistic(own, imputation.statistic, axis), own.shape)
        values[rows] = np.where(missing[rows], filling, own)
    return data.with_values(values)


def _groups(groups: tuple[str, ...], units: int) -> Iterator[Indices]:
    if not groups:
        yield np.arange(units)
    for name in sorted(set(groups) - {""}):
        yield np.flatnonzero([group == name for group in groups])


def _statistic(values: Floats, statistic: Statistic, axis: int) -> Floats:
    with warnings.catch_warnings():
        # Nothing to form the statistic from is an expected answer, NaN, and no fault.
        warnings.simplefilter("ignore", RuntimeWarning)
        form = np.nanmedian if statistic.endswith("median") else np.nanmean
        return np.asarray(form(values, axis=axis, keepdims=True), dtype=np.float64)


Series = Literal["latest", "linear"]


def impute_panel(data: Data, units: Sequence[str], times: Sequence[float], method: Series) -> Data:
    """Fill missing values of each unit from its own values at other times.

    Parameters
    ----------
    data
        One row for each unit and time.
    units, times
        Unit and time of each row.
    method
        `latest` carries the latest earlier value forward; before the first value it stays missing. `linear`
        interpolates between the values before and after, and carries the first and the last value to the ends; a series
        with one value is filled with it.

    Returns
    -------
    Data
        Same rows and indicators.

    Raises
    ------
    InputError
        When units and times are not one for each row, or a unit has a time twice.
    MethodError
        When there is no such method.
    """
    check_name(method, Series, "method for a panel")
    if not len(units) == len(times) == len(data.units):
        raise InputError(
            [
                Problem(
                    Place(),
                    Text("the panel's units and times are not one for each row of the data"),
                    do=Text("give both for every row, in their order"),
                )
            ]
        )
    values = data.values.copy()
    for unit in dict.fromkeys(units):
        rows = np.array([row for row, name in enumerate(units) if name == unit])
        rows = rows[np.argsort([times[row] for row in rows])]
        when = np.array([times[row] for row in rows], dtype=np.float64)
        if (np.diff(when) == 0).any():
            raise InputError(
                [
                    Problem(
                        Place(),
                        Text("unit {unit} has a time twice in the panel", unit=unit),
                        Text("each time once"),
                        Text("remove one of the two rows"),
                    )
                ]
            )
        for column in range(values.shape[1]):
            values[rows, column] = _fill_series(values[rows, column], when, method)
    return data.with_values(values)


def _fill_series(series: Floats, when: Floats, method: Series) -> Floats:
    known = ~np.isnan(series)
    if known.all() or not known.any():
        return series
    if method == "linear":
        return np.where(known, series, np.interp(when, when[known], series[known]))
    latest = np.maximum.accumulate(np.where(known, np.arange(len(series)), -1))
    return np.where(latest >= 0, series[latest], np.nan)
