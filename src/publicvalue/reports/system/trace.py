"""The trace of a score: down from a node to indicators, measures, evidence, rows and hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from publicvalue.evidence.margins import margins_of
from publicvalue.evidence.model import Column
from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE, Component, Framework, Indicator
from publicvalue.framework.nodes import parent_of
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.reports.system.ways import AGREEMENTS
from publicvalue.reports.wording import write_score
from publicvalue.results.model import Answered, AssessmentResult, Way
from publicvalue.scores.sheet import Score
from publicvalue.scores.sides import SIDE_MEAN
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, interval, quantity

Lines = Iterator[tuple[int, str]]
"""Lines of a trace, each with how far it is set in."""

CHECKED = MappingProxyType({True: Text("passed"), False: Text("FAILED"), None: Text("note")})


def traceable(outcome: AssessmentResult) -> tuple[str, ...]:
    """Return the ids that can be traced."""
    return tuple(outcome.scores)


def render_trace(outcome: AssessmentResult, node: str, language: Language = ENGLISH) -> str:
    """Write the trace of one node as text; the node must be one of `traceable`."""
    return "\n".join(f"{'  ' * depth}{language.write(text)}" for depth, text in _lines(outcome, node)) + "\n"


def _in(depth: int, lines: Lines) -> Lines:
    """Set lines in further."""
    return ((depth + own, text) for own, text in lines)


def _lines(outcome: AssessmentResult, node: str) -> Lines:
    framework = outcome.framework
    indicators = {indicator.id: indicator for indicator in framework.indicators}
    components = {component.id: component for component in framework.components}
    if node in indicators:
        yield from _indicator(outcome, indicators[node])
    elif node in components:
        yield from _component(outcome, components[node])
    else:
        yield 0, Text("{id}: {name}", id=node, name=node_name(framework, node))
        yield 1, _score(outcome.scores[node])
        yield from _in(1, _below(outcome, node))


def _below(outcome: AssessmentResult, node: str) -> Lines:
    """List what forms a node above the components."""
    framework = outcome.framework
    levels = {PUBLIC_VALUE: "public_value", **{dimension.id: "dimension" for dimension in framework.dimensions}}
    beside = framework.means.get("category", SIDE_MEAN) if node in _groups(framework) else SIDE_MEAN
    mean = framework.means[levels[node]] if node in levels else beside
    yield 0, Text("formed by the {mean:word} mean of what is evidenced among:", mean=mean)
    for child in _children(framework)[node]:
        score, weight = _score(outcome.scores[child]), framework.weight_in_tree(child)
        yield 1, Text("{id} (weight {weight:g}): {score}", id=child, weight=weight, score=score)
        yield from _in(2, _part(outcome, node, child))


def _part(outcome: AssessmentResult, node: str, child: str) -> Lines:
    """List the indicators of a component that a stage takes, where others of it belong to other stages."""
    framework = outcome.framework
    stage = node.removeprefix("stage.")
    if stage == node or framework.averages_categories:
        return
    indicators = framework.component(child).indicators
    own = [indicator for indicator in indicators if framework.stage_of(indicator) == stage]
    if len(own) == len(indicators):
        return
    yield 0, Text("this stage takes of it alone:")
    for indicator in own:
        yield 1, Text("{id}: {score}", id=indicator.id, score=_score(outcome.scores[indicator.id]))


def _groups(framework: Framework) -> tuple[str, ...]:
    return tuple(dict.fromkeys(component.group for component in framework.components))


def _children(framework: Framework) -> Mapping[str, list[str]]:
    """Return what each node above the components is formed from."""
    children = {PUBLIC_VALUE: [dimension.id for dimension in framework.dimensions]}
    if framework.averages_categories:
        for group in _groups(framework):
            children.setdefault(parent_of(group), []).append(group)
    for component in framework.components:
        own = {component.stage}
        if not framework.averages_categories:
            own = {framework.stage_of(indicator) for indicator in component.indicators}
            children.setdefault(component.dimension, []).append(component.id)
        stages = [f"stage.{stage.id}" for stage in framework.stages if stage.id in own]
        for parent in (component.group, *stages, f"category.{component.category}"):
            children.setdefault(parent, []).append(component.id)
    return children


def _component(outcome: AssessmentResult, component: Component) -> Lines:
    yield 0, Text("{id}: {name}", id=component.id, name=Text(component.title))
    yield 1, _score(outcome.scores[component.id])
    yield (
        1,
        Text(
            "formed by the {mean:word} mean of what is evidenced among its {number} indicators:",
            mean=outcome.framework.means["component"],
            number=len(component.indicators),
        ),
    )
    for indicator in component.indicators:
        yield 0, ""
        yield from _in(1, _indicator(outcome, indicator))


def _indicator(outcome: AssessmentResult, indicator: Indicator) -> Lines:
    weight = outcome.framework.weight(indicator.id)
    title = Text(indicator.title)
    yield 0, Text("{id}: {indicator} (weight {weight:g})", id=indicator.id, indicator=title, weight=weight)
    yield 1, Text("asks: {question}", question=Text(indicator.statement))
    answered = outcome.answered.get(indicator.id)
    if answered is None:
        who = tuple(Text(one) for one in indicator.answered_by)
        yield 1, Text("unknown: no evidence was brought. Who can answer: {who:list}", who=who)
        return
    yield 1, _score(outcome.scores[indicator.id])
    yield 1, _goalposts(indicator)
    yield from _in(1, _measure(answered))
    yield from _in(1, _evidence(outcome, answered))
    for way in answered.ways:
        yield 1, Text("another way, which forms no score; beside the one that counts: {said}", said=_said(way))
        yield from _in(2, _measure(way))
        yield from _in(2, _evidence(outcome, way))


def _goalposts(indicator: Indicator) -> Text:
    goalposts = indicator.goalposts
    name = {
        "none": Text("goalposts"),
        "magnitude": Text("goalposts of the magnitude"),
        "ratio": Text("goalposts of the ratio"),
    }[goalposts.fold]
    curve = tuple(Text("{value:g} → {score:g}", value=value, score=score) for value, score in goalposts.anchors)
    return Text(
        "{goalposts}: {curve:list} ({basis:word}: {source})",
        goalposts=name,
        curve=curve,
        basis=goalposts.basis,
        source=goalposts.source,
    )


def _said(way: Way) -> Text:
    return Text("no number") if isinstance(way.result, NotApplicable) else AGREEMENTS[way.agreement]


def _measure(answered: Answered | Way) -> Lines:
    yield 0, Text("measure: {measure}, version {version}", measure=answered.measure, version=answered.version)
    match answered.result:
        case NotApplicable(reason):
            yield 1, Text("not applicable: {reason}", reason=reason)
        case Number() as found:
            yield (
                1,
                Text(
                    "{estimate}, 95 % interval {interval}, n = {n:count}",
                    estimate=quantity(found.estimate, found.unit),
                    interval=interval(found.low, found.high, found.unit),
                    n=found.n,
                ),
            )
            yield 1, found.method
            yield 1, Text("strength of evidence: {strength} of 5", strength=found.strength)
            for check in found.diagnostics:
                told = {"state": CHECKED[check.passed], "check": check.name, "text": check.text}
                yield 1, Text("{state}: {check}: {text}", **told)


def _evidence(outcome: AssessmentResult, answered: Answered | Way) -> Lines:
    evidence = outcome.assessment.evidence[answered.answer.evidence]
    mark = outcome.fingerprints[evidence.id]
    named = {"id": evidence.id, "kind": evidence.kind, "title": evidence.title}
    yield 0, Text("evidence: {id} ({kind:word}): {title}", **named)
    sources = tuple(text for text in (evidence.source, evidence.url) if text)
    yield 1, Text("source: {sources:list}", sources=sources)
    size, rows = mark.size, answered.rows
    if mark.keyed:
        yield 1, Text("file: {file}, rows used: {rows:count}", file=evidence.file, rows=rows)
    else:
        yield (
            1,
            Text("file: {file}, {size:count} bytes, rows used: {rows:count}", file=evidence.file, size=size, rows=rows),
        )
    yield 1, f"{'hmac-sha256' if mark.keyed else 'sha256'}: {mark.sha256}"
    for role, columns in answered.answer.columns.items():
        yield 1, Text("{role}: {columns:list}", role=role, columns=tuple(map(_column, columns)))
    for name, values in answered.answer.where.items():
        yield 1, Text("only rows where {column} is {values:or}", column=name, values=tuple(map(str, values)))
    margins = margins_of(outcome.assessment, answered.answer)
    for name, value in answered.answer.options.items():
        if name == "margins" and margins:
            named = {"id": margins.id, "file": margins.file, "source": margins.source}
            yield 1, Text("option margins: evidence {id}, file {file}, source: {source}", **named)
        else:
            yield 1, Text("option {option}: {value}", option=name, value=str(value))
    if answered.answer.note:
        yield 1, Text("note: {note}", note=answered.answer.note)


def _column(column: Column) -> Text:
    parts = [Text("column {column:quoted}", column=column.name)]
    if column.at_least is not None:
        parts.append(Text("yes from {value:g} up", value=column.at_least))
    if column.at_most is not None:
        parts.append(Text("yes up to {value:g}", value=column.at_most))
    if column.equals:
        parts.append(Text("yes where {values:or}", values=tuple(map(str, column.equals))))
    if column.unit:
        parts.append(Text("in {unit:word}", unit=column.unit))
    return Text("{parts:list}", parts=tuple(parts))


def _score(score: Score) -> Text:
    bounds = {"low": score.bound_low, "high": score.bound_high}
    if score.value is None:
        return Text("score unknown ({low:whole} to {high:whole})", **bounds)
    text = Text("score {score}, strength {strength} of 5", score=write_score(score), strength=score.strength)
    if score.coverage >= 1:
        return text
    return Text(
        "{score}, {share:percent} evidenced, {low:whole} to {high:whole} with all that is unknown",
        score=text,
        share=score.coverage,
        **bounds,
    )
