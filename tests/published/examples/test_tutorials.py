"""The first tutorials, in each language: their commands run as they stand, and give what they say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from house import ROOT
from long_runs import confirming

TUTORIALS = ROOT / "docs" / "tutorials"
QUOTED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def in_a_line(text: str) -> str:
    """Return a text without its line breaks."""
    return " ".join(text.split())


def quoted(text: str) -> list[str]:
    """Return what a part of a page quotes."""
    return [in_a_line(one) for one in QUOTED.findall(text)]


def test_what_is_quoted_of_a_report_stands_in_it() -> None:
    page = (TUTORIALS / "read-the-report.md").read_text("utf-8").partition("## For a minister")[2]
    quotes = quoted(page.partition("## For an auditor")[0])
    report = in_a_line((Path(__file__).parent / "texts" / "court-risk-scores.en.txt").read_text("utf-8")).lower()
    # Of a dimension the text says name and verdict in two columns; and one report has one of both doubts.
    others = {"Citizen: Unknown, no evidence yet": "citizen unknown, no evidence yet", "weak evidence": ""}
    found = {one: others.get(one, one.lower()) in report for one in quotes}
    assert ([one for one, stands in found.items() if not stands], len(found) > 9) == ([], True)


def run_page(page: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the commands of a tutorial in a folder, one after the other, until one fails."""
    blocks = SHELL.findall((TUTORIALS / page).read_text(encoding="utf-8"))
    assert len(blocks) > 5
    script = "\n".join(["set -eu", *blocks])
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    environment.pop("PUBLICVALUE_LANG", None)
    run = subprocess.run(
        ["/bin/sh", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run


@pytest.mark.parametrize(
    ("page", "folder", "said"),
    [
        *confirming(
            ("a-day.es.md", "licencias", "licencias: nada cambia."),
            ("a-day.md", "licences", "licences: nothing changes."),
        )
    ],
)
def test_the_tutorial_of_a_day_runs_as_it_stands(page: str, folder: str, said: str, tmp_path: Path) -> None:
    run = run_page(page, tmp_path)
    assert said in run.stdout
    result = json.loads((tmp_path / folder / "report" / "results.json").read_text(encoding="utf-8"))
    assert result["assessment"]["red_lines"]["legal_basis"]["answer"] == "yes"
    assert result["assessment"]["system"]["phase"] == "pilot"
    assert result["assessment"]["kind"]["facts"]["uses_personal_data"] is True


@pytest.mark.parametrize(
    ("page", "folder", "said"),
    [
        (
            "first-assessment.md",
            "permits",
            "did you mean 'democratic.consideration.accountability.disclosure_controls'?",
        ),
        *confirming(("first-assessment.es.md", "permisos", "¿quiso decir")),
    ],
)
def test_the_first_tutorial_runs_as_it_stands(page: str, folder: str, said: str, tmp_path: Path) -> None:
    run = run_page(page, tmp_path)
    assert said in run.stdout + run.stderr
    (verdict,) = quoted((TUTORIALS / page).read_text("utf-8").partition("\n## 7. ")[2].partition("\n## ")[0])
    assert verdict in in_a_line(run.stdout)
    result = json.loads((tmp_path / folder / "report" / "results.json").read_text(encoding="utf-8"))
    found = result["answered"]["economic.benefit.efficiencies.within_service_standard"]["result"]
    assert found["estimate"] == 75
    assert result["scores"]["economic.benefit.efficiencies.within_service_standard"]["value"] == pytest.approx(
        42, abs=1
    )
    checklist = result["answered"]["democratic.consideration.accountability.disclosure_controls"]["result"]
    assert checklist["strength"] == 1
