"""Maps of a region: how far each country is on its way to a strategy, and how many indices cover it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publicvalue.country.facts import status_of
from publicvalue.country.region.profile import RegionProfile
from publicvalue.reports.pictures.model import MapMark, RegionMap
from publicvalue.reports.table import Table
from publicvalue.reports.wording import UNKNOWN
from publicvalue.words.text import Text

SHORT = {
    "adopted": Text("adopted"),
    "drafting": Text("being drafted"),
    "announced": Text("announced"),
    "assessed": Text("readiness assessed"),
    "discussed": Text("discussed"),
    "digital_strategy": Text("digital strategy only"),
    "nothing_found": Text("nothing found"),
    "unknown": UNKNOWN,
}
STATUS_KINDS = (
    Text("strategy adopted"),
    Text("being drafted, or announced"),
    Text("assessed or discussed, or a digital strategy only"),
    Text("nothing is known, or nothing was found"),
)
KIND_OF_STATUS = {"adopted": 0, "drafting": 1, "announced": 1, "nothing_found": 3, "unknown": 3}
"""Which mark stands for a status; those that are not here are other steps."""
OTHER_STEPS = 2
COVERED_KINDS = (
    Text("covered by all three indices"),
    Text("covered by two"),
    Text("covered by one"),
    Text("covered by none"),
)
Line = tuple[tuple[float, float], ...]


def region_maps(region: RegionProfile) -> Iterator[tuple[str, RegionMap, Table]]:
    """Yield the maps of a region with the table of each; none where it is not told where its countries lie."""
    if region.reference.outline is None:
        return
    coasts = tuple(map(_line, region.reference.outline.coasts))
    yield _map(
        region,
        coasts,
        ("map-strategy", Text("Steps towards a strategy for AI, country by country"), STATUS_KINDS),
        lambda code: KIND_OF_STATUS.get(status_of(region.reference.steps_of(code)), OTHER_STEPS),
    )
    yield _map(
        region,
        coasts,
        ("map-covered", Text("Who is measured: how many of the indices cover a country"), COVERED_KINDS),
        lambda code: max(0, len(COVERED_KINDS) - 1 - sum(one.covered for one in region.series[code])),
    )


def _line(written: str) -> Line:
    points = (point.split(",") for point in written.split())
    return tuple((float(longitude), float(latitude)) for longitude, latitude in points)


def _map(
    region: RegionProfile,
    coasts: tuple[Line, ...],
    named: tuple[str, Text, tuple[Text, ...]],
    kind_of: Callable[[str], int],
) -> tuple[str, RegionMap, Table]:
    id, title, kinds = named
    outline = region.reference.outline
    places_of = outline.places if outline else {}
    marks = tuple(
        MapMark(
            Text(region.framework.countries[one.code]),
            one.code,
            (places_of[one.code][0], places_of[one.code][1]),
            kind_of(one.code),
        )
        for one in region.reference.members
    )
    longitudes, latitudes = zip(
        *(point for line in coasts for point in line), *(one.place for one in marks), strict=True
    )
    frame = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    rows = tuple((one.label, one.name, kinds[one.kind]) for one in sorted(marks, key=lambda one: (one.kind, one.label)))
    table = Table(id, title, (Text("code"), Text("country"), Text("what is known")), rows)
    return id, RegionMap(title, frame, coasts, marks, kinds), table
