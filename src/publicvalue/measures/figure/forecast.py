"""A forecast made before the system is in use: lowest, most likely and highest value.

What
    The three values as a PERT distribution; the estimate is the most likely value.
Unit
    That of the values.
Interval
    2.5 % and 97.5 % quantiles of the PERT, widened where needed to hold the most likely value. Draws from it.
Which row
    Option `figure` names it; without it there must be one row only.
Strength
    1: a forecast.
Source
    D. G. Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar (1959), Operations Research 7(5), 646-669.
"""

from __future__ import annotations

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cost.three_point import ThreePoints
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.diagnostics import note_diagnostics
from publicvalue.measures.figure.named_row import FIGURE, FigureOptions, read_figure
from publicvalue.measures.result import LEVEL, Measured, NotApplicable, Result
from publicvalue.words.text import Text


def measure_forecast(evidence: EvidenceTable, context: Context) -> Result:
    """Return a forecast as a distribution, as the module's definition says.

    Raises
    ------
    EvidenceError
        When the three figures are out of order.
    """
    row = read_figure(evidence, context, ("low", "likely", "high"))
    if isinstance(row, NotApplicable):
        return row
    low, likely, high = (row.numbers[name] for name in ("low", "likely", "high"))
    if low is None or likely is None or high is None:
        return NotApplicable(Text("{named} lacks low, likely or high: give all three.", named=row.named))
    if not low <= likely <= high:
        what = Text(
            "{named} has low {low:g}, likely {likely:g}, high {high:g}",
            named=row.named,
            low=low,
            likely=likely,
            high=high,
        )
        raise EvidenceError(
            [Problem(Place(field="likely"), what, Text("low <= likely <= high"), Text("put them in order"))]
        )
    points = ThreePoints(np.array([low]), np.array([likely]), np.array([high]))
    lower, upper = points.quantile(np.array([[(1 - LEVEL) / 2], [(1 + LEVEL) / 2]])).ravel()
    return Measured(
        estimate=likely,
        low=min(float(lower), likely),
        high=max(float(upper), likely),
        draws=points.quantile(context.rng.random((context.draws, 1)))[:, 0],
        n=1,
        unit=context.unit,
        method=Text(
            "Forecast: most likely {likely:g}, between {low:g} and {high:g}, as a PERT distribution.",
            likely=likely,
            low=low,
            high=high,
        ),
        strength=1,
        diagnostics=note_diagnostics(evidence),
    )


DEFINITION = Definition(
    id="forecast",
    version=1,
    title=Text("Forecast"),
    kinds=("forecast",),
    role_sets=(
        (
            FIGURE,
            Role("low", "number", Text("the lowest value that is plausible"), measured=True),
            Role("likely", "number", Text("the most likely value"), measured=True),
            Role("high", "number", Text("the highest value that is plausible"), measured=True),
        ),
    ),
    units=(),
    takes=FigureOptions,
    compute=measure_forecast,
)
