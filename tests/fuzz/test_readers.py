"""Files of every form that are damaged or hold odd things: read whole, or refused in plain words, and never more."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
from hypothesis import strategies as st
from openpyxl import Workbook

from event_files import OCEL, xes
from fuzz.folders import HEAD, SMALL
from fuzz.odd_values import CELLS, VALUES, as_json, as_yaml, damaged, damages, json_spoils, spoil, spoils
from fuzz.runs import fuzzed, or_refused, run_and_hold
from fuzz.test_bundles import made
from publicvalue.evidence.parsing.assessment import read_assessment
from publicvalue.files.register_files import read_register_file, table_with_errors
from publicvalue.files.results_file import read_results
from publicvalue.files.signatures.keys import read_private_key, read_public_key, write_new_keys
from publicvalue.files.signatures.statement import Signature, SignedStatement, read_signature
from publicvalue.files.stores.ledgers import new_ledger, parse_ledger, written_ledger
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.interop.reading import FORMATS, read_register
from publicvalue.results.codec import plain
from publicvalue.results.manifest import RESULTS
from publicvalue.results.reproduction import differing_values

OUTCOMES = {0: "taken", 2: "refused"}
TODAY = dt.date(2026, 8, 31)
ROWS = list(csv.reader(io.StringIO(SMALL["percentile"].rows)))
TRACES = "".join(
    f'<trace><string key="concept:name" value="c{case}"/>'
    + "".join(
        f'<event><string key="concept:name" value="{step}"/><string key="org:resource" value="w{case}"/>'
        f'<date key="time:timestamp" value="2024-03-{day:02d}T09:00:00"/></event>'
        for step, day in (("in", case), ("out", case + 3))
    )
    + "</trace>"
    for case in range(1, 9)
)


def workbook() -> bytes:
    book = Workbook()
    for row in ROWS:
        book.worksheets[0].append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pyarrow.csv.read_csv(io.BytesIO(SMALL["percentile"].rows.encode())), stream)
    return stream.getvalue()


def database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "e.db"
        connection = sqlite3.connect(path)
        names = ", ".join(f'"{name}{place}"' if name == "NAME" else f'"{name}"' for place, name in enumerate(ROWS[0]))
        connection.execute(f"CREATE TABLE cases ({names})")
        marks = ",".join("?" * len(ROWS[0]))
        connection.executemany(f"INSERT INTO cases VALUES ({marks})", ROWS[1:])  # noqa: S608 - question marks
        connection.commit()
        connection.close()
        return path.read_bytes()


FORMS: dict[str, tuple[Callable[[], bytes], dict[str, object]]] = {
    ".xlsx": (workbook, {}),
    ".parquet": (parquet, {}),
    ".db": (database, {}),
    ".csv": (lambda: SMALL["percentile"].rows.encode("utf-16"), {}),
    ".xes": (lambda: xes(TRACES).encode(), {"cases": {}}),
    ".xes.gz": (lambda: gzip.compress(xes(TRACES).encode(), mtime=0), {"cases": {}}),
    ".json": (lambda: json.dumps(OCEL).encode(), {"cases": {"where": {"object_type": ["Permit"]}}}),
}


@cache
def content_of(form: str) -> bytes:
    return FORMS[form][0]()


def check_file(form: str, content: bytes) -> int:
    """Check a small assessment whose evidence is a file of this form."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        item = {"id": "e", "kind": "records", "title": "T", "file": f"e{form}", "source": "s", **FORMS[form][1]}
        columns = {"value": "duration"} if "cases" in item else {"value": {"column": "days", "unit": "days"}}
        answer = {"indicator": "administrative.risk.security.repair_time", "evidence": "e", "columns": columns}
        (folder / f"e{form}").write_bytes(content)
        (folder / "assessment.yaml").write_text(as_yaml({**HEAD, "evidence": [item], "answers": [answer]}))
        return run_and_hold("check", folder)[0]


def test_every_form_is_right_before_it_is_damaged() -> None:
    assert {form: check_file(form, content_of(form)) for form in FORMS} == dict.fromkeys(FORMS, 0)


@fuzzed(4, form=st.sampled_from(sorted(FORMS)), changes=damages)
def test_damaged_files_of_evidence_are_read_or_refused(form: str, changes: list[tuple[int, int, bytes]]) -> str:
    return OUTCOMES[check_file(form, damaged(content_of(form), changes))]


MARKS = (
    "\n",
    "\n  ",
    " ",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "#",
    "'",
    '"',
    "|",
    ">",
    "&a ",
    "*a",
    "<<: ",
    "? ",
    "---",
    "%",
)
written = st.lists(st.sampled_from((*VALUES, *MARKS, "assessment", "evidence", "answers", "id")), max_size=30).map(
    "".join
)


@fuzzed(30, changes=st.lists(spoils, min_size=1, max_size=3), damage=damages | st.just([]), text=written | st.just(""))
def test_texts_of_settings_are_read_or_refused(changes: list, damage: list, text: str) -> str:  # type: ignore[type-arg]
    content = text.encode("utf-8", "replace")
    content = content or damaged(as_yaml(spoil(SMALL["share"].tree(), changes)).encode("utf-8", "replace"), damage)

    def read() -> object:
        problems: list = []  # type: ignore[type-arg]
        node = parse_yaml(content.decode("utf-8", "replace"), "a.yaml", problems)
        assessment = read_assessment(node, problems)
        assert assessment or problems
        return node

    return or_refused(read)[1]


@fuzzed(10, changes=json_spoils, damage=damages | st.just([]))
def test_results_are_read_as_they_stand_or_refused(changes: list, damage: list) -> str:  # type: ignore[type-arg]
    stored = made().members[RESULTS]
    content = as_json(spoil(json.loads(stored), changes)).encode("utf-8", "replace") if not damage else stored
    content = damaged(content, damage)
    result, outcome = or_refused(lambda: read_results(content, "results.json"))
    if result is not None:
        # What is taken says what stands there: nothing is left out, and nothing filled in.
        assert list(differing_values(json.loads(content), plain(result))) == []
    return outcome


@fuzzed(10, changes=json_spoils, damage=damages | st.just([]))
def test_ledgers_are_read_or_refused(changes: list, damage: list) -> str:  # type: ignore[type-arg]
    data = json.loads(ledger())
    content = damaged(as_json(spoil(data, changes)).encode("utf-8", "replace") if not damage else ledger(), damage)
    found, outcome = or_refused(lambda: parse_ledger(content, "ledger"))
    if found is not None:
        assert written_ledger(parse_ledger(written_ledger(found), "ledger")) == written_ledger(found)
    return outcome


@cache
def ledger() -> bytes:
    return written_ledger(new_ledger())


@fuzzed(10, form=st.sampled_from(sorted(FORMATS)), cells=st.lists(st.sampled_from(CELLS), max_size=40), damage=damages)
def test_registers_are_read_or_refused(form: str, cells: list[str], damage: list) -> str:  # type: ignore[type-arg]
    stream = io.StringIO()
    csv.writer(stream).writerows([sorted(FORMATS[form].columns | FORMATS[form].used), cells, cells[::-1]])
    content = damaged(stream.getvalue().encode("utf-8", "replace"), damage)

    def read() -> object:
        table = read_register_file("a.csv", content)
        found = read_register(table.file, table.header, table.rows, TODAY)
        assert len(found.taken) + len(found.refused) == len(table.rows)
        table_with_errors(table, {row.row: "x" for row in found.refused}, "Errors")
        return found

    return or_refused(read)[1]


@fuzzed(10, which=st.sampled_from(("key", "pub", "sig")), damage=damages)
def test_keys_and_signatures_are_read_or_refused(which: str, damage: list) -> str:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"a.{which}"
        path.write_bytes(damaged(signed()[which], damage))
        read = {"key": lambda: read_private_key(path, ""), "pub": lambda: read_public_key(path)}
        return or_refused(read.get(which, lambda: read_signature(path)))[1]


@cache
def signed() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        private, public = Path(place) / "a.key", Path(place) / "a.pub"
        key = write_new_keys(private, public, "")
        statement = SignedStatement("file", "0" * 64, "Office", TODAY, key.id)
        file = Signature(statement, read_private_key(private, "").sign(statement.content())).file()
        return {"key": private.read_bytes(), "pub": public.read_bytes(), "sig": file}
