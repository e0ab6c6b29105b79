"""The trace of a score: down from a node to indicators, measures, evidence, rows and hashes."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.evidence.model import Column
from publicvalue.findings.names import node_name
from publicvalue.findings.shares import write_percent
from publicvalue.framework.model import PUBLIC_VALUE, Component, Indicator
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.reports.wording import write_quantity, write_range, write_score, write_whole
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.scores.sheet import Score


def traceable(outcome: AssessmentResult) -> tuple[str, ...]:
    """Return the ids that can be traced."""
    return tuple(outcome.scores)


def render_trace(outcome: AssessmentResult, node: str) -> str:
    """Write the trace of one node as text; the node must be one of `traceable`."""
    return "\n".join(_lines(outcome, node)) + "\n"


def _lines(outcome: AssessmentResult, node: str) -> Iterator[str]:
    framework = outcome.framework
    indicators = {indicator.id: indicator for indicator in framework.indicators}
    components = {component.id: component for component in framework.components}
    if node in indicators:
        yield from _indicator(outcome, indicators[node], "")
    elif node in components:
        yield from _component(outcome, components[node])
    else:
        yield f"{node}: {node_name(framework, node)}"
        yield f"  {_score(outcome.scores[node])}"
        yield from _below(outcome, node)


def _below(outcome: AssessmentResult, node: str) -> Iterator[str]:
    """List what forms a node above the components."""
    framework = outcome.framework
    groups = list(dict.fromkeys(component.group for component in framework.components))
    children = {PUBLIC_VALUE: [dimension.id for dimension in framework.dimensions]}
    for dimension in framework.dimensions:
        children[dimension.id] = [group for group in groups if group.startswith(dimension.id + ".")]
    for component in framework.components:
        for parent in (component.group, f"stage.{component.stage}", f"category.{component.category}"):
            children.setdefault(parent, []).append(component.id)
    levels = {PUBLIC_VALUE: "public_value", **{dimension.id: "dimension" for dimension in framework.dimensions}}
    mean = "geometric" if node.startswith(("stage.", "category.")) else framework.means[levels.get(node, "category")]
    yield f"  formed by the {mean} mean of what is evidenced among:"
    for child in children[node]:
        yield f"    {child} (weight {framework.weight(child):g}): {_score(outcome.scores[child])}"


def _component(outcome: AssessmentResult, component: Component) -> Iterator[str]:
    mean = outcome.framework.means["component"]
    yield f"{component.id}: {component.title}"
    yield f"  {_score(outcome.scores[component.id])}"
    yield f"  formed by the {mean} mean of what is evidenced among its {len(component.indicators)} indicators:"
    for indicator in component.indicators:
        yield ""
        yield from _indicator(outcome, indicator, "  ")


def _indicator(outcome: AssessmentResult, indicator: Indicator, indent: str) -> Iterator[str]:
    weight = outcome.framework.weight(indicator.id)
    yield f"{indent}{indicator.id}: {indicator.title} (weight {weight:g})"
    yield f"{indent}  asks: {indicator.statement}"
    answered = outcome.answered.get(indicator.id)
    if answered is None:
        yield f"{indent}  unknown: no evidence was brought. Who can answer: {', '.join(indicator.answered_by)}"
        return
    yield f"{indent}  {_score(outcome.scores[indicator.id])}"
    goalposts = indicator.goalposts
    curve = ", ".join(f"{value:g} → {score:g}" for value, score in goalposts.anchors)
    folded = "" if goalposts.fold == "none" else f" of the {goalposts.fold}"
    yield f"{indent}  goalposts{folded}: {curve} ({goalposts.basis}: {goalposts.source})"
    yield from _measure(answered, indent + "  ")
    yield from _evidence(outcome, answered, indent + "  ")


def _measure(answered: Answered, indent: str) -> Iterator[str]:
    yield f"{indent}measure: {answered.measure}, version {answered.version}"
    match answered.result:
        case NotApplicable(reason):
            yield f"{indent}  not applicable: {reason}"
        case Number() as found:
            interval = f"95 % interval {write_range(found.low, found.high, found.unit)}"
            yield f"{indent}  {write_quantity(found.estimate, found.unit)}, {interval}, n = {found.n:,.0f}"
            yield f"{indent}  {found.method}"
            yield f"{indent}  strength of evidence: {found.strength} of 5"
            for diagnostic in found.diagnostics:
                word = {True: "passed", False: "FAILED", None: "note"}[diagnostic.passed]
                yield f"{indent}  {word}: {diagnostic.name}: {diagnostic.text}"


def _evidence(outcome: AssessmentResult, answered: Answered, indent: str) -> Iterator[str]:
    evidence = outcome.assessment.evidence[answered.answer.evidence]
    fingerprint = outcome.fingerprints[evidence.id]
    yield f"{indent}evidence: {evidence.id} ({evidence.kind}): {evidence.title}"
    yield f"{indent}  source: {evidence.source}" + (f", {evidence.url}" if evidence.url else "")
    yield f"{indent}  file: {evidence.file}, {fingerprint.size:,} bytes, rows used: {answered.rows:,}"
    yield f"{indent}  sha256: {fingerprint.sha256}"
    for role, columns in answered.answer.columns.items():
        yield f"{indent}  {role}: " + ", ".join(_column(column) for column in columns)
    for name, values in answered.answer.where.items():
        yield f"{indent}  only rows where {name} is {' or '.join(map(str, values))}"
    for name, value in answered.answer.options.items():
        yield f"{indent}  option {name}: {value}"
    if answered.answer.note:
        yield f"{indent}  note: {answered.answer.note}"


def _column(column: Column) -> str:
    text = f"column '{column.name}'"
    if column.at_least is not None:
        text += f", yes from {column.at_least:g} up"
    if column.at_most is not None:
        text += f", yes up to {column.at_most:g}"
    if column.equals:
        text += f", yes where {' or '.join(map(str, column.equals))}"
    return text + (f", in {column.unit}" if column.unit else "")


def _score(score: Score) -> str:
    bounds = f"{write_whole(score.bound_low)} to {write_whole(score.bound_high)}"
    if score.value is None:
        return f"score unknown ({bounds})"
    text = f"score {write_score(score)}, strength {score.strength} of 5"
    if score.coverage < 1:
        text += f", {write_percent(score.coverage)} evidenced, {bounds} with all that is unknown"
    return text
