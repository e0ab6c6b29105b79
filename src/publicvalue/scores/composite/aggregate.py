"""Form groups from their children, level by level, up to the index.

Missing children lose their weight to their siblings; a unit that misses all children of a group has no score in it.
The means themselves are those of every level of the product, see `publicvalue.scores.means`.
Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import InputError, method_error
from publicvalue.scores.composite.data import Data, cell_problem
from publicvalue.scores.composite.index import Index
from publicvalue.scores.composite.outrank import copeland_scores
from publicvalue.scores.composite.weigh import check_weights
from publicvalue.scores.means import POWERS, PowerMean, weighted_means
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Known = NDArray[np.bool_]
Kind = Literal["arithmetic", "geometric", "harmonic", "generalised", "median", "copeland"]
POWER_OF: Mapping[str, float] = {str(kind): power for kind, power in POWERS.items()}
ABOVE_ZERO, FROM_ZERO = Text("a value above 0"), Text("a value of 0 or above")


@dataclass(frozen=True)
class Aggregation:
    """How a level is formed from the one below.

    Parameters
    ----------
    kind
        Weighted arithmetic, geometric, harmonic or generalised mean; `median`, which takes no weights; `copeland`, wins
        less losses of each unit in pairs.
    power
        Power of the generalised mean, not 0.
    threshold
        Smallest share of a group's children that a unit must have for a score, 0 to 1, by number.

    Raises
    ------
    MethodError
        When the kind, its power or its threshold is none that there is.
    """

    kind: Kind = "arithmetic"
    power: float = 1.0
    threshold: float = 0.0

    def __post_init__(self) -> None:
        check_name(self.kind, Kind, "aggregation")
        if self.kind == "generalised" and self.power == 0:
            raise method_error(
                Text("a generalised mean of power 0 is the geometric mean"), do=Text("ask for the geometric mean")
            )
        if not 0 <= self.threshold <= 1:
            raise method_error(
                Text("the data threshold is {threshold:g}", threshold=self.threshold), Text("a share from 0 to 1")
            )

    @property
    def mean(self) -> PowerMean:
        """The weighted mean; of no meaning for `median` and `copeland`."""
        return PowerMean(POWER_OF.get(self.kind, self.power))


Choice = Aggregation | Sequence[Aggregation]
"""One aggregation for all levels, or one for each level from 2 up."""


def aggregate(index: Index, data: Data, choice: Choice = Aggregation(), weights: Floats | None = None) -> Data:
    """Form every group of an index.

    Parameters
    ----------
    index
        The index.
    data
        Normalised indicators; a column for each indicator of the index, in any order.
    choice
        How, for all levels or for each.
    weights
        Shape (items,), in the order of the index's codes; the index's own when None.

    Returns
    -------
    Data
        Indicators, then groups from the lowest level up, in the order of the index's codes.

    Raises
    ------
    InputError
        Where a geometric mean meets values of 0 or below, or a harmonic mean does, naming each unit and indicator.
    MethodError
        Where weights are negative, or a group's add up to nothing.
    """
    data = data.columns([indicator.code for indicator in index.indicators])
    groups = aggregate_runs(index, data, choice, index.weights if weights is None else weights)
    values = np.column_stack([data.values, *groups.values()])
    return Data(data.units, index.codes, values)


def aggregate_runs(index: Index, data: Data, choice: Choice, weights: Floats) -> Mapping[str, Floats]:
    """Form every group once for each set of weights.

    Parameters
    ----------
    index, data, choice
        As for `aggregate`; the columns in the index's order.
    weights
        Shape (..., items).

    Returns
    -------
    Mapping
        Group -> scores, shape (..., units), from the lowest level up.

    Raises
    ------
    InputError
        When a value cannot stand under its mean.
    MethodError
        When weights do not fit the items, or are no weights.
    """
    check_weights(index, weights)
    return form_runs(index, data, level_choices(index, choice), weights)


def form_runs(index: Index, data: Data, levels: Sequence[Aggregation], weights: Floats) -> Mapping[str, Floats]:
    """Form the same from weights that were checked and one aggregation for each level.

    Raises
    ------
    InputError
        When a value cannot stand under its mean.
    """
    # Children lie one after the other in memory, as the kernel of the means reads them.
    leaves = np.ascontiguousarray(data.values.T)
    known: dict[str, Floats] = {}
    for code, places in index.children.items():
        children = [index.codes[place] for place in places]
        values = _children(leaves, known, places, children)
        values = values.transpose(*range(1, values.ndim), 0)
        step = levels[index.level(code) - 2]
        _check_domain(step, values, data.units, children)
        known[code] = _form(step, values, weights[..., places])
    return known


def level_choices(index: Index, choice: Choice) -> tuple[Aggregation, ...]:
    """Return one aggregation for each level from 2 up.

    Raises
    ------
    MethodError
        When several are given and they are not one for each level.
    """
    steps = index.height - 1
    if isinstance(choice, Aggregation):
        return (choice,) * steps
    if len(choice) != steps:
        raise method_error(
            Text("{choice} aggregations are given", choice=len(choice)),
            Text("one, or one for each of the {steps} levels from 2 up", steps=steps),
        )
    return tuple(choice)


def _children(leaves: Floats, known: Mapping[str, Floats], places: Indices, children: Sequence[str]) -> Floats:
    """Values of a group's children, shape (children, ..., units); `leaves` has shape (indicators, units)."""
    if not any(child in known for child in children):
        steps = np.diff(places)
        # Rows at equal distances need no copy.
        even = len(steps) > 0 and bool((steps == steps[0]).all())
        return leaves[places[0] : places[-1] + 1 : steps[0]] if even else leaves[places]
    rows = [known[child] if child in known else leaves[place] for place, child in zip(places, children, strict=True)]
    return np.stack(np.broadcast_arrays(*rows))


def _check_domain(step: Aggregation, values: Floats, units: Sequence[str], children: Sequence[str]) -> None:
    wrong, expected = _outside(step, values)
    if wrong is None or not wrong.any():
        return
    cells = np.argwhere(wrong.any(axis=tuple(range(values.ndim - 2))))
    raise InputError(
        cell_problem(
            units[row],
            children[column],
            Text(
                "its value under a {kind} mean is {value:g}",
                kind=step.kind,
                value=float(np.nanmin(values[..., row, column])),
            ),
            expected,
            Text("normalise to a range that starts above 0, 1 to 100 say"),
        )
        for row, column in cells
    )


def _outside(step: Aggregation, values: Floats) -> tuple[Known | None, str]:
    """Which values a mean cannot take, and what it asks for; None where it takes any."""
    if step.kind in {"geometric", "harmonic"} or (step.kind == "generalised" and step.power < 0):
        return values <= 0, ABOVE_ZERO
    # Even powers take any number, as does power 1.
    if step.kind == "generalised" and step.power != 1 and step.power % 2 != 0:
        return values < 0, FROM_ZERO
    return None, ""


def _form(step: Aggregation, values: Floats, weights: Floats) -> Floats:
    """Form a group: values (..., units, children) and weights (..., children) become scores (..., units)."""
    if step.kind == "median":
        scores = _median(values, np.isnan(values))
        scores = np.broadcast_to(scores, np.broadcast_shapes(scores.shape, (*weights.shape[:-1], scores.shape[-1])))
    elif step.kind == "copeland":
        scores = _copeland(values, weights)
    else:
        scores = _mean(step.mean, values, weights)
    if step.threshold and (missing := np.isnan(values)).any():
        scores = np.where(1 - missing.mean(axis=-1) < step.threshold, np.nan, scores)
    return scores


def _mean(mean: PowerMean, values: Floats, weights: Floats) -> Floats:
    """Form one group by the kernel, which wants the children first and the same number of axes on both sides."""
    axes = max(values.ndim, weights.ndim + 1)
    children, shares = _last_first(values), _last_first(weights)
    children = children.reshape(len(children), *(1,) * (axes - values.ndim), *children.shape[1:])
    shares = shares.reshape(len(shares), *(1,) * (axes - weights.ndim - 1), *shares.shape[1:], 1)
    formed: Floats = weighted_means(children, shares, np.zeros(1, np.intp), mean)[0]
    return formed


def _last_first(array: Floats) -> Floats:
    """Return an array with its last axis first, as `moveaxis` does: of small arrays, its checks take the longest."""
    return array.transpose(-1, *range(array.ndim - 1))


def _median(values: Floats, missing: np.ndarray) -> Floats:
    """Median of the known children: missing values are sorted last, and the middle of the others is taken."""
    ordered = np.sort(values, axis=-1)
    count = np.sum(~missing, axis=-1)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    middle = [np.take_along_axis(ordered, place[..., None], axis=-1)[..., 0] for place in (low, high)]
    return np.where(count > 0, (middle[0] + middle[1]) / 2, np.nan)


def _copeland(values: Floats, weights: Floats) -> Floats:
    if values.ndim == 2:
        return copeland_scores(values, weights)
    lead = np.broadcast_shapes(values.shape[:-2], weights.shape[:-1])
    values = np.broadcast_to(values, (*lead, *values.shape[-2:]))
    weights = np.broadcast_to(weights, (*lead, weights.shape[-1]))
    return np.stack([copeland_scores(values[place], weights[place]) for place in np.ndindex(lead)]).reshape(
        (*lead, values.shape[-2])
    )
