"""Which column of a file plays which role, and how its cells are read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from publicvalue.errors import Place

Scalar = str | int | float | bool | datetime.date


@dataclass(frozen=True)
class Column:
    """Which column of a file plays a role, and how its cells are read.

    Parameters
    ----------
    name
        Column name in the file's header row.
    at_least, at_most
        Turn a number into yes or no: at least (at most) this value is yes.
    equals
        Turn cells into yes or no: these values are yes, every other filled cell is no.
    unit
        Unit of the cells when it differs from the indicator's; converted.
    date_format
        How dates are written (strptime), needed only where day and month could be taken for each other.
    place
        Where the mapping stands in the assessment.
    """

    name: str
    at_least: float | None = None
    at_most: float | None = None
    equals: tuple[Scalar, ...] = ()
    unit: str = ""
    date_format: str = ""
    place: Place = field(default=Place(), compare=False)
