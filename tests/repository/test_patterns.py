"""No pattern takes much longer for a text twice as long: a cell of blanks or dots must not hold a reader for minutes."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from house import ROOT, name, own_code

LETTERS = (250, 4_000)
SECONDS = 0.02
"""Of processors, for a text of any of these lengths: a pattern that looks at each pair of letters takes some 0.1 for the
longest, one that looks at each three of them as long for the shortest."""
PIECES = (" ", "a", "0", ".", "[", "<", '"', "1,", "a.", ".0", "date1904 ", "total ")
STARTS = ("", "a@", "<workbookPr ", "<?xml ")
ENDS = ("x", "@")
BY_THEIR_OWN_CLOCK = ("src/publicvalue/files/untrusted/sheet_process.py",)
"""Programs whose process has a limit of seconds."""
WHOLE = ("fullmatch", "match")


def patterns() -> Iterator[tuple[str, str, str, int]]:
    """Yield the place of each pattern, how it is used, the pattern, and its flags."""
    for path in own_code():
        if not path.is_relative_to(ROOT / "src") or name(path) in BY_THEIR_OWN_CLOCK:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            called, first = node.func, node.args[0]
            if isinstance(called.value, ast.Name) and called.value.id == "re" and isinstance(first, ast.Constant):
                flags = re.IGNORECASE if "IGNORECASE" in ast.dump(node) else 0
                yield f"{name(path)}:{node.lineno}", used(path, called.attr, node), first.value, flags


def used(path: Path, method: str, node: ast.Call) -> str:
    """Return `search` where a pattern may begin anywhere in a text; a compiled one, as its name is used in its file."""
    if method != "compile":
        return "match" if method in WHOLE else "search"
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = re.match(r"(\w+)(?:: [^=]+)? = re\.compile", lines[node.lineno - 1])
    if not found:
        return "search"
    elsewhere = "".join(
        one.read_text(encoding="utf-8") for one in own_code() if one != path and found[1] in one.read_text()
    )
    uses = re.findall(rf"\b{found[1]}\.(\w+)\(", text + elsewhere)
    return "match" if uses and all(one in WHOLE for one in uses) else "search"


def slow_texts(how: str, pattern: str | bytes, flags: int) -> list[str]:
    """Return the beginnings of texts for which a pattern takes too long."""
    compiled = re.compile(pattern, flags)
    look = compiled.fullmatch if how == "match" else compiled.search
    slow: list[str] = []
    for start, piece, end, letters in product(STARTS, PIECES, ENDS, LETTERS):
        text = start + piece * (letters // len(piece)) + end
        if text[:12] in slow:
            continue
        given = text.encode() if isinstance(pattern, bytes) else text
        began = time.thread_time()
        look(given)  # type: ignore[arg-type]
        if time.thread_time() - began > SECONDS:
            slow.append(text[:12])
    return slow


def test_patterns_are_found() -> None:
    assert len(list(patterns())) > 60


def test_no_pattern_takes_long() -> None:
    found = {place: slow for place, how, pattern, flags in patterns() if (slow := slow_texts(how, pattern, flags))}
    assert found == {}


@pytest.mark.parametrize(("pattern", "how"), [(r"\s*%$", "search"), (r"[^@\s]+@[^@\s]+\.[^@\s]+", "match")])
def test_a_pattern_that_looks_at_pairs_is_found(pattern: str, how: str) -> None:
    assert slow_texts(how, pattern, 0)
