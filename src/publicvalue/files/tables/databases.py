"""Tables of PostgreSQL: read once, in a transaction that cannot write, into a Parquet file that is the evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publicvalue.errors import EvidenceError, Problem
from publicvalue.evidence.model import Assessment, Evidence
from publicvalue.files.engines.watch import NO_REASON
from publicvalue.files.untrusted.guards import MEBIBYTE, Limits, check_outside, size_text
from publicvalue.words.text import Text

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

BATCH = 50_000
"""Rows that are fetched at once, fewer where rows are long."""
FIRST_BATCH = 1_000
BATCH_BYTES = 16 * MEBIBYTE
ANSWERS_WITHIN = 30
"""Seconds in which a server must answer that it is there."""
ADDRESS = Text("the address of the database, such as postgresql://reader@host/database")
EXACT_TO = 2**53
"""Up to here every whole number is one of 64 bits."""
UNFINISHED = ".part"
CORRECT = Text("correct table or query")


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
            Text("the environment variable {variable} is not set", variable=evidence.connection),
            ADDRESS,
            Text(
                "set {variable} before you run the assessment; never write a password into a file",
                variable=evidence.connection,
            ),
        )
    if path.suffix != ".parquet":
        what = Text("the table is written to {file:quoted}", file=evidence.file)
        raise refuse_query(evidence, what, Text("a file that ends in .parquet"), Text("correct file"))
    try:
        # Imported here: only those who read from PostgreSQL need it.
        import psycopg  # noqa: PLC0415
    except ImportError as error:
        what, expected = Text("the reader of PostgreSQL is not installed"), Text("the package psycopg")
        do = Text("install it: pip install 'publicvalue[postgresql]'")
        raise refuse_query(evidence, what, expected, do) from error
    unfinished = path.with_name(path.name + UNFINISHED)
    settings = connection_settings(evidence, address, limits)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with psycopg.connect(**settings) as link:
            link.read_only = True
            keep_text(link)
            write_rows(link, evidence, unfinished, limits)
        unfinished.replace(path)
    except psycopg.Error as error:
        raise refuse_database(evidence, error, settings) from None
    finally:
        unfinished.unlink(missing_ok=True)


def connection_settings(evidence: Evidence, address: str, limits: Limits) -> dict[str, Any]:
    """Return an address in its parts, with what bounds time; what libpq says of a wrong address shows its password."""
    import psycopg  # noqa: PLC0415
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        stated = conninfo_to_dict(address)
    except psycopg.Error:
        what = Text("the address in the environment variable {variable} cannot be read", variable=evidence.connection)
        do = Text(
            "correct {variable}; signs such as @ and % in a password are written as %40 and %25",
            variable=evidence.connection,
        )
        raise refuse_query(evidence, what, ADDRESS, do) from None
    seconds = max(1, int(min(limits.query_seconds, limits.count_seconds)))
    # What the address states of these comes first, as the last of two options counts.
    options = f"{stated.get('options', '')} -c statement_timeout={seconds}s -c timezone=UTC".strip()
    return {"connect_timeout": ANSWERS_WITHIN, "client_encoding": "utf8", **stated, "options": options}


def refuse_database(evidence: Evidence, error: psycopg.Error, settings: Mapping[str, Any]) -> EvidenceError:
    """Say what the database said, without a password."""
    import psycopg  # noqa: PLC0415

    reason = (str(error).strip().splitlines() or [NO_REASON])[0]
    for secret in (str(settings.get(name, "")) for name in ("password", "sslpassword")):
        reason = reason.replace(secret, "***") if secret else reason
    expected, do = Text("a table or query that can be read"), CORRECT
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        expected = Text("a server that answers")
        do = Text("correct {variable}, or ask the office that runs the database", variable=evidence.connection)
    elif isinstance(error, psycopg.DataError) and error.sqlstate is None:
        expected = Text("dates from year 1 to 9999")
        do = Text("leave such rows out by the query, or write null in their place")
    return refuse_query(evidence, Text("the database refused: {reason}", reason=reason), expected, do)


def keep_text(link: psycopg.Connection[Any]) -> None:
    """Take values of all types that have no column type of their own as PostgreSQL writes them."""
    from psycopg.types.string import TextLoader  # noqa: PLC0415 - with psycopg alone

    own = column_types()
    for kind in link.adapters.types:
        for oid in (kind.oid, kind.array_oid):
            if oid and oid not in own:
                link.adapters.register_loader(oid, TextLoader)


def write_rows(link: psycopg.Connection[Any], evidence: Evidence, target: Path, limits: Limits) -> None:
    import pyarrow as pa  # noqa: PLC0415 - with psycopg alone
    import pyarrow.parquet as pq  # noqa: PLC0415

    with link.cursor(name="publicvalue") as cursor:
        cursor.execute(query_of(evidence))
        schema = schema_of(evidence, cursor.description or [])
        rows, size = 0, FIRST_BATCH
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            while batch := cursor.fetchmany(size):
                rows += len(batch)
                columns = [
                    pa.array(cells_of(evidence, field, [row[i] for row in batch]), field.type)
                    for i, field in enumerate(schema)
                ]
                written = pa.record_batch(columns, schema=schema)
                writer.write_batch(written)
                size = min(BATCH, max(1, BATCH_BYTES * len(batch) // max(written.nbytes, 1)))
                if target.stat().st_size > limits.file_bytes:
                    raise refuse_query(
                        evidence,
                        Text("the table takes more than {size}", size=size_text(limits.file_bytes)),
                        Text("a table within the limit"),
                        Text("ask for the columns that are needed, count equal rows, or raise the limit"),
                    )
    if not rows:
        raise refuse_query(evidence, Text("the query gives no rows"), Text("at least one row"), CORRECT)


def query_of(evidence: Evidence) -> Any:
    from psycopg import sql  # noqa: PLC0415 - with psycopg alone

    if evidence.query:
        query = evidence.query.strip().removesuffix(";")
        if ";" in query:
            # A second statement could end the transaction that cannot write.
            what, do = Text("the query holds a semicolon"), Text("write one statement")
            raise refuse_query(evidence, what, Text("one SELECT"), do)
        return sql.SQL(query)
    return sql.SQL("SELECT * FROM {}").format(sql.Identifier(*evidence.table.split(".")))


def column_types() -> Mapping[int, pa.DataType]:
    """Return the types of columns by PostgreSQL's number of the type; all others are text."""
    import pyarrow as pa  # noqa: PLC0415 - with psycopg alone

    return {
        16: pa.bool_(),
        **dict.fromkeys((20, 21, 23), pa.int64()),
        **dict.fromkeys((700, 701, 1700), pa.float64()),
        1082: pa.date32(),
        1114: pa.timestamp("us"),
        1184: pa.timestamp("us", tz="UTC"),
    }


def schema_of(evidence: Evidence, columns: Any) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - with psycopg alone

    kinds = column_types()
    names = [column.name for column in columns]
    if len(set(names)) < len(names):
        what = Text("the query gives two columns of the same name")
        raise refuse_query(evidence, what, Text("a different name for each column"), Text("rename one with AS"))
    if not names:
        what, do = Text("the query gives no columns"), Text("name columns after SELECT")
        raise refuse_query(evidence, what, Text("at least one column"), do)
    return pa.schema([(column.name, kinds.get(column.type_code, pa.string())) for column in columns])


def cells_of(evidence: Evidence, field: pa.Field, values: list[Any]) -> list[Any]:
    """Return the cells of a column; refuse whole numbers that would lose digits, as ids of many digits would."""
    cells = [plain(value, field.type) for value in values]
    if str(field.type) == "double":
        changed = (
            value
            for value, cell in zip(values, cells, strict=True)
            if isinstance(value, Decimal) and loses_digits(value, cell)
        )
        if lost := next(changed, None):
            raise refuse_query(
                evidence,
                Text(
                    "column {column:quoted} holds {value}, which has more digits than a number keeps",
                    column=field.name,
                    value=str(lost),
                ),
                Text("whole numbers up to {most:count}, or text", most=EXACT_TO),
                Text(
                    "ask for {column}::text where it is an id, and for {column}::float8 where it is an amount",
                    column=field.name,
                ),
            )
    return cells


def loses_digits(value: Decimal, cell: float) -> bool:
    return value.is_finite() and abs(value) > EXACT_TO and value == value.to_integral_value() and value != Decimal(cell)


def plain(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    name = str(kind)
    return float(value) if name == "double" else str(value) if name == "string" else value


def refuse_query(evidence: Evidence, what: Text, expected: Text, do: Text) -> EvidenceError:
    return EvidenceError([Problem(evidence.place, Text("{id}: {what}", id=evidence.id, what=what), expected, do)])
