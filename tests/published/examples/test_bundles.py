"""The examples' committed bundles are reproduced, as this machine is and as an older one would.

After a change of numbers: raise the measure's version, say so in the changelog, and run `make bundles`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from house import load
from publicvalue.actions.publishing.verification import Verified, verify_assessment, verify_published
from publicvalue.files.stores.bundle import open_store

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = load(ROOT / "scripts" / "bundles.py").EXAMPLES
MOST_BYTES = 300_000
RELEASED = Path(__file__).parent / "bundles" / "robodebt-0.4.0.zip"


def test_a_committed_bundle_is_reproduced():
    with open_store(ROOT / "examples" / "court-risk-scores" / "bundle.zip") as store:
        found = verify_assessment(store).reproduction
    assert found.values > 5000
    assert (found.status in {"equal", "rounding"}, found.differences, found.versions) == (True, (), {})


def test_a_bundle_of_0_4_0_is_still_read_and_made_again():
    """It was released so; a change of numbers is told by the versions of measures, and by nothing else."""
    with open_store(RELEASED) as store:
        found = verify_published(store)
    assert isinstance(found, Verified)
    assert (found.made_by, found.other_files) == ("0.4.0", ())
    assert found.reproduction.values > 5000
    # Its words may be better now, and its measures too, where they say so.
    assert found.reproduction.status in {"equal", "rounding", "newer"} or found.reproduction.only_judged


def test_committed_bundles_are_small():
    sizes = {name: (ROOT / "examples" / name / "bundle.zip").stat().st_size for name in EXAMPLES}
    sizes["released"] = RELEASED.stat().st_size
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
