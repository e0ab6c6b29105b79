"""Pictures that come with a number, as plain values: what is to be seen, not how it is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from publicvalue.errors import method_error
from publicvalue.words.text import Text

Cell = str | float | int | None

ENDS = (Text("low (95 %)"), Text("high (95 %)"))
"""Headings of the ends of an interval."""


@dataclass(frozen=True)
class Interval:
    """A labelled estimate with its interval.

    Parameters
    ----------
    label
        What is estimated: a group, a method, a year.
    estimate, low, high
        In the picture's unit, low <= estimate <= high; all three None where the estimate is unknown or not shown.
    group
        Heading that it stands under; rows of the same group follow each other.

    Raises
    ------
    MethodError
        When the interval does not hold its estimate, or is known in part.
    """

    label: str
    estimate: float | None
    low: float | None
    high: float | None
    group: str = ""

    def __post_init__(self) -> None:
        """Refuse an interval that does not hold its estimate."""
        known = _check_interval(self.label, self.estimate, self.low, self.high)
        if not known and not (self.estimate is self.low is self.high is None):
            raise method_error(
                Text("The picture's interval {label} is known in part", label=self.label),
                Text("three numbers, or none"),
            )


@dataclass(frozen=True)
class PeriodEffect:
    """The effect a number of periods before or after adoption.

    Parameters
    ----------
    period
        Periods since adoption; 0 is the first with the system, -1 the last without.
    estimate, low, high
        In the picture's unit; equal in the period of reference, which is 0 by definition.

    Raises
    ------
    MethodError
        When the interval does not hold its estimate.
    """

    period: int
    estimate: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse an interval that does not hold its estimate."""
        _check_interval(Text("period {period}", period=self.period), self.estimate, self.low, self.high)


@dataclass(frozen=True)
class EventStudy:
    """Effects by the time since adoption: before it they should lie around 0.

    Parameters
    ----------
    title, unit
        What is shown, and the unit of the effects.
    period
        Name of one period, in the plural: years, months.
    points
        Effects in the order of their periods, at least one.

    Raises
    ------
    MethodError
        When there is no point, or periods are out of order.
    """

    title: Text
    unit: str
    period: str
    points: tuple[PeriodEffect, ...]

    def __post_init__(self) -> None:
        """Refuse an empty picture, and periods out of order."""
        periods = [point.period for point in self.points]
        if not periods or periods != sorted(set(periods)):
            raise method_error(
                Text("The picture {title:quoted} has the periods {periods}", title=self.title, periods=str(periods)),
                Text("each period once, in order"),
            )

    @property
    def columns(self) -> tuple[Text, ...]:
        """Headings of its table."""
        since = Text("{periods:word} since adoption", periods=self.period)
        return (since, Text("effect ({unit:word})", unit=self.unit), *ENDS)

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows of its table."""
        return tuple((point.period, point.estimate, point.low, point.high) for point in self.points)


@dataclass(frozen=True)
class Series:
    """What was observed over time, and what was to be expected without the system.

    Parameters
    ----------
    title, unit
        What is shown, and the unit of the values.
    times
        Labels of the times (or of the classes of a threshold variable), in order; at least two.
    observed, expected
        Values by time, in `unit`; None where there is none. Expected may be known over a part of the times.
    low, high
        95 % band of the expected values; empty when there is none, else by time with None where it is not known.
    adoption
        Place in `times` of the first with the system; None when no line is to be drawn.
    names
        Names of the observed and the expected values.
    style
        Observed values joined by a line, or as points alone; the expected line of points breaks at the mark.
    mark
        Name of the line at `adoption`.

    Raises
    ------
    MethodError
        When values do not fit the times.
    """

    title: Text
    unit: str
    times: tuple[str, ...]
    observed: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    adoption: int | None = None
    names: tuple[Text, Text] = (Text("Observed"), Text("Expected without the system"))
    style: Literal["line", "points"] = "line"
    mark: Text = Text("adoption")

    def __post_init__(self) -> None:
        """Refuse values that do not fit the times."""
        lengths = {len(self.observed), len(self.expected), len(self.low or self.times), len(self.high or self.times)}
        if len(self.times) < 2 or lengths != {len(self.times)} or bool(self.low) != bool(self.high):
            raise method_error(
                Text("The picture {title:quoted} has values that do not fit its times", title=self.title),
                Text("one value a time"),
            )
        if self.adoption is not None and not 0 <= self.adoption < len(self.times):
            raise method_error(Text("The picture {title:quoted} has its adoption outside its times", title=self.title))
        _check_finite(self.title, (*self.observed, *self.expected, *self.low, *self.high))

    @property
    def columns(self) -> tuple[Text, ...]:
        """Headings of its table."""
        names = (Text("{name} ({unit:word})", name=name, unit=self.unit) for name in self.names)
        return (Text("time"), *names, *(ENDS if self.low else ()))

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows of its table."""
        parts = (self.times, self.observed, self.expected, *((self.low, self.high) if self.low else ()))
        return tuple(zip(*parts, strict=True))


@dataclass(frozen=True)
class Intervals:
    """Labelled estimates with their intervals, on one scale.

    Parameters
    ----------
    title, unit
        What is shown, and the unit of the estimates.
    points
        Estimates, at least one.
    reference
        Where a line stands that they are compared with, such as 0 for no effect; None for no line.

    Raises
    ------
    MethodError
        When there is no row.
    """

    title: Text
    unit: str
    points: tuple[Interval, ...]
    reference: float | None = None

    def __post_init__(self) -> None:
        """Refuse an empty picture."""
        if not self.points:
            raise method_error(
                Text("The picture {title:quoted} has no estimates", title=self.title), Text("at least one")
            )
        _check_finite(self.title, (self.reference,))

    @property
    def columns(self) -> tuple[Text, ...]:
        """Headings of its table."""
        head = (Text("group"),) if self._grouped else ()
        return (*head, Text("estimate of"), Text("estimate ({unit:word})", unit=self.unit), *ENDS)

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows of its table."""
        rows = ((p.group, p.label, p.estimate, p.low, p.high) for p in self.points)
        return tuple(row if self._grouped else row[1:] for row in rows)

    @property
    def _grouped(self) -> bool:
        return any(point.group for point in self.points)


@dataclass(frozen=True)
class LikertItem:
    """How people answered one item of a scale.

    Parameters
    ----------
    label
        The item.
    shares
        Percent of the weight for each point of the scale, lowest first; all None where small cells are not shown.
    """

    label: str
    shares: tuple[float | None, ...]


@dataclass(frozen=True)
class Likert:
    """Answers to items of one scale, as bars on both sides of the middle of the scale.

    Parameters
    ----------
    title
        What is shown.
    points
        The points of the scale, lowest first, at least two; the middle one of an odd number is neutral.
    items
        Their shares, at least one item.
    codes
        The first and the last answer that each point stands for, as they are stored; empty where they are not known.

    Raises
    ------
    MethodError
        When shares do not fit the scale or do not add up to 100.
    """

    title: Text
    points: tuple[str, ...]
    items: tuple[LikertItem, ...]
    unit: str = "percent"
    codes: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse shares that do not fit the scale or do not add up to 100."""
        if len(self.points) < 2 or not self.items or any(len(one.shares) != len(self.points) for one in self.items):
            raise method_error(
                Text("The picture {title:quoted} has shares that do not fit its scale", title=self.title),
                Text("one share a point"),
            )
        for one in self.items:
            known = [share for share in one.shares if share is not None]
            if known and (len(known) < len(one.shares) or not math.isclose(sum(known), 100, abs_tol=1e-6)):
                raise method_error(
                    Text("The shares of {label} do not add up to 100", label=one.label), Text("all shares, or none")
                )

    @property
    def columns(self) -> tuple[Text, ...]:
        """Headings of its table."""
        return (Text("item"), *(Text("answer {point} (%)", point=point) for point in self.points))

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows of its table."""
        return tuple((one.label, *one.shares) for one in self.items)


Picture = EventStudy | Series | Intervals | Likert


def _check_interval(name: str, *numbers: float | None) -> bool:
    """Return whether all three numbers are known; refuse those out of order."""
    _check_finite(name, numbers)
    known = [number for number in numbers if number is not None]
    if len(known) < 3:
        return False
    estimate, low, high = known
    if not low <= estimate <= high:
        raise method_error(
            Text(
                "The picture's estimate of {name}, {estimate}, lies outside [{low}, {high}]",
                name=name,
                estimate=estimate,
                low=low,
                high=high,
            )
        )
    return True


def _check_finite(name: str, numbers: Iterable[float | None]) -> None:
    if not all(number is None or math.isfinite(number) for number in numbers):
        raise method_error(
            Text("The picture's {name:quoted} holds a number that is not finite", name=name),
            Text("finite numbers, or None"),
        )
