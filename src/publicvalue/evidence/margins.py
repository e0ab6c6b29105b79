"""Which item of evidence holds the margins that a survey's weights are raked to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue.errors import Problem
from publicvalue.evidence.model import Answer, Evidence

KIND = "statistics"
"""Kind of evidence that margins are."""


def margins_named(answer: Answer) -> str:
    """Return the id of the evidence that the option `margins` names; empty where it holds numbers, or is not there."""
    option = answer.options.get("margins")
    named = option.get("evidence") if isinstance(option, Mapping) and set(option) == {"evidence"} else None
    return named if isinstance(named, str) else ""


def find_margin_problems(answer: Answer, evidence: Mapping[str, Evidence]) -> Iterator[Problem]:
    """Yield what is wrong with the evidence that the option `margins` names."""
    named = margins_named(answer)
    if named and named not in evidence:
        expected = "one of: " + (", ".join(one.id for one in evidence.values() if one.kind == KIND) or "none yet")
        yield Problem(answer.place, f"{answer.indicator}: no evidence is called '{named}'", expected, "list it")
    elif named and evidence[named].kind != KIND:
        what = f"{answer.indicator}: the margins are evidence of kind {evidence[named].kind}"
        yield Problem(answer.place, what, KIND, "a table with the columns margin, category, people")
