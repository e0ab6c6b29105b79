"""What is unknown: the indicators that nobody answered, with who can answer and what good evidence looks like."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.findings.names import node_name
from publicvalue.framework.model import Component, Indicator, Term
from publicvalue.measures.result import Number
from publicvalue.reports.ordering import order_components
from publicvalue.reports.table import Table
from publicvalue.results.model import AssessmentResult


@dataclass(frozen=True)
class UnknownComponent:
    """A component and its indicators without a number."""

    component: Component
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class UnknownDimension:
    """A dimension, its components with something unknown, and how many indicators that makes."""

    term: Term
    components: tuple[UnknownComponent, ...]

    @property
    def count(self) -> int:
        """Return the number of indicators."""
        return sum(len(component.indicators) for component in self.components)


def find_unknown(outcome: AssessmentResult) -> tuple[UnknownDimension, ...]:
    """Return what is unknown, by dimension and component; dimensions with nothing unknown are left out."""
    found = (UnknownDimension(term, _components(outcome, term)) for term in outcome.framework.dimensions)
    return tuple(dimension for dimension in found if dimension.components)


def open_questions_table(outcome: AssessmentResult) -> Table:
    """Return every unknown indicator with who can answer it, and with what."""
    framework = outcome.framework
    rows = tuple(
        (
            indicator.id,
            indicator.title,
            indicator.statement,
            node_name(framework, part.component.id),
            indicator.kind,
            ", ".join(indicator.answered_by),
            indicator.good_evidence,
        )
        for dimension in find_unknown(outcome)
        for part in dimension.components
        for indicator in part.indicators
    )
    columns = ("id", "indicator", "statement", "component", "kind", "who can answer", "what good evidence looks like")
    return Table("open-questions", "Indicators that are unknown", columns, rows)


def _components(outcome: AssessmentResult, term: Term) -> tuple[UnknownComponent, ...]:
    found = (
        UnknownComponent(component, tuple(i for i in component.indicators if not _has_number(outcome, i.id)))
        for component in order_components(outcome.framework)
        if component.dimension == term.id
    )
    return tuple(component for component in found if component.indicators)


def _has_number(outcome: AssessmentResult, id: str) -> bool:
    return id in outcome.answered and isinstance(outcome.answered[id].result, Number)
