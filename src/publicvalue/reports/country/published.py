"""What is published of a country: its indices with their breaks, its place in the region, and what a peer has more."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.country.model import TOTAL
from publicvalue.country.profile import CountryProfile
from publicvalue.country.readiness import IndexResult
from publicvalue.country.series import EditionTotal, IndexSeries
from publicvalue.reports.document.blocks import Block, Grid, GridColumn, Paragraph, Row, Rows, Span
from publicvalue.words.text import Text, joined

NOT_COVERED = Text("not covered")
NOTHING = Text("–")


def figure_blocks(profile: CountryProfile) -> tuple[Block, ...]:
    """Return the indices of a country as a grid, and what must be known to read it."""
    by_id = {one.definition.id: one for one in profile.readiness.indices}
    if not any(one.covered for one in profile.series):
        text = Text(
            "No publisher covers the country: not the {indices:and}. Nothing can be compared, and nothing is known to "
            "be low. Its own lists of services, strategy and competence are the way to be seen.",
            indices=tuple(Text(one.definition.title) for one in profile.series),
        )
        return (Paragraph((text,)),)
    rows = tuple(_row(profile, one, by_id[one.definition.id]) for one in profile.series)
    columns = (
        GridColumn(Text("Index")),
        GridColumn(Text("Latest edition")),
        GridColumn(Text("Place in the region")),
        GridColumn(Text("Over the years")),
        GridColumn(Text("Furthest behind the middle of the region")),
    )
    title = Text("Published indices of the country")
    grid = Grid(title, title, columns, (Rows(rows),))
    return (grid, *_reach(profile), *_places(profile))


def _row(profile: CountryProfile, series: IndexSeries, found: IndexResult) -> Row:
    title = Text(series.definition.title)
    if not series.covered:
        return Row((title, NOT_COVERED, NOTHING, NOTHING, NOTHING))
    latest = series.totals[-1]
    return Row((title, _latest(series, latest), _place(profile, found), _years(series), _weakest(profile, series)))


def _latest(series: IndexSeries, latest: EditionTotal) -> tuple[str, ...]:
    total = Text("{year}: {total}", year=str(latest.year), total=_value(series, latest))
    if latest.rank and latest.ranked:
        return (total, Text("(rank {rank} of {ranked})", rank=latest.rank, ranked=latest.ranked))
    if not series.definition.ranked:
        return (total, Text("(no rank: its publisher means none)"))
    return (total,)


def _value(series: IndexSeries, one: EditionTotal) -> Text:
    """Write a total with the decimals that tell countries apart: one of 100, three of 1."""
    if series.definition.high >= 100:
        return Text("{total:fixed1}", total=one.total)
    return Text("{total:fixed3}", total=one.total)


def _place(profile: CountryProfile, found: IndexResult) -> str:
    """Tell the place in the edition that covers most of the region; else in the country's own latest, by totals."""
    if not found.definition.ranked:
        return Text("not ranked")
    standing = next(one for one in profile.standings if one.index.id == found.definition.id)
    if place := standing.places.get(profile.member.code):
        told: dict[str, str | int] = {
            "year": str(standing.year),
            "rank": place.rank or 0,
            "ranked": len(standing.places),
        }
        if place.low is None or place.high is None or place.low == place.high:
            return Text("{year}: {rank} of {ranked}", **told)
        return Text("{year}: {rank} of {ranked} (95 %: {low} to {high})", low=place.low, high=place.high, **told)
    own = found.peers.get(profile.member.code)
    if own is None:
        return NOTHING
    rank = 1 + sum(score > own for score in found.peers.values())
    return Text("{year}: {rank} of {ranked}, by totals alone", year=str(found.year), rank=rank, ranked=len(found.peers))


def _years(series: IndexSeries) -> str:
    """Tell each run of editions that compare, and leave those out that compare with none but the latest."""
    texts, runs = [], series.runs()
    for run in runs:
        first, last = run[0], run[-1]
        if len(run) > 1:
            ends = {"first": str(first.year), "last": str(last.year)}
            values = {"low": _value(series, first), "high": _value(series, last)}
            texts.append(Text("{first} to {last}: {low} → {high}", **ends, **values))
        elif run is runs[-1] or not first.refused:
            texts.append(Text("{year}: {total}", year=str(first.year), total=_value(series, first)))
    return Text("{texts:parts}", texts=tuple(texts))


def _weakest(profile: CountryProfile, series: IndexSeries) -> str:
    own = [one for one in profile.middles.values() if one.index.id == series.definition.id]
    if not own:
        return NOTHING
    worst = max(own, key=lambda one: one.behind)
    if worst.behind <= 0:
        return Text("none: every pillar is at the middle of {count} countries or above", count=worst.countries)
    titles = {pillar.id: pillar.title for pillar in worst.index.pillars}
    return Text(
        "{pillar}: {own:fixed1} of 100; middle {median:fixed1}",
        pillar=Text(titles[worst.pillar]),
        own=worst.own,
        median=worst.median,
    )


def _reach(profile: CountryProfile) -> Iterator[Block]:
    """Tell what would be needed to reach the next country of the region, where an index ranks."""
    texts = [text for one in profile.readiness.indices if one.definition.ranked and (text := _next_above(profile, one))]
    if texts:
        yield Paragraph((Span(Text("To reach the next:"), "strong"), joined(*texts)))


def _next_above(profile: CountryProfile, found: IndexResult) -> str:
    own = found.peers.get(profile.member.code)
    above = {code: score for code, score in found.peers.items() if own is not None and score > own}
    if own is None or not above:
        return ""
    code = min(above, key=lambda one: above[one])
    scale = 100 / (found.definition.high - found.definition.low)
    figures = {
        (one.country, one.part): scale * (one.value - found.definition.low)
        for one in profile.case.figures
        if (one.index, one.year) == (found.definition.id, found.year) and one.part != TOTAL
    }
    gaps = {
        pillar.title: figures[code, pillar.id] - figures[profile.member.code, pillar.id]
        for pillar in found.definition.pillars
        if {(code, pillar.id), (profile.member.code, pillar.id)} <= figures.keys()
    }
    told: dict[str, str | float] = {
        "index": Text(found.definition.title),
        "year": str(found.year),
        "country": Text(profile.framework.countries[code]),
        "gap": above[code] - own,
    }
    if not gaps:
        return Text("{index} {year}: {country} is {gap:fixed1} points of 100 ahead.", **told)
    most = max(gaps, key=lambda one: gaps[one])
    return Text(
        "{index} {year}: {country} is {gap:fixed1} points of 100 ahead, most at {pillar:lower} ({points:fixed1}).",
        pillar=Text(most),
        points=gaps[most],
        **told,
    )


def gap_texts(profile: CountryProfile) -> Iterator[Text]:
    """Tell where lines break and what intervals hold, for the foot of a page."""
    if not any(one.covered for one in profile.series):
        return
    yield Text(
        "A semicolon between years is a break: the index changed, and no line may be drawn across it. No publisher "
        "gives an interval; places in the region hold rounding and the choices of the method alone."
    )
    covered = (one.definition for one in profile.series if one.covered)
    names = tuple(Text("{index}: {source}", index=Text(one.title), source=Text(one.source)) for one in covered)
    yield Text("Sources: {names:parts}.", names=names)


def _places(profile: CountryProfile) -> Iterator[Block]:
    """Tell between which places of the region readiness lies, however it is formed."""
    if found := profile.places:
        head = Span(Text("Readiness formed in other ways:"), "strong")
        told = {"best": found.best, "worst": found.worst, "ways": found.ways}
        if found.best == found.worst:
            yield Paragraph((head, Text("place {best} of the region under each of {ways} ways.", **told)))
            return
        yield Paragraph((head, Text("place {best} to {worst} of the region over {ways} ways.", **told)))
