"""A portfolio as plain data: what its JSON holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from itertools import zip_longest

from publicvalue import __version__
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.portfolio_tables import all_members, portfolio_tables, shown_nodes
from publicvalue.reports.results import Data
from publicvalue.scores.portfolio import SPREAD, Member, Portfolio

FORMAT = 1


def portfolio_data(portfolio: Portfolio) -> Data:
    """Return a portfolio as dictionaries, lists, texts and finite numbers. Scores are 0 to 100, shares 0 to 1."""
    plan = portfolio.plan
    return {
        "format": FORMAT,
        "software": {"name": "publicvalue", "version": __version__},
        "settings": {
            "seed": plan.seed,
            "draws": plan.draws,
            "chunk": plan.chunk,
            "weight_spread": plan.weight_spread,
            "by": portfolio.by,
            "minimum_group": portfolio.minimum,
        },
        "warnings": list(portfolio.warnings),
        "comparable": list(portfolio.nodes),
        "systems": [
            _system(portfolio, member, rank) for member, rank in zip_longest(all_members(portfolio), _ranks(portfolio))
        ],
        "rank_probabilities": _probabilities(portfolio),
        "spread_at": list(SPREAD),
        "spread": [asdict(spread) for spread in portfolio.spread.values()],
        "groups": [asdict(group) for group in portfolio.groups],
    }


def _system(portfolio: Portfolio, member: Member, rank: Data | None) -> Data:
    names = ("id", "title", "country", "organisation", "phase")
    return {
        **{name: getattr(member, name) for name in names},
        "framework": member.framework.name,
        "evidenced": sorted(member.known),
        "scores": {node: asdict(member.scores[node]) for node in shown_nodes(portfolio)},
        "rank": rank,
    }


def _ranks(portfolio: Portfolio) -> Iterator[Data]:
    ranks, drawn = portfolio.ranks, portfolio.drawn
    if ranks is None or drawn is None:
        return
    top, expected = drawn.nodes.index(PUBLIC_VALUE), ranks.mean()
    for place in range(len(portfolio.members)):
        yield {
            "low": int(ranks.low[place]),
            "median": int(ranks.middle[place]),
            "high": int(ranks.high[place]),
            "expected": float(expected[place]),
            "error": _finite(ranks.error[0, place], ranks.error[1, place]),
            "score_error": _finite(drawn.error[0, top, place], drawn.error[1, top, place]),
        }


def _finite(low: float, high: float) -> list[float] | None:
    """Return two standard errors, or nothing where one batch gives none."""
    return [float(low), float(high)] if math.isfinite(low) and math.isfinite(high) else None


def _probabilities(portfolio: Portfolio) -> list[list[object]]:
    table = portfolio_tables(portfolio).get("rank-probabilities")
    return [[row[0], *(_share(cell) for cell in row[1:])] for row in table.rows] if table else []


def _share(cell: object) -> float:
    return float(cell) / 100 if isinstance(cell, int | float) else 0.0
