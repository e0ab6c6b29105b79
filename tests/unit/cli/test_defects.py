"""What nobody foresaw ends in one message, a report and an exit code of its own."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from publicvalue.cli.terminal.problems import DEFECT, ReportsProblems


@click.group(cls=ReportsProblems)
def program() -> None:
    """Fails."""


@program.command()
@click.argument("what")
def fail(what: str) -> None:
    """Fail in some way."""
    if what == "deep":
        fail.callback(what)  # type: ignore[misc]
    raise {"key": KeyError("None"), "value": ValueError("text of a library"), "system": RuntimeError("x")}[what]


@pytest.mark.parametrize("what", ["key", "value", "system", "deep"])
def test_an_unforeseen_error_becomes_one_message_with_a_report(what, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = CliRunner().invoke(program, ["fail", what])
    (report,) = tmp_path.glob("publicvalue-defect-*.txt")
    assert result.exit_code == DEFECT == 3
    assert "Traceback" not in result.output
    assert "text of a library" not in result.output
    assert str(report) in result.output
    written = Path(report).read_text(encoding="utf-8")
    assert "Traceback" in written
    assert "Error (its message is left out, as it may quote what stands in a cell)" in written
    assert "text of a library" not in written.replace('ValueError("text of a library")', "")
    assert len(written) < 20_000


def test_a_wrong_command_line_is_no_defect() -> None:
    assert CliRunner().invoke(program, ["fail"]).exit_code == 2
