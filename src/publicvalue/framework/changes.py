"""What changed between two frameworks, and what of two results still compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from publicvalue.framework.model import Framework, Indicator
from publicvalue.framework.questions.changes import find_instrument_changes

Effect = Literal["none", "aggregates", "breaks"]
WORDS: dict[Effect, str] = {
    "none": "still compares",
    "aggregates": "indicator scores still compare; scores above them do not",
    "breaks": "does not compare",
}
MEANING = ("kind", "measure", "options", "unit", "goalposts")
"""Fields of an indicator that its number depends on; the others are wording."""


@dataclass(frozen=True)
class Change:
    """One difference between two frameworks.

    Parameters
    ----------
    node
        Id of what changed.
    what
        The change in one sentence, old value first.
    effect
        What it does to a comparison of two results: none, aggregates (only scores above the indicator), breaks.
    """

    node: str
    what: str
    effect: Effect

    def __str__(self) -> str:
        return f"{self.node}: {self.what} ({WORDS[self.effect]})"


def find_changes(old: Framework, new: Framework) -> tuple[Change, ...]:
    """List what changed from one framework to another, in the order of the framework."""
    return (
        *_name_changes(old, new),
        *_method_changes(old, new),
        *_weight_changes(old, new),
        *_component_changes(old, new),
        *_indicator_changes(old, new),
        *_rule_changes(old, new),
        *_instrument_changes(old, new),
    )


def comparable_indicators(old: Framework, new: Framework) -> frozenset[str]:
    """Return the ids of indicators whose scores mean the same under both frameworks."""
    olds = {indicator.id: indicator for indicator in old.indicators}
    return frozenset(
        indicator.id
        for indicator in new.indicators
        if indicator.id in olds and not any(_differs(olds[indicator.id], indicator, name) for name in MEANING)
    )


def _differs(old: Indicator, new: Indicator, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))


def _name_changes(old: Framework, new: Framework) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("framework", f"{old.name} → {new.name}", "none")


def _method_changes(old: Framework, new: Framework) -> Iterator[Change]:
    for level, mean in new.means.items():
        if old.means.get(level) != mean:
            yield Change(level, f"mean {old.means.get(level)} → {mean}", "aggregates")
        if old.open_means(level)[1:] != new.open_means(level)[1:]:
            yield Change(level, f"open means {_open(old, level)} → {_open(new, level)}", "aggregates")
    if old.open_weights != new.open_weights:
        state = {True: "open", False: "closed"}
        what = f"equal weights as a choice: {state[old.open_weights]} → {state[new.open_weights]}"
        yield Change("framework", what, "aggregates")
    for name in ("weight_spread", "anchor_spread"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("framework", f"{name.replace('_', ' ')} {before:g} → {after:g}", "aggregates")


def _open(framework: Framework, level: str) -> str:
    return ", ".join(framework.open_means(level)[1:]) or "none"


def _weight_changes(old: Framework, new: Framework) -> Iterator[Change]:
    for node in dict.fromkeys([*old.weights, *new.weights]):
        if old.weight(node) != new.weight(node):
            yield Change(node, f"weight {old.weight(node):g} → {new.weight(node):g}", "aggregates")


def _component_changes(old: Framework, new: Framework) -> Iterator[Change]:
    olds = {component.id: component for component in old.components}
    news = {component.id: component for component in new.components}
    for id in olds.keys() - news.keys():
        yield Change(id, "no longer asked", "aggregates")
    for id, component in news.items():
        if id not in olds:
            yield Change(id, "new component", "aggregates")
        elif olds[id].stage != component.stage:
            yield Change(id, f"stage {olds[id].stage} → {component.stage}", "aggregates")
        elif (olds[id].statement, olds[id].title) != (component.statement, component.title):
            yield Change(id, "reworded", "none")


def _indicator_changes(old: Framework, new: Framework) -> Iterator[Change]:
    olds = {indicator.id: indicator for indicator in old.indicators}
    news = {indicator.id: indicator for indicator in new.indicators}
    for id in sorted(olds.keys() - news.keys()):
        yield Change(id, "no longer asked", "aggregates")
    for id, indicator in news.items():
        if id not in olds:
            yield Change(id, "new indicator", "aggregates")
            continue
        changed = [
            field.name for field in fields(Indicator) if field.compare and _differs(olds[id], indicator, field.name)
        ]
        for name in changed:
            yield _indicator_change(olds[id], indicator, name)


def _indicator_change(old: Indicator, new: Indicator, name: str) -> Change:
    if name in ("kind", "measure", "unit"):
        return Change(new.id, f"{name} {getattr(old, name)} → {getattr(new, name)}", "breaks")
    if name == "goalposts":
        return Change(new.id, f"goalposts {_anchors(old)} → {_anchors(new)}", "breaks")
    if name == "options":
        return Change(new.id, "options of the measure changed", "breaks")
    return Change(new.id, f"{name.replace('_', ' ')} reworded", "none")


def _anchors(indicator: Indicator) -> str:
    return ", ".join(f"{value:g}→{score:g}" for value, score in indicator.goalposts.anchors)


def _rule_changes(old: Framework, new: Framework) -> Iterator[Change]:
    if old.verdict.rules != new.verdict.rules or old.verdict.leanings != new.verdict.leanings:
        yield Change("verdict", "rules changed: scores compare, words may not", "none")
    if old.verdict.floors != new.verdict.floors:
        yield Change("verdict", "floors changed: scores compare, words may not", "none")
    olds = {recommendation.id for recommendation in old.recommendations}
    news = {recommendation.id for recommendation in new.recommendations}
    for id in sorted(olds ^ news):
        yield Change(id, "new recommendation" if id in news else "recommendation removed", "none")


def _instrument_changes(old: Framework, new: Framework) -> Iterator[Change]:
    for id, what, breaks in find_instrument_changes(old.instruments, new.instruments):
        yield Change(id, what, "breaks" if breaks else "none")
