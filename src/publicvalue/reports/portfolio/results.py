"""A portfolio as plain data: what its JSON holds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import zip_longest

from publicvalue import __version__
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.country.context import CountryContext
from publicvalue.reports.portfolio.tables import all_members, group_name, in_outline, portfolio_tables, shown_nodes
from publicvalue.reports.table import Data
from publicvalue.scores.portfolio.apart import why_apart
from publicvalue.scores.portfolio.effects import PooledEffect
from publicvalue.scores.portfolio.member import Member, Standing
from publicvalue.scores.portfolio.nested import NestedGroup
from publicvalue.scores.portfolio.systems import SPREAD, Portfolio

FORMAT = 2


def portfolio_data(portfolio: Portfolio, contexts: Mapping[str, CountryContext]) -> Data:
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
            "region": portfolio.choices.region,
            "mean": portfolio.choices.mean,
            "weighed_by": portfolio.choices.weighed_by,
            "weights": [
                {"level": level, "name": name, "weight": weight}
                for (level, name), weight in sorted(portfolio.choices.weights.items())
            ],
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
        "levels": [_nested(portfolio, group) for group in in_outline(portfolio)],
        "effects": [_effect(effect) for effect in portfolio.effects],
        "context": {code: asdict(context) for code, context in contexts.items()},
    }


def _effect(effect: PooledEffect) -> Data:
    return {
        "indicator": effect.indicator.id,
        "unit": effect.indicator.unit,
        "systems": [
            {"id": id, "estimate": own.estimate, "low": own.low, "high": own.high, "strength": own.strength}
            for id, _, own in effect.systems
        ],
        "pooled": asdict(effect.pooled) if effect.pooled else None,
    }


def _nested(portfolio: Portfolio, group: NestedGroup) -> Data:
    members = all_members(portfolio)
    low, middle, high = group.rank or (None, None, None)
    return {
        "level": group.level,
        "name": group_name(portfolio, group),
        "country": group.country,
        "systems": [members[place].id for place in group.members],
        "scores": {node: asdict(group.scores[node]) for node in shown_nodes(portfolio)},
        "rank": {"low": low, "median": middle, "high": high} if group.rank else None,
    }


def _system(portfolio: Portfolio, member: Member, rank: Data | None) -> Data:
    names = ("id", "title", "country", "organisation", "phase")
    return {
        **{name: getattr(member, name) for name in names},
        "framework": member.framework.name,
        "evidenced": sorted(member.known),
        "standing": _standing(member.standing) if member.standing else None,
        "apart": None if rank else why_apart(member, portfolio.nodes),
        "scores": {node: asdict(member.scores[node]) for node in shown_nodes(portfolio)},
        "rank": rank,
    }


def _standing(standing: Standing) -> Data:
    return {
        "direction": standing.direction.id,
        "claim": standing.claim.id,
        "certainty": standing.certainty.id,
        "core_share": standing.core_share,
        "stopped": list(standing.stopped),
        "not_applicable": list(standing.not_applicable),
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
