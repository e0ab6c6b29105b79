"""The shipped example with made-up people, with their answers read in."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

from assessed import once
from examples import copied
from house import ROOT
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.actions.bringing.answers import AnswerFile, TableTarget, load_form_of, read_answers
from publicvalue.files.stores.folder import FolderStore
from publicvalue.instruments.parts.answers import Origin
from publicvalue.measures.survey.people import priorities
from publicvalue.results.model import AssessmentResult

EXAMPLE = ROOT / "examples" / "made-up-survey"
ORIGIN = Origin("Made up", "never", made_up=True)


@cache
def people_outcome() -> AssessmentResult:
    """Return the outcome of the example after citizens and staff answered, with few draws."""
    return once("people", _people_outcome)


def _people_outcome() -> AssessmentResult:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "survey"
        copied("made-up-survey", folder)
        sample = folder / "answers" / "sample.csv"
        store = FolderStore(folder)
        citizens = AnswerFile(folder / "answers/citizens-kobo.csv", load_form_of(store, "citizens"), sample=sample)
        read_answers(citizens, TableTarget(store, add=True, origin=ORIGIN))
        staff = AnswerFile(folder / "answers/staff-odk.csv", load_form_of(store, "public_servants"))
        read_answers(staff, TableTarget(store, "staff", add=True, origin=ORIGIN))
        file = folder / "assessment.yaml"
        text = file.read_text(encoding="utf-8").replace("draws: 10000", "draws: 1000")
        file.write_text(text.replace("path:\n    evidence: citizens", "path: {evidence: citizens, replicates: 200}"))
        # What people put first is drawn 2,000 times for real; a page of it looks the same after 200.
        with patch.object(priorities, "REPLICATES", 200):
            return run_assessment(load_assessment(FolderStore(folder)))
