"""The committed style sheets are those that `scripts/design.sh` makes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from house import ROOT

SHEETS = ROOT / "src" / "publicvalue" / "web" / "design" / "static" / "design"
TOOLS = ROOT / "build" / "design" / "node_modules"


@pytest.mark.skipif(not shutil.which("npm"), reason="npm is not installed: the style sheets are not made again.")
def test_style_sheets_are_what_the_script_makes(tmp_path: Path) -> None:
    made = subprocess.run(
        ["sh", "scripts/design.sh", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode and not TOOLS.is_dir():
        pytest.skip("npm cannot fetch govuk-frontend and Sass here: the style sheets are not made again.")
    assert made.returncode == 0, made.stderr
    names = ("publicvalue.css", "report.css")
    assert [one for one in names if (tmp_path / one).read_bytes() != (SHEETS / one).read_bytes()] == []
