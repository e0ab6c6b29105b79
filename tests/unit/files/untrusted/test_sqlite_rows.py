"""What a view of a database sorts takes memory, which is limited, and no disk, which nobody would see."""

# ruff: noqa: S608 - the query is our own
from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from publicvalue.files.untrusted.sqlite_rows import open_database, table_rows

ROWS = 200_000


def open_files() -> list[str]:
    """Return what this process holds open, also files that have no name any more."""
    places = [Path("/proc/self/fd", one) for one in os.listdir("/proc/self/fd")]
    return [os.readlink(one) for one in places if one.is_symlink()]


@pytest.mark.skipif(sys.platform != "linux", reason="Open files are seen in /proc.")
def test_a_view_that_sorts_writes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "e.db"
    made = sqlite3.connect(path)
    count = f"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {ROWS})"
    made.executescript(f"CREATE VIEW t AS {count} SELECT x AS days, hex(x) || 'word' AS w FROM n ORDER BY -x;")
    made.close()
    database = open_database(str(path), lambda: None)
    rows = table_rows(database, "t")
    assert next(rows)["days"] == str(ROWS)
    assert [one for one in open_files() if "(deleted)" in one and "etilqs" in one] == []
    database.close()
