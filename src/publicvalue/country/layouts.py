"""The files in which publishers give an index away: which column holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Many, Named, Written, said
from publicvalue.words.text import phrase

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Layout(Shape):
    """The columns of one publisher's file; a column may be called differently from edition to edition."""

    called: ClassVar[str] = phrase("layout")

    index: Annotated[Written, said(phrase("which index it holds"))]
    country: Annotated[Many[Written], said(phrase("columns with the country's code or name"), min_length=1)]
    parts: Annotated[Named[Many[Written]], said(phrase("part -> columns that hold it"), min_length=1)]
    year: Annotated[Many[Written], said(phrase("columns with the year; else the file's name has it"))] = ()
    rank: Annotated[Many[Written], said(phrase("columns with the rank"))] = ()
    ranked: Annotated[Many[Written], said(phrase("columns with the number of countries that are ranked"))] = ()


@dataclass(frozen=True)
class Columns:
    """A layout found in a file: the names that its columns have there.

    Parameters
    ----------
    layout
        The layout.
    country, year, rank, ranked
        Names of columns; all but the country's are empty where the file has none.
    parts
        Part -> name of its column.
    missing
        Parts of the layout that the file has no column for.
    """

    layout: Layout
    country: str
    year: str
    rank: str
    ranked: str
    parts: Mapping[str, str] = field(repr=False)
    missing: tuple[str, ...] = ()


def find_columns(layouts: Sequence[Layout], header: Sequence[str]) -> Columns | None:
    """Return the layout that fits most columns of a file; None where the file has no country, or not half a layout."""
    found = [one for layout in layouts if (one := _fit(layout, header))]
    return max(found, key=lambda one: len(one.parts), default=None)


def _fit(layout: Layout, header: Sequence[str]) -> Columns | None:
    known = {" ".join(name.casefold().split()): name for name in reversed(header)}

    def column(names: Sequence[str]) -> str:
        return next((known[name.casefold()] for name in names if name.casefold() in known), "")

    parts = {part: name for part, names in layout.parts.items() if (name := column(names))}
    country = column(layout.country)
    if not country or 2 * len(parts) < len(layout.parts):
        return None
    missing = tuple(part for part in layout.parts if part not in parts)
    named = (column(layout.year), column(layout.rank), column(layout.ranked))
    return Columns(layout, country, *named, parts, missing)


def year_of_file(name: str) -> str:
    """Return the year in a file's name; empty where there is none, or more than one."""
    found = set(YEAR.findall(name))
    return found.pop() if len(found) == 1 else ""
