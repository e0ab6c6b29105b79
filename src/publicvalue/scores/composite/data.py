"""The table that every step reads and writes: units in rows, indicators in columns, numbers in cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from publicvalue.errors import InputError, Place, Problem
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Data:
    """Values of indicators for units.

    Parameters
    ----------
    units
        Names of the rows, each once.
    indicators
        Codes of the columns, each once.
    values
        Shape (units, indicators), float64, finite; NaN where a value is missing.

    Raises
    ------
    InputError
        When there is no unit, names repeat, the shape does not fit, or a value is infinite. Names every unit and
        indicator concerned.
    """

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    values: Floats = field(repr=False)

    def __post_init__(self) -> None:
        if self.values.dtype != np.float64:
            object.__setattr__(self, "values", self.values.astype(np.float64))
        if problems := list(_problems(self)):
            raise InputError(problems)

    def with_values(self, values: Floats) -> Data:
        """Return the same table with other numbers in its cells."""
        return Data(self.units, self.indicators, values)

    def columns(self, codes: Sequence[str]) -> Data:
        """Return the columns of these indicators, in this order.

        Raises
        ------
        InputError
            When the table has no column for an indicator.
        """
        places = {code: place for place, code in enumerate(self.indicators)}
        if missing := [code for code in codes if code not in places]:
            raise InputError(
                Problem(
                    Place(field=code),
                    Text("indicator {code} has no column in the data", code=code),
                    do=Text("add the column, or take the indicator out of the index"),
                )
                for code in missing
            )
        if tuple(codes) == self.indicators:
            return self
        return Data(self.units, tuple(codes), self.values[:, [places[code] for code in codes]])

    def column(self, code: str) -> Floats:
        """Return the values of one indicator, shape (units,).

        Raises
        ------
        InputError
            When the indicator has no column.
        """
        return self.columns([code]).values[:, 0]

    def rows(self, units: Iterable[str]) -> Data:
        """Return the rows of these units, in the table's order."""
        wanted = frozenset(units)
        kept = [place for place, unit in enumerate(self.units) if unit in wanted]
        return Data(tuple(self.units[place] for place in kept), self.indicators, self.values[kept])


def cell_problem(unit: str, indicator: str, what: str, expected: str = "", do: str = "") -> Problem:
    """State what is wrong with one cell, naming its unit and its indicator."""
    return Problem(
        Place(),
        Text("unit {unit}, indicator {indicator}: {what}", unit=unit, indicator=indicator, what=what),
        expected,
        do,
    )


def _problems(data: Data) -> Iterator[Problem]:
    expected = (len(data.units), len(data.indicators))
    if data.values.shape != expected:
        yield Problem(
            Place(),
            Text("the values have shape {shape}", shape=str(data.values.shape)),
            Text("{expected}, units by indicators", expected=str(expected)),
            Text("give a row for each unit and a column for each indicator"),
        )
        return
    if not data.units:
        yield Problem(
            Place(),
            Text("the data hold no unit"),
            Text("at least one row"),
            Text("add the units that are to be compared"),
        )
    for kind, names in ((Text("unit"), data.units), (Text("indicator"), data.indicators)):
        repeated = len(set(names)) < len(names)
        for name, times in Counter(names).items() if repeated else ():
            if times > 1:
                yield Problem(
                    Place(field=name),
                    Text("{kind} {name} stands {times} times in the data", kind=kind, name=name, times=times),
                    Text("each name once"),
                    Text("rename or remove one of them"),
                )
    if np.isinf(data.values).any():
        for row, column in np.argwhere(np.isinf(data.values)):
            yield cell_problem(
                data.units[row], data.indicators[column], Text("the value is infinite"), Text("a finite number")
            )
