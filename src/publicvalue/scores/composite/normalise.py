"""Bring indicators to a common scale on which more is better.

Every method first turns an indicator round where less is better (direction -1) by multiplying it with -1.
Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import InputError, Place, Problem
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.ranking import Ties, rank_upwards
from publicvalue.scores.tree import Floats
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text, counted

T = TypeVar("T")
Constant = Literal["error", "missing"]


@dataclass(frozen=True)
class Upward:
    """Indicators turned so that more is better.

    Parameters
    ----------
    data
        The indicators as they were.
    directions
        1 or -1 for each, shape (indicators,).
    values
        Values times directions, shape (units, indicators).
    """

    data: Data
    directions: Floats
    values: Floats

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """Smallest and largest known value of each indicator, each of shape (indicators,)."""
        return np.fmin.reduce(self.values, axis=0), np.fmax.reduce(self.values, axis=0)


class Normalisation(Protocol):
    """A method of normalisation."""

    def scores(self, upward: Upward) -> Floats:
        """Return scores, shape (units, indicators)."""


@dataclass(frozen=True)
class MinMax:
    """From the smallest value, `low`, to the largest, `high`."""

    low: float = 0.0
    high: float = 100.0

    def scores(self, upward: Upward) -> Floats:
        """Return (x - min) / (max - min) * (high - low) + low."""
        smallest, largest = upward.ends
        scores: Floats = upward.values - smallest
        scores /= largest - smallest
        scores *= self.high - self.low
        scores += self.low
        return scores


@dataclass(frozen=True)
class Scaled:
    """Between two fixed numbers, `low` at 0 and `high` at `factor`; the same for all indicators, and not cut off."""

    low: float = 0.0
    high: float = 100.0
    factor: float = 100.0

    def scores(self, upward: Upward) -> Floats:
        """Return (x - low) / (high - low) * factor."""
        return (upward.values - self.low) / (self.high - self.low) * self.factor


@dataclass(frozen=True)
class ZScore:
    """Standardised to a mean and a standard deviation; the sample standard deviation, n - 1, is used."""

    mean: float = 0.0
    deviation: float = 1.0

    def scores(self, upward: Upward) -> Floats:
        """Return (x - mean(x)) / sd(x) * deviation + mean."""
        known = ~np.isnan(upward.values)
        count = known.sum(axis=0)
        away: Floats = upward.values - np.sum(upward.values, axis=0, where=known) / count
        spread = np.sqrt(np.sum(away**2, axis=0, where=known) / (count - 1))
        smallest, largest = upward.ends
        # Rounding may leave a constant column a spread that is not quite 0.
        return away / np.where(smallest == largest, np.nan, spread) * self.deviation + self.mean


@dataclass(frozen=True)
class Rank:
    """Rank from the lowest, which is 1.

    Raises
    ------
    MethodError
        When there is no such rule for ties.
    """

    ties: Ties = "min"

    def __post_init__(self) -> None:
        """Refuse names that are not known."""
        check_name(self.ties, Ties, "rule for ties")

    def scores(self, upward: Upward) -> Floats:
        """Return ranks among the known values."""
        return rank_upwards(upward.values.T, self.ties).T


@dataclass(frozen=True)
class Borda:
    """Number of units that a unit exceeds: its rank less 1."""

    def scores(self, upward: Upward) -> Floats:
        """Return rank - 1."""
        return rank_upwards(upward.values.T).T - 1


@dataclass(frozen=True)
class PercentileRank:
    """Rank brought to 0 to 1."""

    def scores(self, upward: Upward) -> Floats:
        """Return (rank - 1) / (known values - 1)."""
        others: Floats = np.sum(~np.isnan(upward.values), axis=0) - 1.0
        return (rank_upwards(upward.values.T).T - 1) / others


@dataclass(frozen=True)
class DistanceToMaximum:
    """Nearness to the best unit, 0 to 1."""

    def scores(self, upward: Upward) -> Floats:
        """Return 1 - (max - x) / (max - min)."""
        smallest, largest = upward.ends
        return 1 - (largest - upward.values) / (largest - smallest)


@dataclass(frozen=True)
class DistanceToReference:
    """Nearness to one unit, which has 1; `cap` cuts off what is better."""

    unit: str
    cap: bool = False

    def scores(self, upward: Upward) -> Floats:
        """Return 1 - (reference - x) / (reference - min); nothing where the reference is missing or the worst.

        Raises
        ------
        InputError
            When the reference is none of the units.
        """
        if self.unit not in upward.data.units:
            raise InputError(
                [
                    Problem(
                        Place(),
                        Text("the reference unit {unit} is not in the data", unit=self.unit),
                        do=Text("name one of the units"),
                    )
                ]
            )
        reference = upward.values[upward.data.units.index(self.unit)]
        return _nearness(upward, reference, self.cap)


@dataclass(frozen=True)
class DistanceToTarget:
    """Nearness to a target for each indicator, in its own unit; `cap` cuts off what is better."""

    targets: Mapping[str, float]
    cap: bool = False

    def scores(self, upward: Upward) -> Floats:
        """Return 1 - (target - x) / (target - min); with direction -1 the largest value takes the place of min.

        Raises
        ------
        InputError
            When an indicator has no target.
        """
        targets = np.array([_given(self.targets, code, "target") for code in upward.data.indicators])
        return _nearness(upward, targets * upward.directions, self.cap)


@dataclass(frozen=True)
class FractionOfMaximum:
    """Share of the largest value. With direction -1 this is x / min, which is best at 1 and worse above."""

    def scores(self, upward: Upward) -> Floats:
        """Return x / max."""
        return upward.values / upward.ends[1]


@dataclass(frozen=True)
class Posts:
    """Goalposts of an indicator in its own unit, the smaller first, and the score at the better one."""

    low: float
    high: float
    scale: float = 100.0


@dataclass(frozen=True)
class Goalposts:
    """From the worse to the better of two fixed values for each indicator; `cut` keeps scores between them."""

    posts: Mapping[str, Posts]
    cut: bool = True

    def scores(self, upward: Upward) -> Floats:
        """Return (x - low) / (high - low) * scale, or (high - x) / (high - low) * scale with direction -1.

        Raises
        ------
        InputError
            When an indicator has no goalposts.
        """
        posts = [_given(self.posts, code, "goalposts") for code in upward.data.indicators]
        low, high = np.array([post.low for post in posts]), np.array([post.high for post in posts])
        worse = np.where(upward.directions > 0, low, -high)
        shares: Floats = (upward.values - worse) / (high - low)
        scales: Floats = np.array([post.scale for post in posts], dtype=np.float64)
        kept: Floats = np.clip(shares, 0, 1) if self.cut else shares
        return kept * scales


FIXED = (Scaled, Goalposts)
"""Methods whose scores do not depend on the other units, so that a constant indicator has a meaning."""


def normalise(data: Data, directions: Floats, method: Normalisation, constant: Constant = "error") -> Data:
    """Bring all indicators to a common scale.

    Parameters
    ----------
    data
        The indicators.
    directions
        1 or -1 for each indicator, shape (indicators,).
    method
        How.
    constant
        What becomes of an indicator that the method cannot tell units apart by, a constant one above all: an error, or
        missing scores.

    Returns
    -------
    Data
        Scores, higher is better; NaN where the value is missing.

    Raises
    ------
    InputError
        Where an indicator is constant and the method compares units with each other, naming it, its value and a unit;
        where a target, goalposts or the reference is missing; where a direction is neither 1 nor -1, or is not given
        for each indicator.
    MethodError
        When there is no such rule for a constant indicator.
    """
    check_name(constant, Constant, "rule for a constant indicator")
    if len(directions) != len(data.indicators):
        what = Text(
            "{directions} directions are given for {indicators} indicators",
            directions=len(directions),
            indicators=len(data.indicators),
        )
        raise InputError(
            [Problem(Place(), what, Text("one for each indicator"), Text("give them in the order of the columns"))]
        )
    if wrong := [place for place, direction in enumerate(directions) if direction not in {1, -1}]:
        raise InputError(
            Problem(
                Place(),
                Text(
                    "indicator {indicator}: its direction is {direction:g}",
                    indicator=data.indicators[place],
                    direction=directions[place],
                ),
                Text("1 or -1"),
                Text("write 1 where more is better, -1 where less is"),
            )
            for place in wrong
        )
    upward = Upward(data, directions, data.values * directions)
    # A division by zero is found below, where the indicator can be named.
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = method.scores(upward)
    constants = np.zeros(len(directions), dtype=np.bool_) if isinstance(method, FIXED) else np.equal(*upward.ends)
    if constants.any() or not np.isfinite(scores).all():
        known = ~np.isnan(upward.values)
        lost = (~np.isfinite(scores) & known) | (known & constants & (known.sum(axis=0) > 1))
        if lost.any() and constant == "error":
            raise InputError(_undefined(data, method, lost))
        scores = np.where(lost, np.nan, scores)
    return data.with_values(scores)


def _undefined(data: Data, method: Normalisation, lost: NDArray[np.bool_]) -> list[Problem]:
    problems = []
    for place in np.flatnonzero(lost.any(axis=0)):
        row = int(np.argmax(lost[:, place]))
        known = data.values[~np.isnan(data.values[:, place]), place]
        what = Text("cannot be normalised by {name}", name=type(method).__name__)
        expected = Text("a target, or a reference unit with a value, that is better than the worst value")
        if known.min() == known.max():
            what = counted(
                len(known),
                "is constant: its one known value is {value:g}",
                "is constant: all {number} known values are {value:g}",
                value=float(known[0]),
            )
            expected = Text("values that differ")
        text = Text("{what}, so unit {unit} has no score in it", what=what, unit=data.units[row])
        do = Text("leave the indicator out, or use goalposts, which do not depend on the units")
        problems.append(
            Problem(
                Place(),
                Text("indicator {indicator} {what}", indicator=data.indicators[place], what=text),
                expected,
                do,
            )
        )
    return problems


def _nearness(upward: Upward, goal: Floats, cap: bool) -> Floats:
    smallest = upward.ends[0]
    # The same as 1 - (goal - x) / (goal - min), and exact near 0.
    nearness = (upward.values - smallest) / (goal - smallest)
    return np.minimum(nearness, 1) if cap else nearness


def _given(values: Mapping[str, T], code: str, what: str) -> T:
    if code not in values:
        raise InputError(
            [
                Problem(
                    Place(),
                    Text("indicator {code} has no {what}", code=code, what=what),
                    do=Text("give one for every indicator"),
                )
            ]
        )
    return values[code]
