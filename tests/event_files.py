"""Small event logs and databases, read as evidence is."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from publicvalue.errors import EvidenceError, Place
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.events.roll_up import open_rows
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits

COLUMNS = {"case": "id", "activity": "step", "time": "at"}
MAPPING = CaseMapping(columns=COLUMNS, place=Place("assessment.yaml", 9, None, "cases"))
HEADER = "id,step,at,from,who\n"


def rows_of(
    folder: Path,
    file: str,
    mapping: CaseMapping | None,
    table: str = "",
    limits: Limits = DEFAULT_LIMITS,
    asked: Collection[str] = (),
) -> list[dict[str, Any]]:
    with open_engine(folder, limits) as engine:
        evidence = Evidence("log", "records", "Log", file, "the agency", table=table, cases=mapping)
        engine.asked = {"log": frozenset(asked)} if asked else {}
        raw = open_rows(engine, evidence)
        wanted = [column for column in raw.columns if not asked or column.name in asked]
        columns = ", ".join(f'{column.key} AS "{column.name}"' for column in wanted)
        query = f"SELECT {columns} FROM ({raw.sql}) ORDER BY row"  # noqa: S608 - names of our own
        return engine.backend.con.sql(query).to_arrow_table().to_pylist()


def csv_cases(folder: Path, *lines: str, **mapping: Any) -> list[dict[str, Any]]:
    (folder / "log.csv").write_text(HEADER + "".join(f"{line}\n" for line in lines))
    return rows_of(folder, "log.csv", dataclasses.replace(MAPPING, **mapping))


def refusal(folder: Path, file: str, *contents: str | bytes, **options: Any) -> str:
    if contents:
        (folder / file).write_bytes(b"".join(c if isinstance(c, bytes) else c.encode() for c in contents))
    with pytest.raises(EvidenceError) as caught:
        rows_of(folder, file, options.pop("mapping", MAPPING), **options)
    return str(caught.value)


def xes(body: str) -> str:
    return f'<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/">{body}</log>'


def database(folder: Path, script: str) -> None:
    connection = sqlite3.connect(folder / "office.db")
    connection.executescript(script)
    connection.close()


STANDARD = CaseMapping(place=MAPPING.place)

OCEL = {
    "objectTypes": [],
    "eventTypes": [],
    "objects": [
        {
            "id": "p1",
            "type": "Permit",
            "attributes": [{"name": "area", "value": "North", "time": "2024-01-01"}],
        },
        {"id": "c1", "type": "Citizen", "attributes": []},
    ],
    "events": [
        {
            "id": "e1",
            "type": "apply",
            "time": "2024-01-01T09:00:00Z",
            "attributes": [{"name": "channel", "value": "web"}],
            "relationships": [{"objectId": "p1", "qualifier": "for"}, {"objectId": "c1", "qualifier": "by"}],
        },
        {"id": "e2", "type": "grant", "time": "2024-01-03T09:00:00Z", "relationships": [{"objectId": "p1"}]},
    ],
}
