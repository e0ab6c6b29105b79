"""What people would spend on what: shares from budget allocations.

Everybody shares out the same number of points. The mean is taken of logarithms of shares (the centre of compositions),
so that it does not depend on which part is left out, and is closed to add up to 1. A part that got nothing counts as
half a point, and the others give way in proportion, because nothing has no logarithm.

Source
    J. Aitchison (1986), The Statistical Analysis of Compositional Data; zeros: J. A. Martin-Fernandez, C. Barcelo-Vidal
    and V. Pawlowsky-Glahn (2003), Mathematical Geology 35, 253-278.
"""

from __future__ import annotations

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.words.text import Text

LEAST = 0.5
"""Points that a part counts which got none."""

ROUNDING = 1e-6


def check_budget(points: Floats, total: float, names: tuple[str, ...]) -> None:
    """Refuse allocations that are none.

    Parameters
    ----------
    points
        Shape (people, parts); everybody allocated something. NaN counts as no points.
    total
        What each person had to share out.
    names
        Names of the parts, for the message.

    Raises
    ------
    EvidenceError
        When points are negative, or do not add up to the total, with the first person that it concerns.
    """
    problems = []
    given = np.nan_to_num(points)
    low = (given < 0).any(axis=1)
    if low.any():
        row = int(np.argmax(low))
        part = names[int(np.argmax(given[row] < 0))]
        what = Text(
            "{low:count} allocations hold less than 0 points, such as {points:g} for {part}",
            low=int(low.sum()),
            points=float(given[row].min()),
            part=part,
        )
        problems.append(
            Problem(
                Place(row=row + 1, field=part),
                what,
                Text("0 to {total:g}", total=total),
                Text("correct or blank the row"),
            )
        )
    off = np.abs(given.sum(axis=1) - total) > ROUNDING
    if off.any():
        row = int(np.argmax(off))
        what = Text(
            "{off:count} allocations do not add up, such as {points:g} instead of {total:g}",
            off=int(off.sum()),
            points=float(given[row].sum()),
            total=total,
        )
        do = Text("correct them, or blank all parts of the row")
        problems.append(Problem(Place(row=row + 1), what, Text("{total:g} points in each allocation", total=total), do))
    if problems:
        raise EvidenceError(problems)


def log_ratios(points: Floats) -> Floats:
    """Return the logarithm of each person's shares, less their mean, shape (people, parts).

    Parameters
    ----------
    points
        Shape (people, parts), checked; NaN counts as no points.
    """
    given = np.nan_to_num(points)
    total = given.sum(axis=1, keepdims=True)
    none = given <= 0
    filled = np.where(none, LEAST, given * (1 - LEAST * none.sum(axis=1, keepdims=True) / total))
    logs = np.log(filled / total)
    return np.asarray(logs - logs.mean(axis=1, keepdims=True))


def budget_shares(ratios: Floats, weights: Floats) -> Floats:
    """Return the closed mean of people's shares in each resample.

    Parameters
    ----------
    ratios
        From `log_ratios`, shape (people, parts).
    weights
        Shape (resamples, people), 0 or more.

    Returns
    -------
    array
        Shape (resamples, parts), each row adding up to 1.
    """
    means = weights @ ratios / weights.sum(axis=1, keepdims=True)
    shares = np.exp(means - means.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
