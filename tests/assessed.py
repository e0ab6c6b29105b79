"""Results that many tests look at: computed once in a run, whichever of its processes asks first."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path

from house import ROOT
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.stores.folder import FolderStore
from publicvalue.results.model import AssessmentResult

SHARED = "PUBLICVALUE_TESTS_SHARED"
"""Environment variable with the folder that the processes of a run share; `conftest.py` makes it."""


def once(name: str, compute: Callable[[], AssessmentResult]) -> AssessmentResult:
    """Return what was computed under a name, or compute it and keep it for the others."""
    file = Path(os.environ[SHARED]) / name
    if file.exists():
        found: AssessmentResult = pickle.loads(file.read_bytes())  # noqa: S301 - our own
        return found
    found = compute()
    # Two may compute at the same time; neither reads half of what the other writes.
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(pickle.dumps(found))
    part.replace(file)
    return found


@cache
def example(name: str) -> AssessmentResult:
    """Return the result of a shipped example."""
    return once(name, lambda: run_assessment(load_assessment(FolderStore(ROOT / "examples" / name))))
