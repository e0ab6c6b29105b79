"""Server and worker are killed ten times while people save and publish; `make kills` does it a hundred times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from long_runs import often

SCRIPTS = Path(__file__).parents[2] / "scripts"
KILLS, SEED = often(10, long=40), 11

pytestmark = pytest.mark.one_database


def test_nothing_is_lost_and_nothing_half_published_when_server_and_worker_are_killed() -> None:
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    done = subprocess.run(
        [sys.executable, SCRIPTS / "kills.py", str(KILLS), str(SEED), "1"],
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert sum(found["killed"].values()) >= KILLS
    assert found["saved"] >= KILLS, "people got on with their work between"
    assert found["published"] >= 1
    assert found["publications"].get("answered, whole", 0) >= 1
    assert sum(number for how, number in found["publications"].items() if how.startswith("cut off")) >= 1
    assert found["tasks"].get("done", 0) >= 1
