"""`assess` says what the bundle gives away, and nothing about single people leaves unless somebody said so."""

from __future__ import annotations

import itertools
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


def test_people_under_a_name_that_says_nothing_are_told_by_the_cells(tmp_path: Path) -> None:
    (tmp_path / "assessment.yaml").write_text(SETTINGS % ", may_publish: true")
    given, family = ("Ann", "Bob", "Cleo", "Dan", "Eva", "Finn", "Gus"), ("Archer", "Brown", "Cole", "Diaz", "Evans")
    lines = [
        f"{'yes' if place % 2 else 'no'},{place % 3 // 2},{first} {last},c{place}@example.org,{place}"
        for place, (first, last) in enumerate(itertools.product(given, family))
    ]
    (tmp_path / "cases.csv").write_text("\n".join(["right,score,x1,x2,x3", *lines]) + "\n")
    said = CliRunner().invoke(main, ["assess", str(tmp_path)], catch_exceptions=False).output
    told = "columns of it may tell who people are: x1 (names of people), x2 (e-mail addresses)."
    assert told in " ".join(said.split()), said[-1500:]
