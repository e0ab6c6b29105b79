"""What drives the uncertainty of chosen nodes, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.findings.names import node_name
from publicvalue.reports.factors import factor_name
from publicvalue.reports.wording import capitalise
from publicvalue.results.draws import Draws
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver, Interaction

ALL = "all"
"""Word that asks for every node."""

SMALL = 0.01
"""Share of the variance from which a pair is listed."""

SCOPES = {"evidenced": "over what is evidenced", "all": "over all, the unknown drawn"}


def drivers_of(draws: Draws, node: str) -> tuple[Driver, ...]:
    """Find the drivers of a node, or of every node.

    Raises
    ------
    InputError
        When the framework has no such node.
    """
    return draws.find_drivers() if node == ALL else draws.find_drivers(node)


def render_drivers(outcome: AssessmentResult, drivers: Sequence[Driver], pairs: Sequence[Interaction] = ()) -> str:
    """Write drivers as plain text, a block for each node and scope; inputs that do not reach a node are counted."""
    if not drivers:
        return "Nothing varies there: there is no uncertainty to drive.\n"
    blocks = dict.fromkeys((driver.node, driver.over) for driver in drivers)
    lines = []
    for node, over in blocks:
        own = [driver for driver in drivers if (driver.node, driver.over) == (node, over)]
        lines += [f"{capitalise(node_name(outcome.framework, node))}, {SCOPES[over]}", *_rows(outcome, own)]
        lines += [*_pairs(outcome, [pair for pair in pairs if (pair.node, pair.over) == (node, over)]), ""]
    return "\n".join([*lines, *explain_drivers(), ""])


def _rows(outcome: AssessmentResult, drivers: Sequence[Driver]) -> Iterator[str]:
    yield f"  {'total':>5} {'+/-':>5} {'first':>5} {'+/-':>5} {'alone':>6} {'changed':>7}  input"
    for one in drivers:
        if one.changed:
            numbers = f"{one.total:5.2f} {one.total_half:5.2f} {one.first:5.2f} {one.first_half:5.2f} {one.alone:6.1f}"
            yield f"  {numbers} {one.changed:7.0%}  {factor_name(outcome.framework, one.factor)}"
    still = sum(not one.changed for one in drivers)
    if still:
        yield f"  {still} further inputs do not reach it."


def _pairs(outcome: AssessmentResult, pairs: Sequence[Interaction]) -> Iterator[str]:
    seen = [pair for pair in pairs if pair.second >= SMALL]
    if seen:
        yield f"  {'second':>6} {'+/-':>5}  pair of inputs"
    for pair in seen:
        names = " x ".join(factor_name(outcome.framework, factor) for factor in pair.factors)
        yield f"  {pair.second:6.2f} {pair.second_half:5.2f}  {names}"
    rest = len(pairs) - len(seen)
    if rest:
        act = "pair does not act" if rest == 1 else "pairs do not act"
        yield f"  {rest} {'further ' if seen else ''}{act} together by more than 1 %."


def explain_drivers() -> tuple[str, ...]:
    """Say what the columns mean."""
    return (
        "Total: share of the variance that stays when all other inputs are known. First: share that goes when this one",
        "alone is known. Second: share that two inputs make only together. +/-: half of the 95 % bootstrap interval.",
        "Alone: standard deviation in points when only this input varies. Changed: runs that it moves when exchanged.",
    )
