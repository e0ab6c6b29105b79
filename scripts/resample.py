"""Make a large event log from a small one, for measuring time and memory: never for an interval.

Whole cases are drawn with replacement within the month of their start and their type. A copy gets a new id, names the
case it comes from in `resample_of`, and is shifted by whole weeks, so that days of the week and hours stay as they are.

    python scripts/resample.py events.parquet large.parquet 100000000 --type channel

The source is Parquet with the columns case, activity, time, and the column of the type. The product refuses evidence
that has a column `resample_of`.
"""

# ruff: noqa: S608 - paths and names are written as quoted SQL
from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

WEEKS = 52
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
        SELECT e.* REPLACE (
                   format('{{}}-{{}}-{{}}', copy, e."case", slot) AS "case",
                   e.time + to_days((7 * weeks)::INTEGER) AS time
               ),
               e."case" AS resample_of
        FROM drawn JOIN placed USING (month, kind, place) JOIN read_parquet('{source}') AS e ON e."case" = placed."case"
    ) TO '{target}' (FORMAT parquet, KV_METADATA {{label: '{label}'}})
"""


def resample(source: Path, target: Path, rows: int, kind: str, seed: int = 1) -> str:
    """Write at least about `rows` events, and return the label that says what they are."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    counts = f"SELECT count(*), count(DISTINCT \"case\") FROM read_parquet('{source}')"
    ((events, cases),) = connection.execute(counts).fetchall()
    label = f"resampled from {cases:,} real cases"
    column = '"' + kind.replace('"', '""') + '"'
    copies = -(-rows // events)
    statement = DRAW.format(
        kind=column, source=source, target=target, copies=copies, seed=seed, weeks=WEEKS, label=label
    )
    connection.execute(statement)
    return label


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--type", default="channel")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(resample(given.source, given.target, given.rows, given.type, given.seed))
