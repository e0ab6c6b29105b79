"""Promise against delivery: forecasts beside what came, and how well a ministry forecasts over its systems.

A result never replaces the forecast: both stand, with the error. The score of a forecast is the continuous ranked
probability score, which nobody can better by saying other than what they expect; it is in the unit of the result, and
0 is perfect. What was promised and never measured is counted, and counts as nothing else.

Source: Gneiting and Raftery (2007), Journal of the American Statistical Association 102, 359-378.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from publicvalue.business_case.forecasts import quantiles_of
from publicvalue.business_case.model import Case, Range

LEVEL = 0.9
"""Share of results that the middle of a forecast should hold."""
STEPS = 499
FEWEST = 5
"""Results from which a correction is read."""


@dataclass(frozen=True)
class MeasuredAmount:
    """What was measured of a line, in its own unit, a year or at once.

    Parameters
    ----------
    value
        What was measured.
    day
        On which day; None where that is not said.
    low, high
        Ends within which it lies in nine of ten; None where its error is not known.
    pilot
        Whether it was measured in the pilot, and not in use.
    began
        The day on which the line began; None where that is not said.
    source
        Where it is from.
    """

    value: float
    day: dt.date | None = None
    low: float | None = None
    high: float | None = None
    pilot: bool = False
    began: dt.date | None = None
    source: str = ""


def in_use(results: Sequence[MeasuredAmount]) -> MeasuredAmount | None:
    """Return the latest result that was measured in use: one of the pilot is no delivery."""
    return next((one for one in reversed(results) if not one.pilot), None)


@dataclass(frozen=True)
class ForecastOutcome:
    """A forecast, and what came.

    Parameters
    ----------
    id, title
        What it is about.
    forecast
        What was forecast.
    result
        What was measured; None where nobody did.
    price
        Money that one unit counts, a year or at once.
    is_cost
        Whether money goes out.
    worth
        Present money that one unit counts over all the time that the case looks at; None where nobody wrote it down.
    first, began
        The day on which it was to begin, and on which it did; None where either is not known.
    ends
        Ends within which the result lies in nine of ten; None where its error is not known.
    uplift
        Share by which the case raised it for optimism.
    flows
        Whether it flows all year, and so is measured every year; else it flows once.
    is_due
        Whether the day has come from which it can be measured.
    """

    id: str
    title: str
    forecast: Range
    result: float | None
    price: float = 1.0
    is_cost: bool = False
    worth: float | None = None
    first: dt.date | None = None
    began: dt.date | None = None
    ends: tuple[float, float] | None = None
    uplift: float = 0.0
    flows: bool = True
    is_due: bool = True

    @property
    def is_kept(self) -> bool | None:
        """Whether a benefit came as promised or better, or a cost as promised or lower; None where nobody measured."""
        error = self.error
        return None if error is None else error <= 0 if self.is_cost else error >= 0

    @property
    def delay(self) -> int | None:
        """Days from the promised first day to the real one; None where either is not known."""
        return None if self.first is None or self.began is None else (self.began - self.first).days

    @property
    def loss(self) -> float | None:
        """Present money by which the case is worth less, were it to go on so; None where that is not known."""
        if self.error is None or self.worth is None:
            return None
        return self.error * self.worth * (1 if self.is_cost else -1)

    @property
    def set_aside(self) -> float:
        """Present money that the case had set aside for optimism on top of the forecast; 0 where that is not known."""
        return self.uplift * self.forecast.likely * (self.worth or 0.0)

    @property
    def error(self) -> float | None:
        """Result less the most likely value; None where nobody measured."""
        return None if self.result is None else self.result - self.forecast.likely

    @property
    def money(self) -> float | None:
        """The error in money; None where nobody measured."""
        return None if self.error is None else self.error * self.price

    @property
    def ratio(self) -> float | None:
        """Result over the most likely value; None where nobody measured, or that value is 0 or below."""
        return None if self.result is None or self.forecast.likely <= 0 else self.result / self.forecast.likely

    @property
    def interval(self) -> tuple[float, float]:
        """Ends of the middle 90 % of the forecast."""
        low, high = quantiles_of(self.forecast, np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
        return float(low), float(high)

    @property
    def is_held(self) -> bool | None:
        """Whether the result lies in that interval; None where nobody measured."""
        low, high = self.interval
        return None if self.result is None else low <= self.result <= high

    @property
    def score(self) -> float | None:
        """Continuous ranked probability score of the forecast; None where nobody measured."""
        if self.result is None:
            return None
        even = (np.arange(STEPS) + 0.5) / STEPS
        gap = self.result - quantiles_of(self.forecast, even)
        return float(2 * np.mean(np.maximum(even * gap, (even - 1) * gap)))


@dataclass(frozen=True)
class TrackRecord:
    """How well forecasts did.

    Parameters
    ----------
    promised, measured, held
        Forecasts that are due, those whose result was measured, and those whose interval held it.
    correction
        Median of result over forecast: what the next forecast may be multiplied by; None with fewer than 5 results.
    high
        The same at the 80th percentile.
    score
        Mean continuous ranked probability score, each over the most likely value; None where nothing was measured.
    """

    promised: int
    measured: int
    held: int
    correction: float | None
    high: float | None
    score: float | None = None

    @property
    def unmeasured(self) -> int:
        """Promises that nobody measured."""
        return self.promised - self.measured


def find_record(promises: Sequence[ForecastOutcome]) -> TrackRecord:
    """Return how well forecasts did over all systems of a ministry."""
    promises = [one for one in promises if one.is_due]
    ratios = [one.ratio for one in promises if one.ratio is not None]
    measured = [one for one in promises if one.result is not None]
    known = len(ratios) >= FEWEST
    scores = [one.score / one.forecast.likely for one in measured if one.score is not None and one.forecast.likely > 0]
    return TrackRecord(
        promised=len(promises),
        measured=len(measured),
        held=sum(one.is_held is True for one in measured),
        correction=float(np.median(ratios)) if known else None,
        high=float(np.percentile(ratios, 80)) if known else None,
        score=float(np.mean(scores)) if scores else None,
    )


def corrected(forecast: Range, record: TrackRecord) -> Range:
    """Return a forecast corrected by a ministry's own record; as it is where the record is too short."""
    if record.correction is None:
        return forecast
    return forecast.times(record.correction)


@dataclass(frozen=True)
class Calibration:
    """How well a ministry forecasts, over all its systems: costs and benefits apart, since they err to other sides."""

    costs: TrackRecord
    benefits: TrackRecord

    def corrected(self, case: Case) -> Case:
        """Return a case whose forecasts are corrected by this record; a side with too short a record stays as it is."""
        lines = (
            replace(line, amount=corrected(line.amount, self.costs if line.is_cost else self.benefits))
            for line in case.lines
        )
        return replace(case, lines=tuple(lines))


def calibrate(promises: Sequence[ForecastOutcome]) -> Calibration:
    """Return how well forecasts did, costs and benefits apart."""
    costs = [one for one in promises if one.is_cost]
    return Calibration(find_record(costs), find_record([one for one in promises if not one.is_cost]))
