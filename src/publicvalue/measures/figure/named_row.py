"""Reads one named row of a table of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Role
from publicvalue.measures.options import Options
from publicvalue.measures.result import NotApplicable
from publicvalue.schema.values import Cell, said
from publicvalue.words.text import Text, phrase

FIGURE = Role("figure", "category", Text("the name of the figure"), required=False)


@dataclass(frozen=True, kw_only=True)
class FigureOptions(Options):
    """Which row of a table of figures."""

    figure: Annotated[
        Cell | None, said(phrase("which figure of the table to use; not needed when there is one row"))
    ] = None


@dataclass(frozen=True)
class NamedFigure:
    """One row of a table of figures.

    Parameters
    ----------
    name
        Name of the figure, empty when it has none.
    numbers
        Column -> number, None where blank or not mapped.
    words
        Column -> text or yes/no, None where blank or not mapped.
    """

    name: str
    numbers: Mapping[str, float | None]
    words: Mapping[str, object]

    @property
    def named(self) -> Text:
        """Return how to name the row in a sentence."""
        return Text("The figure {name:quoted}", name=self.name) if self.name else Text("The figure")


def read_figure(
    evidence: EvidenceTable, context: Context, numbers: Sequence[str], words: Sequence[str] = ()
) -> NamedFigure | NotApplicable:
    """Read the row that option `figure` names, or the only row.

    Parameters
    ----------
    evidence
        Rows with the role `figure` (optional) and the columns named.
    context
        Option `figure`.
    numbers, words
        Columns wanted; those that are not mapped count as blank.

    Raises
    ------
    EvidenceError
        When no row, or more than one, fits.
    """
    wanted = [name for name in ("figure", *numbers, *words) if evidence.has(name)]
    columns = fetch(evidence.rows.select(*wanted))
    rows = len(columns[wanted[0]])
    if not rows:
        return NotApplicable(Text("The table holds no figure: add a row."))
    place = _place(list(columns.get("figure", np.full(rows, None))), context.given(FigureOptions).figure)
    row = {name: values[place] for name, values in columns.items()}
    return NamedFigure(
        name=str(row.get("figure") or ""),
        numbers={name: number_or_none(row.get(name)) for name in numbers},
        words={name: row.get(name) for name in words},
    )


def _place(names: list[str | None], wanted: object) -> int:
    """Return the row of the wanted figure."""
    fitting = [place for place, name in enumerate(names) if wanted is None or name == wanted]
    if len(fitting) == 1:
        return fitting[0]
    known = tuple(str(name) for name in names)
    if wanted is None:
        what, do = (
            Text("The table holds {names} figures: {known:list}", names=len(names), known=known),
            Text("name one in option figure"),
        )
    else:
        what, do = (
            Text("The table holds {fitting} rows with the figure {wanted}", fitting=len(fitting), wanted=repr(wanted)),
            Text("name one of: {known:list}", known=known),
        )
    raise EvidenceError([Problem(Place(field="figure"), what, Text("one figure"), do)])


def number_or_none(value: object) -> float | None:
    """Return a cell as a number, None where it is blank."""
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if np.isfinite(number) else None
