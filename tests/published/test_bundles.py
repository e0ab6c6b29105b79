"""The examples' committed bundles are reproduced, as this machine is and as an older one would.

After a change of numbers: raise the measure's version, say so in the changelog, and run `make bundles`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from house import load
from publicvalue.actions.publishing.verification import verify_assessment
from publicvalue.files.stores.bundle import open_store

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = load(ROOT / "scripts" / "bundles.py").EXAMPLES
MOST_BYTES = 300_000


def test_a_committed_bundle_is_reproduced():
    with open_store(ROOT / "examples" / "court-risk-scores" / "bundle.zip") as store:
        found = verify_assessment(store).reproduction
    assert found.values > 5000
    assert (found.status in {"equal", "rounding"}, found.differences, found.versions) == (True, (), {})


def test_committed_bundles_are_small():
    sizes = {name: (ROOT / "examples" / name / "bundle.zip").stat().st_size for name in EXAMPLES}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_an_older_processor_reproduces_a_committed_bundle():
    matrix = load(ROOT / "scripts" / "matrix.py")
    (oldest,) = (one for one in matrix.settings() if "Sandy Bridge" in one.name)
    held, said = matrix.verify(oldest, ROOT / "examples" / "food-inspections" / "bundle.zip")
    assert held, said
    assert "Reproduced" in said


@pytest.mark.long
def test_an_older_processor_reproduces_every_committed_bundle():
    command = [sys.executable, "scripts/matrix.py", "Sandy Bridge"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stdout.count("Reproduced") == len(EXAMPLES), ended.stdout + ended.stderr
    assert ended.returncode == 0
