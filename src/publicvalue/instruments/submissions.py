"""Submissions: one filled-in form each, as any collecting tool hands it over, before its cells are understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Cells = Mapping[str, str]
"""Column of the file, with its groups -> what was written; blank cells may be left out."""

Path = tuple[str, ...]
"""Names of the groups in which something stands in JSON, and its own."""

Repeats = dict[str, tuple[Cells, ...]]
"""Name of a repeat -> its cells, one mapping for each time."""

REVIEWS = ("received", "edited", "approved", "has_issues", "on_hold", "rejected", "unknown")


@dataclass(frozen=True)
class TextTable:
    """A table of text.

    Parameters
    ----------
    header, rows
        Names of the columns, and rows as wide as these.
    numbers
        Number of each row in its file; counted from 2 when left out.
    marks
        What the file says of its numbers by its form: STATED or SEPARATED of `number_marks`, or nothing.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    marks: str = ""

    def numbered(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the number of each row in its file, and its cells by column."""
        numbers = self.numbers or range(2, len(self.rows) + 2)
        for number, row in zip(numbers, self.rows, strict=True):
            yield number, dict(zip(self.header, row, strict=False))

    def filled(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield what `numbered` does, without rows in which every cell is blank: sheets end in such."""
        for number, cells in self.numbered():
            if any(cell and not cell.isspace() for cell in cells.values()):
                yield number, cells


@dataclass(frozen=True, slots=True)
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
    replaces
        Id of the submission that it is an edit of; empty when there is none.
    sent
        When it was sent, as the tool writes it; of two versions of a form the later one counts.
    version
        Version of the form that it was filled in on; empty when not known.
    review
        One of REVIEWS.
    deleted
        Whether it was deleted in the collecting tool.
    repeats
        Name of a repeat -> its cells, one mapping for each time.
    marks
        What the file says of its numbers, as in a table.
    elsewhere
        Names of repeats that the file only points to.
    """

    row: int
    cells: Cells
    key: str = ""
    root: str = ""
    replaces: str = ""
    sent: str = ""
    version: str = ""
    review: str = "received"
    deleted: bool = False
    repeats: Mapping[str, tuple[Cells, ...]] = field(default_factory=lambda: MappingProxyType({}))
    marks: str = "stated"
    elsewhere: tuple[str, ...] = ()


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


def leaves(group: Mapping[str, object]) -> Iterator[tuple[Path, object]]:
    """Yield (path, value) of everything under nested groups that is no group, in their order."""
    waiting: list[tuple[Path, object]] = [((), group)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, str(name)), inner) for name, inner in reversed(value.items())]
        else:
            yield path, value


def cells_of(group: Mapping[str, object], is_own: Callable[[Path], bool]) -> tuple[dict[str, str], Repeats]:
    """Return the cells of a submission in JSON by path, and its repeats by name, those within repeats too.

    Parameters
    ----------
    group
        The submission: groups in groups, or paths as names.
    is_own
        Whether a path is the tool's own, which is left out.
    """
    cells: dict[str, str] = {}
    repeats: dict[str, tuple[Cells, ...]] = {}
    waiting: list[tuple[str, Mapping[str, object]]] = [("", group)]
    for repeat, one in waiting:
        here = {} if repeat else cells
        for path, value in leaves(one):
            if is_own(path):
                continue
            if isinstance(value, list) and value and all(isinstance(time, dict) for time in value):
                waiting += [(path[-1].rsplit("/", 1)[-1], time) for time in value]
            else:
                here["/".join(path)] = written(value)
        if repeat:
            repeats[repeat] = (*repeats.get(repeat, ()), here)
    return cells, repeats
