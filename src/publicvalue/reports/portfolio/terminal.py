"""A portfolio on the terminal: ranks, groups and spread, with what a reader must know first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from publicvalue.findings.shares import write_percent
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.portfolio.tables import TOO_FEW, group_name, in_outline, name_of, shown_nodes, tops_shown
from publicvalue.reports.wording import UNKNOWN, write_interval, write_number, write_range, write_whole
from publicvalue.scores.portfolio.nested import GroupScore
from publicvalue.scores.portfolio.systems import Portfolio
from publicvalue.scores.ranks import Ranks
from publicvalue.scores.sheet import Score

SHOWN = 40
"""Ranked systems in the table; the CSV has them all."""
NAME = 34


def render_portfolio(portfolio: Portfolio, width: int = 100) -> str:
    """Write a portfolio as text."""
    return "\n".join(_lines(portfolio, width)) + "\n"


def _lines(portfolio: Portfolio, width: int) -> Iterator[str]:
    ranked, others = len(portfolio.members), len(portfolio.unranked)
    yield f"Portfolio of {ranked + others} systems: {ranked} ranked, {others} not ranked"
    yield ""
    for warning in portfolio.warnings:
        yield from textwrap.wrap(f"Note: {warning}", width)
        yield ""
    if portfolio.ranks:
        yield from _ranks(portfolio, portfolio.ranks, width)
    yield from _unranked(portfolio)
    yield from _groups(portfolio)
    yield from _levels(portfolio)
    yield from _spread(portfolio)
    yield from _effects(portfolio, width)


def _ranks(portfolio: Portfolio, ranks: Ranks, width: int) -> Iterator[str]:
    tops = tops_shown(portfolio)[:3]
    heads = "".join(f"best {top}".rjust(12) for top in tops)
    yield f"{'rank':>4} {'95 %':>10}  {'system':<{NAME}} {'public value':>18} {'evidenced':>10}{heads}"
    chances = [ranks.top(top) for top in tops]
    for i, member in enumerate(portfolio.members[:SHOWN]):
        score = member.scores[PUBLIC_VALUE]
        places = f"{ranks.low[i]} to {ranks.high[i]}"
        cells = "".join(f"{write_percent(float(chance[i])):>12}" for chance in chances)
        covered = write_percent(score.coverage)
        yield f"{ranks.middle[i]:>4} {places:>10}  {_short(member.title)} {_score(score):>18} {covered:>10}{cells}"
    if len(portfolio.members) > SHOWN:
        yield f"The first {SHOWN} of {len(portfolio.members)} ranked systems; ranks.csv has them all."
    text = (
        f"Median rank, its 95 % interval, public value with its own, and the probability to be among the best; "
        f"{portfolio.plan.draws:,} draws, seed {portfolio.plan.seed}, over what is evidenced."
    )
    yield from textwrap.wrap(text, width)
    yield ""


def _short(text: str) -> str:
    cut = text if len(text) <= NAME else f"{text[: NAME - 1]}…"
    return f"{cut:<{NAME}}"


def _score(score: Score) -> str:
    return UNKNOWN if score.value is None else f"{write_whole(score.value)} ({write_interval(score)})"


def _unranked(portfolio: Portfolio) -> Iterator[str]:
    if portfolio.unranked:
        yield "Not ranked:"
        for member in portfolio.unranked[:SHOWN]:
            count = len(member.known)
            yield f"  {member.title}: {count or 'no'} indicator{'' if count == 1 else 's'} with evidence"
        if len(portfolio.unranked) > SHOWN:
            yield f"  and {len(portfolio.unranked) - SHOWN} more; systems.csv has them all"
        yield ""


def _groups(portfolio: Portfolio) -> Iterator[str]:
    if portfolio.groups:
        yield f"{f'By {portfolio.by}':<{NAME}} {'systems':>8} {'median (95 %)':>18} {'evidenced':>10}"
        for group in portfolio.groups:
            text = f"{write_whole(group.median)} ({write_whole(group.low)} to {write_whole(group.high)})"
            yield f"{_short(group.label)} {group.systems:>8} {text:>18} {write_percent(group.coverage):>10}"
        yield f"Groups of fewer than {portfolio.minimum} systems are pooled."
    elif portfolio.ranks:
        yield f"No groups: fewer than {portfolio.minimum} ranked systems."
    yield ""


def _levels(portfolio: Portfolio) -> Iterator[str]:
    if not portfolio.nested:
        return
    yield f"{'From systems to the region':<{NAME}} {'systems':>8} {'mean (95 %)':>18} {'evidenced':>10} {'rank':>12}"
    outline = in_outline(portfolio)
    for group in outline[:SHOWN]:
        name = "  " * ("region", "country", "organisation").index(group.level) + group_name(portfolio, group)
        score, rank = group.scores[PUBLIC_VALUE], group.rank
        covered = "" if score.coverage is None else write_percent(score.coverage)
        place = f"{rank[1]} ({rank[0]}-{rank[2]})" if rank else ""
        yield f"{_short(name)} {score.known:>8} {_group_score(score):>18} {covered:>10} {place:>12}"
    if len(outline) > SHOWN:
        yield f"The first {SHOWN} of {len(outline)} lines; levels.csv has them all."
    text = (
        f"Each level is the {portfolio.choices.mean} mean of the one below. A group is shown from {portfolio.minimum} "
        "systems with a score on, and only where no smaller group can be found by subtraction."
    )
    yield from textwrap.wrap(text, 100)
    yield ""


def _group_score(score: GroupScore) -> str:
    if not score.shown:
        return TOO_FEW
    if score.value is None or score.low is None or score.high is None:
        return UNKNOWN
    return f"{write_whole(score.value)} ({write_whole(score.low)} to {write_whole(score.high)})"


def _spread(portfolio: Portfolio) -> Iterator[str]:
    yield f"{'Spread of the scores':<{NAME}} {'systems':>8} {'10 %':>6} {'25 %':>6} {'half':>6} {'75 %':>6} {'90 %':>6}"
    for node in shown_nodes(portfolio):
        spread = portfolio.spread[node]
        cells = "".join(f"{write_whole(value):>7}" for value in spread.quantiles or ())
        yield f"{_short(name_of(portfolio, node))} {spread.known:>8}{cells or f'{UNKNOWN:>10}'}"


def _effects(portfolio: Portfolio, width: int) -> Iterator[str]:
    for effect in portfolio.effects:
        found, k = effect.pooled, len(effect.systems)
        text = f"{effect.indicator.title}: {k} systems are too few for a mean ({portfolio.minimum} are needed)."
        if found:
            text = (
                f"{effect.indicator.title}, mean over {k} systems: {write_number(found.mean)} "
                f"({write_range(found.low, found.high, effect.indicator.unit)})."
            )
            if found.predicted:
                text += f" A further system: {write_range(*found.predicted, effect.indicator.unit)}."
        yield ""
        yield from textwrap.wrap(text, width)
