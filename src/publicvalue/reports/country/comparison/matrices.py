"""What countries answered beside each other, theme by theme: strategies, and reviews of an institution's public value.

Every cell rests on a document, or is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.facts import STATE
from publicvalue.country.region.profile import RegionProfile
from publicvalue.reports.document.blocks import Block, Grid, GridColumn, Paragraph, Row, Rows, said
from publicvalue.reports.table import Cell, Table
from publicvalue.words.text import Text


def strategy_matrix(region: RegionProfile) -> Iterator[Block]:
    """Yield the themes of the strategies that were reviewed."""
    if not region.strategies:
        text = Text(
            "No strategy was reviewed item by item: bring the folders of countries with --country, and the matrix of "
            "themes stands here."
        )
        yield Paragraph((text,))
        return
    title = Text("What the reviewed strategies say, theme by theme")
    yield _matrix(region, region.strategies, title, strategies_table(region))


def review_matrix(region: RegionProfile) -> Iterator[Block]:
    """Yield the corners of the institutions that were reviewed; nothing where none was."""
    reviews = reviewed(region)
    if not reviews:
        return
    title = Text("What institutions answered on mandate, support and capacity")
    yield _matrix(region, reviews, title, reviews_table(region))
    yield from said(
        Text(
            "Each column is one institution of a country, the one that it chose to review. It tells nothing of the "
            "others, and places are not formed from it."
        )
    )


def reviewed(region: RegionProfile) -> Mapping[str, ChecklistResult]:
    """Return the reviews of institutions in which a question was answered."""
    return {code: one for code, one in region.reviews.items() if len(one.unknown) < len(one.checklist.items)}


def _matrix(region: RegionProfile, found: Mapping[str, ChecklistResult], title: Text, download: Table) -> Grid:
    themes = next(iter(found.values())).checklist.themes
    names = (GridColumn(Text(region.framework.countries[one])) for one in found)
    rows = tuple(Row((Text(theme.title), *(_theme(one, theme.id) for one in found.values()))) for theme in themes)
    return Grid(title, title, (GridColumn(Text("Theme")), *names), (Rows(rows),), download=download)


def _theme(found: ChecklistResult, theme: str) -> Text:
    states = [found.state(one.id) for one in found.checklist.items if one.theme == theme]
    if len(set(states)) == 1:
        return STATE[found.theme_state(theme)]
    parts = tuple(Text("{count} {state}", count=states.count(one), state=STATE[one]) for one in STATE if one in states)
    return Text("{parts:list}", parts=parts)


def matrix_tables(region: RegionProfile) -> tuple[Table, Table]:
    """Return both matrices item by item."""
    return strategies_table(region), reviews_table(region)


def strategies_table(region: RegionProfile) -> Table:
    """Return each item of each reviewed strategy with its document, page and strength."""
    title = Text("What the reviewed strategies say, item by item")
    return Table("strategies", title, _COLUMNS, tuple(_rows(region.strategies)))


def reviews_table(region: RegionProfile) -> Table:
    """Return each question of each reviewed institution with its document, page and strength."""
    title = Text("What institutions answered, question by question")
    return Table("institutions", title, _COLUMNS, tuple(_rows(reviewed(region))))


_COLUMNS = (
    Text("code"),
    Text("theme"),
    Text("item"),
    Text("answer"),
    Text("document"),
    Text("page"),
    Text("passage"),
    Text("date"),
    Text("strength"),
)


def _rows(lists: Mapping[str, ChecklistResult]) -> Iterator[tuple[Cell, ...]]:
    for code, found in lists.items():
        answers = {item.id: one for item, one in (*found.has, *found.lacks, *found.promises)}
        for item in found.checklist.items:
            one = answers.get(item.id)
            where = (one.document, one.page, one.passage, one.date, one.strength) if one else ("",) * 5
            yield (code, item.theme, Text(item.statement), STATE[found.state(item.id)], *where)
