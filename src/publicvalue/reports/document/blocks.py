"""A report as a tree of blocks: what it says and in which order, and nothing of how it looks.

A section of a report is made by a function of a result and gives a `Section`. Whatever shows a report walks the tree
with a `Language`: a page, a terminal, later a PDF or a Word file. Words are Texts, or what a user wrote; numbers are
numbers; a picture is data and stands with the table that it was made from. A role says what a part is for, such as a
finding; what it then looks like is decided where it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from publicvalue.reports.pictures.model import Picture, ScoreBar
from publicvalue.reports.table import Table
from publicvalue.words.text import Text

SpanRole = Literal["", "strong", "aside", "unknown", "interval", "known", "code", "place", "hidden", "step"]
ParagraphRole = Literal[
    "", "lead", "about", "small", "finding", "question", "answer", "so-far", "why", "figures", "promise", "paper"
]
ItemsRole = Literal["", "plain", "facts", "red-lines", "sure", "steps", "checks", "warnings", "strong", "weak"]
GridRole = Literal["data", "profile", "components", "open-questions"]
SectionRole = Literal["", "screen", "card", "answer", "indicator", "advice", "evidence", "part"]
Tone = Literal["", "good", "bad"]


@dataclass(frozen=True)
class Span:
    """Words within a paragraph that play a part of their own.

    Parameters
    ----------
    text
        The words.
    role
        What they are: `strong` carries the number or the name, `aside` stands back, `hidden` is read out and not seen.
    to
        Where they lead: an anchor of the report (`#verdict`) or an address of the web; empty for nowhere.
    """

    text: str
    role: SpanRole = ""
    to: str = ""


@dataclass(frozen=True)
class Download:
    """A table that can be taken away as a file.

    Parameters
    ----------
    table
        The table.
    text
        What the way to it is called.
    """

    table: Table
    text: str = Text("CSV")


@dataclass(frozen=True)
class Bar:
    """A score's picture within a line or a cell; its numbers stand beside it."""

    id: str
    picture: ScoreBar


Inline = str | Span | Download | Bar
Parts = tuple[Inline, ...]
"""What stands in one line or paragraph, with a blank between."""

Cell = str | float | int | None | Parts
"""A cell: words, a number, None where nothing is known, or several parts."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    parts: Parts
    role: ParagraphRole = ""


@dataclass(frozen=True)
class Item:
    """One of several items: its words, its name as an anchor, and what stands back beside them."""

    parts: Parts
    id: str = ""


@dataclass(frozen=True)
class Items:
    """Items one below another, numbered where their order counts."""

    items: tuple[Item, ...]
    ordered: bool = False
    role: ItemsRole = ""


@dataclass(frozen=True)
class Entry:
    """A term with what is said of it."""

    term: str
    parts: Parts
    id: str = ""


@dataclass(frozen=True)
class Definitions:
    """Terms, each with what is said of it."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ScoreLine:
    """A score as a line: whose it is, the verdict in words, its bar, and its numbers."""

    id: str
    name: str
    words: str
    bar: Bar
    numbers: Parts


@dataclass(frozen=True)
class ScoreLines:
    """Scores one below another."""

    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True)
class WholeBar:
    """A score's picture over the whole width, with the ends of its scale."""

    bar: Bar


@dataclass(frozen=True)
class Legend:
    """What the marks of a score's picture stand for."""


@dataclass(frozen=True)
class GridColumn:
    """A column of a grid: its heading, a note under it, whether it holds numbers, and its anchor."""

    heading: str
    numeric: bool = False
    note: str = ""
    id: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a grid: its cells, the first of which names it, and its anchors."""

    cells: tuple[Cell, ...]
    id: str = ""
    ids: tuple[str, ...] = ()
    """An anchor of each cell; empty for none."""


@dataclass(frozen=True)
class Rows:
    """Rows that belong together, under a heading or none."""

    rows: tuple[Row, ...]
    heading: str = ""


@dataclass(frozen=True)
class Grid:
    """A table made for readers, whose cells may hold words, scores and their bars.

    Parameters
    ----------
    label
        What it shows, in a few words, for those who do not see it.
    caption
        Its caption.
    columns, groups
        Its columns, and its rows in groups.
    download
        The table of numbers behind it; None where there is none.
    role
        What it is.
    """

    label: str
    caption: str
    columns: tuple[GridColumn, ...]
    groups: tuple[Rows, ...]
    download: Table | None = None
    role: GridRole = "data"


@dataclass(frozen=True)
class DataTable:
    """A table of numbers, as the files have it.

    Parameters
    ----------
    table
        The table.
    titled
        Whether its title is seen; else it is only read out.
    """

    table: Table
    titled: bool = True


@dataclass(frozen=True)
class Figure:
    """A picture with the table that it was made from, or a table alone.

    Parameters
    ----------
    id
        Unique in the report.
    picture
        The picture as data; None for a table alone.
    table
        The rows that it shows.
    on_paper
        Whether the table is shown on paper too; else its file is named there.
    """

    id: str
    picture: Picture | None
    table: Table
    on_paper: bool = True


@dataclass(frozen=True)
class Folded:
    """What is shown when asked for.

    Parameters
    ----------
    summary
        What it is, in a few words.
    blocks
        What is shown.
    of
        What it belongs to, for those who do not see where it stands.
    paper
        What stands in its place on paper; empty where it is shown there too.
    """

    summary: str
    blocks: tuple[Block, ...]
    of: str = ""
    paper: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Blocks side by side where there is room."""

    columns: tuple[tuple[Block, ...], ...]
    role: Literal["screen", "indicator", "two"] = "two"


@dataclass(frozen=True)
class Notice:
    """What a reader must know before anything else."""

    text: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it; sections within it have headings of the next level.

    Parameters
    ----------
    id
        Its anchor.
    heading
        Its heading.
    blocks
        What stands under it.
    role
        What it is.
    contents
        Its name in the table of contents; empty where it is not listed.
    place
        Its place in a ranking; None for none.
    tone
        Whether it tells good or bad news.
    hidden
        Whether the heading is read out and not seen.
    annex
        Whether it stands behind the report, and is shown when asked for.
    """

    id: str
    heading: str
    blocks: tuple[Block, ...]
    role: SectionRole = ""
    contents: str = ""
    place: int | None = None
    tone: Tone = ""
    hidden: bool = False
    annex: bool = False


Block = (
    Paragraph
    | Items
    | Definitions
    | ScoreLines
    | WholeBar
    | Legend
    | Grid
    | DataTable
    | Figure
    | Folded
    | Columns
    | Notice
    | Section
)


@dataclass(frozen=True)
class Document:
    """A whole report.

    Parameters
    ----------
    id
        Name of its files.
    title
        Its heading.
    name
        Its name where the heading alone would not do, such as on a tab of a browser.
    kicker
        The line above its heading.
    notices
        What comes before anything else.
    opening
        Its first screen, before the table of contents.
    sections
        The rest.
    foot
        Its last lines.
    form
        Whether it is a report to look things up in, or a brief that is read from end to end.
    annexes_on_paper
        Whether its annexes are printed too.
    """

    id: str
    title: str
    name: str
    kicker: str
    notices: tuple[Notice, ...]
    opening: tuple[Section, ...]
    sections: tuple[Section, ...]
    foot: tuple[Paragraph, ...] = field(default=())
    form: Literal["report", "brief"] = "report"
    annexes_on_paper: bool = False


def said(*texts: str) -> tuple[Paragraph, ...]:
    """Return texts as paragraphs, one each; empty ones are left out."""
    return tuple(Paragraph((text,)) for text in texts if text)


def findings(texts: tuple[str, ...]) -> tuple[Paragraph, ...]:
    """Return what was found as paragraphs, one each."""
    return tuple(Paragraph((text,), "finding") for text in texts)
