"""Weights from comparisons in pairs: the analytic hierarchy process.

Each person says of every pair how many times as important the one is as the other, from 1 to 9. The weights are the
principal eigenvector of these comparisons; how far they contradict each other is the consistency ratio.

Source
    T. L. Saaty (1980), The Analytic Hierarchy Process; weights of several people joined by the geometric mean: E.
    Forman and K. Peniwati (1998), European Journal of Operational Research 108, 165-169.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem, method_error
from publicvalue.measures.result import Diagnostic
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.words.text import Text

# Saaty's mean consistency index of random comparisons, for 1 to 10 items, as his followers print it (the R package
# mathmodels, for one). Simulations of many more matrices give 0.525, 0.884, 1.108, 1.249, 1.342 and 1.405 for 3 to 8
# items (the R package ahpsurvey, after Saaty and Tran, 2007): for three items the ratio would be a tenth higher.
RANDOM_CONSISTENCY = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)

ACCEPTED = 0.1
"""Consistency ratio up to which Saaty takes comparisons as they are."""

MOST = 9.0
"""The most that one part may be worth of another on Saaty's scale."""


@dataclass(frozen=True)
class PairwiseWeights:
    """Weights from comparisons in pairs.

    Parameters
    ----------
    weights
        Shape (items,), adding up to 1.
    eigenvalue
        The largest of the matrix; the number of items when the comparisons agree perfectly.
    consistency_ratio
        Inconsistency in parts of that of random comparisons; Saaty accepts up to 0.1. 0 for one or two items.
    """

    weights: Floats = field(repr=False)
    eigenvalue: float
    consistency_ratio: float


def pairwise_weights(comparisons: Floats) -> PairwiseWeights:
    """Return the weights that comparisons in pairs imply (analytic hierarchy process): the principal eigenvector.

    Parameters
    ----------
    comparisons
        How many times as important the row is as the column, shape (items, items), 1 to 9 or the inverse; the matrix is
        reciprocal. At most ten items, for which a random consistency is published.

    Raises
    ------
    MethodError
        When the matrix is not square, positive and reciprocal, or has more than ten items.
    """
    n = len(comparisons)
    if comparisons.shape != (n, n) or not 1 <= n <= len(RANDOM_CONSISTENCY):
        raise method_error(
            Text("the comparisons have shape {shape}", shape=str(comparisons.shape)),
            Text("a square of one to ten items"),
        )
    if not (comparisons > 0).all() or not np.allclose(comparisons * comparisons.T, 1, rtol=1e-6):
        raise method_error(
            Text("the comparisons are not reciprocal"), Text("positive numbers, a / b in one place and b / a opposite")
        )
    values, vectors = np.linalg.eig(comparisons)
    first = int(np.argmax(values.real))
    weights, eigenvalue = np.abs(vectors[:, first].real), float(values[first].real)
    random = RANDOM_CONSISTENCY[n - 1]
    ratio = (eigenvalue - n) / (n - 1) / random if random else 0.0
    return PairwiseWeights(weights / weights.sum(), eigenvalue, ratio)


def pair_columns(question: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns that hold a question's comparisons: each pair once."""
    return tuple(f"{question}_{one}_{other}" for one, other in combinations(codes, 2))


def read_pairs(columns: Sequence[NDArray[np.object_]], names: Sequence[str]) -> Floats:
    """Return the comparisons of each person, shape (people, pairs); NaN where blank.

    Parameters
    ----------
    columns
        The cells of each pair, such as `3`, `1/3`, `1:3` or `0.333`.
    names
        Names of the columns, for messages.

    Raises
    ------
    EvidenceError
        With every cell that is no comparison from 1/9 to 9, and every person who left out some pairs.
    """
    values = np.full((len(columns[0]), len(columns)), np.nan)
    problems = []
    for place, (column, name) in enumerate(zip(columns, names, strict=True)):
        for row, cell in enumerate(column):
            if cell is None:
                continue
            values[row, place] = _number(str(cell))
            if np.isnan(values[row, place]):
                problems.append(_no_comparison(row, name, str(cell)))
    problems += _unfinished(values, names) if not problems else []
    if problems:
        raise EvidenceError(problems)
    return values


def _number(text: str) -> float:
    """Return a comparison as a number; NaN where it is none from 1/9 to 9."""
    upper, _, lower = text.replace(":", "/").replace(",", ".").partition("/")
    try:
        value = float(upper) / float(lower or 1)
    except (ValueError, ZeroDivisionError):
        return np.nan
    return value if 1 / MOST - 0.002 <= value <= MOST else np.nan


def _no_comparison(row: int, name: str, cell: str) -> Problem:
    what = Text("{cell:quoted} is no comparison", cell=cell)
    do = Text("write 3 where the first is three times as important as the second, 1/3 the other way round, 1 for alike")
    return Problem(Place(row=row + 1, field=name), what, Text("1 to 9, or 1/2 to 1/9"), do)


def _unfinished(values: Floats, names: Sequence[str]) -> Iterator[Problem]:
    blank = np.isnan(values)
    for row in np.flatnonzero(blank.any(axis=1) & ~blank.all(axis=1)):
        missing = tuple(name for name, gone in zip(names, blank[row], strict=True) if gone)
        what = Text("comparisons are missing: {missing:list}", missing=missing)
        do = Text("fill them in, or blank all comparisons of the row")
        yield Problem(Place(row=int(row) + 1, field=missing[0]), what, Text("every pair compared, or none"), do)


def weights_of_pairs(comparisons: Floats, parts: int) -> tuple[Floats, Floats]:
    """Return each person's weights and consistency ratio, shapes (people, parts) and (people,).

    Parameters
    ----------
    comparisons
        From `read_pairs`, of those who answered, shape (people, pairs).
    parts
        How many parts were compared.

    Raises
    ------
    MethodError
        When there are more than ten parts, for which no random consistency is published.
    """
    places = np.triu_indices(parts, 1)
    found = []
    for one in comparisons:
        matrix = np.ones((parts, parts))
        matrix[places] = one
        matrix[places[::-1]] = 1 / one
        found.append(pairwise_weights(matrix))
    return np.array([one.weights for one in found]), np.array([one.consistency_ratio for one in found])


def say_consistency(ratios: Floats) -> Iterator[Diagnostic]:
    """Say how far those who compared in pairs contradict themselves."""
    if not len(ratios):
        return
    above = int((ratios > ACCEPTED).sum())
    text = Text(
        "Consistency ratio: {middle:.2f} in the middle, {most:.2f} at most; {above} of {number} lie above {limit:.2f}, "
        "up to which comparisons are taken as they are (Saaty).",
        middle=float(np.median(ratios)),
        most=float(ratios.max()),
        above=above,
        number=len(ratios),
        limit=ACCEPTED,
    )
    yield Diagnostic(Text("Consistency of the comparisons"), above == 0, text)
