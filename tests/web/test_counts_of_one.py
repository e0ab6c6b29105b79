"""One of several is, and two of several are: pages say so in both forms.

What results say is held against what was published, word for word: their sentences stay as they are.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import publicvalue

PAGES = Path(publicvalue.__file__).parent / "web"
ONE_AND_MANY = re.compile(r"\{\w+(?::\w+)?\} of (?:the )?\{\w+(?::\w+)?\} [a-z ]*\b(?:are|were|have|do)\b")
NO_COUNT = {
    "it takes {size}, and {left} of the {most} of your agency are left": "sizes, such as 3 MB of 5 GB",
    "{unused} of {total} codes are left.": "said of several: another text stands beside it for one",
}
"""What counts nothing, or is said of several alone, and why."""
IN_TEMPLATES = re.compile(r'\{%-?\s*say\s+"([^"]*)"')


def test_pages_count_in_both_forms() -> None:
    found = []
    for path in PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                found += [one.value for one in node.args[:1] if isinstance(one, ast.Constant)]
    for path in PAGES.rglob("*.html"):
        found += IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))
    assert len(found) > 500
    assert {one for one in found if ONE_AND_MANY.search(one)} == set(NO_COUNT)
