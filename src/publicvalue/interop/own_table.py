"""The register's own table, as it is downloaded: what was exported can be changed in a spreadsheet and read again."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.interop.conversion import Converted, Format, without_blank
from publicvalue.interop.fields import FIELDS
from publicvalue.words.text import Text

ID = "id"
AGENCY, CODE, COUNTRY = "agency", "agency_code", "country"
COLUMNS = (ID, AGENCY, CODE, COUNTRY, *FIELDS)
"""Columns of the table, in order."""
GATE, GATE_OUTCOME, GATE_DAY = "gate", "gate_outcome", "gate_day"
GATE_COLUMNS = (GATE, GATE_OUTCOME, GATE_DAY)
"""Columns that stand behind them: the last gate on record. They are told, and never read: a gate is not typed in."""


def convert(row: Mapping[str, str]) -> Converted:
    """Turn a row into the fields of a record."""
    values = {id: row.get(id, "").strip() for id in FIELDS}
    # A spreadsheet's text that would be run as a formula is exported behind an apostrophe.
    values = {id: text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text for id, text in values.items()}
    agency, code, country = (row.get(name, "").strip() for name in (AGENCY, CODE, COUNTRY))
    return Converted(without_blank(values), agency, code, country, row.get(ID, "").strip())


FORMAT = Format(
    "own",
    Text("Register of AI systems, own table"),
    Text("as its register says"),
    frozenset({"name", "summary", "phase"}),
    frozenset(COLUMNS),
    convert,
)
