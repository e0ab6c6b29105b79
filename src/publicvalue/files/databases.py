"""Tables of PostgreSQL: read once, in a transaction that cannot write, into a Parquet file that is the evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publicvalue.errors import EvidenceError, Problem
from publicvalue.evidence.model import Assessment, Evidence
from publicvalue.files.guards import Limits, check_outside, size_text

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

BATCH = 50_000
UNFINISHED = ".part"


@contextmanager
def fetched_tables(folder: Path, assessment: Assessment, limits: Limits) -> Iterator[None]:
    """Fetch the tables whose files do not stand yet; those that are not to be kept are removed afterwards."""
    fetched: list[Path] = []
    problems: list[Problem] = []
    try:
        for evidence in assessment.evidence.values():
            path = folder / evidence.file
            if evidence.connection and not path.exists():
                try:
                    check_outside(folder, evidence.file)
                    fetch_table(evidence, path, limits)
                    fetched += [] if evidence.keep_file else [path]
                except EvidenceError as error:
                    problems += error.problems
        if problems:
            raise EvidenceError(problems)
        yield
    finally:
        for path in fetched:
            path.unlink(missing_ok=True)


def fetch_table(evidence: Evidence, path: Path, limits: Limits) -> None:
    """Write the rows of a query to a Parquet file; nothing is left when it fails."""
    address = os.environ.get(evidence.connection, "")
    if not address:
        raise refuse_query(
            evidence,
            f"the environment variable {evidence.connection} is not set",
            "the address of the database, such as postgresql://reader@host/database",
            f"set {evidence.connection} before you run the assessment; never write a password into a file",
        )
    if path.suffix != ".parquet":
        what = f"the table is written to '{evidence.file}'"
        raise refuse_query(evidence, what, "a file that ends in .parquet", "correct file")
    try:
        # Imported here: only those who read from PostgreSQL need it.
        import psycopg  # noqa: PLC0415
    except ImportError as error:
        do = "install it: pip install 'publicvalue[postgresql]'"
        raise refuse_query(evidence, "the reader of PostgreSQL is not installed", "the package psycopg", do) from error
    unfinished = path.with_name(path.name + UNFINISHED)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with psycopg.connect(address, options=f"-c statement_timeout={limits.query_seconds}s -c timezone=UTC") as link:
            link.read_only = True
            write_rows(link, evidence, unfinished, limits)
        unfinished.replace(path)
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise refuse_query(
            evidence, f"the database refused: {reason}", "a table or query that can be read", "correct table or query"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def write_rows(link: psycopg.Connection[Any], evidence: Evidence, target: Path, limits: Limits) -> None:
    import pyarrow as pa  # noqa: PLC0415 - with psycopg alone
    import pyarrow.parquet as pq  # noqa: PLC0415

    with link.cursor(name="publicvalue") as cursor:
        cursor.execute(query_of(evidence))
        schema = schema_of(evidence, cursor.description or [])
        rows = 0
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            while batch := cursor.fetchmany(BATCH):
                rows += len(batch)
                columns = [
                    pa.array([plain(row[i], field.type) for row in batch], field.type) for i, field in enumerate(schema)
                ]
                writer.write_batch(pa.record_batch(columns, schema=schema))
                if target.stat().st_size > limits.file_bytes:
                    raise refuse_query(
                        evidence,
                        f"the table takes more than {size_text(limits.file_bytes)}",
                        "a table within the limit",
                        "ask for the columns that are needed, count equal rows, or raise the limit",
                    )
    if not rows:
        raise refuse_query(evidence, "the query gives no rows", "at least one row", "correct table or query")


def query_of(evidence: Evidence) -> Any:
    from psycopg import sql  # noqa: PLC0415 - with psycopg alone

    if evidence.query:
        query = evidence.query.strip().removesuffix(";")
        if ";" in query:
            # A second statement could end the transaction that cannot write.
            raise refuse_query(evidence, "the query holds a semicolon", "one SELECT", "write one statement")
        return sql.SQL(query)
    return sql.SQL("SELECT * FROM {}").format(sql.Identifier(*evidence.table.split(".")))


def schema_of(evidence: Evidence, columns: Any) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - with psycopg alone

    kinds: Mapping[int, pa.DataType] = {
        16: pa.bool_(),
        **dict.fromkeys((20, 21, 23), pa.int64()),
        **dict.fromkeys((700, 701, 1700), pa.float64()),
        1082: pa.date32(),
        1114: pa.timestamp("us"),
        1184: pa.timestamp("us", tz="UTC"),
    }
    names = [column.name for column in columns]
    if len(set(names)) < len(names):
        what = "the query gives two columns of the same name"
        raise refuse_query(evidence, what, "a different name for each column", "rename one with AS")
    return pa.schema([(column.name, kinds.get(column.type_code, pa.string())) for column in columns])


def plain(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    name = str(kind)
    return float(value) if name == "double" else str(value) if name == "string" else value


def refuse_query(evidence: Evidence, what: str, expected: str, do: str) -> EvidenceError:
    return EvidenceError([Problem(evidence.place, f"{evidence.id}: {what}", expected, do)])
