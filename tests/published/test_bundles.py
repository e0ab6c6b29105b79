"""The examples' committed bundles are reproduced, as this machine is and as an older one would.

After a change of numbers: raise the measure's version, say so in the changelog, and run `make bundles`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from publicvalue.actions.verification import verify_assessment
from publicvalue.files.stores.bundle import open_store

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("court-risk-scores", "food-inspections", "tax-administrations")


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_committed_bundle_is_reproduced(name: str):
    with open_store(ROOT / "examples" / name / "bundle.zip") as store:
        found = verify_assessment(store).reproduction
    assert found.values > 5000
    assert (found.status in {"equal", "rounding"}, found.differences, found.versions) == (True, (), {})


def test_an_older_processor_reproduces_every_committed_bundle():
    command = [sys.executable, "scripts/matrix.py", "Sandy Bridge"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.stdout.count("Reproduced") == len(EXAMPLES), ended.stdout + ended.stderr
    assert ended.returncode == 0
