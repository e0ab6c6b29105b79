"""The web application is killed before each of its operations on files and database: nothing by half, nothing left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from long_runs import often

POINTS = Path(__file__).parents[1] / "web_kill_points.py"

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(os.name != "posix", reason="A process is killed by fork and exit."),
]


def test_killed_at_any_operation_nothing_is_there_by_half_and_nothing_is_left() -> None:
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    every = often(8, long=1)
    done = subprocess.run([sys.executable, POINTS, str(every)], env=own, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert [f"{name} {each}" for name, one in found.items() for each in one["wrong"]] == []
    assert all(one["tried"] >= 2 for one in found.values()), found
    assert found["publish"]["operations"] >= 40
