"""Readiness formed in other ways, as a page: the score and place under each, and what it would take to reach a peer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from publicvalue import __version__
from publicvalue.country.comparison.choices import Way
from publicvalue.country.comparison.reach import Reach
from publicvalue.country.comparison.ways import PillarScores, Ranked
from publicvalue.country.model import ReadinessFramework
from publicvalue.reports.document.blocks import (
    Block,
    Document,
    Grid,
    GridColumn,
    Item,
    Items,
    Paragraph,
    Row,
    Rows,
    Section,
    Span,
    said,
)
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.table import Cell as TableCell
from publicvalue.reports.table import Table, csv_text
from publicvalue.reports.wording import UNKNOWN
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, joined, listed

MEANS = {"arithmetic": Text("arithmetic mean"), "geometric": Text("geometric mean")}
MISSING = {
    "known": Text("what is missing is left out"),
    "complete": Text("only countries in every index"),
    "middle": Text("the middle of the others in place of what is missing"),
}


@dataclass(frozen=True)
class WaysFound:
    """A country's readiness in several ways; the first is the one that was asked for."""

    framework: ReadinessFramework = field(repr=False)
    code: str
    table: PillarScores = field(repr=False)
    ranked: tuple[Ranked, ...]
    reached: tuple[Reach, ...]
    reference: str
    sources: tuple[str, ...] = ()

    @property
    def name(self) -> Text:
        """Name of the country."""
        return Text(self.framework.countries[self.code])


def ways_document(found: WaysFound) -> Document:
    """Return the page of a country's readiness in several ways."""
    name = Text("{country}: readiness formed in other ways", country=found.name)
    return Document(
        id=f"{found.code}-readiness",
        title=name,
        name=name,
        kicker=Text("Readiness is context: it stands beside the scores of systems and never enters them"),
        notices=(),
        opening=tuple(_sections(found)),
        sections=(),
        foot=(Paragraph((_foot(found),), "small"),),
        form="brief",
    )


def _sections(found: WaysFound) -> Iterator[Section]:
    yield Section("answer", Text("What holds however it is formed"), tuple(_answer(found)), "answer")
    if found.ranked[0].score is not None:
        yield Section("ways", Text("Score and place, way by way"), (_grid(found),))
        yield Section("reach", Text("What it would take to reach a peer"), tuple(_reach(found)))


def _answer(found: WaysFound) -> Iterator[Block]:
    first = found.ranked[0]
    if first.score is None:
        text = Text("No index that counts here covers the country: no way of forming readiness gives it a number.")
        yield Paragraph((text, Text("That says nothing of how ready it is.")), "answer")
        return
    told = {"score": first.score, "low": first.low or 0.0, "high": first.high or 0.0}
    score = Text("Readiness is {score:fixed1} of 100 (95 %: {low:fixed1} to {high:fixed1}).", **told)
    placed = [one for one in found.ranked if one.rank is not None]
    ranks = [one.rank for one in placed if one.rank is not None]
    texts = [score]
    if placed and min(ranks) == max(ranks):
        told = {"rank": ranks[0], "ways": len(placed)}
        texts.append(Text("The country is in place {rank} under each of {ways} ways.", **told))
    elif placed:
        texts.append(
            Text(
                "Its place lies between {best} and {worst} over {ways} ways of forming it.",
                best=min(ranks),
                worst=max(ranks),
                ways=len(placed),
            )
        )
    yield Paragraph((joined(*texts),), "answer")
    years = tuple(
        Text("{index} {year}", index=Text(one.title), year=str(found.table.years[one.id]))
        for one in found.framework.indices
        if found.table.years[one.id] is not None
    )
    yield Paragraph((Text("Formed from: {parts:list}.", parts=years),))


def way_text(framework: ReadinessFramework, way: Way) -> str:
    """Tell how readiness is formed, in a few words."""
    titles = {index.id: Text(index.title) for index in framework.indices}
    titles |= {
        f"{index.id}.{one.id}": Text("{pillar} ({index})", pillar=Text(one.title), index=Text(index.title))
        for index in framework.indices
        for one in index.pillars
    }
    parts: list[Text] = []
    for name, weight in way.weights.items():
        if weight == 0:
            parts.append(Text("without {index}", index=titles[name]))
        elif weight != 1:
            parts.append(Text("{index} weighs {weight:g} times", index=titles[name], weight=weight))
    if not parts:
        parts.append(Text("equal weights"))
    if way.mean != "arithmetic":
        parts.append(MEANS[way.mean])
    if way.missing != "known":
        parts.append(MISSING[way.missing])
    return listed(parts)


def _grid(found: WaysFound) -> Grid:
    headings = (Text("How it is formed"), Text("Score"), Text("Place"), Text("Among"))
    rows = tuple(Row(_cells(found, one)) for one in found.ranked)
    title = Text("Readiness of 100 and place, each with its 95 % interval")
    return Grid(title, title, tuple(map(GridColumn, headings)), (Rows(rows),), download=ways_table(found))


def _cells(found: WaysFound, one: Ranked) -> tuple[Text | str, ...]:
    text = Text("{way:capital}", way=way_text(found.framework, one.way))
    if one.score is None:
        return (text, UNKNOWN, UNKNOWN, "–")
    told = {"score": one.score, "low": one.low or 0.0, "high": one.high or 0.0}
    score = Text("{score:fixed1} ({low:fixed1} to {high:fixed1})", **told)
    if one.rank is None:
        return (text, score, "–", "–")
    ends = {"low": one.rank_low or 0, "high": one.rank_high or 0}
    return (text, score, Text("{rank} ({low} to {high})", rank=one.rank, **ends), Text("{count}", count=one.among))


def _reach(found: WaysFound) -> Iterator[Block]:
    if not found.reached:
        yield from said(Text("No country that is known in the same indices is ahead."))
        return
    yield Items(tuple(_item(found, one) for one in found.reached))
    yield from said(Text("This is arithmetic on indices: it says how far numbers are apart, not what moves them."))


def _item(found: WaysFound, one: Reach) -> Item:
    name = Span(Text("{country}.", country=Text(found.framework.countries[one.peer])), "strong")
    if one.own is None or one.theirs is None:
        return Item((name, Text("Both are known in no index together.")))
    told = {"theirs": one.theirs, "own": one.own}
    if one.together is None:
        return Item((name, Text("Reached already: {own:fixed1} beside {theirs:fixed1} of 100.", **told)))
    head = Text("{theirs:fixed1} of 100 beside {own:fixed1}.", **told)
    every = Text("All pillars together would have to rise by {points:fixed1} points.", points=one.together)
    ways = sorted((rise, name) for name, rise in one.alone.items() if rise is not None)
    if not ways:
        return Item((name, head, every, Text("No pillar alone would be enough.")))
    titles = _titles(found)
    parts = [Text("{pillar:lower} by {points:fixed1}", pillar=titles[code], points=rise) for rise, code in ways[:3]]
    return Item((name, head, every, Text("Or one alone: {parts:parts}.", parts=tuple(parts))))


def _titles(found: WaysFound) -> Mapping[str, Text]:
    titles = {index.id: Text(index.title) for index in found.framework.indices}
    pillars = {
        f"{index.id}.{pillar.id}": Text("{pillar} ({index})", pillar=Text(pillar.title), index=Text(index.title))
        for index in found.framework.indices
        for pillar in index.pillars
    }
    return titles | pillars


def _foot(found: WaysFound) -> Text:
    text = Text(
        "Made with publicvalue {version} from the reference {reference}. Intervals hold the rounding of the printed "
        "figures, and weights up to a quarter either way; nothing of the errors in what publishers gather. Countries "
        "compare that are known in the same indices; what is missing is never taken as zero.",
        version=__version__,
        reference=found.reference,
    )
    if not found.sources:
        return text
    return joined(text, Text("Figures: {sources:parts}.", sources=tuple(map(Text, found.sources))))


def ways_table(found: WaysFound) -> Table:
    """Return score and place under each way."""
    rows: list[tuple[TableCell, ...]] = []
    for one in found.ranked:
        ends = (one.score, one.low, one.high, one.rank, one.rank_low, one.rank_high)
        rows.append((way_text(found.framework, one.way), *ends, one.among or None, one.filled))
    columns = (
        Text("how it is formed"),
        Text("score"),
        Text("low"),
        Text("high"),
        Text("rank"),
        Text("rank low"),
        Text("rank high"),
        Text("ranked among"),
        Text("values put in for missing ones"),
    )
    return Table("readiness", Text("Readiness in several ways"), columns, tuple(rows))


def reach_table(found: WaysFound) -> Table:
    """Return what each pillar alone would take to reach each peer."""
    rows: list[tuple[TableCell, ...]] = []
    titles = _titles(found)
    for one in found.reached:
        rows += [(one.peer, titles[code], rise, one.together) for code, rise in one.alone.items()]
    columns = (Text("peer"), Text("pillar"), Text("points, it alone"), Text("points, all together"))
    return Table("reach", Text("What it would take to reach a peer"), columns, tuple(rows))


def ways_files(found: WaysFound, language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return the page in every form, with its tables: name of the file -> content."""
    files = dict(in_every_form("readiness", ways_document(found), language))
    for table in (ways_table(found), reach_table(found)):
        if table.rows:
            files[f"tables/{table.name}.csv"] = csv_text(table, language).encode("utf-8-sig")
    return files
