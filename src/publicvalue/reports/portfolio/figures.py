"""The pictures of a portfolio with the tables that they were drawn from."""

from __future__ import annotations

from dataclasses import replace

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.picture import Interval, Intervals
from publicvalue.reports.document.blocks import Figure
from publicvalue.reports.pictures.bands import rank_ticks
from publicvalue.reports.pictures.model import Band, IntervalBands
from publicvalue.reports.portfolio.tables import (
    all_members,
    effects_table,
    group_name,
    groups_table,
    in_outline,
    levels_table,
    name_of,
    ranks_table,
    shown_nodes,
    spread_table,
)
from publicvalue.scores.portfolio.effects import PooledEffect
from publicvalue.scores.portfolio.nested import NestedGroup
from publicvalue.scores.portfolio.systems import Portfolio, ScoreSpread
from publicvalue.words.text import Text

SCORES = (0.0, 25.0, 50.0, 75.0, 100.0)


def ranks_figure(portfolio: Portfolio) -> Figure:
    """Draw the rank interval of each ranked system."""
    table, ranks = ranks_table(portfolio), portfolio.ranks
    if ranks is None:
        return Figure("ranks", None, table)
    bands = [
        Band(
            member.title,
            float(low),
            float(middle),
            float(high),
            Text("{middle} ({low} to {high})", middle=int(middle), low=int(low), high=int(high)),
        )
        for member, low, middle, high in zip(portfolio.members, ranks.low, ranks.middle, ranks.high, strict=True)
    ]
    picture = IntervalBands(Text("Median rank and 95 % rank interval"), tuple(bands), rank_ticks(len(bands)))
    return Figure("ranks", picture, table)


def groups_figure(portfolio: Portfolio) -> Figure:
    """Draw the median of each group with its interval."""
    bands = [
        Band(
            Text("{group} ({number} systems)", group=g.label, number=g.systems),
            g.low,
            g.median,
            g.high,
            _range(g.median, g.low, g.high),
        )
        for g in portfolio.groups
    ]
    title = Text("Median public value by {by:word}, with 95 % interval", by=portfolio.by)
    picture = IntervalBands(title, tuple(bands), SCORES) if bands else None
    return Figure("groups", picture, groups_table(portfolio))


def spread_figure(portfolio: Portfolio) -> Figure:
    """Draw how scores spread over the systems, at public value and the dimensions, then at the components."""
    table = spread_table(portfolio)
    shown = shown_nodes(portfolio)
    nodes = (*shown, *(node for node in portfolio.spread if node not in shown))
    bands = [band for node in nodes if (band := _spread_band(portfolio, portfolio.spread[node]))]
    title = Text("Spread of scores over systems: 10 to 90 % (thin), 25 to 75 % (thick), median (line)")
    picture = IntervalBands(title, tuple(bands), SCORES) if bands else None
    return Figure("spread", picture, table)


def _spread_band(portfolio: Portfolio, spread: ScoreSpread) -> Band | None:
    if spread.quantiles is None:
        return None
    lowest, low, middle, high, highest = spread.quantiles
    ends = _range(middle, lowest, highest)
    text = Text("{range}, {known} of {all}", range=ends, known=spread.known, all=spread.systems)
    return Band(name_of(portfolio, spread.node), lowest, middle, highest, text, (low, high))


def _range(middle: float, low: float, high: float) -> Text:
    return Text("{middle:whole} ({low:whole} to {high:whole})", middle=middle, low=low, high=high)


def levels_figure(portfolio: Portfolio) -> Figure:
    """Draw each group's public value with its interval; a group that is too small as one dot for each system."""
    bands = [band for group in in_outline(portfolio) if (band := _band(portfolio, group))]
    title = Text("Public value by level: mean with 95 % interval; single systems as dots where they are too few")
    picture = IntervalBands(title, tuple(bands), SCORES) if bands else None
    return Figure("levels", picture, levels_table(portfolio))


def _band(portfolio: Portfolio, group: NestedGroup) -> Band | None:
    score, name = group.scores[PUBLIC_VALUE], group_name(portfolio, group)
    if group.level == "organisation":
        name = Text("– {agency}", agency=name)
    if score.value is not None and score.low is not None and score.high is not None:
        text = Text("{range}, n = {n}", range=_range(score.value, score.low, score.high), n=score.known)
        return Band(name, score.low, score.value, score.high, text)
    dots = system_dots(portfolio, group)
    return Band(name, 0, 0, 0, Text("n = {n}, not summed up", n=len(dots)), dots=dots) if dots else None


def system_dots(portfolio: Portfolio, group: NestedGroup) -> tuple[float, ...]:
    """Return the public value of each system of a group that compares with others, the lowest first."""
    members = [all_members(portfolio)[place] for place in group.members]
    values = (one.scores[PUBLIC_VALUE].value for one in members if one.compares or one.stopped)
    return tuple(sorted(value for value in values if value is not None))


def effect_figures(portfolio: Portfolio) -> tuple[Figure, ...]:
    """Draw, for each question, the systems' effects, their mean, and where that of a further system may lie."""
    table = effects_table(portfolio)
    return tuple(
        Figure(
            f"effect-{place}",
            _intervals(effect),
            replace(
                table,
                name=f"effect-{place}",
                title=Text(effect.indicator.title),
                rows=tuple(row for row in table.rows if row[0] == effect.indicator.id),
            ),
        )
        for place, effect in enumerate(portfolio.effects, 1)
    )


def _intervals(effect: PooledEffect) -> Intervals:
    points = [Interval(title, own.estimate, own.low, own.high, Text("Systems")) for _, title, own in effect.systems]
    if found := effect.pooled:
        points.append(Interval(Text("Mean"), found.mean, found.low, found.high, Text("All systems")))
        if found.predicted:
            points.append(Interval(Text("A further system"), found.mean, *found.predicted, Text("All systems")))
    return Intervals(
        Text("{title}, by system", title=Text(effect.indicator.title)), effect.indicator.unit, tuple(points), 0.0
    )
