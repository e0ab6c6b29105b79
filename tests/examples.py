"""The examples that come with the product: run once for all that look at them, and copied where a test writes."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from assessed import once
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.stores.folder import FolderStore
from publicvalue.results.model import AssessmentResult

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@cache
def outcome(name: str) -> AssessmentResult:
    """Return the result of an example."""
    return once(name, lambda: run_assessment(load_assessment(FolderStore(EXAMPLES / name))))


def copied(name: str, to: Path) -> Path:
    """Copy an example without what was written of it; returns its new place."""
    return Path(shutil.copytree(EXAMPLES / name, to, ignore=shutil.ignore_patterns("report")))
