"""Keep the units that have enough data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from publicvalue.errors import InputError, Place, Problem
from publicvalue.scores.composite.data import Data
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Screening:
    """What a unit must have to stay.

    Parameters
    ----------
    present
        Smallest share of indicators that must have a value, 0 to 1; None asks nothing.
    nonzero
        Smallest share of the present values that must differ from 0; None asks nothing.
    forced
        Unit -> stays or goes, whatever its data.
    """

    present: float | None = None
    nonzero: float | None = None
    forced: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Screened:
    """The units that stay, and what was counted for all of them.

    Parameters
    ----------
    data
        Rows of the units that stay.
    missing, zeros
        Missing values and zeros of each unit before, shape (units,).
    present, nonzero
        Share of indicators with a value; share of these that differ from 0, NaN where nothing is present.
    kept
        Whether each unit stays, shape (units,).
    """

    data: Data
    missing: Indices
    zeros: Indices
    present: Floats
    nonzero: Floats
    kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def screen(data: Data, screening: Screening) -> Screened:
    """Remove units whose data are fewer than asked for; a unit that has exactly the share asked for stays.

    Raises
    ------
    InputError
        When a forced unit is not in the data.
    """
    if unknown := [unit for unit in screening.forced if unit not in data.units]:
        raise InputError(
            Problem(
                Place(),
                Text("unit {unit} is to be kept or removed but is not in the data", unit=unit),
                do=Text("correct the name"),
            )
            for unit in unknown
        )
    missing = np.isnan(data.values).sum(axis=1)
    zeros = (data.values == 0).sum(axis=1)
    known = len(data.indicators) - missing
    present = known / len(data.indicators)
    nonzero = np.divide(known - zeros, known, out=np.full(len(data.units), np.nan), where=known > 0)
    # A unit without any value has no share of zeros; it is left to the rule on presence.
    kept = (present >= (screening.present or 0)) & ~(nonzero < (screening.nonzero or 0))
    for unit, stays in screening.forced.items():
        kept[data.units.index(unit)] = stays
    rows = data.rows(unit for unit, stays in zip(data.units, kept, strict=True) if stays)
    return Screened(rows, missing, zeros, present, nonzero, kept)
