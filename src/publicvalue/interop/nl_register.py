"""The Dutch algorithm register: the short form of each record, as its list is published.

Source: Ministry of the Interior, Algoritmeregister (algoritmes.overheid.nl), CC0 1.0. Its texts are in Dutch, and stay
so. The list says when a record was registered, not since when the algorithm is used: that day is lost.
"""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.interop.conversion import Converted, Format, RowCells, without_blank
from publicvalue.words.text import Text

COUNTRY = "NLD"
PHASES = {"in_gebruik": "use", "ontwikkeling": "development", "buiten_gebruik": "ended"}
ASSESSED = {"ja": "yes", "nee": "no", "onbekend": ""}


def convert(row: Mapping[str, str]) -> Converted:
    """Turn a row into the fields of a record."""
    cells = RowCells(row)
    goal = cells.text("doel")
    values = {
        "name": cells.text("title"),
        "summary": goal,
        "phase": cells.coded("status", PHASES),
        "legal_basis": cells.text("juridische_basis"),
        "impact_assessment": cells.coded("impactassessment", ASSESSED),
        "source": "NL",
        "source_id": cells.text("id"),
        "source_url": cells.text("url"),
    }
    return Converted(without_blank(values), cells.text("organisatie"), "", COUNTRY, losses=tuple(cells.losses))


FORMAT = Format(
    "nl",
    Text("Dutch algorithm register, list of records"),
    Text("CC0 1.0"),
    frozenset({"doel", "juridische_basis", "organisatie", "status", "title"}),
    frozenset({"doel", "id", "impactassessment", "juridische_basis", "organisatie", "status", "title", "url"}),
    convert,
    ("utf-8-sig",),
)
