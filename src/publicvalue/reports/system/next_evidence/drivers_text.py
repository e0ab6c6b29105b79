"""What drives the uncertainty of chosen nodes, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.findings.names import node_name
from publicvalue.reports.factors import factor_name
from publicvalue.reports.render.terminal import wrap
from publicvalue.results.draws import Draws
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver, Interaction
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, counted

ALL = "all"
"""Word that asks for every node."""

SMALL = 0.01
"""Share of the variance from which a pair is listed."""

WIDTH = 110

HEADS = (Text("total"), Text("first"), Text("alone"), Text("changed"), Text("input"))
"""Headings of the numbers of an input, and of its name."""


def drivers_of(draws: Draws, node: str) -> tuple[Driver, ...]:
    """Find the drivers of a node, or of every node.

    Raises
    ------
    InputError
        When the framework has no such node.
    """
    return draws.find_drivers() if node == ALL else draws.find_drivers(node)


def render_drivers(
    outcome: AssessmentResult,
    drivers: Sequence[Driver],
    pairs: Sequence[Interaction] = (),
    language: Language = ENGLISH,
) -> str:
    """Write drivers as plain text, a block for each node and scope; inputs that do not reach a node are counted."""
    if not drivers:
        return f"{language.write(Text('Nothing varies there: there is no uncertainty to drive.'))}\n"
    blocks = dict.fromkeys((driver.node, driver.over) for driver in drivers)
    lines: list[str] = []
    for node, over in blocks:
        own = [driver for driver in drivers if (driver.node, driver.over) == (node, over)]
        both = [pair for pair in pairs if (pair.node, pair.over) == (node, over)]
        lines.append(language.write(_heading(node_name(outcome.framework, node), over)))
        lines += [*_rows(outcome, own, language), *_pairs(outcome, both, language), ""]
    explained = (line for text in explain_drivers() for line in wrap(language.write(text), WIDTH))
    return "\n".join([*lines, *explained, ""])


def _heading(node: Text, over: str) -> Text:
    if over == "evidenced":
        return Text("{node:capital}, over what is evidenced", node=node)
    return Text("{node:capital}, over all, the unknown drawn", node=node)


def _rows(outcome: AssessmentResult, drivers: Sequence[Driver], language: Language) -> Iterator[str]:
    total, first, alone, changed, factor = map(language.write, HEADS)
    yield f"  {total:>5} {'+/-':>5} {first:>5} {'+/-':>5} {alone:>6} {changed:>7}  {factor}"
    for one in drivers:
        if one.changed:
            shares = (one.total, one.total_half, one.first, one.first_half)
            numbers = " ".join(f"{language.number(f'{share:.2f}'):>5}" for share in shares)
            points = language.number(f"{one.alone:.1f}")
            name = language.write(factor_name(outcome.framework, one.factor))
            yield f"  {numbers} {points:>6} {one.changed:>7.0%}  {name}"
    still = sum(not one.changed for one in drivers)
    if still:
        text = counted(still, "{number} further input does not reach it.", "{number} further inputs do not reach it.")
        yield f"  {language.write(text)}"


def _pairs(outcome: AssessmentResult, pairs: Sequence[Interaction], language: Language) -> Iterator[str]:
    seen = [pair for pair in pairs if pair.second >= SMALL]
    if seen:
        yield f"  {language.write(Text('second')):>6} {'+/-':>5}  {language.write(Text('pair of inputs'))}"
    for pair in seen:
        names = " x ".join(language.write(factor_name(outcome.framework, factor)) for factor in pair.factors)
        share, half = (language.number(f"{value:.2f}") for value in (pair.second, pair.second_half))
        yield f"  {share:>6} {half:>5}  {names}"
    rest = len(pairs) - len(seen)
    if rest:
        yield f"  {language.write(_apart(rest, bool(seen)))}"


def _apart(rest: int, further: bool) -> Text:
    if further:
        return counted(
            rest,
            "{number} further pair does not act together by more than 1 %.",
            "{number} further pairs do not act together by more than 1 %.",
        )
    return counted(
        rest,
        "{number} pair does not act together by more than 1 %.",
        "{number} pairs do not act together by more than 1 %.",
    )


def explain_drivers() -> tuple[Text, ...]:
    """Say what the columns mean."""
    return (
        Text(
            "Total: share of the variance that stays when all other inputs are known. First: share that goes when this "
            "one alone is known. Second: share that two inputs make only together. +/-: half of the 95 % bootstrap "
            "interval. Alone: standard deviation in points when only this input varies. Changed: runs that it moves "
            "when exchanged."
        ),
    )
