"""Systems of several states that serve the same purpose, and specialists who could be shared, as parts of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publicvalue.country.region.alike import LEAST, Alike, StateSystem
from publicvalue.country.region.specialists import Pool
from publicvalue.country.staff.model import PHASES
from publicvalue.reports.document.blocks import Block, Grid, GridColumn, Inline, Item, Items, Row, Rows, Span, said
from publicvalue.reports.table import Cell, Table
from publicvalue.words.text import Text

SHOWN = 20
"""Pairs that are shown; the table has them all."""


def alike_blocks(pairs: Sequence[Alike], systems: int, names: Mapping[str, str]) -> Iterator[Block]:
    """Yield pairs of systems with the reason why they look alike."""
    if not systems:
        yield from said(Text("No system of a state was brought, so none can be compared."))
        return
    if not pairs:
        yield from said(
            Text(
                "None of {count} systems looks like one of another state. Words are compared within one language.",
                count=systems,
            )
        )
        return
    yield Items(tuple(_item(one, names) for one in pairs[:SHOWN]))
    yield from said(
        Text(
            "A pair is shown from {least:fixed2} of 1 on, by the words of its purposes and the kinds of data. Whether "
            "it is the same system can be told by its owners alone: this is the list of talks, and no finding.",
            least=LEAST,
        )
    )


def _item(pair: Alike, names: Mapping[str, str]) -> Item:
    head = Text(
        "{one} and {other}: {degree:fixed2}.",
        one=_named(pair.one, names),
        other=_named(pair.other, names),
        degree=pair.degree,
    )
    parts: list[Inline] = [Span(head, "strong"), Text("Both say: {words:list}.", words=pair.words)]
    if pair.kinds:
        parts.append(Text("Both use: {kinds:list}.", kinds=pair.kinds))
    elif pair.data is None:
        parts.append(Text("One of them names no data."))
    return Item((*parts, talk_text(pair, names)))


def talk_text(pair: Alike, names: Mapping[str, str]) -> Text:
    """Say what the two could talk about, by how far each is."""
    running = [one for one in (pair.one, pair.other) if one.phase == "use"]
    if len(running) == 1:
        other = pair.other if running[0] is pair.one else pair.one
        told = {"first": Text(names[running[0].country]), "second": Text(names[other.country])}
        return Text(
            "{first} uses it already: {second} can ask for contract, tests and results before it builds.", **told
        )
    if running:
        return Text("Both use it: worth a talk on one contract, and on results side by side.")
    return Text("Neither uses it yet: worth a talk on building it once.")


def _named(system: StateSystem, names: Mapping[str, str]) -> Text:
    told = {
        "title": system.title,
        "country": Text(names[system.country]),
        "phase": Text("{word:word}", word=PHASES[system.phase]),
    }
    return Text("{title} ({country}, {phase})", **told)


def alike_table(pairs: Sequence[Alike]) -> Table:
    """Return every pair with what it rests on."""
    rows: list[tuple[Cell, ...]] = []
    for one in pairs:
        own, theirs = ((system.country, system.title, system.agency, system.phase) for system in (one.one, one.other))
        shared = (Text("{words:parts}", words=one.words), Text("{kinds:parts}", kinds=one.kinds))
        rows.append((*own, *theirs, one.degree, one.purpose, one.data, *shared))
    columns: list[str] = []
    for name in (Text("first"), Text("second")):
        columns += [Text("{which}: country", which=name), Text("{which}: system", which=name)]
        columns += [Text("{which}: agency", which=name), Text("{which}: phase", which=name)]
    columns += [Text("alike"), Text("purposes"), Text("data"), Text("words in common"), Text("data in common")]
    return Table("alike", Text("Systems of several states that look alike"), tuple(columns), tuple(rows))


def pool_blocks(pool: Pool | None, names: Mapping[str, str]) -> Iterator[Block]:
    """Yield who is short of specialists, and what sharing would change."""
    if pool is None:
        yield from said(Text("Fewer than two states told how many specialists they have."))
        return
    headings = (Text("Country"), Text("Specialists"), Text("Needed by coming systems"), Text("Short by"))
    rows = tuple(
        Row((Text(names[one.country]), str(one.people), str(one.needed), str(one.short))) for one in pool.states
    )
    title = Text("Specialists, and those whom coming systems need")
    yield Grid(title, title, tuple(map(GridColumn, headings)), (Rows(rows),))
    yield from said(
        Text(
            "Each by itself the states are short of {alone}, together of {together}. Days of work and distance are not "
            "in this count.",
            alone=pool.alone,
            together=pool.together,
        )
    )
