"""Cases of registers and of activities with a start and an end are the same by Spark as by DuckDB."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from event_files import MAPPING
from long_runs import confirming
from publicvalue.evidence.events.calendars import OfficeHours
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.definitions import DEFINITIONS

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
REGISTER = "id,from,to,area,Area\n" + "".join(
    f"{i},2024-03-{1 + i % 28:02} 09:00,{f'2024-04-{1 + i % 25:02} 10:00' if i % 3 else ''},x{i % 4},y\n"
    for i in range(60)
)
LOG = "id,step,at,part,event\n" + "".join(
    f"{i},{step},2024-03-{1 + i % 28:02} {hour:02}:00,{part},e{i}{step}{part}\n"
    for i in range(40)
    for step, hour, part in (
        ("check", 9, "start"),
        ("check", 11, "complete"),
        ("out", 14, "start"),
        ("out", 15, "complete"),
    )
    for _ in range(1 + i % 2)
)
MAPPINGS = {
    "register.csv": CaseMapping(
        columns={"case": "id", "opened": "from", "closed": "to"},
        keep=("area", "Area"),
        extracted=datetime.date(2024, 5, 1),
        within=20.0,
        hours=OfficeHours(8 * 3600, 16 * 3600),
    ),
    "log.csv": dataclasses.replace(
        MAPPING,
        columns={"case": "id", "activity": "step", "time": "at", "lifecycle": "part", "event": "event"},
        unit="days",
    ),
}
VALUES = {
    "register.csv": ("duration_within", "followed", "working_followed"),
    "log.csv": ("duration", "service", "waiting", "events", "rework"),
}


@pytest.mark.parametrize("file", ["register.csv", *confirming("log.csv")])
def test_values_of_cases_are_the_same(spark, tmp_path, file):
    (tmp_path / file).write_text(REGISTER if file == "register.csv" else LOG)
    evidence = Evidence("e", "records", "E", file, "s", cases=MAPPINGS[file])
    found = []
    for backend in (None, spark):
        with open_engine(tmp_path) as engine:
            engine.spark = backend
            for value in VALUES[file]:
                columns = {"value": (Column(value),)}
                columns |= {"group": (Column("Area"),)} if file == "register.csv" and value == "duration_within" else {}
                measure = "value_disparity" if "group" in columns else "completeness"
                columns = columns if measure == "value_disparity" else {"fields": columns["value"]}
                table = open_evidence(engine, evidence, Answer("i", "e", columns), DEFINITIONS[measure], "days")
                found.append((value, table.rows_read, sorted(map(str, table.rows.to_pyarrow().to_pylist()))))
    half = len(found) // 2
    assert found[:half] == found[half:]
    assert found[0][1] == (60 if file == "register.csv" else 40)
