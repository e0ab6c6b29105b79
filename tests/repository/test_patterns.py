"""No pattern looks at each pair of letters of a text: a cell of blanks or dots must not hold a reader for minutes."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from house import ROOT, name, own_code

LETTERS = (450, 10_000)
SECONDS = 0.02
"""Of processors, for a text of these lengths: a pattern that looks at each pair of letters takes 0.08 to 0.6 for the
longer, one that looks at each three of them as long for the shorter."""
PIECES = (" ", "a", "0", ".", "[", "<", '"', "1,", "a.", ".0", "date1904 ", "total ")
STARTS = ("", "a@", "<workbookPr ", "<?xml ")
ENDS = ("x", "@")
BY_THEIR_OWN_CLOCK = ("src/publicvalue/files/untrusted/sheet_process.py",)
"""Programs whose process has a limit of seconds."""
WHOLE = ("fullmatch", "match")


@cache
def texts() -> dict[Path, str]:
    """Return the product's own modules."""
    return {path: path.read_text(encoding="utf-8") for path in own_code() if path.is_relative_to(ROOT / "src")}


def patterns() -> Iterator[tuple[str, str, str, int]]:
    """Yield the place of each pattern, how it is used, the pattern, and its flags."""
    for path, text in texts().items():
        if "re." not in text or name(path) in BY_THEIR_OWN_CLOCK:
            continue
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            called, first = node.func, node.args[0]
            if isinstance(called.value, ast.Name) and called.value.id == "re" and isinstance(first, ast.Constant):
                flags = re.IGNORECASE if "IGNORECASE" in ast.dump(node) else 0
                yield f"{name(path)}:{node.lineno}", used(text, called.attr, node), first.value, flags


def used(text: str, method: str, node: ast.Call) -> str:
    """Return `search` where a pattern may begin anywhere in a text; a compiled one, as its name is used."""
    if method != "compile":
        return "match" if method in WHOLE else "search"
    found = re.match(r"(\w+)(?:: [^=]+)? = re\.compile", text.splitlines()[node.lineno - 1])
    if not found:
        return "search"
    named = re.compile(rf"\b{found[1]}\.(\w+)\(")
    uses = [use for one in texts().values() if found[1] in one for use in named.findall(one)]
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
