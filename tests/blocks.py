"""What stands in a document: every block, every picture with its id, every table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publicvalue.reports.document.blocks import (
    Bar,
    Block,
    Columns,
    Document,
    Figure,
    Folded,
    Grid,
    ScoreLines,
    Section,
    WholeBar,
)
from publicvalue.reports.pictures.model import Picture


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with all that they hold."""
    for block in blocks:
        yield block
        match block:
            case Section() | Folded():
                yield from walk(block.blocks)
            case Columns():
                for column in block.columns:
                    yield from walk(column)
            case _:
                pass


def blocks_of(document: Document) -> list[Block]:
    return list(walk((*document.opening, *document.sections)))


def pictures_of(document: Document) -> Iterator[tuple[str, Picture]]:
    """Yield every picture with its id: those of figures, and the bars of scores."""
    for block in blocks_of(document):
        match block:
            case Figure() if block.picture is not None:
                yield block.id, block.picture
            case Grid():
                yield from (
                    (part.id, part.picture)
                    for group in block.groups
                    for row in group.rows
                    for cell in row.cells
                    if isinstance(cell, tuple)
                    for part in cell
                    if isinstance(part, Bar)
                )
            case ScoreLines():
                yield from ((line.bar.id, line.bar.picture) for line in block.lines)
            case WholeBar():
                yield block.bar.id, block.bar.picture
            case _:
                pass
