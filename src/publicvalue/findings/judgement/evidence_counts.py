"""What the evidence consists of, counted in natural units: documents, people, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from publicvalue.findings.judgement.known import Known
from publicvalue.words.text import Text, counted

_SAID: Mapping[str, Callable[[int], Text]] = MappingProxyType(
    {
        "survey": lambda n: counted(n, "{number:count} person asked", "{number:count} people asked"),
        "records": lambda n: counted(n, "{number:count} case in records", "{number:count} cases in records"),
        "checklist": lambda n: counted(n, "{number:count} checklist", "{number:count} checklists"),
        "appraisal": lambda n: counted(n, "{number:count} core answer", "{number:count} core answers"),
        "ratings": lambda n: counted(n, "{number:count} set of ratings", "{number:count} sets of ratings"),
        "costs": lambda n: counted(n, "{number:count} account of costs", "{number:count} accounts of costs"),
        "statistics": lambda n: counted(n, "{number:count} published figure", "{number:count} published figures"),
        "forecast": lambda n: counted(n, "{number:count} forecast", "{number:count} forecasts"),
    }
)
"""Kind of evidence -> how so much of it is said, in the order in which it is told."""

BY_CASES = ("survey", "records")
"""Kinds that are counted by their people or cases; the largest number of each item counts, as numbers share it."""

BY_FILE = ("costs", "ratings")
"""Kinds that are counted by their items; all others by the indicators that they answer."""


def count_evidence(known: Known) -> tuple[Text, ...]:
    """Return what the numbers rest on, such as 60 people asked, 100 cases in records, 16 checklists."""
    cases: dict[str, dict[str, float]] = {}
    for id, number in known.numbers.items():
        kind, evidence = known.kind(id), known.answers[id].evidence if id in known.answers else ""
        by_item = cases.setdefault(kind, {})
        item = evidence if kind in (*BY_CASES, *BY_FILE) else id
        by_item[item] = max(by_item.get(item, 0.0), number.n)
    return tuple(
        say(int(sum(cases[kind].values())) if kind in BY_CASES else len(cases[kind]))
        for kind, say in _SAID.items()
        if cases.get(kind)
    )
