"""A PostgreSQL server of the test's own, reached through a socket."""

from __future__ import annotations

import dataclasses
import datetime
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest

from postgresql import running_server
from publicvalue.errors import EvidenceError, InputError, Place
from publicvalue.evidence.model import Assessment, Evidence, Settings, System
from publicvalue.evidence.parsing.assessment import parse_assessment
from publicvalue.files.tables import databases
from publicvalue.files.tables.databases import BATCH_BYTES, fetched_tables
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, Limits
from publicvalue.files.yaml.tree import read_yaml

VARIABLE = "PUBLICVALUE_TEST_DATABASE"
FILE = "evidence/fines.parquet"
FINES = Evidence(
    "fines", "records", "Fines", FILE, "office", table="fines", connection=VARIABLE, place=Place("assessment.yaml", 9)
)
SETUP = """
CREATE TABLE fines (id int, fee numeric(8,2), paid boolean, day date, at timestamptz, zone text, extra jsonb);
INSERT INTO fines VALUES
  (1, 12.50, true, '2024-01-02', '2024-01-02 10:00-04', 'a', '{"x": 1}'), (2, NULL, false, NULL, NULL, NULL, NULL);
CREATE FUNCTION writing() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
  'BEGIN INSERT INTO fines (id) VALUES (3); RETURN 1; END';
CREATE TYPE mood AS ENUM ('it''s well');
CREATE TABLE kinds (tags text[], mood mood, raw bytea, took interval, "a""; DROP TABLE fines; --" int);
INSERT INTO kinds VALUES ('{a,"b,c",NULL}', 'it''s well', '\\xdead', '1 day 2 hours', 1);
CREATE TABLE many AS SELECT i FROM generate_series(1, 120000) AS i;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start PostgreSQL as a user that is not root, and give its address."""
    with running_server("reader") as folder:
        address = f"host={folder} dbname=postgres user=reader"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(SETUP)
        yield address


@pytest.fixture
def address(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(VARIABLE, server)
    return server


def assessment_of(*evidence: Evidence) -> Assessment:
    system = System("s", "", "", "pilot", "BRB")
    return Assessment("a", "A", system, "", "", "", Settings(1), {item.id: item for item in evidence}, ())


def refusal(folder: Path, evidence: Evidence, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(EvidenceError) as caught, fetched_tables(folder, assessment_of(evidence), limits):
        pass
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    return str(caught.value)


@pytest.mark.usefixtures("address")
def test_a_table_becomes_a_typed_file(tmp_path):
    with fetched_tables(tmp_path, assessment_of(FINES), DEFAULT_LIMITS):
        pass
    assert pq.read_table(tmp_path / FILE).to_pylist() == [
        {
            "id": 1,
            "fee": 12.5,
            "paid": True,
            "day": datetime.date(2024, 1, 2),
            "at": datetime.datetime(2024, 1, 2, 14, tzinfo=datetime.UTC),
            "zone": "a",
            "extra": '{"x": 1}',
        },
        {"id": 2, "fee": None, "paid": False, "day": None, "at": None, "zone": None, "extra": None},
    ]


@pytest.mark.usefixtures("address")
def test_a_file_that_stands_is_never_fetched_again(tmp_path):
    (tmp_path / "evidence").mkdir()
    (tmp_path / FILE).write_bytes(b"as it was")
    with fetched_tables(tmp_path, assessment_of(FINES), DEFAULT_LIMITS):
        pass
    assert (tmp_path / FILE).read_bytes() == b"as it was"


@pytest.mark.usefixtures("address")
def test_a_file_that_is_not_to_be_kept_goes(tmp_path):
    with fetched_tables(tmp_path, assessment_of(dataclasses.replace(FINES, keep_file=False)), DEFAULT_LIMITS):
        assert (tmp_path / FILE).is_file()
    assert not (tmp_path / FILE).exists()


@pytest.mark.usefixtures("address")
def test_a_query_is_read_in_batches(tmp_path):
    many = dataclasses.replace(FINES, table="", query="SELECT i FROM many ORDER BY i;")
    with fetched_tables(tmp_path, assessment_of(many), DEFAULT_LIMITS):
        pass
    assert pq.read_table(tmp_path / FILE)["i"].to_pylist() == list(range(1, 120_001))


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT 1 AS x; COMMIT; DROP TABLE fines", "the query holds a semicolon"),
        ("WITH gone AS (DELETE FROM fines RETURNING id) SELECT * FROM gone", "the database refused: "),
        ("DROP TABLE fines", "the database refused: syntax error"),
        ("SELECT setval('s', 1)", "the database refused: "),
        ("SELECT wrong FROM fines", 'the database refused: column "wrong" does not exist'),
        ("SELECT id, id FROM fines", "the query gives two columns of the same name"),
        ("SELECT id FROM fines WHERE id > 5", "the query gives no rows"),
        ("SELECT FROM fines", "the query gives no columns"),
        ("SELECT writing()", "the database refused: cannot execute INSERT in a read-only transaction"),
        (
            "SELECT set_config('transaction_read_only', 'off', false)",
            "the database refused: transaction read-write mode",
        ),
        (
            "SELECT 'infinity'::timestamp AS at",
            "the database refused: timestamp too large (after year 10K): 'infinity'",
        ),
    ],
)
def test_queries_that_write_or_fail_are_refused(tmp_path, query, reason):
    found = refusal(tmp_path, dataclasses.replace(FINES, table="", query=query))
    assert found.startswith(f"assessment.yaml, line 9: fines: {reason}")
    with fetched_tables(tmp_path, assessment_of(FINES), DEFAULT_LIMITS):
        assert pq.read_table(tmp_path / FILE).num_rows == 2


@pytest.mark.usefixtures("address")
def test_a_query_that_takes_too_long_is_stopped(tmp_path):
    slow = dataclasses.replace(FINES, table="", query="SELECT pg_sleep(20)::text AS x")
    found = refusal(tmp_path, slow, dataclasses.replace(DEFAULT_LIMITS, query_seconds=1))
    assert "the database refused: canceling statement due to statement timeout" in found


@pytest.mark.usefixtures("address")
def test_a_table_that_is_too_large_is_refused(tmp_path):
    found = refusal(
        tmp_path, dataclasses.replace(FINES, table="many"), dataclasses.replace(DEFAULT_LIMITS, file_bytes=9)
    )
    assert "fines: the table takes more than 9 bytes" in found


def test_an_address_that_is_not_set_is_named_by_its_variable(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert refusal(tmp_path, FINES) == (
        f"assessment.yaml, line 9: fines: the environment variable {VARIABLE} is not set\n"
        "    expected: the address of the database, such as postgresql://reader@host/database\n"
        f"    do: set {VARIABLE} before you run the assessment; never write a password into a file"
    )


@pytest.mark.usefixtures("address")
def test_other_types_are_text_as_the_database_writes_it_and_names_are_taken_as_they_are(tmp_path):
    with fetched_tables(tmp_path, assessment_of(dataclasses.replace(FINES, table="kinds")), DEFAULT_LIMITS):
        pass
    assert pq.read_table(tmp_path / FILE).to_pylist() == [
        {
            "tags": '{a,"b,c",NULL}',
            "mood": "it's well",
            "raw": "\\xdead",
            "took": "1 day 02:00:00",
            'a"; DROP TABLE fines; --': 1,
        }
    ]


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("number", ["12345678901234567891", "-9007199254740993"])
def test_a_whole_number_of_many_digits_is_refused_and_not_rounded(tmp_path, number):
    query = f"SELECT 1 AS n, {number}::numeric AS id"
    assert refusal(tmp_path, dataclasses.replace(FINES, table="", query=query)) == (
        f"assessment.yaml, line 9: fines: column 'id' holds {number}, which has more digits than a number keeps\n"
        "    expected: whole numbers up to 9,007,199,254,740,992, or text\n"
        "    do: ask for id::text where it is an id, and for id::float8 where it is an amount"
    )


@pytest.mark.usefixtures("address")
def test_numbers_that_keep_their_digits_are_read(tmp_path):
    query = "SELECT unnest(ARRAY[9007199254740992, 0.1, 1e20, 'NaN', NULL]::numeric[]) AS x"
    with fetched_tables(tmp_path, assessment_of(dataclasses.replace(FINES, table="", query=query)), DEFAULT_LIMITS):
        found = pq.read_table(tmp_path / FILE)["x"].to_pylist()
    assert [str(x) for x in found] == ["9007199254740992.0", "0.1", "1e+20", "nan", "None"]


@pytest.mark.usefixtures("address")
def test_long_rows_are_fetched_a_few_at_a_time(tmp_path):
    query = "SELECT i, repeat('x', 100000) AS long FROM generate_series(1, 1500) AS i"
    with fetched_tables(tmp_path, assessment_of(dataclasses.replace(FINES, table="", query=query)), DEFAULT_LIMITS):
        pass
    file = pq.ParquetFile(tmp_path / FILE)
    sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert sum(sizes) == 1_500
    assert max(sizes[1:]) == BATCH_BYTES // 100_012


@pytest.mark.parametrize(
    "address", ["postgres//reader:hunter2@x", "hunter2", "postgresql://reader:hun%ter2@host/database"]
)
def test_an_address_that_cannot_be_read_is_not_shown(tmp_path, monkeypatch, address):
    monkeypatch.setenv(VARIABLE, address)
    assert refusal(tmp_path, FINES) == (
        f"assessment.yaml, line 9: fines: the address in the environment variable {VARIABLE} cannot be read\n"
        "    expected: the address of the database, such as postgresql://reader@host/database\n"
        f"    do: correct {VARIABLE}; signs such as @ and % in a password are written as %40 and %25"
    )


def test_a_server_that_never_answers_is_given_up(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv(VARIABLE, f"postgresql://reader:hunter2@127.0.0.1:{port}/fines")
        monkeypatch.setattr(databases, "ANSWERS_WITHIN", 2)
        found = refusal(tmp_path, FINES)
    assert "fines: the database refused: connection" in found
    assert f"do: correct {VARIABLE}, or ask the office that runs the database" in found
    assert "hunter2" not in found


def test_a_password_is_in_no_message(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, f"host={tmp_path} user=reader password=hunter2")
    found = refusal(tmp_path, FINES)
    assert "the database refused: " in found
    assert "hunter2" not in found


def test_an_address_in_the_file_is_refused(tmp_path):
    path = tmp_path / "assessment.yaml"
    path.write_text(
        "assessment: {id: a, title: A, framework: x/1, period: {from: 2024-01-01, to: 2024-02-01}}\n"
        "system: {name: S, description: d, organisation: o, country: BRB, phase: pilot}\n"
        "settings: {seed: 1}\n"
        "evidence:\n"
        "  - {id: e, kind: records, title: T, file: e.parquet, source: s, connection: 'postgresql://me:pw@host/db'}\n"
    )
    with pytest.raises(InputError) as caught:
        parse_assessment(read_yaml(path, "assessment.yaml"))
    assert "the address of a database stands in the file" in str(caught.value)
    assert "a connection needs a table or a query, and not both" in str(caught.value)
