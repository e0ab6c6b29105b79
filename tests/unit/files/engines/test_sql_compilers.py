"""Ibis loads the compiler that is used, and all of them when somebody asks for another."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from pathlib import Path
from publicvalue.files.engines.duckdb import open_engine
with open_engine(Path(".")) as engine:
    assert engine.query("SELECT 1 + 1") == [(2,)]
    assert engine.table("SELECT 2 AS a").to_pyarrow().to_pylist() == [{"a": 2}]
print("ibis.backends.sql.compilers.bigquery" in sys.modules)
import ibis.backends.sql.compilers as compilers
print(compilers.duckdb.compiler is not None, compilers.BigQueryCompiler.__name__, hasattr(compilers, "pyspark"))
"""


def test_one_compiler_is_loaded_and_the_others_on_demand() -> None:
    shown = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "True", "BigQueryCompiler", "True"]
