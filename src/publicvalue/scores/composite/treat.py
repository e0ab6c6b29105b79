"""Treat outliers that would otherwise decide an indicator's scale.

A column passes when its absolute skewness or its excess kurtosis is below a threshold. One that fails is winsorised
point by point at the end to which it is skewed, until it passes or a number of points is reached; if it still fails, it
is transformed by a logarithm or by Box-Cox.

Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 4, and the practice of the JRC, which takes
2 and 3.5 as thresholds; skewness and kurtosis are the bias-adjusted coefficients G1 and G2 (Joanes and Gill, 1998).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.scores.composite.data import Data
from publicvalue.scores.tree import Floats
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Transformation = Literal["none", "log", "log one", "log gii", "box-cox"]
Marks = NDArray[np.int8]

LOW, UNTOUCHED, HIGH, TRANSFORMED = -1, 0, 1, 2
"""What was done to a value: raised at the low end, nothing, lowered at the high end, transformed."""


@dataclass(frozen=True)
class Treatment:
    """How outliers are treated.

    Parameters
    ----------
    points
        Most values to winsorise in a column; 0 winsorises none, None has no limit.
    transformation
        What follows when winsorising does not suffice: `log` is log(x - min + range / 100), `log one` is
        log(x - min + 1), `log gii` is log((max - 1)(x - min) / range + 1), `box-cox` takes x - min + 1.
    power
        Power of Box-Cox; 0 is the logarithm.
    skewness, kurtosis
        Thresholds below one of which a column passes.
    combine
        Transform the winsorised column instead of the original.
    force
        Winsorise columns that pass, too.

    Raises
    ------
    MethodError
        When a limit or a name is none that there is.
    """

    points: int | None = 5
    transformation: Transformation = "log"
    power: float = 0.0
    skewness: float = 2.0
    kurtosis: float = 3.5
    combine: bool = False
    force: bool = False

    def __post_init__(self) -> None:
        check_name(self.transformation, Transformation, "transformation")
        if self.points is not None and self.points < 0:
            raise method_error(
                Text("{points} points are to be winsorised", points=self.points),
                Text("zero or more, or None for no limit"),
            )


@dataclass(frozen=True)
class ColumnShape:
    """Skewness G1, excess kurtosis G2 and whether they pass; NaN and not passed where a column is constant."""

    skewness: float
    kurtosis: float
    passed: bool


@dataclass(frozen=True)
class ColumnTreatment:
    """What was done to a column.

    Parameters
    ----------
    before, winsorised, after
        Shape of the original column, after winsorising and after the transformation; None for what was not done.
    points
        Values that winsorising moved.
    possible
        False where a treatment would have left too few distinct values; the column is then the original.
    """

    before: ColumnShape
    points: int = 0
    winsorised: ColumnShape | None = None
    after: ColumnShape | None = None
    possible: bool = True


@dataclass(frozen=True)
class Treated:
    """A treated table, what was done to each column and to each value (LOW, UNTOUCHED, HIGH, TRANSFORMED)."""

    data: Data
    columns: dict[str, ColumnTreatment]
    marks: Marks = field(repr=False)


def column_shape(values: Floats, treatment: Treatment) -> ColumnShape:
    """Return skewness and kurtosis of a column without its missing values.

    Parameters
    ----------
    values
        Shape (units,), NaN where missing.
    treatment
        The thresholds.
    """
    known = values[~np.isnan(values)]
    n = len(known)
    away = known - known.mean() if n else known
    squares = float((away**2).sum())
    # Too few or equal values have no shape; the smallest of four is asked for by G2.
    if n < 4 or squares <= 0 or known.max() == known.min():
        return ColumnShape(np.nan, np.nan, False)
    skewness = np.sqrt(n) * float((away**3).sum()) / squares**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    raw = n * float((away**4).sum()) / squares**2
    kurtosis = ((n + 1) * (raw - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return _judged(float(skewness), float(kurtosis), treatment)


def _judged(skewness: float, kurtosis: float, treatment: Treatment) -> ColumnShape:
    """Return a shape with whether it passes; what is not defined does not."""
    return ColumnShape(skewness, kurtosis, abs(skewness) < treatment.skewness or kurtosis < treatment.kurtosis)


def column_shapes(data: Data) -> dict[str, ColumnShape]:
    """Return the shape of each column under the usual thresholds."""
    usual = Treatment()
    return {code: column_shape(data.values[:, place], usual) for place, code in enumerate(data.indicators)}


def winsorise(values: Floats, treatment: Treatment) -> tuple[Floats, Marks]:
    """Move the outermost values to the next one inwards, at the end to which the column is skewed.

    Parameters
    ----------
    values
        Shape (units,), NaN where missing.
    treatment
        Number of points, thresholds, and whether a column that passes is winsorised too. Equal values move together, so
        that the number of points may be exceeded.

    Returns
    -------
    tuple of Floats and Marks
        The values and what was done to each.
    """
    return _winsorised(values, column_shape(values, treatment), treatment)[:2]


def _winsorised(values: Floats, shape: ColumnShape, treatment: Treatment) -> tuple[Floats, Marks, ColumnShape]:
    """Winsorise a column of a known shape, and return its new shape beside."""
    values, marks = values.copy(), np.zeros(len(values), dtype=np.int8)
    while (treatment.force or not shape.passed) and not np.isnan(shape.skewness):
        if treatment.points is not None and np.count_nonzero(marks) >= treatment.points:
            break
        # `fmax` and `fmin` pass over missing values.
        outermost, mark = (np.fmax, HIGH) if shape.skewness >= 0 else (np.fmin, LOW)
        at_end = values == outermost.reduce(values)
        marks[at_end] = mark
        values[at_end] = outermost.reduce(values[~at_end])
        shape = column_shape(values, treatment)
    return values, marks, shape


def transform(values: Floats, treatment: Treatment) -> Floats:
    """Transform a column as the treatment says; shape (units,), NaN where missing.

    Raises
    ------
    MethodError
        When a logarithm of the Global Innovation Index meets no value above 1.
    """
    low, high = np.nanmin(values), np.nanmax(values)
    above = values - low
    match treatment.transformation:
        case "log":
            return np.log(above + 0.01 * (high - low))
        case "log one":
            return np.log(above + 1)
        case "log gii":
            if high <= 1:
                raise method_error(Text("the logarithm of the Global Innovation Index needs a largest value above 1"))
            return np.log((high - 1) * above / (high - low) + 1)
        case "box-cox":
            power = treatment.power
            return np.log(above + 1) if power == 0 else ((above + 1) ** power - 1) / power
        case "none":
            return values


def treat(
    data: Data, treatment: Treatment | Mapping[str, Treatment], shapes: Mapping[str, ColumnShape] | None = None
) -> Treated:
    """Treat each column that does not pass.

    Parameters
    ----------
    data
        The indicators.
    treatment
        For all indicators, or by indicator; one that is not named stays as it is.
    shapes
        The `column_shapes` of the data, where they are known: several treatments of the same data need them once.

    Returns
    -------
    Treated
        The treated table with its record. A column that treatment would leave without a shape stays as it is, and its
        record says that it was not possible.

    Raises
    ------
    MethodError
        When an indicator is named that is not in the data.
    """
    named = treatment if isinstance(treatment, Mapping) else dict.fromkeys(data.indicators, treatment)
    if unknown := [code for code in named if code not in data.indicators]:
        raise method_error(
            Text("a treatment is given for {unknown:list}", unknown=tuple(unknown)),
            Text("one of: {indicators:list}", indicators=tuple(data.indicators)),
        )
    values, marks, columns = data.values.copy(), np.zeros(data.values.shape, dtype=np.int8), {}
    shapes = column_shapes(data) if shapes is None else shapes
    for place, code in enumerate(data.indicators):
        own = named.get(code)
        before = _judged(shapes[code].skewness, shapes[code].kurtosis, own or Treatment())
        if np.isnan(before.skewness):
            columns[code] = ColumnTreatment(before, possible=False)
        elif own is None or (before.passed and not own.force):
            columns[code] = ColumnTreatment(before)
        else:
            values[:, place], marks[:, place], columns[code] = _treat_column(values[:, place], before, own)
    return Treated(data.with_values(values), columns, marks)


def _treat_column(original: Floats, before: ColumnShape, treatment: Treatment) -> tuple[Floats, Marks, ColumnTreatment]:
    impossible = original, np.zeros(len(original), dtype=np.int8), ColumnTreatment(before, possible=False)
    values, marks, shape = _winsorised(original, before, treatment)
    points = int(np.count_nonzero(marks))
    if np.isnan(shape.skewness):
        return impossible
    if shape.passed or treatment.transformation == "none":
        return values, marks, ColumnTreatment(before, points, shape)
    values = transform(values if treatment.combine else original, treatment)
    after = column_shape(values, treatment)
    if np.isnan(after.skewness):
        return impossible
    return values, np.full(len(values), TRANSFORMED, dtype=np.int8), ColumnTreatment(before, points, shape, after)
