"""Which item of evidence holds the margins that a survey's weights are raked to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue.errors import Problem
from publicvalue.evidence.model import Answer, Assessment, Evidence
from publicvalue.schema.spelling import one_of
from publicvalue.words.text import Text

KIND = "statistics"
"""Kind of evidence that margins are."""


def margins_named(answer: Answer) -> str:
    """Return the id of the evidence that the option `margins` names; empty where it holds numbers, or is not there."""
    option = answer.options.get("margins")
    named = option.get("evidence") if isinstance(option, Mapping) and set(option) == {"evidence"} else None
    return named if isinstance(named, str) else ""


def margins_of(assessment: Assessment, measured: Answer) -> Evidence | None:
    """Return the evidence whose margins an answer names; None where it names none.

    An answer that was measured holds the numbers themselves; only as it was brought it names their file.
    """
    brought = (margins_named(answer) for answer in assessment.answers if _reads_the_same(answer, measured))
    return assessment.evidence.get(next(brought, ""))


def _reads_the_same(one: Answer, other: Answer) -> bool:
    """Whether two answers read the same rows and columns of the same evidence for the same indicator."""
    names = ("indicator", "evidence", "columns", "where")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def find_margin_problems(answer: Answer, evidence: Mapping[str, Evidence]) -> Iterator[Problem]:
    """Yield what is wrong with the evidence that the option `margins` names."""
    named = margins_named(answer)
    if named and named not in evidence:
        expected = one_of([one.id for one in evidence.values() if one.kind == KIND], Text("none yet"))
        what = Text("{indicator}: no evidence is called {evidence:quoted}", indicator=answer.indicator, evidence=named)
        yield Problem(answer.place, what, expected, Text("list it"))
    elif named and evidence[named].kind != KIND:
        what = Text(
            "{indicator}: the margins are evidence of kind {kind:word}",
            indicator=answer.indicator,
            kind=evidence[named].kind,
        )
        do = Text("a table with the columns margin, category, people")
        yield Problem(answer.place, what, Text("{kind:word}", kind=KIND), do)
