"""Runs a command on a spoilt folder and holds what it says against what must always hold."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from publicvalue.cli.main import main
from publicvalue.cli.terminal.problems import BAD_INPUT

LIBRARIES = re.compile(
    r"Traceback|(Parser|Binder|Conversion|Catalog|Invalid Input|Out of Range|Invalid|Internal|Key|Value|Type|Attribute)"
    r" ?Error|DuckDB|duckdb|numpy|pandas|pyarrow|ibis|libyaml|Errno|NoneType|object at 0x|Warning:|\x1b|'None'"
)
"""What only a library or Python says, and what steers a terminal."""

PLACES = re.compile(r"^(?P<place>\S.*?): .+$", re.MULTILINE)


def run_and_hold(*words: str | Path) -> int:
    """Run a command; it must do its work, or say in its own words what is wrong."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    said = result.output
    assert result.exit_code in {0, 1, BAD_INPUT}, said[:2_000]
    found = LIBRARIES.search(said)
    assert found is None, f"{found!r} in: {said[:2_000]}"
    assert len(said) < 60_000, f"{len(said):,} characters: {said[:500]}"
    if result.exit_code == BAD_INPUT:
        assert re.search(r"^\d+ problems?\.", said, re.MULTILINE), said[:2_000]
    return result.exit_code
