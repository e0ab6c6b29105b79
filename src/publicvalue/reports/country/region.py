"""The page of a region: every country on one line, where each stands, what is unknown, and what to do together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue import __version__
from publicvalue.country.facts import STATUS, status_of
from publicvalue.country.reference import Step
from publicvalue.country.region.profile import RegionProfile
from publicvalue.country.standing import Standing
from publicvalue.reports.country.advice import policy_blocks
from publicvalue.reports.country.alike import alike_blocks, alike_table, pool_blocks
from publicvalue.reports.country.brief import step_item
from publicvalue.reports.country.comparison.matrices import matrix_tables, review_matrix, strategy_matrix
from publicvalue.reports.country.maps import SHORT, region_maps
from publicvalue.reports.country.published import NOT_COVERED
from publicvalue.reports.country.sequence import sequence_blocks, sequence_table
from publicvalue.reports.document.blocks import (
    Block,
    Cell,
    Document,
    Figure,
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
from publicvalue.reports.pictures.model import Band, IntervalBands
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.render.terminal import render_text
from publicvalue.reports.table import Cell as TableCell
from publicvalue.reports.table import Table, csv_text
from publicvalue.reports.wording import UNKNOWN
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, joined

SCALE = (0.0, 25.0, 50.0, 75.0, 100.0)
WIDTH = 100
MEMBERSHIP = {"member": Text("Members"), "associate": Text("Associate members")}


def region_document(region: RegionProfile) -> Document:
    """Return a region: all its countries, each visible by itself."""
    title = Text("AI in government in the Caribbean")
    made = Text(
        "Made with publicvalue {version} from the reference {reference}. {note}",
        version=__version__,
        reference=region.reference.name,
        note=Text(region.reference.head.note),
    )
    return Document(
        id="region",
        title=title,
        name=title,
        kicker=Text(
            "{members} members and {associates} associate members of UN ECLAC's Caribbean committee · {vintage}",
            members=sum(one.membership == "member" for one in region.reference.members),
            associates=sum(one.membership == "associate" for one in region.reference.members),
            vintage=region.reference.head.vintage,
        ),
        notices=(),
        opening=(Section("answer", Text("Where the region stands"), tuple(_answer(region)), "answer"),),
        sections=(
            Section("countries", Text("Country by country"), tuple(_countries(region)), contents=Text("Countries")),
            *_maps(region),
            Section("spread", Text("How far apart they lie"), tuple(_spread(region)), contents=Text("Spread")),
            Section("strategies", Text("Strategies"), tuple(_strategies(region)), contents=Text("Strategies")),
            *_institutions(region),
            *_together(region),
            Section("advice", Text("What to do together"), tuple(_advice(region)), contents=Text("Advice")),
            Section("sources", Text("Sources"), (_sources(region),), contents=Text("Sources")),
        ),
        foot=said(made),
    )


def _together(region: RegionProfile) -> Iterator[Section]:
    """Yield what states could share, of those that brought their systems or specialists."""
    names = region.framework.countries
    if region.systems:
        blocks = tuple(alike_blocks(region.alike, len(region.systems), names))
        yield Section("alike", Text("The same built by several states"), blocks, contents=Text("Alike"))
    if region.pool:
        blocks = tuple(pool_blocks(region.pool, names))
        yield Section("specialists", Text("Specialists who could be shared"), blocks, contents=Text("Specialists"))


def _institutions(region: RegionProfile) -> Iterator[Section]:
    """Yield the reviews of institutions, of those countries that brought one."""
    if blocks := tuple(review_matrix(region)):
        title = Text("Public value of institutions")
        yield Section("institutions", title, blocks, contents=Text("Institutions"))


def _advice(region: RegionProfile) -> Iterator[Block]:
    """Yield the advice under its policies, and as one sequence."""
    yield from policy_blocks(region.framework.policies, region.advice, region.framework.countries)
    if region.advice:
        blocks = tuple(sequence_blocks(region.advice, sequence_table(region.framework.policies, region.advice)))
        yield Section("sequence", Text("Sequence"), blocks, "part")


def _sources(region: RegionProfile) -> Items:
    told = (
        Text("{title}: {read}", title=Text(one.title), read=Text(one.read))
        for one in region.reference.publications.values()
    )
    return Items(tuple(Item((one,)) for one in told))


def _answer(region: RegionProfile) -> Iterator[Block]:
    texts = [Text("{text:sentence}", text=one.text) for one in region.facts.values()]
    yield Paragraph((joined(*texts[:2]),), "answer")
    yield Paragraph((joined(*texts[2:]),))
    text = Text(
        "What is unknown is not low. No average of the region is taken: every country is shown by itself, and ranks "
        "carry the interval that rounding and the choices of the method leave."
    )
    yield Paragraph((text,))


def _countries(region: RegionProfile) -> Iterator[Block]:
    titles = (Text("{index} {year}", index=Text(one.index.title), year=str(one.year)) for one in region.standings)
    headings = (Text("Country"), Text("Strategy for AI"), *titles, Text("Level of services"))
    columns = tuple(map(GridColumn, headings))
    groups = tuple(
        Rows(
            tuple(_row(region, one.code) for one in region.reference.members if one.membership == kind),
            MEMBERSHIP[kind],
        )
        for kind in MEMBERSHIP
    )
    title = Text("Every country: score of 100, rank with its 95 % interval")
    yield Grid(title, title, columns, groups, download=countries_table(region))


def _row(region: RegionProfile, code: str) -> Row:
    steps = region.reference.steps_of(code)
    status = SHORT[status_of(steps)]
    if steps:
        weak = Text(", weak source") if steps[0].weak else ""
        status = Text("{status} ({date}{weak})", status=status, date=steps[0].date, weak=weak)
    level = region.levels.get(code)
    told = Text("{level:fixed1} of 5", level=level.level) if level and level.level is not None else UNKNOWN
    places: tuple[Cell, ...] = tuple(_place(region, one, code) for one in region.standings)
    return Row((Text(region.framework.countries[code]), status, *places, told), code)


def _place(region: RegionProfile, standing: Standing, code: str) -> Text:
    place = standing.places.get(code)
    if place is None:
        series = next(one for one in region.series[code] if one.definition.id == standing.index.id)
        if not series.covered:
            return NOT_COVERED
        return Text("not in this edition")
    if place.rank is None:
        return Text("{score:fixed1}", score=place.score)
    if place.low is None or place.high is None or place.low == place.high:
        return Text("{score:fixed1}, rank {rank}", score=place.score, rank=place.rank)
    told = {"rank": place.rank, "low": place.low, "high": place.high}
    return Text("{score:fixed1}, rank {rank} ({low} to {high})", score=place.score, **told)


def countries_table(region: RegionProfile) -> Table:
    """Return every country with its status, and its score and rank in each index."""
    rows: list[tuple[TableCell, ...]] = []
    for member in region.reference.members:
        steps = region.reference.steps_of(member.code)
        cells: list[TableCell] = [member.code, Text(region.framework.countries[member.code])]
        cells += [
            Text("{kind:word}", kind=member.membership),
            SHORT[status_of(steps)],
            steps[0].date if steps else None,
        ]
        for one in region.standings:
            place = one.places.get(member.code)
            cells += [place.score, place.rank, place.low, place.high] if place else [None] * 4
        level = region.levels.get(member.code)
        rows.append((*cells, level.level if level else None))
    columns: list[str] = [Text("code"), Text("country"), Text("membership"), Text("strategy"), Text("as of")]
    for one in region.standings:
        name = Text("{index} {year}", index=Text(one.index.title), year=str(one.year))
        columns += [Text("{index}, score", index=name), Text("{index}, rank", index=name)]
        columns += [Text("{index}, rank low", index=name), Text("{index}, rank high", index=name)]
    title = Text("Every country: score of 100, rank with its 95 % interval")
    return Table("countries", title, (*columns, Text("level of services")), tuple(rows))


def _maps(region: RegionProfile) -> Iterator[Section]:
    if region.reference.outline is not None:
        source = Text(region.reference.outline.source)
        figures = tuple(Figure(id, one, table) for id, one, table in region_maps(region))
        blocks: tuple[Block, ...] = (*figures, *said(source))
        yield Section("maps", Text("Who is where"), blocks, contents=Text("Maps"))


def _spread(region: RegionProfile) -> Iterator[Block]:
    yield from said(Text("One dot is one country. No average is taken, and no country is left out for being small."))
    bands, rows = [], []
    for one in region.standings:
        dots = tuple(place.score for place in one.places.values())
        if not dots:
            continue
        name = Text("{index} {year}", index=Text(one.index.title), year=str(one.year))
        span = Text(
            "{low:fixed1} to {high:fixed1}, {number} countries", low=min(dots), high=max(dots), number=len(dots)
        )
        bands.append(Band(name, 0, 0, 0, span, dots=dots))
        rows += [(name, code, place.score) for code, place in one.places.items()]
    title = Text("Scores of the countries, 0 to 100")
    table = Table("spread", title, (Text("index"), Text("code"), Text("score")), tuple(rows))
    yield Figure("spread", IntervalBands(title, tuple(bands), SCALE), table)


def _strategies(region: RegionProfile) -> Iterator[Block]:
    known = [one for one in region.reference.members if region.reference.steps_of(one.code)]
    items = [
        step_item(step, Text(region.framework.countries[member.code]))
        for member in known
        for step in region.reference.steps_of(member.code)
    ]
    yield Items((*items, *(step_item(one, Text("The region")) for one in region.reference.regional)))
    names = tuple(Text(region.framework.countries[one.code]) for one in region.reference.members if one not in known)
    if names:
        head = Span(Text("Nothing is known of:"), "strong")
        yield Paragraph((head, Text("{names:and}. That is no proof that there is nothing.", names=names)))
    yield from strategy_matrix(region)


def steps_table(region: RegionProfile) -> Table:
    """Return every step with its date and its sources."""

    def row(name: str, one: Step) -> tuple[TableCell, ...]:
        weak = Text("yes") if one.weak else Text("no")
        sources = Text("{sources:parts}", sources=one.sources)
        return (name, STATUS[one.status], one.date, Text(one.text), sources, Text("{kind:word}", kind=one.kind), weak)

    rows = [row(one.country, one) for one in region.reference.steps]
    rows += [row(Text("The region"), one) for one in region.reference.regional]
    columns = (
        Text("code"),
        Text("status"),
        Text("date"),
        Text("text"),
        Text("sources"),
        Text("who says so"),
        Text("weak source"),
    )
    return Table("steps", Text("Steps towards strategies for AI"), columns, tuple(rows))


def region_files(region: RegionProfile, language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return the page of a region in every form, with its tables: name of the file -> content."""
    files = dict(in_every_form("region", region_document(region), language))
    advice = sequence_table(region.framework.policies, region.advice)
    tables = (countries_table(region), steps_table(region), *matrix_tables(region), alike_table(region.alike), advice)
    for table in tables:
        if table.rows:
            files[f"tables/{table.name}.csv"] = csv_text(table, language).encode("utf-8-sig")
    return files


def render_region(region: RegionProfile, language: Language = ENGLISH) -> str:
    """Return the page of a region as text."""
    return render_text(region_document(region), language, WIDTH)
