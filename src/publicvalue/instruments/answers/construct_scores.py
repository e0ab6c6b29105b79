"""Scores of constructs for each person: the mean of the items answered, reversed ones turned, with half or more."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.instruments.forms.model import Form


def item_ends(instruments: Instruments, item: Question) -> tuple[float, float]:
    """Return the lowest and highest answer of an item."""
    if item.choices:
        return instruments.choice_lists[item.choices].ends()
    return (item.low if item.low is not None else 0.0, item.high if item.high is not None else 0.0)


def turned(instruments: Instruments, item: Question, answer: float) -> float:
    """Return an answer with more meaning more of the construct: low + high - answer when the item is reversed."""
    return sum(item_ends(instruments, item)) - answer if item.reversed else answer


def score_constructs(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """Return construct id -> mean of the items answered, where at least half of those asked were."""
    scores = {}
    for construct in form.instruments.constructs:
        items = form.items[construct.id]
        given = [turned(form.instruments, item, float(values[item.id])) for item in items if item.id in values]
        if given and 2 * len(given) >= len(items):
            scores[construct.id] = f"{sum(given) / len(given):.6g}"
    return scores
