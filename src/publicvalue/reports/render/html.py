"""A document as one HTML file that asks nothing of the network and needs no scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from publicvalue.framework.written.text import without_steering
from publicvalue.reports.addresses import page_id
from publicvalue.reports.document.blocks import (
    Block,
    Cell,
    Columns,
    DataTable,
    Definitions,
    Document,
    Figure,
    Folded,
    Grid,
    Items,
    Legend,
    Notice,
    Paragraph,
    Row,
    Rows,
    ScoreLine,
    ScoreLines,
    Section,
    WholeBar,
)
from publicvalue.reports.pictures.draw import draw
from publicvalue.reports.render.cells import break_words
from publicvalue.reports.render.frames import HEAD, LINE, TABLE, TOP, WHOLE
from publicvalue.reports.render.inlines import Inlines, class_of, id_of, join_lines
from publicvalue.reports.render.marks import LEGEND
from publicvalue.reports.wording import capitalise, write_number
from publicvalue.words.language import Language
from publicvalue.words.text import Text

MOST_ROWS = 120
"""Rows of a table of numbers that the page shows; its CSV has them all."""

FEW_ROWS = 12
"""Rows up to which a table that stands alone is shown without being asked for."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
ARTICLES = ("indicator", "advice", "evidence")


def render_document(document: Document, language: Language) -> str:
    """Return a document as one self-contained HTML file.

    Parameters
    ----------
    document
        What it says.
    language
        The language of the page.

    Returns
    -------
    str
        HTML5 in UTF-8: no request to anywhere, readable without JavaScript, meant for screen and print.
    """
    page = _Page(document.id, language)
    style = Markup(files("publicvalue.reports").joinpath("templates", "report.css").read_text("utf-8"))  # noqa: S704
    head = HEAD.format(lang=language.code, policy=POLICY, name=page.text(document.name), style=style)
    top = TOP.format(
        skip=page.text(Text("Skip to the findings")),
        kicker=page.text(document.kicker),
        title=page.text(document.title),
        form=f"{document.form} annexes" if document.annexes_on_paper else document.form,
    )
    parts = [*map(page.block, document.notices), *map(page.block, document.opening)]
    parts += [page.contents(document.sections), *map(page.block, document.sections)]
    foot = join_lines(map(page.block, document.foot))
    end = f'\n</main>\n<footer class="wide foot">{foot}</footer>\n</body>\n</html>\n'
    return without_steering(f"{head}{top}{join_lines(parts)}{end}")


def render_opening(document: Document, language: Language, whole: str) -> str:
    """Return the first screen of a document as a part of another page, which brings the style sheet.

    Parameters
    ----------
    document
        What it says.
    language
        The language of the page.
    whole
        Address of the page that shows all of the document.
    """
    page = _Page(document.id, language, level=3, whole=whole)
    return join_lines([*map(page.block, document.notices), *map(page.block, document.opening)])


def render_body(document: Document, language: Language) -> str:
    """Return all of a document as a part of another page, which brings the style sheet and the heading."""
    page = _Page(document.id, language)
    parts = [*map(page.block, document.notices), *map(page.block, document.opening)]
    parts += [page.contents(document.sections), *map(page.block, document.sections)]
    if document.foot:
        parts.append(Markup('<div class="foot">{}</div>').format(page.blocks(document.foot)))
    return join_lines(one for one in parts if one)


def render_blocks(blocks: Iterable[Block], language: Language, file: str) -> str:
    """Return blocks as a part of another page, under a heading of that page; `file` begins the names of their files."""
    return _Page(file, language, level=3).blocks(blocks)


@dataclass(frozen=True)
class _Page(Inlines):
    """Writes blocks for one file in one language, at one level of headings."""

    level: int = 2
    labels: dict[str, int] = field(default_factory=dict)  # of regions: no two of a page are called the same

    def contents(self, sections: tuple[Section, ...]) -> Markup:
        listed = [(one.id, self.text(one.contents)) for one in sections if one.contents]
        if not listed:
            return Markup("")
        items = (Markup('<li><a href="#{}">{}</a></li>').format(*one) for one in listed)
        nav = Markup('<nav class="contents" aria-label="{}">\n<ul>\n{}\n</ul>\n</nav>')
        return nav.format(self.text(Text("Contents")), join_lines(items))

    def block(self, block: Block) -> Markup:
        return _WRITERS[type(block)](self, block)

    def paragraph(self, block: Paragraph) -> Markup:
        role = {"paper": "on-paper small", "figures": "big"}.get(block.role, block.role)
        return Markup("<p{}>{}</p>").format(class_of(role), self.parts(block.parts))

    def notice(self, block: Notice) -> Markup:
        return Markup('<p class="made-up" role="note">{}</p>').format(self.text(block.text))

    def legend(self, _: Legend) -> Markup:
        marks = (Markup("<li>{} {}</li>").format(mark, self.text(text)) for mark, text in LEGEND)
        return Markup('<ul class="legend">{}</ul>').format(join_lines(marks))

    def whole_bar(self, block: WholeBar) -> Markup:
        return WHOLE.format(self.inline(block.bar))

    def score_lines(self, block: ScoreLines) -> Markup:
        return Markup('<ul class="lines">\n{}\n</ul>').format(join_lines(map(self.score_line, block.lines)))

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        return join_lines(map(self.block, blocks))

    def section(self, section: Section) -> Markup:
        if section.annex:
            fold = Markup('<details class="annex"><summary>{}</summary>\n{}\n</details>')
            name = Text("Annex: {heading}", heading=section.heading)
            return fold.format(self.text(name), self.section(replace(section, annex=False)))
        below = replace(self, level=self.level + 1)
        title = f"{page_id(section.id)}-title"
        place = Markup('<span class="place">{}</span> ').format(section.place) if section.place is not None else ""
        heading = Markup("<h{level}{id}{hidden}>{place}{text}</h{level}>").format(
            level=self.level,
            id=id_of(title),
            hidden=class_of("hidden" if section.hidden else ""),
            place=place,
            text=self.text(section.heading),
        )
        if section.role == "part":
            return Markup("<div{}>{}\n{}</div>").format(id_of(section.id), heading, below.blocks(section.blocks))
        tag = "article" if section.role in ARTICLES else "section"
        roles = class_of(*_SECTION_CLASSES.get(section.role, (section.role,)), section.tone and f"tone-{section.tone}")
        return Markup('<{tag}{id}{roles} aria-labelledby="{title}">\n{heading}\n{blocks}\n</{tag}>').format(
            tag=tag,
            id=id_of(section.id),
            roles=roles,
            title=title,
            heading=heading,
            blocks=below.blocks(section.blocks),
        )

    def items(self, block: Items) -> Markup:
        items = (Markup("<li{}>{}</li>").format(id_of(item.id), self.parts(item.parts)) for item in block.items)
        tag = "ol" if block.ordered else "ul"
        return Markup("<{tag}{role}>\n{items}\n</{tag}>").format(
            tag=tag, role=class_of(block.role), items=join_lines(items)
        )

    def definitions(self, block: Definitions) -> Markup:
        entries = (
            Markup("<div{}><dt>{}</dt><dd>{}</dd></div>").format(
                id_of(entry.id), self.text(entry.term), self.parts(entry.parts)
            )
            for entry in block.entries
        )
        return Markup("<dl>\n{}\n</dl>").format(join_lines(entries))

    def score_line(self, line: ScoreLine) -> Markup:
        return LINE.format(
            id=line.id,
            name=self.text(line.name),
            words=self.text(line.words),
            bar=self.inline(line.bar),
            numbers=self.parts(line.numbers),
        )

    def columns(self, block: Columns) -> Markup:
        name, inner = _COLUMNS[block.role]
        columns = (
            Markup("<div{}>\n{}\n</div>").format(class_of(place), self.blocks(blocks))
            for place, blocks in zip(inner or ("",) * len(block.columns), block.columns, strict=True)
        )
        return Markup('<div class="{}">\n{}\n</div>').format(name, join_lines(columns))

    def folded(self, block: Folded) -> Markup:
        of = Markup('<span class="hidden">: {}</span>').format(self.text(block.of)) if block.of else ""
        paper = Markup('<div class="on-paper">{}</div>\n').format(self.blocks(block.paper)) if block.paper else ""
        details = Markup("{paper}<details{off}><summary>{summary}{of}</summary>\n{blocks}\n</details>")
        return details.format(
            paper=paper,
            off=class_of("off-paper" if block.paper else ""),
            summary=self.text(block.summary),
            of=of,
            blocks=self.blocks(block.blocks),
        )

    def grid(self, grid: Grid) -> Markup:
        head = (
            Markup('<th scope="col"{}{}>{}{}</th>').format(
                id_of(column.id),
                class_of("n" if column.numeric else ""),
                self.text(column.heading),
                Markup(" <span>{}</span>").format(self.text(column.note)) if column.note else "",
            )
            for column in grid.columns
        )
        numeric = [column.numeric for column in grid.columns]
        caption = self.text(grid.caption)
        if grid.download:
            caption = Markup("{} {}").format(caption, self.download(grid.download, Text("CSV")))
        table = TABLE.format(
            role=grid.role if grid.role in ("data", "profile") else f"data {grid.role}",
            caption=Markup('<caption><span class="caption">{}</span></caption>').format(caption),
            head=Markup("").join(head),
            body=join_lines(self.rows(group, numeric) for group in grid.groups),
        )
        return self.scroll(Text("Table: {table}", table=grid.label), table)

    def rows(self, group: Rows, numeric: list[bool]) -> Markup:
        heading = Markup("")
        if group.heading:
            cell = Markup('<tr class="group"><th colspan="{}" scope="rowgroup">{}</th></tr>\n')
            heading = cell.format(len(numeric), self.text(group.heading))
        rows = join_lines(self.row(row, numeric) for row in group.rows)
        return Markup("<tbody>{}{}</tbody>").format(heading, rows)

    def row(self, row: Row, numeric: list[bool]) -> Markup:
        cells = []
        for place, (cell, right) in enumerate(zip(row.cells, numeric, strict=True)):
            text = self.parts(cell) if isinstance(cell, tuple) else self.cell(cell, plain=True)
            id = id_of(row.ids[place] if row.ids else "")
            form = '<th scope="row"{}{}>{}</th>' if place == 0 else "<td{}{}>{}</td>"
            cells.append(Markup(form).format(id, class_of("n" if right else ""), text))  # noqa: S704 - a constant
        return Markup("<tr{}>{}</tr>").format(id_of(row.id), Markup("").join(cells))

    def cell(self, cell: Cell, *, plain: bool = False) -> Markup:
        """Write a cell: numbers short, nothing where nothing is known, long words with places to break."""
        if cell is None:
            return Markup("")
        if isinstance(cell, int | float):
            return self.text(write_number(cell))
        if isinstance(cell, tuple):
            return self.parts(cell)
        return self.text(cell) if plain else break_words(self.language.write(cell))

    def data_table(self, block: DataTable) -> Markup:
        table = block.table
        rows = []
        for row in table.rows[:MOST_ROWS]:
            first = Markup('<th scope="row">{}</th>').format(self.cell(row[0]))
            rest = (
                Markup("<td{}>{}</td>").format(class_of("n" if isinstance(cell, int | float) else ""), self.cell(cell))
                for cell in row[1:]
            )
            rows.append(Markup("<tr>{}{}</tr>").format(first, Markup("").join(rest)))
        heads = (Markup('<th scope="col">{}</th>').format(self.text(capitalise(name))) for name in table.columns)
        title = self.text(table.title)
        text = TABLE.format(
            role="data",
            caption=Markup('<caption{}><span class="caption">{}</span></caption>').format(
                class_of("" if block.titled else "hidden"), title
            ),
            head=Markup("").join(heads),
            body=Markup("<tbody>\n{}\n</tbody>").format(join_lines(rows)),
        )
        scroll = self.scroll(Text("Table: {table}", table=table.title), text)
        if len(table.rows) <= MOST_ROWS:
            return scroll
        shown = Text(
            "The first {shown:count} of {all:count} rows; the CSV file has them all.",
            shown=MOST_ROWS,
            all=len(table.rows),
        )
        return Markup('{}\n<p class="small">{}</p>').format(scroll, self.text(shown))

    def scroll(self, label: Text, content: Markup, role: str = "") -> Markup:
        self.labels[label] = number = self.labels.get(label, 0) + 1
        told = self.text(label) + f" ({number})" * (number > 1)
        box = Markup('<div{} role="region" tabindex="0" aria-label="{}">\n{}\n</div>')
        return box.format(class_of("scroll", role), told, content)

    def figure(self, figure: Figure) -> Markup:
        table, plain, parts = figure.table, DataTable(figure.table, titled=False), []
        if figure.picture is not None:
            svg = Markup(draw(figure.id, figure.picture, self.language))  # noqa: S704 - pictures escape their words
            parts.append(self.scroll(Text("Picture: {title}", title=table.title), svg, "picture"))
        caption = self.text(table.title), self.download(table, Text("CSV"))
        parts.append(Markup("<figcaption>{} {}</figcaption>").format(*caption))
        if figure.picture is not None or len(table.rows) > FEW_ROWS:
            file = Text("Its table: {file}.", file=f"tables/{table.name}.csv")
            paper = () if figure.on_paper else (Paragraph((file,), "small"),)
            parts.append(self.folded(Folded(Text("Table"), (plain,), of=table.title, paper=paper)))
        else:
            parts.append(self.data_table(plain))
        return Markup('<figure class="figure" id="figure-{}">\n{}\n</figure>').format(figure.id, join_lines(parts))


_SECTION_CLASSES = {"screen": ("opening",), "answer": ("card", "answer-card")}
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "screen": ("screen", ("column", "column")),
    "indicator": ("indicator-body", ("numbers", "goalposts")),
    "two": ("two", ()),
}
_WRITERS: Mapping[type, Callable[[_Page, Any], Markup]] = MappingProxyType(
    {
        Paragraph: _Page.paragraph,
        Section: _Page.section,
        Items: _Page.items,
        Definitions: _Page.definitions,
        Grid: _Page.grid,
        DataTable: _Page.data_table,
        Figure: _Page.figure,
        Folded: _Page.folded,
        Columns: _Page.columns,
        ScoreLines: _Page.score_lines,
        WholeBar: _Page.whole_bar,
        Legend: _Page.legend,
        Notice: _Page.notice,
    }
)
