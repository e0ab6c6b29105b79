"""Units of values, and the factors between those that measure the same thing.

Months, years and currencies are left out: a month has no fixed length, and an exchange rate is evidence of its own.
A percentage point is not a percent: a difference of two shares cannot be turned into a share.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from publicvalue.errors import method_error
from publicvalue.words.text import Text

QUANTITIES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "time": MappingProxyType(
            {
                "milliseconds": 0.001,
                "seconds": 1.0,
                "minutes": 60.0,
                "hours": 3_600.0,
                "days": 86_400.0,
                "weeks": 604_800.0,
            }
        ),
        "share": MappingProxyType({"percent": 0.01, "per thousand": 0.001, "ratio": 1.0}),
        "difference of shares": MappingProxyType({"percentage points": 1.0}),
        "count": MappingProxyType({"count": 1.0, "thousands": 1e3, "millions": 1e6}),
        "points": MappingProxyType({"points": 1.0}),
        "index": MappingProxyType({"index": 1.0}),
    }
)
"""Quantity -> its units -> the size of each unit; only ratios of sizes within a quantity mean anything."""

OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ms": "milliseconds",
        "millisecond": "milliseconds",
        "s": "seconds",
        "sec": "seconds",
        "second": "seconds",
        "min": "minutes",
        "minute": "minutes",
        "h": "hours",
        "hour": "hours",
        "d": "days",
        "day": "days",
        "calendar days": "days",
        "week": "weeks",
        "%": "percent",
        "per cent": "percent",
        "percentage": "percent",
        "pct": "percent",
        "per mille": "per thousand",
        "‰": "per thousand",
        "share": "ratio",
        "proportion": "ratio",
        "fraction": "ratio",
        "pp": "percentage points",
        "percentage point": "percentage points",
        "percent points": "percentage points",
        "counts": "count",
        "number": "count",
        "cases": "count",
        "people": "count",
        "thousand": "thousands",
        "million": "millions",
        "point": "points",
    }
)
"""Ways of writing a unit that people use, and the name that the product uses."""

PERCENT_PREFIXES = ("percent change", "percent difference", "percent of ", "% change", "% difference", "% of ")


def name_unit(unit: str) -> str:
    """Return the product's name of a unit.

    Parameters
    ----------
    unit
        The unit as a person wrote it: any case, with spaces or underscores.

    Returns
    -------
    str
        The name in QUANTITIES when it is known there, otherwise the unit in lower case with single spaces. A change or
        share that is stated in percent of something (`percent of baseline`) is `percent`.
    """
    name = " ".join(unit.replace("_", " ").casefold().split())
    name = OTHER_NAMES.get(name, name)
    return "percent" if name.startswith(PERCENT_PREFIXES) else name


def convert(unit_from: str, unit_to: str) -> float:
    """Return the factor that turns values in one unit into values in another.

    Parameters
    ----------
    unit_from, unit_to
        Units, under any name that `name_unit` knows. A unit that is not known converts to itself alone.

    Returns
    -------
    float
        Factor above 0: value in `unit_to` = factor * value in `unit_from`.

    Raises
    ------
    MethodError
        When the two units measure different things. It names the units that would do.
    """
    start, end = name_unit(unit_from), name_unit(unit_to)
    if start == end:
        return 1.0
    units = units_of_quantity(end)
    if start not in units:
        raise method_error(
            Text("values in {own:quoted} cannot be turned into {other:quoted}", own=unit_from, other=unit_to),
            Text("one of the units: {units:list}", units=tuple(units)),
            Text("state the values in one of these units, or answer another indicator with them"),
        )
    return units[start] / units[end]


def units_of_quantity(unit: str) -> Mapping[str, float]:
    """Return the units that measure the same thing as a unit, with their sizes.

    Parameters
    ----------
    unit
        The product's name of a unit.

    Returns
    -------
    Mapping[str, float]
        Unit -> size. The unit alone when it is not known.
    """
    for units in QUANTITIES.values():
        if unit in units:
            return units
    return {unit: 1.0}
