"""Writes docs/reference/archetypes.md: every archetype, the answer evaluators expect, and the answer given.

python scripts/archetypes.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from archetype_cases import BUILT  # noqa: E402
from publicvalue.results.model import AssessmentResult  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "archetypes.md"
STATED = ROOT / "tests" / "spec" / "verdicts"
HEAD = """<!-- Written by `make docs`; change the code instead. -->

# Archetypes: the answer expected, and the answer given

Each archetype is assessed for real, by evidence that was made for it. What is expected was written down before, as a
panel of evaluators would say it; a test holds every answer against it. How an answer comes about:
[judgement](../explanation/judgement.md).

| archetype | what was brought | expected | given: direction, claim, certainty |
|---|---|---|---|
"""
SHOWN = ("direction", "claim", "certainty", "certainty_at_most", "red_line", "first_sentence", "words", "advice_first")
"""What is expected, in the order in which the table tells it."""


def stated() -> dict[str, dict[str, Any]]:
    """Return what is stated of each archetype, in the order of the files."""
    files = [STATED / "cases.yaml", STATED / "own.yaml"]
    return {case["id"]: case for file in files for case in yaml.safe_load(file.read_text("utf-8"))["cases"]}


def expected_text(expected: dict[str, Any]) -> str:
    """Return what is expected in one cell."""
    told = [f"{name.replace('_', ' ')}: {cell(expected[name])}" for name in SHOWN if name in expected]
    return "; ".join(told) or "; ".join(f"never: {cell(one)}" for one in expected.get("never", []))


def given_text(result: AssessmentResult) -> str:
    """Return the three words that are given, and the red lines that are broken."""
    overall, broken = result.verdict.overall, result.verdict.lines("broken")
    words = [overall.direction.title, overall.claim.title.lower(), overall.certainty.level.title.lower()]
    return ", ".join(words) + (f"; red line broken: {', '.join(one.line for one in broken)}" if broken else "")


def cell(value: object) -> str:
    """Return a value as it may stand in a cell of a table."""
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return " ".join(text.replace("|", "/").split())


def row(id: str, case: dict[str, Any], result: AssessmentResult) -> str:
    """Return the line of an archetype."""
    return f"| {id} | {cell(case['brought'])} | {expected_text(case['expected'])} | {given_text(result)} |"


def assessed(id: str) -> AssessmentResult:
    """Assess an archetype."""
    with TemporaryDirectory() as folder:
        return BUILT[id]().run(Path(folder))


def main() -> None:
    """Assess all, and write the page."""
    rows = [row(id, case, assessed(id)) for id, case in stated().items()]
    PAGE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
