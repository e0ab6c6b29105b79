"""The web application's tests again, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from postgresql import running_server

HERE = Path(__file__).parent
CONTRACT = HERE.parent / "unit" / "actions" / "test_store_contract.py"
"""What holds for every store."""
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.mark.skipif(ON_POSTGRESQL, reason="These tests run on PostgreSQL already.")
def test_all_holds_on_postgresql_too() -> None:
    with running_server("web") as folder:
        address = f"postgres://web@{quote(str(folder), safe='')}/postgres"
        environment = os.environ | {"DATABASE_URL": address, "PUBLICVALUE_SAMPLE": "yes"}
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                HERE,
                CONTRACT,
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                "-m",
                "not one_database and not one_run and not long",
                "-k",
                "test_store_contract and database or not test_store_contract",
            ],
            cwd=HERE.parents[1],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
