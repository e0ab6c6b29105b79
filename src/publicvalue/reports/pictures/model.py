"""The pictures of reports as data: what is to be seen, not how it is drawn. Those of measures are in their own room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue.framework.model import Goalposts
from publicvalue.measures.picture import Picture as MeasuredPicture
from publicvalue.measures.survey.people.path_result import Lever, TrustPath
from publicvalue.scores.chain import Chain
from publicvalue.scores.sheet import Score


@dataclass(frozen=True)
class ScoreBar:
    """A score on its scale of 0 to 100.

    Parameters
    ----------
    name
        Whose score, as it stands in a sentence.
    score
        The score.
    size
        Width and height in pixels.
    """

    name: str
    score: Score
    size: tuple[float, float] = (220, 20)


@dataclass(frozen=True)
class ChainPicture:
    """The stages of the public value chain side by side, with the largest fall marked; titles in their order."""

    chain: Chain
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Curve:
    """From a number to its score.

    Parameters
    ----------
    goalposts
        The curve.
    estimate
        Estimate, lower and upper end of its interval, in `unit`.
    unit
        Unit of the number.
    score
        Score of the indicator.
    """

    goalposts: Goalposts
    estimate: tuple[float, float, float]
    unit: str
    score: Score


@dataclass(frozen=True)
class DriverBar:
    """An input's name, its first and its total order with the half-width of its interval, as shares."""

    name: str
    first: float
    total: float
    half: float


@dataclass(frozen=True)
class DriverPanel:
    """A heading with its bars, the largest first."""

    title: str
    bars: tuple[DriverBar, ...]


@dataclass(frozen=True)
class DriversPicture:
    """What drives the uncertainty: panels below each other, on a scale of 0 to 100 percent of the variance."""

    title: str
    panels: tuple[DriverPanel, ...]


@dataclass(frozen=True)
class ImportanceMap:
    """What matters for a target, against how well it does today.

    Parameters
    ----------
    title
        What it shows.
    levers
        What acts on the target, at least one.
    titles
        Construct -> its title.
    """

    title: str
    levers: tuple[Lever, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class PathDiagram:
    """The path to trust: constructs from left to right, and the links between them."""

    path: TrustPath


@dataclass(frozen=True)
class Dot:
    """One number with its interval, and the place of its series (0 to 3)."""

    series: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class DotRow:
    """A name with its numbers."""

    name: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Dots:
    """Rows of numbers with their intervals on a scale from 0.

    Parameters
    ----------
    title
        What the numbers are.
    rows
        Rows, each with one number or more; at least one.
    series
        Names of the series, for the legend; none when there is one.
    unit
        Unit of the numbers; empty for none.
    """

    title: str
    rows: tuple[DotRow, ...]
    series: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Rate:
    """A named rate (or mean) with its interval, in percent (or the unit of the values); None where it is not shown."""

    name: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Rates:
    """Rates in percent with their intervals; whether the first is what the others are compared with."""

    title: str
    rates: tuple[Rate, ...]
    reference: bool


@dataclass(frozen=True)
class Lines:
    """Values by day.

    Parameters
    ----------
    title
        What they are.
    days
        Labels of the days, in order, at least two.
    names
        Name of each line.
    values
        Values of each line, one per day, in percent.
    """

    title: str
    days: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Band:
    """One row of a picture of bands.

    Parameters
    ----------
    name
        What the row shows.
    low, middle, high
        Interval and point.
    text
        The numbers in words.
    inner
        A narrower interval within it, drawn thicker; None for none.
    dots
        Single values, drawn in place of the interval when there are any: too few to be summed up.
    """

    name: str
    low: float
    middle: float
    high: float
    text: str
    inner: tuple[float, float] | None = None
    dots: tuple[float, ...] = ()


@dataclass(frozen=True)
class IntervalBands:
    """Rows of intervals on one scale.

    Parameters
    ----------
    title
        What it shows.
    bands
        Rows, the first on top.
    ticks
        Marks of the scale, rising; the first and the last are its ends.
    """

    title: str
    bands: tuple[Band, ...]
    ticks: tuple[float, ...]


@dataclass(frozen=True)
class MapMark:
    """A country on a map.

    Parameters
    ----------
    name, label
        Its name, and the few letters beside its mark.
    place
        Longitude and latitude, in degrees.
    kind
        Which of the kinds it is of, from 0.
    """

    name: str
    label: str
    place: tuple[float, float]
    kind: int


@dataclass(frozen=True)
class RegionMap:
    """Countries where they lie.

    Parameters
    ----------
    title
        What the kinds of marks tell.
    frame
        West, south, east and north of it, in degrees.
    coasts
        Closed lines of longitude and latitude.
    marks
        Countries.
    kinds
        What each kind of mark means, at most four.
    """

    title: str
    frame: tuple[float, float, float, float]
    coasts: tuple[tuple[tuple[float, float], ...], ...]
    marks: tuple[MapMark, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Corner:
    """A corner of a triangle: its name, what stands there in words, and a mark for each question by its kind."""

    name: str
    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Triangle:
    """Three corners that hold each other: the first on top, then left and right.

    Parameters
    ----------
    title
        What it shows.
    corners
        Three.
    kinds
        What each kind of mark means, at most four.
    """

    title: str
    corners: tuple[Corner, Corner, Corner]
    kinds: tuple[str, ...]


Picture = (
    ScoreBar
    | ChainPicture
    | Curve
    | DriversPicture
    | ImportanceMap
    | PathDiagram
    | Dots
    | Rates
    | Lines
    | IntervalBands
    | RegionMap
    | Triangle
    | MeasuredPicture
)
