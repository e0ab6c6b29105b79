"""Which column of a file plays which role, and how its cells are read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from publicvalue.errors import Place
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import At, Cell, Number, OneOrMore, Written, said
from publicvalue.words.text import phrase

Scalar = str | int | float | bool | datetime.date


@dataclass(frozen=True)
class Column(Shape):
    """Which column of a file plays a role, and how its cells are read.

    A unit is named when it is not the indicator's, and the cells are converted; how dates are written (strptime) only
    where day and month could be taken for each other.
    """

    called: ClassVar[str] = phrase("column")
    short: ClassVar[str] = "column"

    name: Annotated[Written, said(phrase("name in the file's header row"), alias="column")]
    at_least: Annotated[Number | None, said(phrase("numbers of at least this are yes"))] = None
    at_most: Annotated[Number | None, said(phrase("numbers of at most this are yes"))] = None
    equals: Annotated[
        OneOrMore[Cell], said(phrase("these values are yes, other filled cells are no"), min_length=1)
    ] = ()
    unit: Annotated[Written, said(phrase("unit of the cells, when it is not the indicator's"))] = ""
    date_format: Annotated[Written, said(phrase("how dates are written, such as %d/%m/%Y"))] = ""
    place: At = field(default=Place(), compare=False)
