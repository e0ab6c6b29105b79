"""`publicvalue next` on a folder that is just begun."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner

from publicvalue.cli.main import main
from publicvalue.files.frameworks import load_framework


def test_next_ranks_every_open_question(tmp_path: Path) -> None:
    folder = tmp_path / "permits"
    runner = CliRunner()
    assert runner.invoke(main, ["new", str(folder)], catch_exceptions=False).exit_code == 0
    text = runner.invoke(main, ["next", str(folder)], catch_exceptions=False)
    assert text.exit_code == 0
    assert "rank  narrowing" in text.output
    asked = len(load_framework("public-value/1.0").framework.indicators)
    assert f"The first 15 of {asked}: --all lists them all" in text.output
    whole = runner.invoke(main, ["next", str(folder), "--all"], catch_exceptions=False).stdout
    assert "--all lists" not in whole
    table = runner.invoke(main, ["next", str(folder), "--csv"], catch_exceptions=False)
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["rank"] for row in rows] == [str(place) for place in range(1, asked + 1)]
    assert [line.strip() for line in text.stdout.splitlines() if "." in line and " " not in line.strip()] == [
        row["id"] for row in rows[:15]
    ]
    assert all(row["id"] in whole for row in rows)
    assert max(map(len, whole.splitlines())) <= 100


def test_next_of_a_folder_that_is_no_assessment(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["next", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds no assessment.yaml" in result.output


FOOD = Path(__file__).resolve().parents[3] / "examples" / "food-inspections"


def run(*words: str) -> str:
    result = CliRunner().invoke(main, ["next", str(FOOD), *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_drivers_of_a_stage_and_pairs_of_inputs() -> None:
    text = run("--drivers", "economic", "--pairs")
    assert "The economic dimension, over what is evidenced" in text
    assert "goalposts set by judgement" in text
    assert "pairs do not act together by more than 1 %." in text
    assert "weights of categories x" not in text
    assert "Important cases found early x goalposts set by judgement" in run("--drivers", "public_value", "--pairs")


def test_drivers_of_all_nodes_as_csv_name_every_level() -> None:
    rows = list(csv.DictReader(io.StringIO(run("--drivers", "all", "--csv"))))
    nodes = {row["node"] for row in rows}
    names = (
        "Public value",
        "The economic dimension",
        "Economic benefits",
        "Efficiencies (economic benefit)",
        "Outputs",
    )
    assert nodes.issuperset(names)
    assert len(nodes) == 50


def test_drivers_of_a_node_that_is_not_there() -> None:
    result = CliRunner().invoke(main, ["next", str(FOOD), "--drivers", "economics"])
    assert result.exit_code == 2
    assert "there is no node 'economics'" in result.output
    assert "economic" in result.output


def test_pairs_need_one_node() -> None:
    assert CliRunner().invoke(main, ["next", str(FOOD), "--pairs"]).exit_code == 2
