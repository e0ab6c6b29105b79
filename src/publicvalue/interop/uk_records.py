"""Records of the algorithmic transparency recording standard of the United Kingdom: the index of those published.

Source: GOV.UK, algorithmic transparency records, Open Government Licence v3.0. The index holds title, publishing body,
description and address, and none of the answers of the two tiers; it does not say in which phase a tool is. So its rows
come in without a phase, which is asked for when somebody takes a record over.
"""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.interop.conversion import Converted, Format, RowCells, without_blank
from publicvalue.words.text import Text

COUNTRY = "GBR"


def convert(row: Mapping[str, str]) -> Converted:
    """Turn a record of the index into the fields of a record."""
    cells = RowCells(row)
    name = cells.text("tool_name") or cells.text("title")
    url = cells.text("url")
    values = {
        "name": name,
        "summary": cells.text("description") or name,
        "source": "UK ATRS",
        "source_id": url.rstrip("/").rsplit("/", 1)[-1],
        "source_url": url,
    }
    return Converted(without_blank(values), cells.text("publishing_body"), "", COUNTRY, losses=tuple(cells.losses))


FORMAT = Format(
    "uk-atrs",
    Text("Algorithmic transparency records of the United Kingdom, index"),
    Text("Open Government Licence v3.0"),
    frozenset({"publishing_body", "tool_name", "published", "url"}),
    frozenset({"description", "publishing_body", "title", "tool_name", "url"}),
    convert,
    ("utf-8-sig",),
)
