"""An assessment that hears people, from its files to the report, and what is wrong in such files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import made_up_survey
from examples import copied
from examples import outcome as example_outcome
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.actions.publishing.report_files import write_report
from publicvalue.errors import EvidenceError, InputError
from publicvalue.files.stores.folder import FolderStore
from publicvalue.findings.people.mindsets import Mindset
from publicvalue.measures.ledger_entries import UNKNOWN
from publicvalue.measures.privacy.ledger import UNKNOWN_BEFORE, Earlier
from publicvalue.measures.result import NotApplicable
from publicvalue.measures.survey.people.expectations import OPTIMISTIC
from publicvalue.measures.survey.people.path_result import TrustPath
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.readiness import Readiness
from publicvalue.reports.system.people.section import describe_people
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.model import AssessmentResult

INDICATOR = "administrative.benefit.security_accuracy.balanced_accuracy"


def folder(path: Path, people: str = made_up_survey.PEOPLE, citizens: int = 220) -> Path:
    """Write the example on court risk scores with made-up surveys beside it."""
    copied("court-risk-scores", path)
    rng = np.random.default_rng(20240709)
    made_up_survey.write(made_up_survey.citizens(citizens, rng), path / "evidence" / "citizens.csv")
    made_up_survey.write(made_up_survey.staff(60, rng), path / "evidence" / "staff.csv")
    file = path / "assessment.yaml"
    text = file.read_text(encoding="utf-8").replace("evidence:\n", f"evidence:{made_up_survey.EVIDENCE}", 1)
    people = people.replace("INDICATOR", INDICATOR).replace("replicates: 500", "replicates: 200")
    file.write_text(text.replace("draws: 10000", "draws: 1000") + people, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[AssessmentResult, Path]:
    loaded = load_assessment(FolderStore(folder(tmp_path_factory.mktemp("people") / "assessment")))
    found = run_assessment(loaded)
    results = loaded.store.results()
    write_report(loaded, found, results)
    return found, results.folder


def test_people_are_heard(outcome: tuple[AssessmentResult, Path]) -> None:
    voices = outcome[0].voices
    assert isinstance(voices.path, TrustPath)
    assert isinstance(voices.readiness, Readiness)
    assert [one.who for one in voices.priorities if isinstance(one, Priorities)] == [
        "citizens",
        "citizens (best and worst)",
        "public servants",
    ]
    (mindset,) = voices.mindsets
    assert isinstance(mindset, Mindset)
    # People expect about 70 of 100 results to be right, and about 65 are.
    assert mindset.verdict == OPTIMISTIC
    assert mindset.gap.value == pytest.approx(mindset.expected.value - mindset.measured.value)


def test_peoples_weights_form_the_scores(outcome: tuple[AssessmentResult, Path]) -> None:
    found = outcome[0]
    citizens = found.voices.priorities[0]
    assert isinstance(citizens, Priorities)
    assert found.framework.weight("citizen") == pytest.approx(citizens.parts[3].share.value)
    under = {one.who: one for one in found.voices.under}
    assert list(under) == ["the framework", "citizens", "citizens (best and worst)", "public servants"]
    assert under["citizens"].scores["public_value"] == found.scores["public_value"]
    assert under["the framework"].scores["public_value"].value != found.scores["public_value"].value
    # Other weights over the same draws give what scoring everything anew gives.
    assert [one.id for one in found.weightings] == [
        "framework",
        "by_category",
        "equal_indicators",
        "people_2",
        "people_3",
    ]
    others = (under["the framework"], under["citizens (best and worst)"], under["public servants"])
    beside = (found.weightings[0], *found.weightings[3:])
    assert [{node: (s.value, s.low, s.high) for node, s in one.scores.items()} for one in beside] == [
        {node: (s.value, s.low, s.high) for node, s in one.scores.items()} for one in others
    ]


def test_people_stand_in_every_form_of_the_report(outcome: tuple[AssessmentResult, Path]) -> None:
    found, report = outcome
    page = (report / "report.html").read_text(encoding="utf-8")
    for anchor in ('id="trust-path"', 'id="peoples-weights"', 'id="mindsets"', 'href="#trust-path"'):
        assert anchor in page
    tables = {path.stem for path in (report / "tables").iterdir()}
    assert tables >= {
        "path-constructs",
        "path-links",
        "path-items",
        "path-pairs",
        "path-levers",
        "people-weights",
        "people-weights-groups",
        "scores-under-weights",
        "mindsets",
        "readiness-to-change",
    }
    data = json.loads((report / "results.json").read_text(encoding="utf-8"))["voices"]
    assert len(data["path"]["links"]) == 10
    assert data["priorities"][0]["parts"][0]["node"] == "economic"
    assert "draws" not in data["priorities"][0]
    summary = render_summary(found)
    assert "WHAT DO PEOPLE SAY?" in summary
    assert "To raise Trust in the agency, improve first:" in summary


def test_people_give_the_same_numbers_again(outcome: tuple[AssessmentResult, Path], tmp_path: Path) -> None:
    # In a folder of its own: beside the first's results, of which it has no ledger, the second would say so.
    again = run_assessment(load_assessment(FolderStore(folder(tmp_path / "assessment"))))
    assert again.voices == outcome[0].voices


def test_an_assessment_without_people_has_no_such_part() -> None:
    found = example_outcome("court-risk-scores")
    assert (found.voices.path, found.voices.priorities, found.voices.under) == (None, (), ())
    assert "WHAT DO PEOPLE SAY?" not in render_summary(found)


def test_people_too_few_are_a_reason_and_not_an_error(tmp_path: Path) -> None:
    found = run_assessment(load_assessment(FolderStore(folder(tmp_path / "few", citizens=20))))
    assert isinstance(found.voices.path, NotApplicable)
    assert found.voices.path.reason.startswith("20 respondents with usable answers are too few for the path to trust")
    assert isinstance(found.voices.priorities[0], NotApplicable)
    # Nobody's weights count then but the framework's.
    assert found.framework.weight("citizen") == 1
    assert "No path can be estimated." in render_summary(found)


def test_people_settings_that_are_wrong_are_all_named(tmp_path: Path) -> None:
    people = """
people:
  path: {evidence: citizen, targets: trust}
  weights:
    - {evidence: citizens, question: pints, who: citizens, groups: remarks, count: true}
    - {evidence: scores-and-reoffences, question: fair_voice, who: staff, count: true}
  expectations:
    - {evidence: citizens, question: points, who: citizens, indicator: accuracy}
"""
    path = folder(tmp_path / "wrong", people, citizens=5)
    with pytest.raises(InputError) as caught:
        load_assessment(FolderStore(path))
    of_names = [
        "no construct is called 'trust'",
        "no question is called 'pints'",
        "the question 'remarks' has no choices, so it makes no groups",
        "the question 'fair_voice' is of type scale",
        "the question 'points' is of type allocation",
        "no indicator is called 'accuracy'",
    ]
    assert [problem.what for problem in caught.value.problems] == [
        "people, path: no evidence is called 'citizen'",
        "people, weights 2: the evidence is of kind records",
        "the weights of citizens and of staff both count",
        *of_names,
    ]
    text = (path / "assessment.yaml").read_text(encoding="utf-8")
    text = text.replace("evidence: citizen,", "evidence: citizens,")
    text = text.replace("evidence: scores-and-reoffences, q", "evidence: staff, q")
    (path / "assessment.yaml").write_text(text.replace("who: staff, count: true", "who: staff"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_assessment(FolderStore(path))
    assert [problem.what for problem in caught.value.problems] == of_names


def test_people_with_cells_that_are_no_answers_stop_the_assessment(tmp_path: Path) -> None:
    path = folder(tmp_path / "cells", citizens=60)
    file = path / "evidence" / "citizens.csv"
    head, first, *rest = file.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[head.split(",").index("fair_voice")] = "9"
    file.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        run_assessment(load_assessment(FolderStore(path)))
    assert str(caught.value.problems[0]) == (
        "evidence/citizens.csv, fair_voice: 1 cell is no answer to the question, such as '9' (1 times)\n"
        "    expected: one of: 1, 2, 3, 4, 5\n"
        "    do: correct the cells, or blank those without an answer"
    )


def test_what_people_say_tells_that_nobody_knows_whom_earlier_results_told_of(
    outcome: tuple[AssessmentResult, Path], tmp_path: Path
) -> None:
    loaded = load_assessment(FolderStore(folder(tmp_path / "assessment", citizens=150)))
    found = run_assessment(replace(loaded, earlier=Earlier(withheld=frozenset({UNKNOWN_BEFORE}))), depth="core")
    for result, number in ((found, 1), (outcome[0], 0)):
        voices = [one for one in (result.voices.path, *result.voices.priorities) if one is not None]
        assert [one.diagnostics.count(UNKNOWN) for one in voices] == [number] * 4  # type: ignore[union-attr]
        notes = {part.id: part.notes for part in describe_people(result)}
        assert (UNKNOWN.text in notes["mindsets"]) == bool(number)
