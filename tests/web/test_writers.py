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

from long_runs import confirming, often
from postgresql import running_server

WRITERS = Path(__file__).parents[1] / "web_writers.py"
ROUNDS = os.environ.get("PUBLICVALUE_KILLS") or str(often(4, long=40))

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module", params=["sqlite", *confirming("postgresql")])
def environment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    data = str(tmp_path_factory.mktemp("data"))
    own = {**os.environ, "PUBLICVALUE_DATA_DIR": data, "SECRET_KEY": "k" * 25 + "y" * 25, "DATABASE_URL": ""}
    if request.param == "sqlite":
        yield own
        return
    with running_server("web") as folder:
        yield own | {"DATABASE_URL": f"postgres://web@{quote(str(folder), safe='')}/postgres"}


@pytest.fixture(scope="module")
def found(environment: dict[str, str]) -> list[dict[str, object]]:
    """Let many write at once, then kill writers, in an installation that takes seconds to make."""
    done = subprocess.run(
        [sys.executable, WRITERS, "16", "4", ROUNDS, "7"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_sixteen_writers_save_without_an_error(found: list[dict[str, object]]) -> None:
    together, _ = found
    assert (together["errors"], together["problems"]) == ([], [])
    assert len(together["saved"]) == len(set(together["saved"])) == 16 * 4


def test_killed_writers_lose_nothing_and_leave_the_trail_whole(found: list[dict[str, object]]) -> None:
    _, killed = found
    assert (killed["lost"], killed["problems"]) == ([], [])
    assert killed["told"] >= int(ROUNDS)
    assert killed["current"] == killed["last"], "what stands is what the last entry tells of"
