"""The tables of a portfolio: the same rows for the page, for its pictures and for the CSV files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from publicvalue.evidence.model import NO_COUNTRY
from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import capitalise
from publicvalue.scores.portfolio.apart import why_apart
from publicvalue.scores.portfolio.effects import PooledEffect
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.nested import GroupScore, NestedGroup
from publicvalue.scores.portfolio.systems import SPREAD, Portfolio
from publicvalue.scores.ranks import Ranks
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text

TOPS = (1, 3, 5, 10)
"""Numbers of best systems whose probability is shown."""
MOST_RANKED = 200
"""Systems up to which the whole rank distribution is written out: a table of systems by ranks."""
TOO_FEW = Text("too few to show")
_LEVEL_ENDS = (
    Text("systems with a score"),
    Text("score"),
    Text("low (95 %)"),
    Text("high (95 %)"),
    Text("coverage (%)"),
)
_ENDS = (Text("score"), Text("low (95 %)"), Text("high (95 %)"), Text("coverage (%)"))


def portfolio_tables(portfolio: Portfolio) -> Mapping[str, Table]:
    """Return a portfolio's tables; empty ones are left out."""
    tables = (
        systems_table(portfolio),
        ranks_table(portfolio),
        probabilities_table(portfolio),
        spread_table(portfolio),
        groups_table(portfolio),
        levels_table(portfolio),
        effects_table(portfolio),
        pooled_table(portfolio),
    )
    return {table.name: table for table in tables if table.rows}


def all_members(portfolio: Portfolio) -> tuple[Member, ...]:
    """Return all systems: ranked ones first, in their order."""
    return (*portfolio.members, *portfolio.unranked)


def tops_shown(portfolio: Portfolio) -> tuple[int, ...]:
    """Return the numbers of best systems that say something in a portfolio of this size."""
    return tuple(top for top in TOPS if top < len(portfolio.members))


def shown_nodes(portfolio: Portfolio) -> tuple[str, ...]:
    """Return public value and the dimensions that compare."""
    dimensions = {term.id for term in portfolio.framework.dimensions}
    return tuple(node for node in portfolio.nodes if node == PUBLIC_VALUE or node in dimensions)


def name_of(portfolio: Portfolio, node: str) -> Text:
    """Return a node's name, with a capital."""
    return capitalise(node_name(portfolio.framework, node))


def standing_of(member: Member) -> Text:
    """Return the claim and the certainty of a system in a few words; empty where nothing was judged."""
    one = member.standing
    if one is None:
        return Text("")
    return Text("{claim:lower}, {level:lower}", claim=Text(one.claim.title), level=Text(one.certainty.title))


def systems_table(portfolio: Portfolio) -> Table:
    """Return every system with its public value and dimensions, ranked ones first."""
    nodes = shown_nodes(portfolio)
    apart = {member.id: why_apart(member, portfolio.nodes) for member in portfolio.unranked}
    rows = tuple(
        (
            *_named(member),
            *_judged(member),
            apart.get(member.id),
            *(cell for node in nodes for cell in _score_cells(member.scores[node])),
        )
        for member in all_members(portfolio)
    )
    heads = tuple(Text("{node}: {end}", node=name_of(portfolio, node), end=end) for node in nodes for end in _ENDS)
    columns = (
        Text("id"),
        Text("system"),
        Text("country"),
        Text("organisation"),
        Text("phase"),
        Text("framework"),
        Text("indicators with evidence"),
        Text("direction"),
        Text("claim"),
        Text("certainty"),
        Text("core answered (%)"),
        Text("why it stands apart"),
        *heads,
    )
    return Table("systems", Text("Systems: public value and dimensions"), columns, rows)


def _named(member: Member) -> tuple[Cell, ...]:
    labels = (member.country, member.organisation, member.phase)
    return (member.id, member.title, *labels, member.framework.name, len(member.known))


def _judged(member: Member) -> tuple[Cell, ...]:
    """Return the words of the judgement, and the share of the core that is answered."""
    one = member.standing
    if one is None:
        return (None, None, None, None)
    words = (Text(term.title) for term in (one.direction, one.claim, one.certainty))
    return (*words, 100 * one.core_share)


def _score_cells(score: Score) -> tuple[Cell, ...]:
    return (score.value, score.low, score.high, 100 * score.coverage)


def ranks_table(portfolio: Portfolio) -> Table:
    """Return every ranked system with its rank interval and its probability to be among the best."""
    tops = tops_shown(portfolio)
    heads = (Text("rank: median"), Text("rank: low (95 %)"), Text("rank: high (95 %)"), Text("rank: expected"))
    chances = tuple(Text("among the best {top} (%)", top=top) for top in tops)
    errors = (Text("batch standard error: low"), Text("batch standard error: high"))
    columns = (Text("id"), Text("system"), *heads, *chances, Text("public value: score"), Text("coverage (%)"), *errors)
    rows = tuple(_rank_rows(portfolio, portfolio.ranks, tops)) if portfolio.ranks else ()
    return Table("ranks", Text("Ranks by public value, over what is evidenced"), columns, rows)


def _rank_rows(portfolio: Portfolio, ranks: Ranks, tops: tuple[int, ...]) -> list[tuple[Cell, ...]]:
    expected = ranks.mean()
    chances = [100 * ranks.top(top) for top in tops]
    rows: list[tuple[Cell, ...]] = []
    for i, member in enumerate(portfolio.members):
        score = member.scores[PUBLIC_VALUE]
        place = (int(ranks.middle[i]), int(ranks.low[i]), int(ranks.high[i]), float(expected[i]))
        errors = (_known(float(ranks.error[0, i])), _known(float(ranks.error[1, i])))
        found = tuple(float(chance[i]) for chance in chances)
        rows.append((member.id, member.title, *place, *found, score.value, 100 * score.coverage, *errors))
    return rows


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def probabilities_table(portfolio: Portfolio) -> Table:
    """Return the probability of every rank for every system; no rows in a portfolio above `MOST_RANKED` systems."""
    members, ranks = portfolio.members, portfolio.ranks
    columns = (Text("id"), *(Text("rank {place} (%)", place=place) for place in range(1, len(members) + 1)))
    rows: tuple[tuple[Cell, ...], ...] = ()
    if ranks and len(members) <= MOST_RANKED:
        shares = 100 * ranks.acceptability()
        rows = tuple((member.id, *(float(x) for x in own)) for member, own in zip(members, shares, strict=True))
    return Table("rank-probabilities", Text("Probability of each rank (rank acceptability)"), columns, rows)


def spread_table(portfolio: Portfolio) -> Table:
    """Return the quantiles of the systems' scores at public value, each dimension and each component."""
    rows = tuple(
        (node, name_of(portfolio, node), spread.known, spread.systems, *(spread.quantiles or (None,) * len(SPREAD)))
        for node, spread in portfolio.spread.items()
    )
    columns = (
        Text("id"),
        Text("node"),
        Text("systems with a score"),
        Text("systems"),
        *(Text("{share:fixed0}% quantile", share=100 * share) for share in SPREAD),
    )
    return Table("spread", Text("Spread of the systems' scores"), columns, rows)


def groups_table(portfolio: Portfolio) -> Table:
    """Return the groups that are large enough to show, with the median of their systems' public value."""
    rows = tuple((g.label, g.systems, g.median, g.low, g.high, 100 * g.coverage) for g in portfolio.groups)
    columns = (
        Text("{by:word}", by=portfolio.by),
        Text("systems that compare"),
        Text("median public value"),
        Text("low (95 %)"),
        Text("high (95 %)"),
        Text("mean coverage (%)"),
    )
    return Table("groups", Text("Groups by {by:word}", by=portfolio.by), columns, rows)


def in_outline(portfolio: Portfolio) -> tuple[NestedGroup, ...]:
    """Return the region, then each country followed by its agencies."""
    return tuple(_outline(portfolio.nested))


def _outline(groups: tuple[NestedGroup, ...]) -> Iterator[NestedGroup]:
    yield from (group for group in groups if group.level == "region")
    for country in (group for group in groups if group.level == "country"):
        yield country
        yield from (one for one in groups if one.level == "organisation" and one.country == country.country)


def group_name(portfolio: Portfolio, group: NestedGroup) -> str:
    """Return what a group is called."""
    country = Text("no one country") if group.country == NO_COUNTRY else group.country
    return group.organisation or country or Text("{region:word}", region=portfolio.choices.region)


def run_by(member: Member) -> str:
    """Return the organisation with its country, where there is one."""
    if member.country == NO_COUNTRY:
        return member.organisation
    return Text("{organisation} ({country})", organisation=member.organisation, country=member.country)


def levels_table(portfolio: Portfolio) -> Table:
    """Return every agency, country and the region; numbers of groups that are too small to show are left empty."""
    nodes = shown_nodes(portfolio)
    heads = tuple(
        Text("{node}: {end}", node=name_of(portfolio, node), end=end) for node in nodes for end in _LEVEL_ENDS
    )
    ranks = (Text("rank: median"), Text("rank: low (95 %)"), Text("rank: high (95 %)"))
    columns = (Text("name"), Text("level"), Text("country"), Text("systems"), *heads, *ranks)
    rows = tuple(_row(portfolio, group, nodes) for group in in_outline(portfolio))
    return Table("levels", Text("From systems to agencies, countries and the region"), columns, rows)


def _row(portfolio: Portfolio, group: NestedGroup, nodes: tuple[str, ...]) -> tuple[Cell, ...]:
    low, middle, high = group.rank or (None, None, None)
    cells = (cell for node in nodes for cell in _cells(group.scores[node]))
    return (
        group_name(portfolio, group),
        Text("{level:word}", level=group.level),
        group.country,
        len(group.members),
        *cells,
        middle,
        low,
        high,
    )


def _cells(score: GroupScore) -> tuple[Cell, ...]:
    covered = None if score.coverage is None else 100 * score.coverage
    return (score.known, score.value, score.low, score.high, covered)


def effects_table(portfolio: Portfolio) -> Table:
    """Return the effect of each system on each question that two or more answer with one."""
    rows = tuple(
        (
            pooled.indicator.id,
            Text(pooled.indicator.title),
            Text("{unit:word}", unit=pooled.indicator.unit),
            id,
            title,
            own.estimate,
            own.low,
            own.high,
            own.strength,
        )
        for pooled in portfolio.effects
        for id, title, own in pooled.systems
    )
    columns = (
        Text("indicator"),
        Text("title"),
        Text("unit"),
        Text("id"),
        Text("system"),
        Text("effect"),
        Text("low (95 %)"),
        Text("high (95 %)"),
        Text("strength (of 5)"),
    )
    return Table("effects", Text("Effects of adoption, by system"), columns, rows)


def pooled_table(portfolio: Portfolio) -> Table:
    """Return the mean effect over systems, how much their own effects differ, and what a further one may have."""
    rows = tuple(
        (
            effect.indicator.id,
            Text(effect.indicator.title),
            Text("{unit:word}", unit=effect.indicator.unit),
            len(effect.systems),
            *_pooled_cells(effect),
        )
        for effect in portfolio.effects
    )
    ends = (
        Text("mean effect"),
        Text("low (95 %)"),
        Text("high (95 %)"),
        Text("spread between systems (tau)"),
        Text("share of spread (I², %)"),
    )
    further = (Text("a further system: low (95 %)"), Text("a further system: high (95 %)"))
    columns = (Text("indicator"), Text("title"), Text("unit"), Text("systems"), *ends, *further)
    return Table("pooled-effects", Text("Mean effect of adoption over the systems"), columns, rows)


def _pooled_cells(effect: PooledEffect) -> tuple[Cell, ...]:
    found = effect.pooled
    if found is None:
        return (None,) * 7
    share = 100 * found.share_of_spread
    return (found.mean, found.low, found.high, found.spread, share, *(found.predicted or (None, None)))
