# ruff: noqa: S608 - the SQL is the test's own
from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import pytest

from publicvalue.errors import EvidenceError
from publicvalue.evidence.model import Evidence
from publicvalue.files.engines.duckdb import Engine, open_engine
from publicvalue.files.tables.raw import open_raw
from publicvalue.files.untrusted.guards import Limits


@pytest.fixture
def engine(tmp_path: Path):
    folder = tmp_path / "assess'ment 1"
    folder.mkdir()
    (folder / "cases.csv").write_text("a\n1\n")
    (tmp_path / "outside.csv").write_text("a\n2\n")
    with open_engine(folder) as opened:
        yield opened


def read(engine: Engine, path: str) -> list[tuple[object, ...]]:
    return engine.query("SELECT filename, content FROM read_text('" + path.replace("'", "''") + "')")


def test_the_assessment_folder_can_be_read(engine: Engine):
    assert [row[1] for row in read(engine, str(engine.folder / "*.csv"))] == ["a\n1\n"]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "{folder}/../outside.csv", "{folder}/../*.csv", "https://localhost/a.csv"]
)
def test_nothing_else_can_be_read(engine: Engine, path: str):
    with pytest.raises(duckdb.Error, match="disabled by configuration"):
        read(engine, path.format(folder=engine.folder))


def test_a_link_cannot_be_followed_out_by_an_item_of_evidence(reader):
    (reader.folder / "cases.csv").symlink_to("/etc/passwd")
    assert reader.refusal("cases.csv").startswith("cases.csv: the file lies outside the assessment's folder")


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1 AS a) TO '/tmp/publicvalue-escape.csv'",
        "ATTACH '/tmp/publicvalue-escape.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '90GB'",
        "SET allowed_directories = ['/']",
        "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
        "RESET lock_configuration",
        "RESET allowed_directories",
        "SET autoinstall_known_extensions = true",
        "SET temp_directory = '/tmp'",
        "EXPORT DATABASE '/tmp/publicvalue-escape'",
        "IMPORT DATABASE '/tmp'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "LOAD '/tmp/publicvalue-escape.duckdb_extension'",
        "ATTACH '{folder}/a.db' (TYPE sqlite)",
        "SELECT * FROM sqlite_scan('{folder}/a.db', 't')",
        "ATTACH 'host=localhost' AS p (TYPE postgres)",
        "SELECT * FROM postgres_scan('host=localhost', 'public', 't')",
        "SELECT * FROM read_xlsx('{folder}/a.xlsx')",
    ],
)
def test_no_statement_opens_the_lock(engine: Engine, statement: str):
    with pytest.raises(duckdb.Error):
        engine.query(statement.replace("{folder}", engine.folder.as_posix().replace("'", "''")))
    assert not list(Path("/tmp").glob("publicvalue-escape*"))  # noqa: S108 - where the statements would write


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{address}/a.csv')",
        "SELECT * FROM '{address}/a.parquet'",
        "COPY (SELECT 1 AS a) TO '{address}/a.parquet'",
        "ATTACH '{address}/a.db'",
        "INSTALL httpfs FROM '{address}'",
        "INSTALL excel FROM community",
        "LOAD spatial",
    ],
)
def test_nothing_is_asked_of_a_network(engine: Engine, statement: str):
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            asked.append("asked")

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(duckdb.Error):
            engine.query(statement.format(address=f"http://127.0.0.1:{server.server_port}"))
        server.shutdown()
    assert asked == []


@pytest.mark.parametrize("file", ["a.csv", "a.parquet", "a.xlsx", "a.sqlite", "a.xes", "a.json"])
@pytest.mark.parametrize("through", ["file", "folder"])
def test_no_reader_follows_a_link_out_of_the_folder(tmp_path: Path, file: str, through: str):
    outside, folder = tmp_path / "outside", tmp_path / "assessment"
    outside.mkdir()
    folder.mkdir()
    (outside / file).write_text("a\n1\n")
    if through == "folder":
        (folder / "evidence").symlink_to(outside)
    else:
        (folder / "evidence").mkdir()
        (folder / "evidence" / file).symlink_to(outside / file)
    with open_engine(folder) as engine, pytest.raises(EvidenceError, match="lies outside the assessment's folder"):
        open_raw(engine, Evidence("e", "records", "Cases", f"evidence/{file}", "the agency"))


def test_a_python_variable_cannot_be_read(engine: Engine):
    import pyarrow as pa  # noqa: PLC0415

    secret = pa.table({"password": ["x"]})
    assert secret.num_rows == 1
    with pytest.raises(duckdb.CatalogException):
        engine.query("SELECT * FROM secret")


def test_settings_hold(tmp_path: Path):
    with open_engine(tmp_path, Limits(memory_bytes=512 * 1024**2, spill_bytes=1024**3)) as engine:
        names = "('memory_limit', 'max_temp_directory_size', 'TimeZone', 'lock_configuration')"
        found = engine.query(f"SELECT value FROM duckdb_settings() WHERE name IN {names} ORDER BY lower(name)")
    assert [value for (value,) in found] == ["true", "1.0 GiB", "512.0 MiB", "UTC"]


def test_the_scratch_folder_is_gone_afterwards(tmp_path: Path):
    scratches = []
    with pytest.raises(ZeroDivisionError), open_engine(tmp_path) as engine:  # noqa: PT012 - it must come from within
        scratches.append(engine.scratch)
        engine.save("SELECT 1 AS a")
        raise ZeroDivisionError
    assert [scratch.exists() for scratch in scratches] == [False]


def test_a_folder_with_brackets_in_its_name_can_be_read(tmp_path: Path):
    folder = tmp_path / "cases [2]"
    folder.mkdir()
    (folder / "cases.csv").write_text("value\n1\n")
    evidence = Evidence("e", "records", "Cases", "cases.csv", "the agency")
    with open_engine(folder) as engine:
        assert engine.query(f"SELECT c0 FROM ({open_raw(engine, evidence).sql})") == [("1",)]


def test_a_file_name_with_a_star_reads_that_file_alone(reader):
    reader.write("value\n1\n", "a*.csv")
    reader.write("value\n2\n", "ab.csv")
    assert reader.read("a*.csv").columns == {"value": [1.0]}
