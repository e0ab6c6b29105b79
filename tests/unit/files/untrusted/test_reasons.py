"""The reason that a reader in a process of its own gives comes as a text, and can be said in every language."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from publicvalue.errors import EvidenceError
from publicvalue.evidence.model import Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.tables.raw import open_raw
from publicvalue.files.untrusted.limited_process import MOST_REASON, reason_of
from publicvalue.words.languages import language_of
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text

SPANISH = language_of("es")


def told(stderr: str) -> str:
    return reason_of(CompletedProcess([], 4, b"", stderr.encode()))


def test_a_reason_is_a_text() -> None:
    reason = Text("its XML is damaged in line {line}", line=7)
    found = told(f"warning of a library\n{json.dumps(to_data(reason))}\n")
    assert found == reason
    assert SPANISH.write(found) == "su XML está dañado en la línea 7"


@pytest.mark.parametrize(
    ("stderr", "expected"),
    [
        ("", "no reason given"),
        ("Traceback\nMemoryError: too much\n", "MemoryError: too much"),
        ("x" * 5_000, "x" * 200),
        ('{"id": "{x.__class__}", "values": {"x": 1}}', '{"id": "{x.__class__}", "values": {"x": 1}}'),
        ("[" * MOST_REASON, "[" * 200),
        ('"words"', '"words"'),
    ],
)
def test_what_a_reader_wrote_otherwise_stays_as_it_is(stderr: str, expected: str) -> None:
    assert told(stderr) == expected


@pytest.mark.parametrize(
    ("name", "content", "english", "spanish"),
    [
        ("log.xes", b"<log><trace></log>", "its XML is damaged in line 1", "su XML está dañado en la línea 1"),
        ("log.json", b'{"objects": [], ', "its JSON is damaged in line 1", "su JSON está dañado en la línea 1"),
        ("log.json", b'{"objects": []}', "'events' is missing", "falta 'events'"),
        (
            "log.xes.gz",
            gzip.compress(b"<logs/>", mtime=0),
            "its first element is 'logs', not 'log'",
            "su primer elemento es 'logs', no 'log'",
        ),
    ],
)
def test_a_log_is_refused_in_two_languages(
    tmp_path: Path, name: str, content: bytes, english: str, spanish: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with open_engine(tmp_path) as engine, pytest.raises(EvidenceError) as caught:
        open_raw(engine, Evidence("e", "records", "A log", name, "made up"))
    what = caught.value.problems[0].what
    assert f"({english})" in what
    assert f"({spanish})" in SPANISH.write(what)
    assert SPANISH.write(what).startswith("archivo rechazado: no se puede leer como un registro de eventos")
