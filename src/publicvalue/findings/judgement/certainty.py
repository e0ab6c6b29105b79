"""How certain the evidence is: it starts at high and goes down, each step with its reason.

It is the grade of the second best outcome, and never more than a step below the best: more evidence of the same tenor
never lowers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.findings.judgement.core import (
    NEAR,
    answered_components,
    core_components,
    core_share,
    documented_components,
)
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import Certainty, RedLineFinding, Step
from publicvalue.findings.judgement.outcomes import TOP, Outcome
from publicvalue.framework.judgement.verdict import CERTAINTIES, ClaimId
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.framework.nodes import parts_of
from publicvalue.words.text import Text, counted

NAMED = 3
"""Numbers that a reason names at most."""

PAPER = 2
"""Steps down where no outcome is shown: low is the most that paper gives."""


def find_certainty(
    known: Known, node: str, claim: ClaimId, outcomes: Sequence[Outcome], lines: Sequence[RedLineFinding]
) -> Certainty:
    """Return how certain the evidence below a node is, with every step that lowered it."""
    own = _of_claim(claim, outcomes)
    whole = (*_of_core(known, node, claim), *_of_lines(lines), *_of_ways(known, node), *_of_asides(known, node))
    down = sum(step.down for step in own)
    if claim == "shown":
        # A weak outcome beside good paper is more than the paper alone.
        down = min(down, PAPER)
    level = max(0, TOP - down - sum(step.down for step in whole))
    return Certainty(known.rules.level(CERTAINTIES[level]), (*own, *whole))


def _of_claim(claim: ClaimId, outcomes: Sequence[Outcome]) -> tuple[Step, ...]:
    if claim == "promised":
        return (Step(Text("nothing is documented or measured in use yet"), TOP),)
    if claim != "shown":
        return (Step(Text("no outcome is shown"), PAPER),)
    ranked = sorted(outcomes, key=lambda one: (-one.grade, one.indicator))
    best = ranked[0]
    if len(ranked) > 1 and ranked[1].grade >= best.grade - 1:
        return ranked[1].steps
    return (*best.steps, Step(Text("no second outcome is nearly as well evidenced"), 1))


def _of_core(known: Known, node: str, claim: ClaimId) -> Iterator[Step]:
    share, rules = core_share(known, node), known.rules.core
    found, given = answered_components(known, node), documented_components(known, node)
    asked = len(core_components(known, node))
    if share < rules.enough - NEAR:
        down = 1 if share >= rules.some - NEAR else TOP
        yield Step(Text("{answered} of {asked} core questions are answered", answered=len(found), asked=asked), down)
    elif claim != "promised" and len(given) < (rules.enough - NEAR) * asked:
        proved = {"answered": len(given), "asked": asked}
        yield Step(Text("{answered} of {asked} core questions are answered by more than a claim", **proved), 1)


def _of_lines(lines: Sequence[RedLineFinding]) -> Iterator[Step]:
    """Yield one step for lines that nobody proved: an answer without a proof is never worse than none."""
    open_lines = sum(one.state in ("claimed", "unanswered") for one in lines)
    if open_lines:
        said = counted(
            open_lines,
            "{number} red line is not answered, or is answered without a document",
            "{number} red lines are not answered, or are answered without a document",
        )
        yield Step(said, 1)


def _of_ways(known: Known, node: str) -> Iterator[Step]:
    """Yield one step for all ways that disagree: it lowers certainty once."""
    below = {one.id for component in known.components(node) for one in component.indicators}
    names = [one.title for one in known.framework.indicators if one.id in below & known.disagreeing]
    if names:
        titles = tuple(Text("{title:lower}", title=Text(title)) for title in names[:NAMED])
        if len(names) <= NAMED:
            yield Step(Text("two ways of measuring disagree on {titles:and}", titles=titles), 1)
            return
        said = counted(
            len(names) - NAMED,
            "two ways of measuring disagree on {titles:list} and {number} more",
            "two ways of measuring disagree on {titles:list} and {number} more",
            titles=titles,
        )
        yield Step(said, 1)


def _of_asides(known: Known, node: str) -> Iterator[Step]:
    """Yield one step of the whole where people set more aside than the rules allow without one."""
    own = {parts_of(one.of)[:3] for one in known.not_applicable if one.by == "person"}
    if node == PUBLIC_VALUE and len(own) > known.rules.certainty.set_aside:
        said = counted(
            len(own),
            "{number} component was set aside by those who answered",
            "{number} components were set aside by those who answered",
        )
        yield Step(said, 1)
