"""A framework as text: what it asks, and how an answer scores."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.changes import WORDS, comparable_indicators, find_changes
from publicvalue.framework.model import Component, Framework, Indicator
from publicvalue.reports.instrument_text import instrument_ids, outline_instruments, render_instrument_node
from publicvalue.reports.wording import capitalise
from publicvalue.schema.spelling import nearest

WIDTH = 100


def render_framework(framework: Framework) -> str:
    """Write the outline of a framework: dimensions, components, indicators."""
    return "\n".join(_outline(framework)) + "\n"


def render_changes(old: Framework, new: Framework) -> str:
    """Write what changed from one framework to another, by what it does to a comparison, the worst first."""
    named = f"{old.name} → {new.name}"
    changes = [change for change in find_changes(old, new) if change.what != named]
    lines = [named, *(() if changes else ("", "Nothing changed."))]
    for effect in reversed(WORDS):
        found = [f"  {change.node}: {change.what}" for change in changes if change.effect == effect]
        if found:
            lines += ["", f"{capitalise(WORDS[effect])}:", *found]
    same = len(comparable_indicators(old, new))
    return "\n".join([*lines, "", f"{same} of {len(new.indicators)} indicators of {new.name} still compare."]) + "\n"


def _outline(framework: Framework) -> Iterator[str]:
    yield f"{framework.name}: {framework.title}"
    yield from _wrapped(framework.citation, "  ")
    if framework.extends:
        yield f"  extends {framework.extends}"
    for dimension in framework.dimensions:
        yield ""
        yield f"{dimension.title}{_weight(framework, dimension.id)}: {dimension.text}"
        for component in framework.components:
            if component.dimension == dimension.id:
                yield f"  {component.id}{_weight(framework, component.id)}  [{component.stage}]  {component.title}"
                for indicator in component.indicators:
                    weight = _weight(framework, indicator.id)
                    yield f"      {indicator.id.rsplit('.', 1)[-1]}{weight}  ({indicator.kind}, {indicator.unit})"
    yield from outline_instruments(framework.instruments)
    if framework.switched_off:
        yield ""
        yield "Not asked: " + ", ".join(framework.switched_off)


def _weight(framework: Framework, node: str) -> str:
    return f" (weight {framework.weight(node):g})" if node in framework.weights else ""


def render_node(framework: Framework, node: str) -> str:
    """Write one component, indicator, question or construct in full.

    Raises
    ------
    InputError
        When the framework has nothing of that id.
    """
    for component in framework.components:
        if component.id == node:
            return "\n".join(_component(component)) + "\n"
        for indicator in component.indicators:
            if indicator.id == node:
                return "\n".join(_indicator(indicator)) + "\n"
    if lines := render_instrument_node(framework.instruments, node):
        return "\n".join(lines) + "\n"
    ids = [component.id for component in framework.components] + [indicator.id for indicator in framework.indicators]
    ids += instrument_ids(framework.instruments)
    what = f"{framework.name} has no component, indicator, question or construct '{node}'"
    raise InputError([Problem(Place(), what, "an id that `publicvalue framework show` lists", nearest(node, ids))])


def _component(component: Component) -> Iterator[str]:
    yield f"{component.id}: {component.title}"
    yield f"  stage: {component.stage}"
    yield from _wrapped(component.statement, "  ")
    yield from _wrapped(f"Why it matters: {component.why}", "  ")
    for indicator in component.indicators:
        yield ""
        yield from (f"  {line}" for line in _indicator(indicator))


def _indicator(indicator: Indicator) -> Iterator[str]:
    goalposts = indicator.goalposts
    curve = ", ".join(f"{value:g} → {score:g}" for value, score in goalposts.anchors)
    fold = {"none": "", "magnitude": " of the magnitude", "ratio": " of the ratio or its inverse"}[goalposts.fold]
    yield f"{indicator.id}: {indicator.title}"
    yield from _wrapped(indicator.statement, "  ")
    yield f"  evidence: {indicator.kind}; measure: {indicator.measure}; unit: {indicator.unit}"
    yield f"  goalposts{fold} (value → score): {curve}"
    yield from _wrapped(f"basis: {goalposts.basis}: {goalposts.source}", "  ")
    yield from _wrapped(f"who can answer: {', '.join(indicator.answered_by)}", "  ")
    yield from _wrapped(f"good evidence: {indicator.good_evidence}", "  ")
    items = indicator.options.get("items", ())
    for item in items if isinstance(items, list | tuple) else ():
        yield from _wrapped(f"- {item['id']}: {item['text']}", "    ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
