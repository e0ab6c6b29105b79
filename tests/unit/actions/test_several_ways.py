"""Several answers to one indicator: the strongest counts, the others are kept, shown and verified beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml

from publicvalue.actions.assessments import check_assessment, load_assessment, run_assessment
from publicvalue.actions.publishing.report_files import write_report
from publicvalue.actions.publishing.verification import verify_assessment
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.reports.system.trace import render_trace
from publicvalue.reports.system.ways import ways_table
from publicvalue.results.codec import read_result
from publicvalue.results.model import AssessmentResult

OUTCOME = "citizen.benefit.service_quality.outcome_change"
TRUST = "democratic.risk.trust.trust_in_agency"
Columns = Mapping[str, Sequence[object]]


def panel() -> Columns:
    """Sixteen offices over 24 months: all get better by the month, and the eight that adopt lose by it."""
    rng = np.random.default_rng(3)
    rows = [
        (f"office {office}", f"2024-{month + 1:02d}-15" if month < 12 else f"2025-{month - 11:02d}-15", adopts, value)
        for office in range(16)
        for month in range(24)
        for adopts in [office < 8 and month >= 12]
        for value in [round(100 + office + 1.5 * month - 12 * adopts + rng.normal(0, 2), 3)]
    ]
    return dict(zip(("office", "month", "with_system", "finished"), zip(*rows, strict=True), strict=True))


READ = {"value": {"column": "finished"}, "period": {"column": "month"}}
ADOPTERS = {"adopter": {"column": "office"}, "with_system": {"column": "with_system"}}
CONTROLS = {"indicator": OUTCOME, "evidence": "offices", "columns": {**READ, **ADOPTERS}}
BEFORE = {
    "indicator": OUTCOME,
    "evidence": "offices",
    "columns": READ,
    "options": {"design": "before_after", "adoption": "2025-01-01"},
}
FIGURE = {"indicator": OUTCOME, "evidence": "report"}


def folder_of(path: Path, answers: Sequence[Mapping[str, object]], **tables: tuple[str, Columns]) -> Path:
    """Write an assessment with made-up tables, each with its kind."""
    (path / "evidence").mkdir(parents=True)
    for name, (_, columns) in tables.items():
        with (path / "evidence" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    data = {
        "assessment": {
            "id": "ways",
            "title": "Several ways",
            "framework": "public-value/1.0",
            "period": {"from": "2024-01-01", "to": "2025-12-31"},
        },
        "system": {"name": "A", "description": "B", "organisation": "C", "phase": "production"},
        "settings": {"seed": 1, "draws": 1000},
        "evidence": [
            {"id": name, "kind": kind, "title": f"Table {name}", "file": f"evidence/{name}.csv", "source": "made up"}
            | {"made_up": True, "may_publish": True}
            for name, (kind, _) in tables.items()
        ],
        "answers": list(answers),
    }
    (path / "assessment.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def offices(path: Path, *answers: Mapping[str, object]) -> FolderStore:
    figure = {"value": [30], "low": [25], "high": [35], "basis": ["self_reported"]}
    return FolderStore(folder_of(path, answers, offices=("records", panel()), report=("statistics", figure)))


def assessed(store: FolderStore) -> AssessmentResult:
    return run_assessment(load_assessment(store))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FolderStore:
    return offices(tmp_path_factory.mktemp("ways") / "a", BEFORE, FIGURE, CONTROLS)


@pytest.fixture(scope="module")
def result(store: FolderStore) -> AssessmentResult:
    return assessed(store)


def ways_of(result: AssessmentResult) -> list[tuple[str, str, object]]:
    return [
        (way.answer.evidence, way.measure, way.answer.options.get("design")) for way in result.answered[OUTCOME].ways
    ]


def test_strongest_design_counts_and_the_others_form_no_score(result: AssessmentResult, tmp_path: Path) -> None:
    found, alone = result.answered[OUTCOME], assessed(offices(tmp_path / "alone", CONTROLS))
    assert found.result == alone.answered[OUTCOME].result
    assert result.scores == alone.scores
    assert alone.answered[OUTCOME].ways == ()
    # Offices that adopt lose 12 of about 120; all get better by the month, which the months before and after alone see.
    assert isinstance(found.result, Number)
    assert -12 < found.result.estimate < -9
    before, figure = found.ways
    assert ways_of(result) == [("offices", "adoption_effect", "before_after"), ("report", "published_figure", None)]
    assert isinstance(before.result, Number)
    assert before.result.estimate > 5
    assert (before.agreement, figure.agreement, found.contradicted) == ("agrees", "contradicts", True)


def test_order_of_the_answers_changes_nothing(result: AssessmentResult, tmp_path: Path) -> None:
    other = assessed(offices(tmp_path / "b", FIGURE, CONTROLS, BEFORE))
    assert other.answered == result.answered
    assert (other.scores, other.verdict, other.advice) == (result.scores, result.verdict, result.advice)


def test_ways_are_explained_and_shown(store: FolderStore, result: AssessmentResult) -> None:
    trace = render_trace(result, OUTCOME)
    assert trace.count("another way, which forms no score; beside the one that counts: ") == 2
    assert "beside the one that counts: contradicts it" in trace
    assert "option design: before_after" in trace
    assert trace.count("file: evidence/report.csv") == 1
    results = load_assessment(store).store.results()
    write_report(load_assessment(store), result, results)
    page = (results.folder / "report.html").read_text(encoding="utf-8")
    assert "Measured in other ways" in page
    assert "Another of about the same strength contradicts it" in page
    with (results.folder / "tables" / "ways.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["counts"], row["evidence"], row["beside the one that counts"]) for row in rows] == [
        ("yes", "offices", ""),
        ("no", "offices", "does not contradict it"),
        ("no", "report", "contradicts it"),
    ]
    assert read_result(json.loads((results.folder / "results.json").read_bytes())) == result
    assert verify_assessment(store).reproduction.status == "equal"


def test_check_tells_which_counts_and_what_contradicts_it(store: FolderStore) -> None:
    found = check_assessment(store)
    assert found.problems == ()
    assert f"{OUTCOME}: of several answers, that by offices counts" in found.notes
    assert f"{OUTCOME}: the answer by report contradicts it" in found.notes


def test_way_without_a_number_is_kept_with_its_reason(tmp_path: Path) -> None:
    late = {**BEFORE, "options": {"design": "before_after", "adoption": "2030-01-01"}}
    store = offices(tmp_path / "late", late, FIGURE)
    found = assessed(store).answered[OUTCOME]
    assert isinstance(found.result, Number)
    assert found.answer.evidence == "report"
    (way,) = found.ways
    assert isinstance(way.result, NotApplicable)
    assert (way.agreement, found.contradicted) == ("not_compared", False)
    assert "No period lies after the adoption" in way.result.reason
    notes = check_assessment(store).notes
    assert any(note.startswith(f"{OUTCOME}: the answer by offices has no number: ") for note in notes)
    assert "not applicable: " in render_trace(assessed(store), OUTCOME)


def test_same_evidence_twice_in_the_same_way_is_refused(tmp_path: Path) -> None:
    again = {**BEFORE, "note": "said again", "target": 3}
    with pytest.raises(InputError) as caught:
        load_assessment(offices(tmp_path / "twice", BEFORE, CONTROLS, again))
    (problem,) = caught.value.problems
    lines = (tmp_path / "twice" / "assessment.yaml").read_text("utf-8").splitlines()
    first = lines.index(f"- indicator: {OUTCOME}") + 1
    assert problem.what == f"the same evidence answers '{OUTCOME}' twice in the same way; the first is on line {first}"
    assert problem.do == "remove one of the two"
    assert problem.place.line is not None
    assert problem.place.line > first


def survey(path: Path, *answers: Mapping[str, object]) -> AssessmentResult:
    people = {"trust": [1 + place % 5 for place in range(17)], "office": ["a"] * 14 + ["b"] * 3}
    every = {"indicator": TRUST, "evidence": "people", "columns": {"value": "trust"}}
    return assessed(FolderStore(folder_of(path, [{**every, **one} for one in answers], people=("survey", people))))


def test_two_ways_do_not_tell_what_three_people_said(tmp_path: Path) -> None:
    result = survey(tmp_path / "few", {}, {"where": {"office": ["a"]}})
    found = result.answered[TRUST]
    assert isinstance(found.result, Number)
    assert (found.result.n, found.answer.where) == (17, {})
    (way,) = found.ways
    assert isinstance(way.result, NotApplicable)
    assert way.result.reason.startswith("The same is asked of 3 people more in ")
    # The 14 say 40 / 14.
    assert "2.86" not in render_trace(result, TRUST)
    row = next(row for row in ways_table(result).rows if row[2] == "no")
    assert row[5:11] == (None,) * 6


def test_way_of_few_people_has_no_number(tmp_path: Path) -> None:
    found = survey(tmp_path / "three", {"where": {"office": ["b"]}}, {"where": {"office": ["a"]}}).answered[TRUST]
    assert found.answer.where == {"office": ("a",)}
    (way,) = found.ways
    assert isinstance(way.result, NotApplicable)
    assert "fewer than 5" in way.result.reason
