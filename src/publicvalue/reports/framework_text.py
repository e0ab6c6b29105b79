"""A framework as text: what it asks, and how an answer scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.changes import WORDS, comparable_indicators, find_changes
from publicvalue.framework.model import Component, Framework, Indicator
from publicvalue.reports.instrument_text import (
    Line,
    instrument_ids,
    instrument_node_lines,
    outline_instruments,
    write_lines,
)
from publicvalue.schema.spelling import nearest
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, phrase

BASES = (phrase("law"), phrase("standard"), phrase("paper"), phrase("service standard"), phrase("judgement"))
"""What goalposts rest on, as it stands in a sentence."""


def render_framework(framework: Framework, language: Language = ENGLISH) -> str:
    """Write the outline of a framework: dimensions, components, indicators."""
    return write_lines(_outline(framework, language), language)


def render_changes(old: Framework, new: Framework, language: Language = ENGLISH) -> str:
    """Write what changed from one framework to another, by what it does to a comparison, the worst first."""
    return write_lines(_changes(old, new), language)


def _changes(old: Framework, new: Framework) -> Iterator[Line]:
    yield "", Text("{old} → {new}", old=old.name, new=new.name)
    # Its name stands above already.
    changes = [one for one in find_changes(old, new) if (one.node, one.effect) != ("framework", "none")]
    if not changes:
        yield from (("", ""), ("", Text("Nothing changed.")))
    for effect in reversed(tuple(WORDS)):
        found = [change for change in changes if change.effect == effect]
        if found:
            yield from (("", ""), ("", Text("{effect:capital}:", effect=WORDS[effect])))
            yield from (("  ", Text("{node}: {what}", node=one.node, what=one.what)) for one in found)
    same, asked = len(comparable_indicators(old, new)), len(new.indicators)
    yield "", ""
    yield (
        "",
        Text("{same} of {all} indicators of {framework} still compare.", same=same, all=asked, framework=new.name),
    )


def _outline(framework: Framework, language: Language) -> Iterator[Line]:
    yield "", Text("{name}: {title:word}", name=framework.name, title=framework.title)
    yield "  ", Text("{citation:word}", citation=framework.citation)
    if framework.extends:
        yield "  ", Text("extends {framework}", framework=framework.extends)
    for dimension in framework.dimensions:
        yield "", ""
        named = _weighed(framework, dimension.id, Text(dimension.title))
        yield "", Text("{dimension}: {text:word}", dimension=named, text=dimension.text)
        for component in framework.components:
            if component.dimension == dimension.id:
                named = _weighed(framework, component.id, component.id)
                what = {"stage": component.stage, "title": component.title}
                yield "  ", Text("{component}  [{stage:word}]  {title:word}", component=named, **what)
                yield from (("      ", _asked(framework, indicator)) for indicator in component.indicators)
    yield from outline_instruments(framework.instruments, language.code)
    if framework.switched_off:
        yield "", ""
        yield "", Text("Not asked: {indicators:list}", indicators=framework.switched_off)


def _asked(framework: Framework, indicator: Indicator) -> Text:
    named = _weighed(framework, indicator.id, indicator.id.rsplit(".", 1)[-1])
    return Text("{indicator}  ({kind:word}, {unit:word})", indicator=named, kind=indicator.kind, unit=indicator.unit)


def _weighed(framework: Framework, node: str, name: str) -> Text:
    if node not in framework.weights:
        return Text("{name}", name=name)
    return Text("{name} (weight {weight:g})", name=name, weight=framework.weight(node))


def render_node(framework: Framework, node: str, language: Language = ENGLISH) -> str:
    """Write one component, indicator, question or construct in full.

    Raises
    ------
    InputError
        When the framework has nothing of that id.
    """
    for component in framework.components:
        if component.id == node:
            return write_lines(_component(component), language)
        for indicator in component.indicators:
            if indicator.id == node:
                return write_lines(_indicator(indicator), language)
    if lines := instrument_node_lines(framework.instruments, node, language.code):
        return write_lines(lines, language)
    ids = [component.id for component in framework.components] + [indicator.id for indicator in framework.indicators]
    ids += instrument_ids(framework.instruments)
    what = Text(
        "{framework} has no component, indicator, question or construct {id:quoted}", framework=framework.name, id=node
    )
    expected = Text("an id that `publicvalue framework show` lists")
    raise InputError([Problem(Place(), what, expected, nearest(node, ids))])


def _component(component: Component) -> Iterator[Line]:
    yield "", Text("{id}: {title:word}", id=component.id, title=component.title)
    yield "  ", Text("stage: {stage:word}", stage=component.stage)
    yield "  ", Text("{statement:word}", statement=component.statement)
    yield "  ", Text("Why it matters: {why:word}", why=component.why)
    for indicator in component.indicators:
        yield "", ""
        yield from ((f"  {indent}", text) for indent, text in _indicator(indicator))


def _indicator(indicator: Indicator) -> Iterator[Line]:
    goalposts = indicator.goalposts
    yield "", Text("{id}: {title:word}", id=indicator.id, title=indicator.title)
    yield "  ", Text("{statement:word}", statement=indicator.statement)
    yield (
        "  ",
        Text(
            "evidence: {kind:word}; measure: {measure}; unit: {unit:word}",
            kind=indicator.kind,
            measure=indicator.measure,
            unit=indicator.unit,
        ),
    )
    yield "  ", _curve(indicator)
    yield (
        "  ",
        Text("basis: {basis:word}: {source:word}", basis=goalposts.basis.replace("_", " "), source=goalposts.source),
    )
    yield "  ", Text("who can answer: {who:list}", who=_words(indicator.answered_by))
    yield "  ", Text("good evidence: {evidence:word}", evidence=indicator.good_evidence)
    items = indicator.options.get("items", ())
    for item in items if isinstance(items, list | tuple) else ():
        yield "    ", Text("- {id}: {text:word}", id=item["id"], text=item["text"])


def _curve(indicator: Indicator) -> Text:
    anchors = indicator.goalposts.anchors
    curve = tuple(Text("{value:g} → {score:g}", value=value, score=score) for value, score in anchors)
    match indicator.goalposts.fold:
        case "magnitude":
            return Text("goalposts of the magnitude (value → score): {curve:list}", curve=curve)
        case "ratio":
            return Text("goalposts of the ratio or its inverse (value → score): {curve:list}", curve=curve)
        case _:
            return Text("goalposts (value → score): {curve:list}", curve=curve)


def _words(words: Iterable[str]) -> tuple[Text, ...]:
    return tuple(Text("{word:word}", word=word) for word in words)
