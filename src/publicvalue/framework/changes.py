"""What changed between two frameworks, and what of two results still compares."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Literal

from publicvalue.framework.model import Framework, Indicator, Mean
from publicvalue.framework.nodes import parent_of
from publicvalue.framework.questions.changes import find_instrument_changes
from publicvalue.words.text import Text, phrase

Effect = Literal["none", "aggregates", "breaks"]
WORDS: Mapping[Effect, Text] = MappingProxyType(
    {
        "none": Text("still compares"),
        "aggregates": Text("indicator scores still compare; scores above them do not"),
        "breaks": Text("does not compare"),
    }
)
MEANING = ("kind", "measure", "options", "unit", "goalposts")
"""Fields of an indicator that its number depends on; the others are wording."""
FIELDS = (
    phrase("answered by"),
    phrase("approach"),
    phrase("good evidence"),
    phrase("kind"),
    phrase("measure"),
    phrase("statement"),
    phrase("title"),
    phrase("unit"),
    phrase("weight spread"),
    phrase("anchor spread"),
)
"""Fields of frameworks and indicators as they stand in a sentence."""


@dataclass(frozen=True)
class FrameworkChange:
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
    what: Text
    effect: Effect

    def describe(self) -> Text:
        """Say the change with what it does to a comparison."""
        return Text("{node}: {what} ({effect})", node=self.node, what=self.what, effect=WORDS[self.effect])


def find_changes(old: Framework, new: Framework, aside: Collection[str] = ()) -> tuple[FrameworkChange, ...]:
    """List what changed from one framework to another, in the order of the framework.

    Parameters
    ----------
    old, new
        The frameworks, whole or without what does not apply to a system.
    aside
        Components and indicators that one of the two has and that do not apply to a system: no change of the framework.
    """
    return (
        *_name_changes(old, new),
        *_method_changes(old, new),
        *_weight_changes(old, new),
        *(one for one in _component_changes(old, new) if not _is_aside(one.node, aside)),
        *(one for one in _indicator_changes(old, new) if not _is_aside(one.node, aside)),
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
    if name == "options":
        return _asked(old) != _asked(new)
    return bool(getattr(old, name) != getattr(new, name))


def _asked(indicator: Indicator) -> dict[str, object]:
    """Return the options without what is said of items that are not so: it moves no number."""
    asked = dict(indicator.options)
    items = asked.get("items")
    if isinstance(items, Sequence) and not isinstance(items, str):
        kept = (
            {k: v for k, v in one.items() if k != "otherwise"} if isinstance(one, Mapping) else one for one in items
        )
        asked["items"] = tuple(kept)
    return asked


def _name_changes(old: Framework, new: Framework) -> Iterator[FrameworkChange]:
    if old.name != new.name:
        yield FrameworkChange("framework", Text("{old} → {new}", old=old.name, new=new.name), "none")


def _method_changes(old: Framework, new: Framework) -> Iterator[FrameworkChange]:
    for level in dict.fromkeys([*old.means, *new.means]):
        if old.means.get(level) != new.means.get(level):
            yield FrameworkChange(level, _mean_change(old.means.get(level), new.means.get(level)), "aggregates")
        elif old.open_means(level)[1:] != new.open_means(level)[1:]:
            what = Text("open means {old} → {new}", old=_open(old, level), new=_open(new, level))
            yield FrameworkChange(level, what, "aggregates")
    if old.open_weights != new.open_weights:
        what = Text("equal weights as a choice: closed → open")
        if old.open_weights:
            what = Text("equal weights as a choice: open → closed")
        yield FrameworkChange("framework", what, "aggregates")
    for name in ("weight_spread", "anchor_spread"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            what = Text("{name:word} {old:g} → {new:g}", name=name.replace("_", " "), old=before, new=after)
            yield FrameworkChange("framework", what, "aggregates")


def _mean_change(old: Mean | None, new: Mean | None) -> Text:
    """Say how the mean of a level changed; frameworks from before components counted alike have one more level."""
    if new is None:
        return Text("no longer a level of its own")
    return Text("new level") if old is None else Text("mean {old:word} → {new:word}", old=old, new=new)


def _open(framework: Framework, level: str) -> Text:
    means = tuple(Text("{mean:word}", mean=mean) for mean in framework.open_means(level)[1:])
    return Text("{means:list}", means=means) if means else Text("none")


def _weight_changes(old: Framework, new: Framework) -> Iterator[FrameworkChange]:
    for node in dict.fromkeys([*old.weights, *new.weights]):
        if old.weight(node) != new.weight(node):
            what = Text("weight {old:g} → {new:g}", old=old.weight(node), new=new.weight(node))
            yield FrameworkChange(node, what, "aggregates")


def _is_aside(node: str, aside: Collection[str]) -> bool:
    """Whether a component or indicator does not apply, by itself or with its component."""
    return node in aside or parent_of(node) in aside


def _component_changes(old: Framework, new: Framework) -> Iterator[FrameworkChange]:
    olds = {component.id: component for component in old.components}
    news = {component.id: component for component in new.components}
    for id in sorted(olds.keys() - news.keys()):
        yield FrameworkChange(id, Text("no longer asked"), "aggregates")
    for id, component in news.items():
        if id not in olds:
            yield FrameworkChange(id, Text("new component"), "aggregates")
        elif olds[id].stage != component.stage:
            what = Text("stage {old:word} → {new:word}", old=olds[id].stage, new=component.stage)
            yield FrameworkChange(id, what, "aggregates")
        elif (olds[id].statement, olds[id].title) != (component.statement, component.title):
            yield FrameworkChange(id, Text("reworded"), "none")


def _indicator_changes(old: Framework, new: Framework) -> Iterator[FrameworkChange]:
    olds = {indicator.id: indicator for indicator in old.indicators}
    news = {indicator.id: indicator for indicator in new.indicators}
    for id in sorted(olds.keys() - news.keys()):
        yield FrameworkChange(id, Text("no longer asked"), "aggregates")
    for id, indicator in news.items():
        if id not in olds:
            yield FrameworkChange(id, Text("new indicator"), "aggregates")
            continue
        before, after = old.stage_of(olds[id]), new.stage_of(indicator)
        if before != after:
            yield FrameworkChange(id, Text("stage {old:word} → {new:word}", old=before, new=after), "aggregates")
        changed = [
            field.name
            for field in fields(Indicator)
            if field.compare and field.name != "stage" and _differs(olds[id], indicator, field.name)
        ]
        for name in changed:
            yield _indicator_change(olds[id], indicator, name)


def _indicator_change(old: Indicator, new: Indicator, name: str) -> FrameworkChange:
    if name in ("kind", "measure", "unit"):
        before, after = getattr(old, name), getattr(new, name)
        return FrameworkChange(
            new.id, Text("{name:word} {old:word} → {new:word}", name=name, old=before, new=after), "breaks"
        )
    if name == "goalposts":
        what = Text("goalposts {old} → {new}", old=_anchors(old), new=_anchors(new))
        return FrameworkChange(new.id, what, "breaks")
    if name == "options":
        return FrameworkChange(new.id, Text("options of the measure changed"), "breaks")
    return FrameworkChange(new.id, Text("{name:word} reworded", name=name.replace("_", " ")), "none")


def _anchors(indicator: Indicator) -> Text:
    anchors = indicator.goalposts.anchors
    each = tuple(Text("{value:g}→{score:g}", value=value, score=score) for value, score in anchors)
    return Text("{anchors:list}", anchors=each)


def _rule_changes(old: Framework, new: Framework) -> Iterator[FrameworkChange]:
    if old.verdict != new.verdict:
        yield FrameworkChange("verdict", Text("rules changed: scores compare, words may not"), "none")
    if old.red_lines != new.red_lines:
        yield FrameworkChange("verdict", Text("red lines changed: scores compare, words may not"), "none")
    if old.harms != new.harms:
        yield FrameworkChange("verdict", Text("harms changed: scores compare, words may not"), "none")
    olds = {recommendation.id for recommendation in old.recommendations}
    news = {recommendation.id for recommendation in new.recommendations}
    for id in sorted(olds ^ news):
        what = Text("new recommendation") if id in news else Text("recommendation removed")
        yield FrameworkChange(id, what, "none")


def _instrument_changes(old: Framework, new: Framework) -> Iterator[FrameworkChange]:
    for id, what, breaks in find_instrument_changes(old.instruments, new.instruments):
        yield FrameworkChange(id, what, "breaks" if breaks else "none")
