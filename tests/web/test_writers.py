"""Many write at once without an error, and whatever kills a writer, what was saved stays and the trail is whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from long_runs import often
from postgresql import running_server

WRITERS = Path(__file__).parents[1] / "web_writers.py"
ROUNDS = os.environ.get("PUBLICVALUE_KILLS") or str(often(4, long=40))

pytestmark = pytest.mark.one_database


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    own = {**os.environ, "PUBLICVALUE_DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 25 + "y" * 25, "DATABASE_URL": ""}
    if request.param == "sqlite":
        yield own
        return
    with running_server("web") as folder:
        yield own | {"DATABASE_URL": f"postgres://web@{quote(str(folder), safe='')}/postgres"}


def run(environment: dict[str, str], *words: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, WRITERS, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_sixteen_writers_save_without_an_error(environment: dict[str, str]) -> None:
    found = run(environment, "together", "16", "4")
    assert (found["errors"], found["problems"]) == ([], [])
    assert len(found["saved"]) == len(set(found["saved"])) == 16 * 4


def test_killed_writers_lose_nothing_and_leave_the_trail_whole(environment: dict[str, str]) -> None:
    found = run(environment, "killed", ROUNDS, "7")
    assert (found["lost"], found["problems"]) == ([], [])
    assert found["told"] >= int(ROUNDS)
    assert found["current"] == found["last"], "what stands is what the last entry tells of"
