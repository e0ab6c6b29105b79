"""Make a large event log from a small one, for measuring time and memory: never for an interval.

Whole cases are drawn with replacement within the month of their start and their type. A copy gets a new id, names the
case it comes from in `resample_of`, and is shifted by whole weeks, so that days of the week and hours stay as they are.

    python scripts/resample.py events.parquet large.parquet 100000000 --type channel --cases real

The source is Parquet with the columns case, activity, time, and the column of the type; all its days and moments are
shifted. What the cases are, real or made up, is said by who runs it, and stands in the label. The product gives no
interval for evidence that has a column `resample_of`, unless the measure takes the copies of a case as one.
"""

# ruff: noqa: S608 - paths and names are written as quoted SQL
from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

WEEKS = 52
SEED = 1
CASES = ("real", "made-up")
DRAW = """
    COPY (
        WITH cases AS (
            SELECT "case", date_trunc('month', min(time)) AS month, any_value({kind}) AS kind, count(*) AS events
            FROM read_parquet('{source}') GROUP BY "case"
        ),
        placed AS (
            SELECT "case", month, kind, row_number() OVER (PARTITION BY month, kind ORDER BY "case") - 1 AS place,
                   count(*) OVER (PARTITION BY month, kind) AS size
            FROM cases
        ),
        drawn AS (
            SELECT month, kind, size, copy, place AS slot,
                   hash(month, kind, copy, place, {seed}) % size AS place,
                   hash(copy, place, month, kind, {seed} + 1) % {weeks} AS weeks
            FROM placed, range({copies}) AS copies(copy)
        )
        SELECT e.* REPLACE (format('{{}}-{{}}-{{}}', copy, e."case", slot) AS "case", {shifted}),
               e."case" AS resample_of
        FROM drawn JOIN placed USING (month, kind, place) JOIN read_parquet('{source}') AS e ON e."case" = placed."case"
    ) TO '{target}' (FORMAT parquet, KV_METADATA {{label: '{label}'}})
"""


def resample(source: Path, target: Path, rows: int, kind: str, cases: str) -> str:
    """Write at least about `rows` events, and return the label that says what they are.

    Parameters
    ----------
    source, target
        Parquet files.
    rows
        Events to write.
    kind
        Column that holds the type of a case.
    cases
        What the cases of the source are, of CASES.
    """
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    counts = f"SELECT count(*), count(DISTINCT \"case\") FROM read_parquet('{source}')"
    ((events, originals),) = connection.execute(counts).fetchall()
    label = f"resampled from {originals:,} {cases} cases"
    column = '"' + kind.replace('"', '""') + '"'
    copies = -(-rows // events)
    types = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{source}')").fetchall()
    moments = ['"' + name + '"' for name, type_, *_ in types if type_.startswith(("TIMESTAMP", "DATE"))]
    statement = DRAW.format(
        kind=column,
        source=source,
        target=target,
        copies=copies,
        seed=SEED,
        weeks=WEEKS,
        label=label,
        shifted=", ".join(f"(e.{name} + to_days((7 * weeks)::INTEGER)) AS {name}" for name in moments),
    )
    connection.execute(statement)
    return label


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--type", default="channel")
    parser.add_argument("--cases", choices=CASES, required=True)
    given = parser.parse_args()
    print(resample(given.source, given.target, given.rows, given.type, given.cases))
