"""Answers to core questions as evidence of an assessment: checked, measured, refused with their rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from core_framework import write_framework
from publicvalue.actions.assessments import Checked, check_assessment, load_assessment
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import FolderStore

SETTINGS = """\
assessment:
  id: a
  title: Licences
  framework: ../fw
  period: {from: 2026-01-01, to: 2026-12-31}
system: {name: Licences, description: Sorts., organisation: Ministry, phase: production}
evidence:
  - {id: core-answers, kind: appraisal, title: Answers, file: evidence/core-answers.csv, source: The unit}
answers:
  - {indicator: economic.benefit.costs.controls, evidence: core-answers}
  - {indicator: citizen.benefit.service.in_time, evidence: core-answers}
"""
HEADER = "question,answer,of,low,high,drawn,basis,document,note,answered_by,answered_on\n"
GOOD = (
    "economic.benefit.costs.controls,partly,,,,,,Vote 12,,,\n"
    "citizen.benefit.service.in_time,14,20,,,random,,List,,registrar,2026-11-02\n"
)


def store(tmp_path: Path, rows: str = GOOD, settings: str = SETTINGS) -> FolderStore:
    write_framework(tmp_path / "fw")
    folder = tmp_path / "a"
    (folder / "evidence").mkdir(parents=True)
    (folder / "assessment.yaml").write_text(settings, encoding="utf-8")
    (folder / "evidence" / "core-answers.csv").write_text(HEADER + rows, encoding="utf-8")
    return FolderStore(folder)


def test_answers_to_core_questions_are_evidence(tmp_path: Path) -> None:
    assert check_assessment(store(tmp_path)) == Checked(())


def test_country_and_seed_may_be_left_out(tmp_path: Path) -> None:
    assessment = load_assessment(store(tmp_path)).assessment
    assert (assessment.system.country, assessment.settings.seed, assessment.settings.draws) == ("XXX", 1, 10_000)


def test_unknown_is_told_as_a_note_and_no_problem(tmp_path: Path) -> None:
    rows = "economic.benefit.costs.controls,unknown,,,,,,,,,\n" + GOOD.splitlines()[1]
    assert check_assessment(store(tmp_path, rows)) == Checked(
        (),
        (
            "economic.benefit.costs.controls will have no number: The core question is answered with unknown: nobody"
            " could say it yet.",
        ),
    )


def test_wrong_answers_are_told_with_their_rows_in_the_file(tmp_path: Path) -> None:
    rows = "economic.benefit.costs.controls,some,,,,,,,,,\ncitizen.benefit.service.in_time,30,20,,,,,,,,\n"
    problems = check_assessment(store(tmp_path, rows)).problems
    assert [(str(one.place), one.what) for one in problems] == [
        (
            "evidence/core-answers.csv, row 2, answer",
            "economic.benefit.costs.controls: 'some' is no grade of this question",
        ),
        ("evidence/core-answers.csv, row 3, answer", "citizen.benefit.service.in_time: 30 of 20 cannot be"),
    ]


def test_an_appraisal_answers_no_indicator_without_a_core_question(tmp_path: Path) -> None:
    settings = SETTINGS.replace("citizen.benefit.service.in_time", "citizen.benefit.service.rated")
    with pytest.raises(InputError) as raised:
        load_assessment(store(tmp_path, settings=settings))
    [problem] = raised.value.problems
    assert (problem.place.line, problem.what) == (11, "citizen.benefit.service.rated: no core question is asked here")
