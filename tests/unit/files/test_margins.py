"""Margins of the population as a file of evidence: used, shown with their source, and refused with their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from publicvalue.actions.assessments import check_assessment, load_assessment, run_assessment
from publicvalue.errors import PublicValueError
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.result import Number
from publicvalue.reports.system.html import render_html
from publicvalue.results.model import AssessmentResult

EASE = "citizen.benefit.accessibility.ease_of_use"
ASSESSMENT = f"""\
assessment:
  id: a
  title: A survey
  framework: public-value/1.0
  period: {{from: 2026-01-01, to: 2026-12-31}}
system: {{name: s, description: d, organisation: o, country: BRB, phase: production}}
settings: {{seed: 1, draws: 1000}}
evidence:
  - {{id: citizens, kind: survey, title: Citizens, file: evidence/citizens.csv, source: made by a test}}
  - {{id: census, kind: statistics, title: Who lives here, file: evidence/census.csv, source: Census of the test}}
answers:
  - indicator: {EASE}
    evidence: citizens
    columns: {{event: {{column: ease_of_use, at_least: 4}}, margins: [sex]}}
    options: {{margins: {{evidence: census}}}}
"""
CENSUS = "margin,category,people,year\nsex,woman,5000,2021\nsex,man,5000,2021\nage,old,4000,2021\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "evidence").mkdir()
    # 30 women, of whom 24 find it easy; 10 men, of whom 2 do.
    rows = ["woman,5"] * 24 + ["woman,2"] * 6 + ["man,4"] * 2 + ["man,1"] * 8
    (tmp_path / "evidence/citizens.csv").write_text("sex,ease_of_use\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "evidence/census.csv").write_text(CENSUS, encoding="utf-8")
    (tmp_path / "assessment.yaml").write_text(ASSESSMENT, encoding="utf-8")
    return tmp_path


def run(folder: Path) -> AssessmentResult:
    return run_assessment(load_assessment(FolderStore(folder)))


def test_the_share_is_raked_to_the_margins_of_the_file(folder: Path) -> None:
    outcome = run(folder)
    found = outcome.answered[EASE].result
    assert isinstance(found, Number)
    assert found.estimate == pytest.approx(50)  # half of (80 % of women and 20 % of men), not 65 %
    page = render_html(outcome)
    assert "Margins of the population: Who lives here. Census of the test." in page
    assert "census" in {item.id for item in outcome.assessment.evidence.values()}
    assert outcome.fingerprints["census"].size == len(CENSUS)


@pytest.mark.parametrize(
    ("table", "place", "what"),
    [
        (
            "margin,category,people\nsex,woman,5\nsex,woman,6\nsex,man,5\n",
            (3, "category"),
            "'woman' of 'sex' stands twice",
        ),
        ("margin,category,people\nsex,woman,5\nsex,man,-5\n", (3, "people"), "−5 people"),
        ("margin,category,people\nsex,woman,5\nsex,man,\n", (3, ""), "a cell is blank"),
    ],
)
def test_a_faulty_table_is_refused_with_its_row(folder: Path, table: str, place: tuple, what: str) -> None:
    (folder / "evidence/census.csv").write_text(table, encoding="utf-8")
    (problem,) = check_assessment(FolderStore(folder)).problems
    assert (problem.place.file, problem.place.row, problem.place.field or "") == ("evidence/census.csv", *place)
    assert problem.what == what


def test_a_category_that_the_census_lacks_is_named(folder: Path) -> None:
    (folder / "evidence/census.csv").write_text("margin,category,people\nsex,woman,5\n", encoding="utf-8")
    (problem,) = check_assessment(FolderStore(folder)).problems
    assert problem.what.endswith("'man' has no known total")
    assert problem.expected == "one of: woman"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("{evidence: census}", "{evidence: cencus}", "no evidence is called 'cencus'"),
        ("kind: statistics", "kind: records", "the margins are evidence of kind records"),
    ],
)
def test_margins_that_are_no_statistics_are_refused(folder: Path, old: str, new: str, what: str) -> None:
    (folder / "assessment.yaml").write_text(ASSESSMENT.replace(old, new), encoding="utf-8")
    with pytest.raises(PublicValueError) as caught:
        load_assessment(FolderStore(folder))
    (problem,) = caught.value.problems
    assert problem.what == f"{EASE}: {what}"
    assert problem.place.line == 12
