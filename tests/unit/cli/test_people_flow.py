"""The whole flow from the command line: questions go out, answers come back from two tools, and a score changes.

All respondents are made up by the test; nobody was asked anything.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from pyxform.xls2xform import convert

import made_up_answers as made_up
from commands import output_of
from examples import copied
from publicvalue.actions.bringing.answers import load_form
from publicvalue.cli.main import main

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "food-inspections"
TRUST = "democratic.risk.trust.trust_in_agency"


def scores(folder: Path) -> dict[str, dict]:
    output_of("assess", folder)
    results = json.loads((folder / "report/results.json").read_text(encoding="utf-8"))
    return results["scores"]


def bring(folder: Path, part: Path) -> None:
    """Put the lines that were written for it into an assessment."""
    path = folder / "assessment.yaml"
    assessment = yaml.safe_load(path.read_text(encoding="utf-8"))
    lines = yaml.safe_load(part.read_text(encoding="utf-8"))
    known = {answer["indicator"] for answer in assessment["answers"]}
    assessment["evidence"] += lines["evidence"]
    assessment["answers"] += [answer for answer in lines["answers"] if answer["indicator"] not in known]
    path.write_text(yaml.safe_dump(assessment, sort_keys=False, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    form = load_form("public-value/1.0", "citizens")
    people = made_up.make_up_people(form, 80, np.random.default_rng(2026), quality=1.0)
    folder = tmp_path_factory.mktemp("submissions")
    files = {"kobo": folder / "kobo.json", "kobo csv": folder / "kobo.csv", "odk": folder / "odk.zip"}
    files["kobo"].write_bytes(made_up.kobo_json(form, people))
    files["kobo csv"].write_bytes(made_up.kobo_csv(form, people))
    files["odk"].write_bytes(made_up.odk_zip(form, people, split=True))
    return files


def test_questions_go_out_and_answers_change_a_score(tmp_path: Path, submissions: dict[str, Path]) -> None:
    output_of("instrument", "write", tmp_path / "forms", "--audience", "citizens", "--format", "xlsform")
    assert convert(xlsform=tmp_path / "forms/citizens.xlsform.xlsx", validate=False).warnings == []

    tables = {}
    for tool, path in submissions.items():
        output = output_of("answers", "read", path, "--into", tmp_path / tool, "--audience", "citizens")
        assert "80 rows taken; 0 rows refused" in output
        tables[tool] = (tmp_path / tool / "citizens.csv").read_bytes()
    assert len(set(tables.values())) == 1

    folder = tmp_path / "assessment"
    copied("food-inspections", folder)
    settings = (folder / "assessment.yaml").read_text(encoding="utf-8")
    assert "draws: 10000" in settings
    (folder / "assessment.yaml").write_text(settings.replace("draws: 10000", "draws: 1000"), encoding="utf-8")
    before = scores(folder)
    output_of("answers", "read", submissions["odk"], "--into", folder / "evidence", "--audience", "citizens")
    bring(folder, folder / "evidence/citizens-part.yaml")
    assert output_of("check", folder).strip().endswith("no problems.")
    after = scores(folder)
    assert before[TRUST]["value"] is None
    assert after[TRUST]["value"] > 55
    assert after["democratic.risk.trust"]["coverage"] > before["democratic.risk.trust"]["coverage"]
    assert after["public_value"]["value"] != before["public_value"]["value"]

    report = (folder / "report/report.html").read_text(encoding="utf-8")
    assert "Cronbach's alpha" in report or "Cronbach&#39;s alpha" in report
    assert "Bridgetown" not in report
    assert output_of("verify", folder / "report/bundle.zip", "--evidence", folder).startswith(str(folder))


def test_a_file_that_cannot_be_read_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("who,what\n1,2\n", encoding="utf-8")
    result = CliRunner().invoke(
        main, ["answers", "read", str(tmp_path / "a.csv"), "--into", str(tmp_path / "out"), "--audience", "citizens"]
    )
    assert result.exit_code == 2
    assert "none of the columns holds a question that was asked" in result.output
    assert "Nothing was written." in result.output
    assert not (tmp_path / "out").exists()


def test_an_unknown_audience_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["instrument", "write", str(tmp_path / "x"), "--audience", "citizen"])
    assert result.exit_code == 2
    assert "one of: citizens, leaving_users, public_servants, experts" in result.output
    assert not (tmp_path / "x").exists()
