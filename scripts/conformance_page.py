"""The frame of the pages of conformance: title, text, a table for each area, and the command that writes the page."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
MARK = "<!-- Written by `make docs`, where the reference results are; change the code instead. -->"


@dataclass(frozen=True)
class Comparison:
    """Our number beside the reference, with the largest difference that is allowed."""

    name: str
    ours: float
    reference: float
    tolerance: float = 1e-6

    @property
    def difference(self) -> float:
        return abs(self.ours - self.reference)

    @property
    def agrees(self) -> bool:
        return self.difference <= self.tolerance

    def row(self) -> tuple[str, ...]:
        numbers = (f"{self.ours:.10g}", f"{self.reference:.10g}")
        return (self.name, *numbers, f"{self.difference:.1e}", f"{self.tolerance:.1g}")


COLUMNS = ("number", "ours", "reference", "difference", "allowed")
"""Headings of the rows of `Comparison`."""


@dataclass(frozen=True)
class Text:
    """What stands above the tables, and below them."""

    title: str
    lines: Sequence[str]
    below: Sequence[str] = ()


def render_page(text: Text, areas: Mapping[str, Iterable[tuple[str, ...]]], columns: tuple[str, ...] = COLUMNS) -> str:
    """Set a page: a heading and a table for each area."""
    lines = [MARK, "", f"# {text.title}", "", *text.lines]
    for title, rows in areas.items():
        lines += ["", f"## {title}", "", line(columns), line(["---"] * len(columns)), *map(line, rows)]
    return "\n".join([*lines, *text.below]) + "\n"


def line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write_page(path: Path, page: Callable[[Path], str]) -> None:
    """Write a page from the folder of reference results that the command names."""
    if len(sys.argv) != 2:
        sys.exit("Name the folder of the reference results.")
    path.write_text(page(Path(sys.argv[1])), encoding="utf-8")
