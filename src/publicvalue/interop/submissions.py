"""Submissions: one filled-in form each, as any collecting tool hands it over, before its cells are understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Cells = Mapping[str, str]
"""Name of a question's column, without its groups -> what was written; blank cells may be left out."""

REVIEWS = ("received", "edited", "approved", "has_issues", "on_hold", "rejected")


@dataclass(frozen=True)
class Table:
    """A table of text.

    Parameters
    ----------
    header, rows
        Names of the columns, and rows as wide as these.
    numbers
        Number of each row in its file; counted from 2 when left out.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the number of each row in its file, and its cells by column."""
        numbers = self.numbers or range(2, len(self.rows) + 2)
        for number, row in zip(numbers, self.rows, strict=True):
            yield number, dict(zip(self.header, row, strict=False))


@dataclass(frozen=True)
class Submission:
    """One filled-in form.

    Parameters
    ----------
    row
        Its row in the file (the header is row 1), or its place in a list, from 1.
    cells
        Its cells.
    key
        Its id in the collecting tool; empty when there is none.
    root
        Id of the first version of the same form, which an edit keeps; the key when there is none.
    version
        Version of the form that it was filled in on; empty when not known.
    review
        One of REVIEWS.
    deleted
        Whether it was deleted in the collecting tool.
    repeats
        Name of a repeat -> its cells, one mapping for each time.
    """

    row: int
    cells: Cells
    key: str = ""
    root: str = ""
    version: str = ""
    review: str = "received"
    deleted: bool = False
    repeats: Mapping[str, tuple[Cells, ...]] = field(default_factory=lambda: MappingProxyType({}))


def written(value: object) -> str:
    """Return a value of JSON as the text of a cell: lists by spaces, true and false as 1 and 0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return " ".join(written(one) for one in value)
    return str(value)


def leaves(group: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    """Yield (name of the group that holds it, name, value) of everything under nested groups that is no group."""
    yield from _leaves(group, "")


def _leaves(group: Mapping[str, object], owner: str) -> Iterator[tuple[str, str, object]]:
    for name, value in group.items():
        if isinstance(value, dict):
            yield from _leaves(value, name)
        else:
            yield owner, name, value
