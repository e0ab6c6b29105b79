"""Lists of systems as CSV and JSON: columns that keep their names, and nothing that a spreadsheet would run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.http import HttpResponse, StreamingHttpResponse

from publicvalue.interop import own_table
from publicvalue.web.register.gates import last_gates
from publicvalue.web.register.models import System
from publicvalue.web.register.records import values_of
from publicvalue.web.sent_files import batches, csv_file, sent_as

HEAD = (*own_table.COLUMNS, *own_table.GATE_COLUMNS)


def plain_row(system: System) -> dict[str, str]:
    """Return a record as names and texts; what was not reported is empty, what is none says so."""
    agency = system.agency
    head = {
        own_table.ID: system.slug,
        own_table.AGENCY: agency.name,
        own_table.CODE: agency.slug,
        own_table.COUNTRY: agency.country.code,
    }
    values = values_of(system)
    return {**head, **{column: values.get(column, "") for column in own_table.COLUMNS if column not in head}}


def gated_rows(systems: Iterable[System]) -> Iterator[dict[str, str]]:
    """Yield records as `plain_row` does, each with the last gate on record behind it; empty where none is."""
    for batch in batches(systems):
        gates = last_gates(batch)
        for one in batch:
            found = gates[one.pk]["row"] if one.pk in gates else None
            told = (found.gate, found.decision, found.day.isoformat()) if found else ("", "", "")
            yield {**plain_row(one), **dict(zip(own_table.GATE_COLUMNS, told, strict=True))}


def csv_response(systems: Iterable[System], name: str) -> StreamingHttpResponse:
    """Return a list of records as CSV, in batches."""
    return csv_file(HEAD, (tuple(row.values()) for row in gated_rows(systems)), name)


def json_response(systems: Iterable[System], name: str) -> StreamingHttpResponse:
    """Return a list of records as JSON: `{"systems": [...]}`."""

    def parts() -> Iterator[str]:
        yield '{"systems": ['
        for number, row in enumerate(gated_rows(systems)):
            yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
        yield "\n]}\n"

    return sent_as(StreamingHttpResponse(parts(), content_type="application/json"), f"{name}.json")


def record_response(system: System) -> HttpResponse:
    """Return one record as JSON."""
    (row,) = gated_rows([system])
    text = json.dumps(row, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type="application/json")
