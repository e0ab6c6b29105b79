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
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


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
        ("a-day.es.md", "licencias", "licencias: nada cambia."),
        *confirming(("a-day.md", "licences", "licences: nothing changes.")),
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
    result = json.loads((tmp_path / folder / "report" / "results.json").read_text(encoding="utf-8"))
    found = result["answered"]["economic.benefit.efficiencies.within_service_standard"]["result"]
    assert found["estimate"] == 75
    assert result["scores"]["economic.benefit.efficiencies.within_service_standard"]["value"] == pytest.approx(
        42, abs=1
    )
    checklist = result["answered"]["democratic.consideration.accountability.disclosure_controls"]["result"]
    assert checklist["strength"] == 1
