"""Logs, databases, settings, answers, registers and bundles that were made to exhaust a machine."""

# ruff: noqa: S608 - the queries are hostile on purpose
from __future__ import annotations

import gzip
import hashlib
import json
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from hostile_files import HEAD, LOG, MB, VALUE, XES, attack, evidence, rows
from hostile_tables import cell, few, workbook

# ---- event logs


def xes_event(day: int, more: str = "") -> str:
    date = f'<date key="time:timestamp" value="2024-03-{1 + day % 28:02d}T09:00:00"/>'
    return f'<event><string key="concept:name" value="a"/>{date}{more}</event>'


def named(i: int) -> str:
    """Return the name of a trace: traces of one name are refused before anything is counted."""
    return f'<string key="concept:name" value="c{i}"/>'


def own_attribute(i: int) -> str:
    return f'<string key="k{i}" value="v"/>'


@attack("XES with 20,000 attributes an event, 200 events")
def _(folder: Path) -> list[str]:
    more = "".join(f'<string key="k{i}" value="v"/>' for i in range(20_000))
    body = "".join(f"<trace>{named(i)}{xes_event(i, more)}</trace>" for i in range(200))
    return evidence(folder, "e.xes", XES + body.encode() + b"</log>", "cases: {}", LOG)


@attack("XES whose every event has another attribute, 200,000 events")
def _(folder: Path) -> list[str]:
    body = "".join(f"<trace>{named(i)}{xes_event(i, own_attribute(i))}</trace>" for i in range(200_000))
    return evidence(folder, "e.xes", XES + body.encode() + b"</log>", "cases: {}", LOG)


@attack("XES of attributes 400,000 deep")
def _(folder: Path) -> list[str]:
    deep = '<string key="k" value="v">' * 400_000 + "</string>" * 400_000
    body = "".join(f"<trace>{named(i)}{xes_event(i)}{xes_event(i, deep if i == 7 else '')}</trace>" for i in range(20))
    return evidence(folder, "e.xes", XES + body.encode() + b"</log>", "cases: {}", LOG)


@attack("XES of one trace with 2,000,000 events")
def _(folder: Path) -> list[str]:
    body = (xes_event(1) + xes_event(2)) * 1_000_000
    return evidence(
        folder, "e.xes", XES + f"<trace>{named(0)}".encode() + body.encode() + b"</trace></log>", "cases: {}", LOG
    )


@attack("XES packed to a thousandth, 2 GB")
def _(folder: Path) -> list[str]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with (folder / "e.xes.gz").open("wb") as stream:
        stream.write(packer.compress(XES))
        for _ in range(200):
            stream.write(packer.compress(b" " * 10 * MB))
        stream.write(packer.flush())
    return evidence(folder, "e.xes.gz", more="cases: {}", columns=LOG)


@attack("XES packed 90 times, 1 GB of events")
def _(folder: Path) -> list[str]:
    ended = f"{xes_event(1)}{xes_event(2)}</trace>"
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    with (folder / "e.xes.gz").open("wb") as stream:
        stream.write(packer.compress(XES))
        for part in range(500):
            lines = "".join(f"<trace>{named(8_000 * part + i)}{ended}" for i in range(8_000)).encode()
            stream.write(packer.compress(lines + os.urandom(10_000).hex().encode().join((b"<!--", b"-->"))))
        stream.write(packer.compress(b"</log>") + packer.flush())
    return evidence(folder, "e.xes.gz", more="cases: {}", columns=LOG)


@attack("XES with entities within entities")
def _(folder: Path) -> list[str]:
    entities = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(12))
    text = f'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY e0 "x">{entities}]><log><trace>&e12;</trace></log>'
    return evidence(folder, "e.xes", text.encode(), "cases: {}", LOG)


def ocel(events: Iterator[dict[str, object]], objects: Iterator[dict[str, object]]) -> bytes:
    return json.dumps({"objectTypes": [], "eventTypes": [], "events": list(events), "objects": list(objects)}).encode()


PERMITS = "cases: {where: {object_type: [Permit]}}"


@attack("OCEL of 3,000 events that each name 3,000 objects")
def _(folder: Path) -> list[str]:
    named = [{"objectId": f"o{i}", "qualifier": ""} for i in range(3_000)]
    events = ({"id": f"e{i}", "type": "a", "time": "2024-01-01T00:00:00Z", "relationships": named} for i in range(300))
    return evidence(
        folder, "e.json", ocel(events, ({"id": f"o{i}", "type": "Permit"} for i in range(3_000))), PERMITS, LOG
    )


@attack("OCEL of 100,000 objects with 20 attributes that change")
def _(folder: Path) -> list[str]:
    changes = [{"name": f"a{i}", "value": str(i), "time": "2024-01-01"} for i in range(20)]
    events = (
        {"id": f"e{i}", "type": "a", "time": "2024-01-01T00:00:00Z", "relationships": [{"objectId": f"o{i}"}]}
        for i in range(100_000)
    )
    return evidence(
        folder,
        "e.json",
        ocel(events, ({"id": f"o{i}", "type": "Permit", "attributes": changes} for i in range(100_000))),
        PERMITS,
        LOG,
    )


@attack("OCEL whose every object has attributes of its own, 50,000")
def _(folder: Path) -> list[str]:
    events = (
        {"id": f"e{i}", "type": "a", "time": "2024-01-01T00:00:00Z", "relationships": [{"objectId": f"o{i}"}]}
        for i in range(50_000)
    )
    objects = (
        {"id": f"o{i}", "type": f"Permit{i}", "attributes": [{"name": f"a{i}", "value": "1", "time": "2024-01-01"}]}
        for i in range(50_000)
    )
    return evidence(folder, "e.json", ocel(events, objects), "cases: {where: {object_type: [Permit1]}}", LOG)


@attack("JSON of numbers, 60 MB")
def _(folder: Path) -> list[str]:
    return evidence(folder, "e.json", b"[" + b"1," * 30 * MB + b"1]", PERMITS, LOG)


# ---- SQLite


def database(folder: Path, script: str, table: str = "t") -> list[str]:
    connection = sqlite3.connect(folder / "e.db")
    connection.executescript(script)
    connection.close()
    return evidence(folder, "e.db", more=f"table: {table}")


COUNT = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n{}) "


@attack("SQLite with a view without end")
def _(folder: Path) -> list[str]:
    return database(folder, f"CREATE VIEW t AS {COUNT.format('')}SELECT x AS days FROM n;")


@attack("SQLite with a view that sorts without end")
def _(folder: Path) -> list[str]:
    return database(folder, f"CREATE VIEW t AS {COUNT.format('')}SELECT x AS days FROM n ORDER BY -x;")


@attack("SQLite with a view that counts without end and gives no row")
def _(folder: Path) -> list[str]:
    return database(folder, f"CREATE VIEW t AS {COUNT.format('')}SELECT count(*) AS days FROM n;")


@attack("SQLite with a view of six tables crossed (10^18 rows)")
def _(folder: Path) -> list[str]:
    rows = f"CREATE TABLE r AS {COUNT.format(' WHERE x < 1000')}SELECT x FROM n;"
    crossed = ", ".join(f"r r{i}" for i in range(6))
    return database(folder, f"{rows} CREATE VIEW t AS SELECT r0.x AS days FROM {crossed} ORDER BY random();")


@attack("SQLite with a view of one cell of 900 MB")
def _(folder: Path) -> list[str]:
    return database(folder, "CREATE VIEW t AS SELECT hex(zeroblob(450000000)) AS days;")


@attack("SQLite with a view of 1,000,000 cells of 1 MB")
def _(folder: Path) -> list[str]:
    return database(
        folder, f"CREATE VIEW t AS {COUNT.format(' WHERE x < 1000000')}SELECT hex(zeroblob(500000)) AS days FROM n;"
    )


@attack("SQLite of views within views, 2^40 rows")
def _(folder: Path) -> list[str]:
    views = "".join(
        f"CREATE VIEW v{i + 1} AS SELECT days FROM v{i} UNION ALL SELECT days FROM v{i};" for i in range(40)
    )
    return database(folder, f"CREATE TABLE v0 (days); INSERT INTO v0 VALUES (1);{views}", "v40")


@attack("SQLite of 2,000 columns and 20,000 rows")
def _(folder: Path) -> list[str]:
    columns = ", ".join(f"c{i}" for i in range(1_999))
    fill = f"INSERT INTO t (days) {COUNT.format(' WHERE x < 20000')}SELECT x FROM n;"
    return database(folder, f"CREATE TABLE t (days, {columns});{fill}")


# ---- settings


def settings(folder: Path, text: bytes) -> list[str]:
    evidence(folder, "e.csv", rows(80))
    (folder / "assessment.yaml").write_bytes(text)
    return ["assess", str(folder)]


@attack("YAML of 100,000 levels")
def _(folder: Path) -> list[str]:
    return settings(folder, b"[" * 100_000)


@attack("YAML of 100,000 levels by indentation of one")
def _(folder: Path) -> list[str]:
    return settings(folder, b"".join(b" " * i + b"a:\n" for i in range(3_000)))


@attack("YAML of aliases within aliases")
def _(folder: Path) -> list[str]:
    lines = "".join(f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 10)}]\n" for i in range(30))
    return settings(folder, f"a0: &a0 x\n{lines}".encode())


@attack("YAML of 4.9 MB of short values")
def _(folder: Path) -> list[str]:
    return settings(folder, b"a: [" + b"x," * 2_400_000 + b"]\n")


@attack("YAML of 4.9 MB of quotation marks")
def _(folder: Path) -> list[str]:
    return settings(folder, b'a: "' + b'\\"' * 2_400_000 + b'"\n')


@attack("YAML of 2,000 answers to one indicator")
def _(folder: Path) -> list[str]:
    answers = "".join(
        f"- {{indicator: administrative.risk.security.repair_time, evidence: e, columns: {VALUE}}}\n"
        for _ in range(2_000)
    )
    return settings(
        folder,
        f"{HEAD}evidence: [{{id: e, kind: records, title: T, file: e.csv, source: s}}]\nanswers:\n{answers}".encode(),
    )


# ---- answers, registers, workbooks of an appraisal


def answers(folder: Path, file: str, content: bytes) -> list[str]:
    (folder / file).write_bytes(content)
    return ["answers", "read", str(folder / file), "--audience", "citizens", "--into", str(folder / "out")]


@attack("answers in JSON, 60 MB of numbers")
def _(folder: Path) -> list[str]:
    return answers(folder, "a.json", b"[" + b"1," * 30 * MB + b"1]")


@attack("answers in JSON, 60 MB of empty groups")
def _(folder: Path) -> list[str]:
    return answers(folder, "a.json", b"[" + b"{}," * 20 * MB + b"{}]")


@attack("answers in CSV, 220,000 short rows")
def _(folder: Path) -> list[str]:
    return answers(folder, "a.csv", b"ease_of_use,trust_honest\n" + b"4,5\n" * 220_000)


@attack("answers in CSV with one cell of 900,000 blanks")
def _(folder: Path) -> list[str]:
    return answers(folder, "a.csv", b"ease_of_use,trust_honest\n" + b"4," + b" " * 900_000 + b"x\n")


@attack("answers in a zip of zips, 1 GB unpacked")
def _(folder: Path) -> list[str]:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(100):
            archive.writestr(f"a{i}.csv", b"ease_of_use\n" + b"4\n" * 5 * MB)
    return ["answers", "read", str(folder / "a.zip"), "--audience", "citizens", "--into", str(folder / "out")]


@attack("register in JSON, 20 MB of small records")
def _(folder: Path) -> list[str]:
    (folder / "r.json").write_bytes(b"[" + b"{}," * 6 * MB + b"{}]")
    return ["register", "read", str(folder / "r.json")]


@attack("register of 6,500,000 columns")
def _(folder: Path) -> list[str]:
    (folder / "r.csv").write_bytes(b"a," * 6_500_000 + b"b\n1\n")
    return ["register", "read", str(folder / "r.csv")]


@attack("import of a workbook with a cell in its last row and column")
def _(folder: Path) -> list[str]:
    workbook(
        folder,
        lambda text: text.write(
            f"<row r='1'>{cell('A1', 'days')}</row><row r='1048576'>{cell('XFD1048576', '1')}</row>"
        ),
    )
    return ["import", str(folder / "e.xlsx"), str(folder / "out")]


@attack("import of a workbook of 1,000,000 shared texts")
def _(folder: Path) -> list[str]:
    workbook(folder, few, shared=b"".join(b"<si><t>t%d</t></si>" % i for i in range(1_000_000)))
    return ["import", str(folder / "e.xlsx"), str(folder / "out")]


# ---- bundles


def bundle(folder: Path, members: dict[str, bytes]) -> list[str]:
    with zipfile.ZipFile(folder / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return ["verify", str(folder / "bundle.zip")]


def stated(members: dict[str, bytes]) -> dict[str, bytes]:
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    told = {"format": 3, "software": {"name": "publicvalue", "version": "0.4.0"}, "assessment": "a", "framework": "x/1"}
    manifest = {
        **told,
        "settings": {},
        "files": hashes,
        "withheld": {},
        "rendered": {"report.html": "0" * 64},
        "language": "en",
    }
    return {"manifest.json": json.dumps(manifest).encode(), **members}


@attack("bundle whose results are 30 MB of numbers")
def _(folder: Path) -> list[str]:
    noise = json.dumps([int.from_bytes(os.urandom(3)) for _ in range(3_000_000)]).encode()
    return bundle(folder, stated({"results.json": b'{"format": 4, "a": ' + noise + b"}", "assessment.yaml": b"a: b"}))


@attack("bundle whose results are 30 MB of groups")
def _(folder: Path) -> list[str]:
    groups = json.dumps([{"a": int.from_bytes(os.urandom(2))} for _ in range(900_000)]).encode()
    return bundle(
        folder, stated({"results.json": b'{"format": 4, "measures": ' + groups + b"}", "assessment.yaml": b"a: b"})
    )


@attack("bundle of 10,000 members")
def _(folder: Path) -> list[str]:
    return bundle(
        folder,
        stated(
            {f"evidence/e{i}.csv": b"a\n1\n" for i in range(9_990)}
            | {"results.json": b"{}", "assessment.yaml": b"a: b"}
        ),
    )


@attack("bundle of 2 GB of noughts")
def _(folder: Path) -> list[str]:
    with zipfile.ZipFile(folder / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"{}")
        with archive.open("evidence/e.csv", "w", force_zip64=True) as stream:
            for _ in range(200):
                stream.write(b"0" * 10 * MB)
    return ["verify", str(folder / "bundle.zip")]


@attack("results in JSON, 30 MB of numbers, to be compared")
def _(folder: Path) -> list[str]:
    (folder / "results.json").write_bytes(b'{"format": 4, "a": [' + b"1," * 15 * MB + b"1]}")
    return ["compare", str(folder / "results.json"), str(folder / "results.json")]


@attack("ledger of 100 MB")
def _(folder: Path) -> list[str]:
    (folder / "handed-out.ledger").write_bytes(b'{"format": 1, "key": "' + b"0" * 100 * MB + b'"}')
    return evidence(folder, "e.csv", rows(80))


@attack("CSV packed as gzip in a register, 1 GB")
def _(folder: Path) -> list[str]:
    (folder / "r.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 250_000_000, 1))
    return ["register", "read", str(folder / "r.csv.gz")]
