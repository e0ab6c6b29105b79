"""`publicvalue next` on a folder that is just begun."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner

from publicvalue.cli.main import main


def test_next_ranks_every_open_question(tmp_path: Path) -> None:
    folder = tmp_path / "permits"
    runner = CliRunner()
    assert runner.invoke(main, ["new", str(folder)], catch_exceptions=False).exit_code == 0
    text = runner.invoke(main, ["next", str(folder)], catch_exceptions=False)
    assert text.exit_code == 0
    assert "rank  indicator" in text.output
    table = runner.invoke(main, ["next", str(folder), "--csv"], catch_exceptions=False)
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["rank"] for row in rows] == [str(place) for place in range(1, 94)]
    assert all(row["id"] in text.output for row in rows)


def test_next_of_a_folder_that_is_no_assessment(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["next", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds no assessment.yaml" in result.output
