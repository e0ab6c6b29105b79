"""`assess` says what the bundle gives away, and nothing about single people leaves unless somebody said so."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from publicvalue.cli.main import main

SETTINGS = """\
assessment: {id: permits, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: Triage, description: Sorts, organisation: Office, country: BRB, phase: production}
settings: {seed: 7, draws: 1000}
evidence:
  - {id: cases, kind: records, title: Cases, file: cases.csv, source: Case system%s}
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: cases
    columns: {truth: right, prediction: score}
"""


@pytest.mark.parametrize("stated", ["", ", may_publish: true"])
def test_records_leave_only_where_it_is_said_and_columns_that_name_people_are_told(tmp_path: Path, stated: str):
    (tmp_path / "assessment.yaml").write_text(SETTINGS % stated)
    (tmp_path / "cases.csv").write_text("right,score,Applicant name\n" + "yes,1,Ann\nno,0,Bob\n" * 20)
    said = CliRunner().invoke(main, ["assess", str(tmp_path)], catch_exceptions=False).output
    with zipfile.ZipFile(tmp_path / "report" / "bundle.zip") as archive:
        held = "cases.csv" in archive.namelist()
    assert held == bool(stated)
    assert ("It withholds, and names by hash alone: cases." in said) != held
    assert ("may tell who people are: Applicant name." in said) == held
