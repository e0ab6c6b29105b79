"""The page of a portfolio: one HTML file that asks nothing of the network and needs no scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Environment

from publicvalue import __version__
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.country.context import CountryContext, context_table
from publicvalue.reports.pictures.bands import MOST
from publicvalue.reports.pictures.drawing import draw_score_bar
from publicvalue.reports.pictures.figure import Figure
from publicvalue.reports.pictures.model import ScoreBar
from publicvalue.reports.portfolio.figures import (
    effect_figures,
    groups_figure,
    levels_figure,
    ranks_figure,
    spread_figure,
)
from publicvalue.reports.portfolio.tables import (
    all_members,
    group_name,
    in_outline,
    name_of,
    portfolio_tables,
    run_by,
    shown_nodes,
)
from publicvalue.reports.render.cells import csv_link, write_cell
from publicvalue.reports.render.environment import template_environment
from publicvalue.reports.table import Table
from publicvalue.scores.portfolio.effects import PooledEffect
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.nested import GroupScore, NestedGroup
from publicvalue.scores.portfolio.systems import Portfolio
from publicvalue.scores.sheet import Score
from publicvalue.words.language import ENGLISH

MOST_SYSTEMS = 200
"""Systems that the page shows; the CSV has them all."""


@dataclass(frozen=True)
class Line:
    """One system on the page: its scores at public value and the dimensions, a bar of the first, its rank."""

    member: Member
    scores: tuple[Score, ...]
    bar: str
    rank: tuple[int, int, int] | None


@dataclass(frozen=True)
class Step:
    """One agency, country or the region on the page."""

    group: NestedGroup
    name: str
    scores: tuple[GroupScore, ...]
    context: str


@dataclass(frozen=True)
class Page:
    """What the template of a portfolio shows."""

    portfolio: Portfolio
    nodes: tuple[str, ...]
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    context: Table
    figures: Mapping[str, Figure]
    effects: tuple[tuple[PooledEffect, Figure], ...]
    tables: Mapping[str, Table]
    largest_error: float | None
    version: str


def render_portfolio_html(portfolio: Portfolio, contexts: Mapping[str, CountryContext]) -> str:
    """Return a portfolio as one self-contained HTML document, readable without JavaScript, for screen and print."""
    figures = (
        ranks_figure(portfolio),
        levels_figure(portfolio),
        groups_figure(portfolio),
        spread_figure(portfolio),
    )
    page = Page(
        portfolio=portfolio,
        nodes=tuple(name_of(portfolio, node) for node in shown_nodes(portfolio)),
        lines=tuple(_line(portfolio, place) for place in range(min(MOST_SYSTEMS, len(all_members(portfolio))))),
        steps=tuple(_steps(portfolio, contexts)),
        context=context_table(contexts),
        figures={figure.id: figure for figure in figures},
        effects=tuple(zip(portfolio.effects, effect_figures(portfolio), strict=True)),
        tables=portfolio_tables(portfolio),
        largest_error=_largest_error(portfolio),
        version=__version__,
    )
    return _environment().get_template("portfolio.html.j2").render(page=page, portfolio=portfolio)


def _line(portfolio: Portfolio, place: int) -> Line:
    member, ranks = all_members(portfolio)[place], portfolio.ranks
    rank = None
    if ranks and place < len(portfolio.members):
        rank = (int(ranks.middle[place]), int(ranks.low[place]), int(ranks.high[place]))
    nodes = shown_nodes(portfolio)
    compares = PUBLIC_VALUE in nodes
    picture = ScoreBar(member.title, member.scores[PUBLIC_VALUE])
    bar = draw_score_bar(f"system-{place}", picture, ENGLISH) if compares else ""
    return Line(member, tuple(member.scores[node] for node in nodes), bar, rank)


def _steps(portfolio: Portfolio, contexts: Mapping[str, CountryContext]) -> Iterator[Step]:
    nodes = shown_nodes(portfolio)
    for group in in_outline(portfolio):
        scores = tuple(group.scores[node] for node in nodes)
        context = contexts[group.country].text if group.level == "country" and group.country in contexts else ""
        yield Step(group, group_name(portfolio, group), scores, context)


def _largest_error(portfolio: Portfolio) -> float | None:
    """Return the largest batch standard error of an end of a rank interval; None where one batch gives none."""
    if portfolio.ranks is None or portfolio.plan.chunks < 2:
        return None
    return float(portfolio.ranks.error.max())


def _environment() -> Environment:
    """Return what renders the pages of portfolios and countries."""
    environment = template_environment()
    environment.filters.update(
        cell=write_cell,
        csv=csv_link,
        run_by=run_by,
    )
    environment.globals.update(most_rows=MOST_SYSTEMS, most_drawn=MOST)
    return environment
