"""A business case as a value: options, lines of costs and benefits over time, and what makes them comparable.

Every amount is a forecast, whatever the case is used for: results are evidence of an assessment, and stand beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from publicvalue.business_case.optimism import find_uplift
from publicvalue.errors import method_error
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

CostKind = Literal["build", "run", "licences", "data", "people", "change", "exit"]
BenefitKind = Literal["cash_releasing", "time", "quality", "social", "residual"]
Kind = Literal[CostKind, BenefitKind]
Timing = Literal["start", "middle", "end"]
"""When within its year an amount counts that flows all year."""

STATUS_QUO = "nothing"
"""Id of the option to do nothing: all others are beside it, and its value is 0."""


NODES = 21
"""Quantiles by which a forecast is told that is no PERT distribution: at 0, 5, ... 100 percent."""


@dataclass(frozen=True)
class Range:
    """A forecast: lowest, most likely and highest value.

    Parameters
    ----------
    low, likely, high
        Ends and mode of a PERT distribution; of a forecast that has quantiles, its ends and its median.
    nodes
        Quantiles at 0, 5, ... 100 percent, between which it is even; none for a PERT distribution.

    Raises
    ------
    MethodError
        When they are out of order, or the quantiles are not as many.
    """

    low: float
    likely: float
    high: float
    nodes: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse values out of order."""
        if not self.low <= self.likely <= self.high:
            raise method_error(
                Text(
                    "low {low:g}, likely {likely:g}, high {high:g} are out of order",
                    low=self.low,
                    likely=self.likely,
                    high=self.high,
                ),
                Text("low <= likely <= high"),
            )
        if self.nodes and (len(self.nodes) != NODES or list(self.nodes) != sorted(self.nodes)):
            raise method_error(Text("The quantiles of a forecast are out of order"), Text("21, ascending"))

    @property
    def mean(self) -> float:
        """Mean of the distribution."""
        if self.nodes:
            return (sum(self.nodes) - (self.nodes[0] + self.nodes[-1]) / 2) / (NODES - 1)
        return (self.low + 4 * self.likely + self.high) / 6

    def times(self, factor: float) -> Range:
        """Return the forecast with every value multiplied by a factor of 0 or more."""
        nodes = tuple(one * factor for one in self.nodes)
        return Range(self.low * factor, self.likely * factor, self.high * factor, nodes)

    @property
    def is_certain(self) -> bool:
        """Whether only one value is possible."""
        return self.low == self.high


def certain(value: float) -> Range:
    """Return a value that is known."""
    return Range(value, value, value)


NONE = certain(0.0)


@dataclass(frozen=True)
class Forecast:
    """What one person expects of a line: who, on which day and why.

    Parameters
    ----------
    title
        Title of the line of the proposed option.
    forecast
        What is expected, a year or at once.
    who
        Who forecasts.
    day
        The day; None where nobody said.
    why
        What it rests on.
    """

    title: str
    forecast: Range
    who: str
    day: dt.date | None = None
    why: str = ""


@dataclass(frozen=True)
class Comparable:
    """What came of a comparable system: what was promised of it, what came, and where that is from."""

    title: str
    system: str
    promised: float
    came: float
    source: str = ""

    @property
    def ratio(self) -> float:
        """What came over what was promised."""
        return self.came / self.promised


@dataclass(frozen=True)
class Line:
    """One cost or benefit over time.

    Parameters
    ----------
    id, title
        What tells it from the others, and what people call it.
    kind
        What it is for; costs and benefits have kinds of their own.
    amount
        Units a year, or at once; units of money where `price` is 1. At prices of the base day.
    first, last
        The day it flows, and None; or the first and the last day of the time in which it flows all year.
    option
        Option that it belongs to.
    growth
        Change of its price a year beyond inflation, a share.
    currency
        Currency of its price; empty for the one of the case.
    price
        Money a unit: a shadow price where the market has none.
    source
        Where that price is from.
    who
        Who pays, or who gains.
    public
        Whether the state pays it, or receives it in money.
    bias
        Upper bound of its optimism bias, a share: by how much projects like it overran.
    mitigation
        Share of that bias that is managed, 0 to 1.
    redeployed
        Share of the time that is saved which becomes a post or an hour used otherwise, 0 to 1.
    cause
        Name of what moves it together with the other lines that name it; empty where it moves by itself.

    Raises
    ------
    MethodError
        When nobody knows its kind.
    """

    id: str
    title: str
    kind: Kind
    amount: Range
    first: dt.date
    last: dt.date | None = None
    option: str = "system"
    growth: Range = NONE
    currency: str = ""
    price: float = 1.0
    source: str = ""
    who: str = ""
    public: bool = True
    bias: float = 0.0
    mitigation: float = 0.0
    redeployed: float = 0.0
    cause: str = ""

    def __post_init__(self) -> None:
        """Refuse a kind that nobody knows."""
        check_name(self.kind, Kind, "kind of cost or benefit")

    @property
    def is_cost(self) -> bool:
        """Whether money goes out."""
        return self.kind in COST_KINDS

    @property
    def uplift(self) -> float:
        """Share by which its optimism bias raises it.

        Raises
        ------
        MethodError
            When the mitigation is no share from 0 to 1.
        """
        return find_uplift(self.bias, self.mitigation)


COST_KINDS: tuple[str, ...] = get_args(CostKind)
BENEFIT_KINDS: tuple[str, ...] = get_args(BenefitKind)


@dataclass(frozen=True)
class Option:
    """A way to act: its id, and what people call it."""

    id: str
    title: str


@dataclass(frozen=True)
class Case:
    """A business case.

    Parameters
    ----------
    title
        What people call it.
    currency
        Currency in which everything is compared.
    base
        Day to which amounts are discounted.
    end
        Last day that is looked at.
    rate
        The country's discount rate, a share per year: there is no default.
    options
        Ways to act, the proposed one first; doing nothing is always one of them.
    lines
        Costs and benefits.
    exchange
        Currency -> money of the case for one unit of it.
    timing
        When within its year an amount counts that flows all year.
    tax_burden
        What raising a unit of tax costs beyond the unit, a share.
    cases
        Cases that the proposed option handles a year, for the cost of one; None where nobody says.
    forecasts, comparables
        What forecasters expect of lines of the proposed option, whose pool stands as the amounts of those lines; and
        what came of comparable systems.
    seed, draws
        Start of the random numbers, and size of the simulation.

    Raises
    ------
    MethodError
        When nobody knows the timing.
    """

    title: str
    currency: str
    base: dt.date
    end: dt.date
    rate: float
    options: tuple[Option, ...]
    lines: tuple[Line, ...]
    exchange: Mapping[str, Range] = field(default_factory=lambda: MappingProxyType({}))
    timing: Timing = "middle"
    tax_burden: float = 0.0
    cases: Range | None = None
    forecasts: tuple[Forecast, ...] = ()
    comparables: tuple[Comparable, ...] = ()
    seed: int = 1
    draws: int = 10_000

    def __post_init__(self) -> None:
        """Refuse a timing that nobody knows."""
        check_name(self.timing, Timing, "time within a year")

    @property
    def proposed(self) -> Option:
        """The option that is proposed."""
        return self.options[0]

    def lines_of(self, option: str) -> tuple[Line, ...]:
        """Return the costs and benefits of an option."""
        return tuple(line for line in self.lines if line.option == option)
