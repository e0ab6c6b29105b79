"""Weights: equal, from experts, from citizens, from the data; and what they come to.

Comparisons in pairs: `measures/survey/priorities/pairs.py`. Source: OECD/JRC Handbook on Constructing Composite
Indicators (2008), step 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.measures.survey.priorities.budget import budget_shares, log_ratios
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.index import Index
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text


def equal_weights(index: Index) -> Floats:
    """Return the same weight for every item, shape (items,): siblings count the same."""
    return np.ones(len(index.items))


def given_weights(index: Index, weights: Mapping[str, float], total: float | None = None) -> Floats:
    """Return the index's own weights with some replaced, shape (items,).

    Parameters
    ----------
    index
        The index.
    weights
        Item -> weight.
    total
        What the weights of each group must add up to, 1 or 100 say, where a group has a weight that is given; None
        takes any scale.

    Raises
    ------
    MethodError
        When an item is not in the index, a weight is negative or not finite, or a group's weights add up to nothing, or
        not to the total.
    """
    if unknown := sorted(set(weights) - set(index.codes)):
        what = Text("weights are given for {unknown:list}, which the index does not hold", unknown=tuple(unknown))
        raise method_error(what, Text("codes of items of the index"), Text("correct the codes, or leave them out"))
    chosen = index.weights.copy()
    for code, weight in weights.items():
        chosen[index.places[code]] = weight
    check_weights(index, chosen)
    if total is not None:
        _check_total(index, chosen, frozenset(weights), total)
    return chosen


def _check_total(index: Index, weights: Floats, given: frozenset[str], total: float) -> None:
    for group, places in index.children.items():
        items = [index.codes[place] for place in places]
        if given & set(items) and not np.isclose(weights[places].sum(), total, rtol=1e-9):
            parts = tuple(Text("{code} {weight:g}", code=code, weight=weights[index.places[code]]) for code in items)
            what = Text(
                "the weights in group {group} add up to {sum:g}: {parts:list}",
                group=group,
                sum=float(weights[places].sum()),
                parts=parts,
            )
            raise method_error(
                what,
                Text("a sum of {total:g}", total=total),
                Text("correct them, or leave the total out: any scale counts"),
            )


def group_weights(index: Index, group: str, shares: Floats) -> Floats:
    """Return the index's own weights with those of one group's items replaced, shape (..., items).

    Parameters
    ----------
    index
        The index.
    group
        Code of the group.
    shares
        Weights of its items in their order, shape (..., items of the group); several sets give several sets.

    Raises
    ------
    MethodError
        When there is no such group, or the shares are not one for each of its items, or cannot be weights.
    """
    if group not in index.children:
        raise method_error(Text("{group}: not a group of the index", group=group))
    places = index.children[group]
    if shares.shape[-1:] != (len(places),):
        items = ", ".join(index.codes[place] for place in places)
        raise method_error(
            Text("{weights} weights are given for group {group}", weights=shares.shape[-1], group=group),
            Text("one for each of {items}", items=items),
        )
    chosen = np.broadcast_to(index.weights, (*shares.shape[:-1], len(index.items))).copy()
    chosen[..., places] = shares
    check_weights(index, chosen)
    return chosen


def check_weights(index: Index, weights: Floats) -> None:
    """Check weights before they are used.

    Parameters
    ----------
    index
        The index.
    weights
        Shape (..., items), in the order of the index's codes.

    Raises
    ------
    MethodError
        When the shape does not fit, a weight is negative or not finite, or a group's weights add up to nothing.
    """
    if weights.shape[-1:] != (len(index.items),):
        raise method_error(
            Text("the weights have shape {shape}", shape=str(weights.shape)),
            Text("{items} of them, one for each item", items=len(index.items)),
        )
    every = weights.reshape(-1, len(index.items))
    wrong = (~_weighs(every)).any(axis=0)
    if wrong.any():
        item = int(np.argmax(wrong))
        what = Text(
            "{code}: its weight is negative or not a number, {weight}",
            code=index.codes[item],
            weight=f"{every[~_weighs(every[:, item]), item][0]:g}",
        )
        raise method_error(what, Text("a finite number, zero or more"))
    for group, places in index.children.items():
        if (every[:, places].sum(axis=1) <= 0).any():
            items = ", ".join(index.codes[place] for place in places)
            what = Text(
                "the weights in group {group} add up to nothing: those of {items} are 0", group=group, items=items
            )
            raise method_error(what, Text("a sum above zero"))


def _weighs(weights: Floats) -> NDArray[np.bool_]:
    return np.isfinite(weights) & (weights >= 0)


def effective_weights(index: Index, weights: Floats | None = None) -> Floats:
    """Return each item's weight in the whole index, shape (items,); the indicators' add up to 1.

    Parameters
    ----------
    index
        The index.
    weights
        Shape (items,); the index's own when None.

    Raises
    ------
    MethodError
        When weights do not fit the items, or are no weights.
    """
    weights = index.weights if weights is None else weights
    check_weights(index, weights)
    effective = np.ones(len(index.items))
    for group, places in reversed(list(index.children.items())):
        effective[places] = effective[index.places[group]] * weights[places] / weights[places].sum()
    return effective


def budget_weights(points: Floats, total: float | None = None) -> Floats:
    """Return the mean share of points that experts give to each item, shape (items,).

    Parameters
    ----------
    points
        Points by expert and item, shape (experts, items), zero or more. Every expert counts the same, whatever the size
        of the budget.
    total
        What each expert had to share out; None takes any budget.

    Raises
    ------
    MethodError
        When points are negative, missing, an expert gives none, or they do not add up to the total.
    """
    if not _weighs(points).all():
        row, column = np.argwhere(~_weighs(points))[0] + 1
        what = Text(
            "expert {row} of the budget allocation gives item {column} points that are negative or missing",
            row=row,
            column=column,
        )
        raise method_error(what, Text("points of zero or more"))
    totals = points.sum(axis=1, keepdims=True)
    if (totals <= 0).any():
        row = int(np.argmax(totals[:, 0] <= 0)) + 1
        raise method_error(
            Text("expert {row} of the budget allocation gives no points", row=row), Text("some points from each expert")
        )
    if total is not None and not np.allclose(totals, total, rtol=1e-9, atol=0):
        row = int(np.argmax(~np.isclose(totals[:, 0], total, rtol=1e-9, atol=0)))
        what = Text(
            "the points of expert {row} of the budget allocation add up to {sum:g}",
            row=row + 1,
            sum=totals[row, 0],
        )
        raise method_error(what, Text("a sum of {total:g}", total=total))
    shares: Floats = points / totals
    return np.asarray(shares.mean(axis=0), dtype=np.float64)


def citizen_weights(points: Floats, people: Floats, resamples: int, rng: np.random.Generator) -> Floats:
    """Return the weights that citizens give, with their sampling error, shape (1 + resamples, items).

    Parameters
    ----------
    points
        Points that each person shares out, shape (people, items), zero or more.
    people
        Survey weight of each person, shape (people,), above zero.
    resamples
        Bootstrap resamples of the people; they are drawn singly and independently.
    rng
        Source of the resamples.

    Returns
    -------
    Floats
        The estimate, then one set for each resample, each adding up to 1: `Alternatives(weights=...)` takes them
        through `group_weights`, so that the runs vary as the sample allows. The mean is that of log-ratios, as for the
        weights of people in an assessment (`publicvalue.measures.survey.priorities.budget`).

    Raises
    ------
    MethodError
        When points are negative or missing, somebody gives none, or the survey weights do not fit.
    """
    budget_weights(points)
    if people.shape != points.shape[:1] or not (_weighs(people) & (people > 0)).all():
        raise method_error(
            Text("the survey weights do not fit the people"), Text("a number above zero for each person")
        )
    chosen = rng.integers(0, len(points), (resamples, len(points)))
    counts = np.stack([np.ones(len(points)), *(np.bincount(row, minlength=len(points)) for row in chosen)])
    return budget_shares(log_ratios(points), counts * people)


@dataclass(frozen=True)
class Components:
    """Principal components of standardised indicators.

    Parameters
    ----------
    deviations
        Standard deviation of each component, largest first, shape (components,).
    loadings
        Direction of each component, shape (indicators, components), columns of length 1. The sign of a column is
        arbitrary; here its largest entry is positive.
    """

    deviations: Floats
    loadings: Floats


def principal_components(values: Floats, codes: Sequence[str] = ()) -> Components:
    """Return the principal components of the correlation matrix.

    Parameters
    ----------
    values
        Shape (units, indicators). Units with a missing value are left out.
    codes
        Names of the indicators, for messages; numbers from 1 when empty.

    Raises
    ------
    MethodError
        When fewer than three complete units are left, or an indicator is constant.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    if len(complete) < 3:
        what = Text("{complete} of {values} units have no missing value", complete=len(complete), values=len(values))
        raise method_error(
            Text("principal components: {what}", what=what), Text("at least three units without missing values")
        )
    constant = np.flatnonzero(complete.max(axis=0) == complete.min(axis=0)).tolist()
    if constant:
        names = codes or [str(place + 1) for place in range(values.shape[1])]
        each = tuple(
            Text("indicator {indicator} is constant at {value:g}", indicator=names[place], value=complete[0, place])
            for place in constant
        )
        raise method_error(
            Text("principal components: {each:list} over the units without missing values", each=each),
            Text("values that differ"),
        )
    standard = (complete - complete.mean(axis=0)) / complete.std(axis=0, ddof=1)
    _, sizes, rows = np.linalg.svd(standard, full_matrices=False)
    signs = np.sign(rows[np.arange(len(rows)), np.argmax(np.abs(rows), axis=1)])
    return Components(sizes / np.sqrt(len(complete) - 1), (rows * signs[:, None]).T)


def component_weights(data: Data) -> Floats:
    """Return the squared loadings of the first principal component, shape (indicators,); they add up to 1.

    Parameters
    ----------
    data
        The indicators, see `principal_components`. Correlated indicators gain weight by this rule, whether they matter
        or not; the Handbook advises it for looking, not for deciding.

    Raises
    ------
    MethodError
        When fewer than three units have every value, or values do not differ.
    """
    first: Floats = principal_components(data.values, data.indicators).loadings[:, 0]
    return first**2


def perturb_weights(
    index: Index, spreads: Mapping[int, float], sets: int, rng: np.random.Generator, weights: Floats | None = None
) -> Floats:
    """Return weights that vary evenly about their values, shape (sets, items).

    Parameters
    ----------
    index
        The index.
    spreads
        Level -> largest change in parts of the weight, 0 to below 1; levels that are not named do not vary.
    sets
        How many sets.
    rng
        Source of randomness.
    weights
        Their middle, shape (items,); the index's own when None.

    Raises
    ------
    MethodError
        When a spread is not from 0 to below 1.
    """
    if not all(0 <= spread < 1 for spread in spreads.values()):
        raise method_error(Text("a spread of weights is not from 0 to below 1"))
    spread = np.array([spreads.get(index.level(code), 0.0) for code in index.codes])
    middle = index.weights if weights is None else weights
    return middle * (1 + spread * rng.uniform(-1, 1, (sets, len(spread))))
