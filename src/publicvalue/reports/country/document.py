"""The page of a country as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publicvalue import __version__
from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import IndexResult, Readiness, ReadinessScore
from publicvalue.reports.country.tables import checklist_table, country_tables, index_name, peers_of
from publicvalue.reports.country.terminal import NO_INTERVAL, rank_text, score_text
from publicvalue.reports.document.blocks import (
    Block,
    DataTable,
    Document,
    Download,
    Figure,
    Inline,
    Item,
    Items,
    Paragraph,
    Section,
    Span,
    findings,
    said,
)
from publicvalue.reports.pictures.model import Band, IntervalBands
from publicvalue.reports.table import Table
from publicvalue.reports.wording import write_percent
from publicvalue.words.text import Text, joined

APART = Text(
    "This page is of one folder: its own figures beside the peers that it names, pillar by pillar, for any country. "
    "What is published of a Caribbean country, its place in the region and advice to it stand in its brief of two "
    "pages."
)
SCALE = (0.0, 25.0, 50.0, 75.0, 100.0)


def country_document(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> Document:
    """Return a country's readiness, its peers, its trend and its checklists."""
    tables = country_tables(framework, case, readiness, checklists)
    kicker = Text(
        "Country readiness · {framework} · {country} ({code})",
        framework=framework.name,
        country=framework.countries[case.country],
        code=case.country,
    )
    made = Text(
        "Made with publicvalue {version}. This page holds its tables and asks nothing of any other computer.",
        version=__version__,
    )
    return Document(
        id=f"country-{case.country}",
        title=case.title,
        name=Text("{title}. Country readiness", title=case.title),
        kicker=kicker,
        notices=(),
        opening=(),
        sections=(
            _readiness(readiness, tables),
            _beside_peers(case, readiness, tables["peers"]),
            _trend(tables),
            *(_checklist(found) for found in checklists),
            _method(case, readiness),
        ),
        foot=said(framework.citation, made),
    )


def _readiness(readiness: Readiness, tables: Mapping[str, Table]) -> Section:
    table = tables["readiness"]
    blocks: tuple[Block, ...] = (
        *findings((describe_readiness(readiness),)),
        *said(Text("This is context for the scores of the country's systems. It moves none of them.")),
        *said(APART),
        *(() if readiness.score.published_interval else said(NO_INTERVAL)),
        Figure("pillars", IntervalBands(table.title, tuple(_bands(readiness)), SCALE), table),
        *findings(tuple(_slips(readiness))),
        *((DataTable(tables["totals"]),) if "totals" in tables else ()),
    )
    return Section("readiness", Text("How ready the country is"), blocks, contents=Text("Readiness"))


def _beside_peers(case: CountryCase, readiness: Readiness, table: Table) -> Section:
    blocks: tuple[Block, ...] = (*_peers(case, readiness), *((DataTable(table),) if case.peers else ()))
    return Section("peers", Text("Beside its peers"), blocks, contents=Text("Peers"))


def _trend(tables: Mapping[str, Table]) -> Section:
    blocks: tuple[Block, ...] = said(Text("Nothing was brought."))
    if "trend" in tables:
        text = Text(
            "Only editions of one series compare. A difference between two series is a change of the index and not of "
            "the country."
        )
        blocks = (*said(text), DataTable(tables["trend"]))
    return Section("trend", Text("Over the years"), blocks, contents=Text("Trend"))


def describe_readiness(readiness: Readiness) -> Text:
    """Say how ready a country is, over how much of the indices, and what the unknown leaves open."""
    score = readiness.score
    if score.value is None:
        return Text("Nothing is known of its readiness.")
    told = {"score": score_text(score), "share": write_percent(score.coverage)}
    text = Text("Readiness is {score} of 100, over {share} of the indices.", **told)
    if score.rank:
        text = Text(
            "Readiness is {score} of 100, over {share} of the indices; rank {rank} countries that are known in the "
            "same indices.",
            rank=rank_text(score),
            **told,
        )
    if score.coverage >= 1:
        return text
    low, high = readiness.bounds
    bounds = Text(
        "If all that is unknown were 0 it would be {low:number}, if it were 100, {high:number}.", low=low, high=high
    )
    return joined(text, bounds)


def _bands(readiness: Readiness) -> Iterator[Band]:
    yield from _band(Text("Readiness"), readiness.score)
    for index in readiness.indices:
        yield from _band(Text(index.definition.title), index.score)
        for pillar in index.definition.pillars:
            yield from _band(Text("– {pillar}", pillar=Text(pillar.title)), index.pillars[pillar.id])


def _band(name: str, score: ReadinessScore) -> Iterator[Band]:
    if score.value is not None and score.low is not None and score.high is not None:
        yield Band(name, score.low, score.value, score.high, score_text(score))


def _slips(readiness: Readiness) -> Iterator[Text]:
    for index in readiness.indices:
        if index.agrees is False:
            yield Text(
                "The published total of the {index} is not the mean of the pillars that were brought: look for a slip "
                "in the figures.",
                index=index_name(index),
            )


def _peers(case: CountryCase, readiness: Readiness) -> Iterator[Block]:
    if not case.peers:
        yield from said(Text("No peers were chosen."))
        return
    yield from said(
        Text(
            "One dot is one country, in the same edition. No average is taken: {number} peers are single countries and "
            "no sample.",
            number=len(case.peers),
        )
    )
    for index in readiness.indices:
        if len(index.peers) > 1:
            yield from _beside(case, index)


def _beside(case: CountryCase, index: IndexResult) -> Iterator[Block]:
    """Show the country's score alone, then every country as a dot: a spread, and no average."""
    own, dots = index.peers.get(case.country), tuple(index.peers.values())
    bands = []
    if own is not None:
        bands.append(Band(case.country, 0, 0, 0, Text("{score:fixed1}", score=own), dots=(own,)))
    ends = {"low": min(dots), "high": max(dots), "number": len(dots)}
    span = Text("{low:fixed1} to {high:fixed1}, {number} countries", **ends)
    bands.append(Band(Text("All countries compared"), 0, 0, 0, span, dots=dots))
    title = Text("{index}: the country and its peers, one dot each", index=index_name(index))
    table = peers_of(index, title)
    yield Figure(f"peers-{index.definition.id}", IntervalBands(title, tuple(bands), SCALE), table)
    if index.score.rank:
        yield from said(Text("{index}: rank {rank}", index=index_name(index), rank=rank_text(index.score)))
    elif not index.definition.ranked:
        text = Text("{index}: no rank, its publisher does not rank countries by it", index=index_name(index))
        yield from said(text)


def _checklist(found: ChecklistResult) -> Section:
    counted = Text(
        "{has} of {all} in place with a document, {lacks} lacking, {unknown} unknown.",
        has=len(found.has),
        all=len(found.checklist.items),
        lacks=len(found.lacks),
        unknown=len(found.unknown),
    )
    lacking = tuple(
        _item(item.statement, Text("Asked for by: {sources:parts}.", sources=item.sources), answer.note)
        for item, answer in found.lacks
    )
    having = tuple(
        _item(item.statement, Text("{document}.", document=answer.document), answer.note) for item, answer in found.has
    )
    unknown = tuple(Item((Text(item.statement),)) for item in found.unknown)
    id = found.checklist.id
    parts = (
        (f"{id}-lacks", Text("What it lacks"), lacking),
        (f"{id}-has", Text("What it has"), having),
        (f"{id}-unknown", Text("What is not known"), unknown),
    )
    blocks: tuple[Block, ...] = (
        *said(Text(found.checklist.text)),
        *findings((counted,)),
        *(Section(part, heading, (Items(items),), "part") for part, heading, items in parts if items),
        Paragraph((Download(checklist_table(found)),)),
    )
    title = Text(found.checklist.title)
    return Section(id, title, blocks, contents=title)


def _item(statement: str, told: Text, note: str) -> Item:
    parts: tuple[Inline, ...] = (Text(statement), Span(told, "known"))
    return Item((*parts, Span(note, "known")) if note else parts)


def _method(case: CountryCase, readiness: Readiness) -> Section:
    drawn = Text(
        "{draws:count} draws, seed {seed}. Where an interval is published, figures are drawn from it; else from what "
        "rounds to the printed digits. In each run weights vary by up to 25 % either way, and the mean is arithmetic "
        "or geometric.",
        draws=case.draws,
        seed=case.seed,
    )
    formed = Text(
        "An index is the mean of its pillars, as its publisher forms it; readiness is the mean of the indices with "
        "equal weights. What is unknown stays out and lowers the coverage."
    )
    items = (formed, drawn, *map(_source, readiness.indices))
    heading = Text("How it was computed")
    return Section("method", heading, (Items(tuple(Item((text,)) for text in items)),), contents=Text("Method"))


def _source(index: IndexResult) -> Text:
    definition = index.definition
    told = Text(
        "{index}: {source}. Licence: {licence}. {note}",
        index=Text(definition.title),
        source=Text(definition.source),
        licence=Text(definition.licence),
        note=Text(definition.note),
    )
    if not index.sources:
        return told
    return joined(told, Text("Figures from: {sources:parts}.", sources=tuple(index.sources)))
