"""What a staggered roll-out can show: a calendar drawn by lot, and its power by simulation.

Units start in waves. The effect is the one coefficient of a regression with an effect of each unit and of each month,
its error robust to what months of one unit have in common. Months wander by a first-order autoregression, or are those
of the country's own past records: each unit then takes the history of a past one, over the same months for all.

Source: Athey and Imbens (2022), Journal of Econometrics 226, 62-79, for adoption by lot; Bertrand, Duflo and
Mullainathan (2004) for errors by unit. Under an autoregression the error has the closed form of
`RollOut.error`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from publicvalue.errors import method_error
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text

CHUNK = 50
"""Runs that are simulated at once."""
PRECISION = 40


@dataclass(frozen=True)
class RollOut:
    """A staggered roll-out.

    Parameters
    ----------
    units, months
        Units, and months that are observed.
    starts
        Month, from 0, in which each wave starts; the last may start after all months, as a group that waits.

    Raises
    ------
    MethodError
        When there are too few units or months, or no wave starts within the months with one that starts later.
    """

    units: int
    months: int
    starts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse a roll-out that can show nothing."""
        if self.units < len(self.starts) or self.units < 4 or self.months < 2:
            raise method_error(
                Text("{units} units over {months} months", units=self.units, months=self.months),
                Text("at least 4 units, one for each wave, and 2 months"),
            )
        if len(set(self.starts)) < 2 or not any(0 < start < self.months for start in self.starts):
            raise method_error(
                Text("All units start at the same time, or none within the months"),
                Text("two waves or more, one of which starts within the months"),
            )

    @property
    def treated(self) -> Floats:
        """1 where a unit has the system, shape (units, months), the waves in order."""
        waves = np.arange(self.units) * len(self.starts) // self.units
        first = np.array(self.starts)[waves]
        return (np.arange(self.months) >= first[:, np.newaxis]).astype(np.float64)

    @property
    def plain_error(self) -> float:
        """Standard error of the effect when months of standard deviation 1 are independent."""
        return self.error()

    def error(self, carry: float = 0.0) -> float:
        """Return the standard error of the effect when months of standard deviation 1 are an autoregression.

        Parameters
        ----------
        carry
            Correlation of a month with the next, 0 to below 1.
        """
        design = take_means_out(self.treated)
        apart = np.abs(np.subtract.outer(np.arange(self.months), np.arange(self.months)))
        spread = ((design @ np.power(float(carry), apart)) * design).sum()
        return float(np.sqrt(spread) / (design**2).sum())


def draw_calendar(roll_out: RollOut, rng: np.random.Generator) -> Indices:
    """Draw by lot the month in which each unit starts, shape (units,)."""
    waves = np.arange(roll_out.units) * len(roll_out.starts) // roll_out.units
    return np.asarray(np.array(roll_out.starts)[rng.permutation(waves)], dtype=np.intp)


@dataclass(frozen=True)
class Simulated:
    """Estimates of a roll-out without any effect: what chance alone brings.

    Parameters
    ----------
    estimates, errors
        Effect and its standard error in each run.
    degrees
        Degrees of freedom of the test.
    """

    estimates: Floats
    errors: Floats
    degrees: int

    def false_alarms(self, alpha: float = 0.05) -> float:
        """Return the share of runs in which the t test by itself tells an effect where there is none."""
        return float(np.mean(np.abs(self.estimates) > stdtrit(self.degrees, 1 - alpha / 2) * self.errors))

    def critical(self, alpha: float = 0.05) -> float:
        """Return the errors that an estimate must lie from 0: more than the t test asks for where it cries wolf.

        With few units, errors by unit are too small; the runs themselves say by how much.
        """
        sure = self.errors > 0
        if not sure.any():
            return float(stdtrit(self.degrees, 1 - alpha / 2))
        seen = np.quantile(np.abs(self.estimates[sure]) / self.errors[sure], 1 - alpha)
        return float(max(seen, stdtrit(self.degrees, 1 - alpha / 2)))

    def power(self, effect: float, alpha: float = 0.05) -> float:
        """Return the share of runs in which an effect is told from none: it moves each estimate by itself."""
        critical = self.critical(alpha)
        return float(np.mean(np.abs(self.estimates + effect) > critical * self.errors))

    def minimum_effect(self, power: float = 0.8, alpha: float = 0.05) -> float:
        """Return the smallest effect that is told from none in a share of the runs."""
        low, high = 0.0, float(20 * self.errors.max())
        for _ in range(PRECISION):
            middle = (low + high) / 2
            low, high = (low, middle) if self.power(middle, alpha) >= power else (middle, high)
        return high


@dataclass(frozen=True)
class Noise:
    """What months do without any system.

    Parameters
    ----------
    deviation
        Standard deviation of a unit's months.
    carry
        Correlation of a month with the next, 0 to below 1.
    past
        Past records, shape (units, months), in place of both; None where there are none.
    """

    deviation: float = 1.0
    carry: float = 0.0
    past: Floats | None = None

    def draw(self, shape: tuple[int, int, int], rng: np.random.Generator) -> Floats:
        """Draw runs of units and months.

        Raises
        ------
        MethodError
            When the past records are of fewer months than the roll-out.
        """
        if self.past is not None:
            return self._from_past(self.past, shape, rng)
        noise = rng.standard_normal(shape)
        if self.carry:
            fresh = np.sqrt(1 - self.carry**2)
            for month in range(1, shape[2]):
                noise[:, :, month] = self.carry * noise[:, :, month - 1] + fresh * noise[:, :, month]
        return noise * self.deviation

    def _from_past(self, past: Floats, shape: tuple[int, int, int], rng: np.random.Generator) -> Floats:
        runs, units, months = shape
        spare = past.shape[1] - months
        if spare < 0:
            raise method_error(
                Text("The past records are of {own} months", own=past.shape[1]),
                Text("at least the {months} of the roll-out", months=months),
            )
        chosen = rng.integers(0, len(past), (runs, units))
        starts = rng.integers(0, spare + 1, runs)
        columns = starts[:, np.newaxis] + np.arange(months)
        return np.asarray(past[chosen[:, :, np.newaxis], columns[:, np.newaxis, :]], dtype=np.float64)


def simulate_roll_out(
    roll_out: RollOut, noise: Noise, runs: int, rng: np.random.Generator, show: Callable[[float], None] | None = None
) -> Simulated:
    """Simulate a roll-out without effect.

    Parameters
    ----------
    roll_out, noise
        The roll-out, and what months do by themselves.
    runs
        How often.
    rng
        Source of randomness.
    show
        Is told the share that is done.
    """
    design = take_means_out(roll_out.treated)
    size = (design**2).sum()
    own = (design**2).sum(axis=1)
    estimates, errors = np.empty(runs), np.empty(runs)
    spread = roll_out.units / (roll_out.units - 1)
    for start in range(0, runs, CHUNK):
        stop = min(start + CHUNK, runs)
        outcome = take_means_out(noise.draw((stop - start, roll_out.units, roll_out.months), rng))
        scores = (design * outcome).sum(axis=2)
        effect = scores.sum(axis=1) / size
        left = scores - effect[:, np.newaxis] * own
        estimates[start:stop] = effect
        errors[start:stop] = np.sqrt(spread * (left**2).sum(axis=1)) / size
        if show:
            show(stop / runs)
    return Simulated(estimates, errors, roll_out.units - 1)


def take_means_out(values: Floats) -> Floats:
    """Take the means of units and months out, along the last two axes."""
    by_unit, by_month = values.mean(axis=-1, keepdims=True), values.mean(axis=-2, keepdims=True)
    return np.asarray(values - by_unit - by_month + values.mean(axis=(-2, -1), keepdims=True))
