"""A portfolio on the terminal: ranks, groups and spread, with what a reader must know first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.portfolio.tables import (
    TOO_FEW,
    group_name,
    in_outline,
    name_of,
    shown_nodes,
    standing_of,
    tops_shown,
)
from publicvalue.reports.wording import UNKNOWN, write_percent, write_range, write_score, write_whole
from publicvalue.scores.portfolio.apart import why_apart
from publicvalue.scores.portfolio.effects import PooledEffect
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.nested import GroupScore
from publicvalue.scores.portfolio.systems import Portfolio
from publicvalue.scores.ranks import Ranks
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, Value, joined

SHOWN = 40
"""Ranked systems in the table; the CSV has them all."""
NAME = 34
"""Width of the names."""
LEVELS = ("region", "country", "organisation")


@dataclass(frozen=True)
class _Page:
    """A language, and the width of the lines."""

    language: Language
    width: int

    def wrap(self, text: Text) -> list[str]:
        return textwrap.wrap(self.language.write(text), self.width)

    def name(self, text: str, indent: int = 0) -> str:
        written = "  " * indent + self.language.write(text)
        return f"{written if len(written) <= NAME else f'{written[: NAME - 1]}…':<{NAME}}"

    def table(self, least: Sequence[int], rows: Iterable[Sequence[str | int]]) -> Iterator[str]:
        """Yield rows as lines, cells to the right; columns are as wide as `least`, or as their longest cell."""
        written = [[self.language.write(cell) if isinstance(cell, str) else str(cell) for cell in row] for row in rows]
        columns = zip_longest(*written, fillvalue="")
        widths = [max(width, *map(len, column)) for width, column in zip(least, columns, strict=False)]
        for row in written:
            yield " ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def render_portfolio(portfolio: Portfolio, language: Language = ENGLISH, width: int = 100) -> str:
    """Write a portfolio as text."""
    return "\n".join(_lines(portfolio, _Page(language, width))) + "\n"


def _lines(portfolio: Portfolio, page: _Page) -> Iterator[str]:
    ranked, others = len(portfolio.members), len(portfolio.unranked)
    numbers = {"all": ranked + others, "ranked": ranked, "others": others}
    yield page.language.write(
        Text("Portfolio of {all} systems: {ranked} ranked, {others} not ranked", **numbers),
    )
    yield ""
    for warning in portfolio.warnings:
        yield from page.wrap(Text("Note: {note}", note=warning))
        yield ""
    stopped = [one for one in portfolio.unranked if one.stopped]
    apart = [one for one in portfolio.unranked if not one.stopped]
    yield from _apart(portfolio, Text("No score outweighs a broken red line or severe harm:"), stopped, page)
    if portfolio.ranks:
        yield from _ranks(portfolio, portfolio.ranks, page)
    yield from _apart(portfolio, Text("Apart, without a rank:"), apart, page)
    yield from _groups(portfolio, page)
    yield from _levels(portfolio, page)
    yield from _spread(portfolio, page)
    for effect in portfolio.effects:
        yield ""
        yield from page.wrap(_effect(effect, portfolio.minimum))


def _ranks(portfolio: Portfolio, ranks: Ranks, page: _Page) -> Iterator[str]:
    tops = tops_shown(portfolio)[:1]
    chances = [ranks.top(top) for top in tops]
    judged = (Text("claim, certainty"),) if any(one.standing for one in portfolio.members) else ()
    best = (Text("best {top}", top=top) for top in tops)
    heads = (Text("rank"), Text("95 %"), f" {page.name(Text('system'))}", Text("public value"), Text("evidenced"))
    rows: list[tuple[str | int, ...]] = [(*heads, *best, *judged)]
    for i, member in enumerate(portfolio.members[:SHOWN]):
        score = member.scores[PUBLIC_VALUE]
        places = Text("{low} to {high}", low=int(ranks.low[i]), high=int(ranks.high[i]))
        found = (write_percent(float(chance[i])) for chance in chances)
        placed = (int(ranks.middle[i]), places, f" {page.name(member.title)}")
        told = (standing_of(member),) if judged else ()
        rows.append((*placed, write_score(score), write_percent(score.coverage), *found, *told))
    yield from page.table((4, 10, NAME, 18, 10, *(11 for _ in tops), *(24 for _ in judged)), rows)
    if len(portfolio.members) > SHOWN:
        shown = {"shown": SHOWN, "all": len(portfolio.members)}
        yield from page.wrap(Text("The first {shown} of {all} ranked systems; ranks.csv has them all.", **shown))
    yield from page.wrap(
        Text(
            "Median rank, its 95 % interval, public value with its own, and the probability to be among the best; "
            "{draws:count} draws, seed {seed}, over what is evidenced.",
            draws=portfolio.plan.draws,
            seed=portfolio.plan.seed,
        )
    )
    yield ""


def _apart(portfolio: Portfolio, heading: Text, members: Sequence[Member], page: _Page) -> Iterator[str]:
    if not members:
        return
    yield page.language.write(heading)
    for member in members[:SHOWN]:
        text = Text("{system}: {why}", system=member.title, why=why_apart(member, portfolio.nodes))
        yield from (f"  {line}" for line in page.wrap(text))
    if len(members) > SHOWN:
        more = len(members) - SHOWN
        yield f"  {page.language.write(Text('and {more} more; systems.csv has them all', more=more))}"
    yield ""


def _groups(portfolio: Portfolio, page: _Page) -> Iterator[str]:
    least = portfolio.minimum
    if portfolio.groups:
        by = page.name(Text("By {by:word}", by=portfolio.by))
        rows: list[tuple[str | int, ...]] = [(by, Text("systems"), Text("median (95 %)"), Text("evidenced"))]
        for group in portfolio.groups:
            median = _with_interval(group.median, group.low, group.high)
            name = page.name(Text("{group:word}", group=group.label))
            rows.append((name, group.systems, median, write_percent(group.coverage)))
        yield from page.table((NAME, 8, 18, 10), rows)
        yield from page.wrap(Text("Groups of fewer than {least} systems are pooled.", least=least))
    elif portfolio.ranks:
        yield from page.wrap(Text("No groups: fewer than {least} systems compare.", least=least))
    yield ""


def _with_interval(value: float, low: float, high: float) -> Text:
    return Text("{value:whole} ({low:whole} to {high:whole})", value=value, low=low, high=high)


def _levels(portfolio: Portfolio, page: _Page) -> Iterator[str]:
    if not portfolio.nested:
        return
    heads = (Text("systems"), Text("mean (95 %)"), Text("evidenced"), Text("rank"))
    rows: list[tuple[str | int, ...]] = [(page.name(Text("From systems to the region")), *heads)]
    outline = in_outline(portfolio)
    for group in outline[:SHOWN]:
        score, rank = group.scores[PUBLIC_VALUE], group.rank
        covered = "" if score.coverage is None else write_percent(score.coverage)
        place = f"{rank[1]} ({rank[0]}-{rank[2]})" if rank else ""
        name = page.name(group_name(portfolio, group), LEVELS.index(group.level))
        rows.append((name, score.known, _group_score(score), covered, place))
    yield from page.table((NAME, 8, 18, 10, 12), rows)
    if len(outline) > SHOWN:
        shown = {"shown": SHOWN, "all": len(outline)}
        yield from page.wrap(Text("The first {shown} of {all} lines; levels.csv has them all.", **shown))
    yield from page.wrap(
        Text(
            "Each level is the {mean:word} mean of the one below. A group is shown from {least} systems with a score "
            "on, and only where no smaller group can be found by subtraction.",
            mean=portfolio.choices.mean,
            least=portfolio.minimum,
        )
    )
    yield ""


def _group_score(score: GroupScore) -> Text:
    if not score.shown:
        return TOO_FEW
    if score.value is None or score.low is None or score.high is None:
        return UNKNOWN
    return _with_interval(score.value, score.low, score.high)


def _spread(portfolio: Portfolio, page: _Page) -> Iterator[str]:
    shares = ("10 %", "25 %", Text("half"), "75 %", "90 %")
    rows: list[tuple[str | int, ...]] = [(page.name(Text("Spread of the scores")), Text("systems"), *shares)]
    for node in shown_nodes(portfolio):
        spread = portfolio.spread[node]
        values = [write_whole(value) for value in spread.quantiles or ()] or [UNKNOWN]
        rows.append((page.name(name_of(portfolio, node)), spread.known, *values))
    yield from page.table((NAME, 8, 6, 6, 6, 6, 6), rows)


def _effect(effect: PooledEffect, least: int) -> Text:
    found, unit = effect.pooled, effect.indicator.unit
    named: dict[str, Value] = {"indicator": Text(effect.indicator.title), "systems": len(effect.systems)}
    if found is None:
        return Text("{indicator}: {systems} systems are too few for a mean ({least} are needed).", least=least, **named)
    mean = Text(
        "{indicator}, mean over {systems} systems: {mean:number} ({range}).",
        mean=found.mean,
        range=write_range(found.low, found.high, unit),
        **named,
    )
    if not found.predicted:
        return mean
    return joined(mean, Text("A further system: {range}.", range=write_range(*found.predicted, unit)))
