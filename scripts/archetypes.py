"""Writes docs/reference/archetypes.md: every archetype, the answer evaluators expect, and the answer given.

Behind them stands what would be answered if a threshold of the judgement were another.

python scripts/archetypes.py
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from archetype_cases import BUILT  # noqa: E402
from publicvalue.findings.judgement.known import Known  # noqa: E402
from publicvalue.findings.judgement.model import Verdict  # noqa: E402
from publicvalue.findings.judgement.verdict import find_verdict  # noqa: E402
from publicvalue.framework.judgement.verdict import VerdictRules  # noqa: E402
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
SHOWN = (
    *("direction", "claim", "certainty", "certainty_at_most", "red_line", "first_sentence", "words"),
    *("advice_first", "advice_among", "advice_never"),
)
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
    if isinstance(value, list):
        return ", ".join(cell(one) for one in value)
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return " ".join(text.replace("|", "/").split())


def row(id: str, case: dict[str, Any], result: AssessmentResult) -> str:
    """Return the line of an archetype."""
    return f"| {id} | {cell(case['brought'])} | {expected_text(case['expected'])} | {given_text(result)} |"


NEARER, FARTHER = {"good": 55, "bad": 45}, {"good": 65, "bad": 35}
MOVED: tuple[tuple[str, str, str, tuple[dict[str, Any], ...]], ...] = (
    (
        "bands",
        "score that is good, and bad",
        "judgement: symmetric about 50",
        ({"good": 55, "bad": 45}, {"good": 65, "bad": 35}),
    ),
    ("bands", "probability of *probably*", "IPCC's *likely* (0.66), rounded", ({"probably": 0.6}, {"probably": 0.8})),
    ("bands", "probability without *probably*", "IPCC's *very likely*", ({"surely": 0.8}, {"surely": 0.95})),
    ("core", "core that must be answered", "judgement: below, the rest outweighs it", ({"some": 0.3}, {"some": 0.5})),
    ("core", "core from which no step is lost", "judgement: most is known", ({"enough": 0.5}, {"enough": 0.7})),
    ("core", "weight that stands for a core answer", "judgement", ({"deep": 0.3}, {"deep": 0.7})),
    ("outcomes", "strength that is shown", "first that is documented", ({"shown": 1}, {"shown": 3})),
    ("outcomes", "strength that *creates* needs", "first that is measured", ({"creates": 2}, {"creates": 4})),
    ("outcomes", "strength that a pilot needs", "judgement: small and new", ({"pilot": 2}, {"pilot": 4})),
    ("certainty", "points of a wide interval", "judgement: half of a very wide one", ({"wide": 20}, {"wide": 40})),
    (
        "certainty",
        "points of a very wide interval",
        "distance of good (80) and bad (20)",
        ({"very_wide": 50}, {"very_wide": 70}),
    ),
    ("certainty", "few people or cases", "normal approximation", ({"few": 20}, {"few": 50})),
    (
        "certainty",
        "very few people or cases",
        "one moves a share by 10",
        ({"very_few": 5}, {"very_few": 20}),
    ),
    ("certainty", "years after which evidence is old", "judgement: a budget cycle", ({"years": 2}, {"years": 7})),
    ("certainty", "strength by which ways may differ", "judgement", ({"apart": 0}, {"apart": 2})),
    ("certainty", "components that may be set aside", "judgement", ({"set_aside": 1}, {"set_aside": 8})),
)
"""Group of the verdict's rules, what the threshold is, its basis, and what it is moved to."""

SENSITIVITY = """
## What would be answered if a threshold were another

Each threshold of `verdict.yaml` is moved by itself, and every archetype is judged anew. Where many answers change, the
threshold decides much and its basis matters; where none does, the archetypes do not hang on it.

| threshold | basis | moved to | another direction | another certainty |
|---|---|---|---|---|
"""


def assessed(id: str) -> tuple[AssessmentResult, Known]:
    """Assess an archetype; return its result, and what was judged."""
    seen: list[Known] = []

    def judging(known: Known, *more: Any) -> Verdict:
        seen.append(known)
        return find_verdict(known, *more)

    with TemporaryDirectory() as folder, patch("publicvalue.assess.find_verdict", judging):
        result = BUILT[id]().run(Path(folder))
    return result, seen[-1]


def under(rules: VerdictRules, group: str, moved: Mapping[str, Any]) -> VerdictRules:
    """Return the rules with a threshold moved."""
    return replace(rules, **{group: replace(getattr(rules, group), **moved)})


def words_under(known: Known, rules: VerdictRules) -> tuple[str, str]:
    """Return direction and certainty under other rules."""
    overall = find_verdict(replace(known, framework=replace(known.framework, verdict=rules))).overall
    return overall.direction.id, overall.certainty.level.id


def sensitivity_rows(judged: Mapping[str, Known]) -> list[str]:
    """Return a line for each threshold and value that it is moved to."""
    as_it_is = {id: words_under(known, known.rules) for id, known in judged.items()}
    rows = []
    for group, name, basis, moves in MOVED:
        for moved in moves:
            given = {id: words_under(known, under(known.rules, group, moved)) for id, known in judged.items()}
            changed = [[id for id in judged if given[id][place] != as_it_is[id][place]] for place in (0, 1)]
            to = " and ".join(f"{value:g}" for value in moved.values())
            rows.append(f"| {name} | {basis} | {to} | {named(changed[0])} | {named(changed[1])} |")
    return rows


def named(ids: list[str]) -> str:
    """Return how many archetypes answer otherwise, and which where they are few."""
    if len(ids) > NAMED:
        return f"{len(ids)}: {', '.join(ids[:NAMED])} and others"
    return f"{len(ids)}: {', '.join(ids)}" if ids else "none"


NAMED = 4


def main() -> None:
    """Assess all, and write the page."""
    cases = stated()
    found = {id: assessed(id) for id in cases}
    rows = [row(id, case, found[id][0]) for id, case in cases.items()]
    moved = sensitivity_rows({id: known for id, (_, known) in found.items()})
    PAGE.write_text(HEAD + "\n".join(rows) + "\n" + SENSITIVITY + "\n".join(moved) + "\n", encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
