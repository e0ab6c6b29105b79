"""How much of the core is answered, and which core questions are open."""

from __future__ import annotations

from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import OpenQuestion
from publicvalue.framework.model import Component
from publicvalue.words.text import Text

NEAR = 1e-9
"""How far a share may lie below its threshold by rounding."""


def is_answered(known: Known, component: Component) -> bool:
    """Return whether the core of a component is answered.

    Its core question has a number, or numbers stand for so much of its weight that they serve in its place. Where the
    framework asks no core question of it, any number does.
    """
    if component.core is None:
        return any(one.id in known.numbers for one in component.indicators)
    covered = known.sheet.scores[component.id].coverage >= known.rules.core.deep - NEAR
    return component.core.id in known.numbers or covered


def core_components(known: Known, node: str) -> tuple[Component, ...]:
    """Return the components below a node that count for the core.

    All where the framework asks no core question; else those whose core question applies to the system.
    """
    asks = any(one.core for one in known.framework.components)
    return tuple(one for one in known.components(node) if one.core or not asks)


def answered_components(known: Known, node: str) -> tuple[Component, ...]:
    """Return the components below a node whose core is answered."""
    return tuple(one for one in core_components(known, node) if is_answered(known, one))


def core_share(known: Known, node: str) -> float:
    """Return the share of the components below a node whose core is answered, 0 to 1."""
    asked = len(core_components(known, node))
    return len(answered_components(known, node)) / asked if asked else 0.0


def documented_components(known: Known, node: str) -> tuple[Component, ...]:
    """Return the components below a node whose core is answered by more than a claim or a forecast."""
    return tuple(one for one in answered_components(known, node) if _is_documented(known, one))


def _is_documented(known: Known, component: Component) -> bool:
    strengths = (known.numbers[one.id].strength for one in component.indicators if one.id in known.numbers)
    return max(strengths, default=0) >= known.rules.outcomes.shown


def open_questions(known: Known, node: str) -> tuple[OpenQuestion, ...]:
    """Return the core questions below a node that are open, in the framework's order."""
    return tuple(_question(one) for one in core_components(known, node) if not is_answered(known, one))


def _question(component: Component) -> OpenQuestion:
    indicator = component.core or component.indicators[0]
    asked, hours = (indicator.core.question, indicator.core.hours) if indicator.core else (indicator.statement, 0.0)
    return OpenQuestion(indicator.id, component.id, Text(asked), hours)


def unknown_dimensions(known: Known) -> tuple[str, ...]:
    """Return the dimensions of which too little of the core is answered to say anything, in the framework's order."""
    asked = [term.id for term in known.framework.dimensions if core_components(known, term.id)]
    return tuple(id for id in asked if core_share(known, id) < known.rules.core.some - NEAR)
