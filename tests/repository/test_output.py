"""Commands show text through one function, so that no title or cell of others steers a terminal."""

from __future__ import annotations

import re

from house import PACKAGE

BARE = re.compile(r"click\.(?:echo|secho)\((?!f?\"\\r\\033)|(?<!\w)print\(")


def test_no_command_writes_past_the_one_function():
    modules = [path for path in (PACKAGE / "cli").rglob("*.py") if path.name != "say.py"]
    assert len(modules) > 25
    assert [f"{path.name}: {found}" for path in modules for found in BARE.findall(path.read_text("utf-8"))] == []
