"""The page of a portfolio as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue import __version__
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.country.context import CountryContext, context_table
from publicvalue.reports.document.blocks import (
    Block,
    Cell,
    DataTable,
    Document,
    Download,
    Folded,
    Grid,
    GridColumn,
    Item,
    Items,
    Paragraph,
    Parts,
    Row,
    Rows,
    Section,
    Span,
    findings,
    said,
)
from publicvalue.reports.pictures.bands import MOST
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
    standing_of,
)
from publicvalue.reports.system.scores.cells import bar_of, score_parts
from publicvalue.reports.table import Table
from publicvalue.scores.portfolio.apart import why_apart
from publicvalue.scores.portfolio.effects import PooledEffect
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.nested import GroupScore, NestedGroup
from publicvalue.scores.portfolio.systems import Portfolio
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text, joined

MOST_SYSTEMS = 200
"""Systems that the page shows; the CSV has them all."""

LEVELS = {"region": Text("all countries"), "country": Text("country"), "organisation": Text("agency")}


def portfolio_document(portfolio: Portfolio, contexts: Mapping[str, CountryContext]) -> Document:
    """Return ranks, systems, levels, groups, spread and effects of a portfolio."""
    ranked, others = len(portfolio.members), len(portfolio.unranked)
    title = Text("Portfolio of {number} systems", number=ranked + others)
    framework, tables = portfolio.framework, portfolio_tables(portfolio)
    kicker = Text(
        "Public value portfolio · framework {framework} · {ranked} ranked, {others} not ranked",
        framework=framework.name,
        ranked=ranked,
        others=others,
    )
    named = Text(
        "{title}, version {version}. {citation}",
        title=Text(framework.title),
        version=framework.version,
        citation=framework.citation,
    )
    made = Text(
        "Made with publicvalue {version}. This page holds its tables and asks nothing of any other computer.",
        version=__version__,
    )
    return Document(
        id="portfolio",
        title=title,
        name=title,
        kicker=kicker,
        notices=(),
        opening=(),
        sections=(
            _ranks(portfolio, tables),
            _systems(portfolio, tables["systems"]),
            _levels(portfolio, contexts),
            _groups(portfolio),
            _spread(portfolio),
            *((_effects(portfolio, tables),) if portfolio.effects else ()),
            _method(portfolio),
        ),
        foot=said(named, made),
    )


def _ranks(portfolio: Portfolio, tables: Mapping[str, Table]) -> Section:
    blocks: list[Block] = [*_stopped(portfolio), *findings(tuple(portfolio.warnings))]
    if portfolio.ranks is None:
        blocks += said(Text("There are no ranks."))
    else:
        text = Text(
            "Each bar holds the system's rank by public value in 95 % of the draws; the lozenge is the median. Where "
            "bars overlap widely, the evidence does not tell the systems apart."
        )
        blocks += [*said(text), ranks_figure(portfolio)]
        if len(portfolio.members) > MOST:
            first = {"shown": MOST, "all": len(portfolio.members)}
            blocks.append(
                Paragraph((Text("The picture shows the first {shown} of {all} ranked systems.", **first),), "small")
            )
        if "rank-probabilities" in tables:
            download = Download(tables["rank-probabilities"])
            blocks.append(Paragraph((Text("The probability of every rank for every system:"), download)))
    return Section("ranks", Text("Who ranks where, and how surely"), tuple(blocks), contents=Text("Ranks"))


def _stopped(portfolio: Portfolio) -> tuple[Block, ...]:
    """Name first what no score outweighs: broken red lines and severe harm."""
    stopped = [member for member in portfolio.unranked if member.stopped]
    if not stopped:
        return ()
    items = tuple(
        Item((Text("{system}: {why}", system=one.title, why=why_apart(one, portfolio.nodes)),))
        for one in stopped[:MOST_SYSTEMS]
    )
    return (*said(Text("No score outweighs a broken red line or severe harm:")), Items(items))


def _systems(portfolio: Portfolio, table: Table) -> Section:
    members, nodes = all_members(portfolio), shown_nodes(portfolio)
    bars = PUBLIC_VALUE in nodes
    columns = (
        GridColumn(Text("System")),
        GridColumn(Text("Median rank"), note=Text("95 % interval")),
        GridColumn(Text("Direction"), note=Text("claim, certainty")),
        *((GridColumn(Text("0 to 100")),) if bars else ()),
        *(GridColumn(name_of(portfolio, node)) for node in nodes),
    )
    rows = tuple(_system(portfolio, place, member) for place, member in enumerate(members[:MOST_SYSTEMS]))
    text = Text(
        "Scores of 0 to 100 over what is evidenced, with 95 % intervals, as in each system's own report. What is "
        "hatched is open because it is unknown."
    )
    grid = Grid(Text("systems"), Text("Systems, ranked ones first"), columns, (Rows(rows),), table)
    heading = Text("Systems")
    more = _first(len(members), Text("systems"))
    return Section("systems", heading, (*said(text), grid, *more), contents=heading)


def _first(number: int, what: Text) -> tuple[Paragraph, ...]:
    """Say that only the first rows are shown; nothing where all are."""
    if number <= MOST_SYSTEMS:
        return ()
    numbers = {"shown": MOST_SYSTEMS, "all": number}
    return (
        Paragraph(
            (Text("The first {shown} of {all} {what}; the CSV file has them all.", what=what, **numbers),), "small"
        ),
    )


def _system(portfolio: Portfolio, place: int, member: Member) -> Row:
    ranks, nodes = portfolio.ranks, shown_nodes(portfolio)
    rank: Parts = (Span(Text("apart"), "unknown"), Span(why_apart(member, nodes), "aside"))
    if ranks and place < len(portfolio.members):
        rank = _rank((int(ranks.low[place]), int(ranks.middle[place]), int(ranks.high[place])))
    about = Text("{organisation}, {phase:word}", organisation=run_by(member), phase=member.phase)
    bar: tuple[Cell, ...] = ()
    if PUBLIC_VALUE in nodes:
        bar = ((bar_of(f"system-{place}", member.title, member.scores[PUBLIC_VALUE], (220, 20)),),)
    scores = (_score(member.scores[node]) for node in nodes)
    return Row(((member.title, Span(about, "aside")), rank, _judged(member), *bar, *scores))


def _judged(member: Member) -> Parts:
    one = member.standing
    if one is None:
        return (Span(Text("not judged"), "unknown"),)
    return Text(one.direction.title), Span(standing_of(member), "aside")


def _rank(rank: tuple[int, int, int]) -> Parts:
    low, middle, high = rank
    return Span(str(middle), "strong"), Span(Text("({low} to {high})", low=low, high=high), "interval")


def _score(score: Score) -> Parts:
    if score.value is None:
        return score_parts(score)
    return (*score_parts(score), Span(Text("{share:percent} evidenced", share=score.coverage), "known"))


def _levels(portfolio: Portfolio, contexts: Mapping[str, CountryContext]) -> Section:
    heading = Text("From systems to agencies, countries and the region")
    groups = in_outline(portfolio)
    if not groups:
        blocks: tuple[Block, ...] = said(Text("No level is shown: fewer than two systems can be ranked."))
    else:
        blocks = (*said(_formed(portfolio)), levels_figure(portfolio), _levels_grid(portfolio, contexts))
        blocks = (*blocks, *_first(len(groups), Text("lines")), *_context(contexts))
    return Section("levels", heading, blocks, contents=Text("Agencies and countries"))


def _formed(portfolio: Portfolio) -> Text:
    choices = portfolio.choices
    weights = Text("with the weights that were given") if choices.weights else Text("with equal weights")
    return Text(
        "An agency is formed from its systems, a country from its agencies, {region} from its countries, each by the "
        "{mean:word} mean, {weights}. What is unknown stays out of a score and lowers the coverage. Fewer than {least} "
        "systems with a score are not summed up: the picture shows them one by one. A group is also left out where it "
        "would give a smaller one away.",
        region=Text("{region:word}", region=choices.region),
        mean=choices.mean,
        weights=weights,
        least=portfolio.minimum,
    )


def _levels_grid(portfolio: Portfolio, contexts: Mapping[str, CountryContext]) -> Grid:
    columns = (
        GridColumn(Text("Group")),
        GridColumn(Text("Systems"), numeric=True),
        *(GridColumn(name_of(portfolio, node)) for node in shown_nodes(portfolio)),
        GridColumn(Text("Median rank"), note=Text("among its level, 95 %")),
    )
    rows = tuple(_group(portfolio, group, contexts) for group in in_outline(portfolio)[:MOST_SYSTEMS])
    return Grid(Text("levels"), Text("Score, 95 % interval and coverage at each level"), columns, (Rows(rows),))


def _group(portfolio: Portfolio, group: NestedGroup, contexts: Mapping[str, CountryContext]) -> Row:
    name: Parts = (group_name(portfolio, group), Span(LEVELS[group.level], "aside"))
    if group.level == "country" and group.country in contexts:
        name = (*name, Span(Text("Context: {readiness}", readiness=contexts[group.country].text), "aside"))
    scores = (_group_score(group.scores[node]) for node in shown_nodes(portfolio))
    return Row((name, len(group.members), *scores, _rank(group.rank) if group.rank else None))


def _group_score(score: GroupScore) -> Parts:
    if not score.shown:
        known = Text("{number} with a score", number=score.known)
        return Span(Text("too few"), "unknown"), Span(known, "known")
    if score.value is None or score.low is None or score.high is None:
        return (Span(Text("unknown"), "unknown"),)
    interval = Text("({low:whole} to {high:whole})", low=score.low, high=score.high)
    parts: Parts = (Span(Text("{value:whole}", value=score.value), "strong"), Span(interval, "interval"))
    if score.coverage is None:
        return parts
    return (*parts, Span(Text("{share:percent} evidenced", share=score.coverage), "known"))


def _context(contexts: Mapping[str, CountryContext]) -> tuple[Section, ...]:
    table = context_table(contexts)
    if not table.rows:
        return ()
    heading = Text("Readiness of the countries")
    text = Text("Context for the scores of the systems, from published indices. It moves none of them.")
    folded = Folded(Text("Table"), (DataTable(table),), of=heading)
    return (Section("context", heading, (*said(text), folded, Paragraph((Download(table),))), "part"),)


def _groups(portfolio: Portfolio) -> Section:
    least = portfolio.minimum
    blocks: tuple[Block, ...] = said(Text("No group is shown: fewer than {least} systems compare.", least=least))
    if portfolio.groups:
        text = Text(
            "Median public value of the systems of each group that compare, with its 95 % interval. Groups of fewer "
            "than {least} systems are pooled as others; when others would be too few, the smallest group joins them.",
            least=least,
        )
        blocks = (*said(text), groups_figure(portfolio))
    return Section("groups", Text("Groups by {by:word}", by=portfolio.by), blocks, contents=Text("Groups"))


def _spread(portfolio: Portfolio) -> Section:
    text = Text(
        "Quantiles over the systems that have a score there: thin from 10 to 90 %, thick from 25 to 75 %, the line is "
        "the median. A part of the spread is uncertainty of the scores themselves."
    )
    return Section(
        "spread", Text("How scores spread"), (*said(text), spread_figure(portfolio)), contents=Text("Spread")
    )


def _effects(portfolio: Portfolio, tables: Mapping[str, Table]) -> Section:
    text = Text(
        "Effects of adoption that two or more systems have on the same question, each as its own assessment found it. "
        "What lies on the dashed line is no change."
    )
    drawn = zip(portfolio.effects, effect_figures(portfolio), strict=True)
    parts = tuple(
        Section(
            f"effect-of-{effect.indicator.id}",
            Text(effect.indicator.title),
            (*said(Text(effect.indicator.statement)), *_pooled(portfolio, effect), figure),
            "part",
        )
        for effect, figure in drawn
    )
    told = Text(
        "The mean is that of a random-effects meta-analysis (restricted maximum likelihood), with the interval of "
        "Knapp and Hartung. It is of these systems and those like them, and it is no stronger than the weakest of the "
        "evidence below it."
    )
    download = (Download(tables["pooled-effects"]),) if "pooled-effects" in tables else ()
    blocks: tuple[Block, ...] = (*said(text), *parts, Paragraph((told, *download), "small"))
    return Section("effects", Text("What the systems changed"), blocks, contents=Text("Effects"))


def _pooled(portfolio: Portfolio, effect: PooledEffect) -> Iterator[Paragraph]:
    found, number = effect.pooled, len(effect.systems)
    if found is None:
        text = Text(
            "{number} systems are too few for a mean; it is formed from {least} on.",
            number=number,
            least=portfolio.minimum,
        )
        yield from findings((text,))
        return
    mean = Text(
        "On average over {number} systems: {mean:number} {unit:word} (95 % interval {low:number} to {high:number}).",
        number=number,
        mean=found.mean,
        unit=effect.indicator.unit,
        low=found.low,
        high=found.high,
    )
    yield from findings((mean,))
    spread = Text(
        "The systems' own effects spread around the mean with a standard deviation of {spread:number}: {share:fixed0} "
        "% of how much the estimates differ is more than their error (I²).",
        spread=found.spread,
        share=100 * found.share_of_spread,
    )
    if found.predicted:
        low, high = found.predicted
        further = Text(
            "The effect of a further system of this kind may lie from {low:number} to {high:number}.",
            low=low,
            high=high,
        )
        spread = joined(further, spread)
    yield from said(spread)


def _method(portfolio: Portfolio) -> Section:
    plan, least = portfolio.plan, portfolio.minimum
    texts = [
        Text("Scores, intervals and coverage of a system are those of its own assessment."),
        Text(
            "Ranks come from one simulation of {draws:count} draws (seed {seed}). Systems and indicators are drawn "
            "independently; weights vary by {spread:number} % either way, in each draw the same for all systems.",
            draws=plan.draws,
            seed=plan.seed,
            spread=100 * plan.weight_spread,
        ),
        Text(
            "Judged goalposts are drawn for each system apart, although a doubt about them is common to all. As a rule "
            "this makes rank intervals too wide rather than too narrow."
        ),
        Text(
            "What is unknown stays out of a score. Equal scores take each of their ranks equally often. Systems of "
            "which {least:percent} of the core questions are answered are ranked; the others stand apart.",
            least=portfolio.framework.verdict.core.some,
        ),
        Text(
            "A system that a broken red line or severe harm stops has no rank, whatever it scores; it counts in the "
            "groups."
        ),
        *_convergence(portfolio),
        Text(
            "A group's median is formed anew in each draw. Groups are shown from {least} systems on, and none "
            "can be found by taking shown groups from the whole.",
            least=least,
        ),
    ]
    items = Items(tuple(Item((text,)) for text in texts))
    return Section("method", Text("How it was computed"), (items,), contents=Text("Method"))


def _convergence(portfolio: Portfolio) -> Iterator[Text]:
    """Say the largest batch standard error of an end of a rank interval; nothing where one batch gives none."""
    if portfolio.ranks is not None and portfolio.plan.chunks >= 2:
        yield Text(
            "Convergence: the batch standard error of the ends of the rank intervals is {error:number} ranks at most, "
            "over {batches} batches.",
            error=float(portfolio.ranks.error.max()),
            batches=portfolio.plan.chunks,
        )
