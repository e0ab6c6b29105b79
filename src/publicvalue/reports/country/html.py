"""The page of a country: one HTML file that asks nothing of the network and needs no scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publicvalue import __version__
from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import IndexResult, Readiness, ReadinessScore
from publicvalue.reports.country.tables import country_tables
from publicvalue.reports.country.terminal import NO_INTERVAL, rank_text, score_text
from publicvalue.reports.pictures.bands import draw_bands
from publicvalue.reports.pictures.model import Band, Bands
from publicvalue.reports.render.cells import csv_link, write_cell
from publicvalue.reports.render.environment import template_environment
from publicvalue.reports.table import Table
from publicvalue.words.language import ENGLISH
from publicvalue.words.text import Text

PILLARS = Text("Readiness, indices and pillars with their intervals")
SCALE = (0.0, 25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True)
class CountryPage:
    """What the template of a country shows."""

    framework: ReadinessFramework
    case: CountryCase
    readiness: Readiness
    checklists: Sequence[ChecklistResult]
    pillars: str
    peers: Mapping[str, str]
    tables: Mapping[str, Table]
    no_interval: str
    version: str

    @property
    def name(self) -> str:
        """Name of the country."""
        return self.framework.countries[self.case.country]


def render_country_html(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> str:
    """Return a country as one self-contained HTML document."""
    page = CountryPage(
        framework=framework,
        case=case,
        readiness=readiness,
        checklists=checklists,
        pillars=draw_bands("pillars", Bands(PILLARS, tuple(_bands(readiness)), SCALE), ENGLISH),
        peers={index.definition.id: _peers(case, index) for index in readiness.indices if len(index.peers) > 1},
        tables=country_tables(framework, case, readiness, checklists),
        no_interval=NO_INTERVAL,
        version=__version__,
    )
    environment = template_environment()
    environment.filters.update(cell=write_cell, csv=csv_link, score=score_text, rank=rank_text)
    return environment.get_template("country.html.j2").render(page=page)


def _bands(readiness: Readiness) -> Iterator[Band]:
    yield from _band("Readiness", readiness.score)
    for index in readiness.indices:
        yield from _band(f"{index.definition.title}", index.score)
        for pillar in index.definition.pillars:
            yield from _band(f"– {pillar.title}", index.pillars[pillar.id])


def _band(name: str, score: ReadinessScore) -> Iterator[Band]:
    if score.value is not None and score.low is not None and score.high is not None:
        yield Band(name, score.low, score.value, score.high, score_text(score))


def _peers(case: CountryCase, index: IndexResult) -> str:
    """Draw the country's score alone, then every country as a dot: a spread, and no average."""
    own, dots = index.peers.get(case.country), tuple(index.peers.values())
    bands = [Band(case.country, 0, 0, 0, f"{own:.1f}", dots=(own,))] if own is not None else []
    span = f"{min(dots):.1f} to {max(dots):.1f}, {len(dots)} countries"
    bands.append(Band("All countries compared", 0, 0, 0, span, dots=dots))
    title = f"{index.definition.title} {index.year}: the country and its peers, one dot each"
    return draw_bands(f"peers-{index.definition.id}", Bands(title, tuple(bands), SCALE), ENGLISH)
