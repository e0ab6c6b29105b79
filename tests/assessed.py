"""Results that many tests look at: computed once in a run, whichever of its processes asks first."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

from publicvalue.results.model import AssessmentResult

SHARED = "PUBLICVALUE_TESTS_SHARED"
"""Environment variable with the folder that the processes of a run share; `conftest.py` makes it."""


def once(name: str, compute: Callable[[], AssessmentResult]) -> AssessmentResult:
    """Return what was computed under a name, or compute it and keep it for the others."""
    file = Path(os.environ[SHARED]) / name.replace("/", "_")
    if file.exists():
        found: AssessmentResult = pickle.loads(file.read_bytes())  # noqa: S301 - our own
        return found
    found = compute()
    # Two may compute at the same time; neither reads half of what the other writes.
    part = file.with_name(f"{file.name}.{os.getpid()}")
    part.write_bytes(pickle.dumps(found))
    part.replace(file)
    return found
