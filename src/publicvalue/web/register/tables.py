"""Lists of systems as CSV and JSON: columns that keep their names, and nothing that a spreadsheet would run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.http import HttpResponse, StreamingHttpResponse

from publicvalue.interop import own_table
from publicvalue.reports.table import Table, csv_text
from publicvalue.web.register.models import System
from publicvalue.web.register.records import values_of

BATCH = 500


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


def csv_response(systems: Iterable[System], name: str) -> StreamingHttpResponse:
    """Return a list of records as CSV, in batches."""

    def parts() -> Iterator[str]:
        yield "\ufeff"
        head = own_table.COLUMNS
        yield csv_text(Table(name, name, head, ()))
        batch: list[tuple[str, ...]] = []
        for one in systems:
            batch.append(tuple(plain_row(one).values()))
            if len(batch) == BATCH:
                yield _body(name, batch)
                batch = []
        yield _body(name, batch)

    return _as_file(StreamingHttpResponse(parts(), content_type="text/csv; charset=utf-8"), f"{name}.csv")


def _body(name: str, rows: list[tuple[str, ...]]) -> str:
    whole = csv_text(Table(name, name, own_table.COLUMNS, tuple(rows)))
    return whole.partition("\r\n")[2]


def json_response(systems: Iterable[System], name: str) -> StreamingHttpResponse:
    """Return a list of records as JSON: `{"systems": [...]}`."""

    def parts() -> Iterator[str]:
        yield '{"systems": ['
        for number, one in enumerate(systems):
            yield (",\n" if number else "\n") + json.dumps(plain_row(one), ensure_ascii=False)
        yield "\n]}\n"

    return _as_file(StreamingHttpResponse(parts(), content_type="application/json"), f"{name}.json")


def record_response(system: System) -> HttpResponse:
    """Return one record as JSON."""
    text = json.dumps(plain_row(system), ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type="application/json")


def _as_file(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
