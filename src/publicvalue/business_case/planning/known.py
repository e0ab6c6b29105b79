"""What a plan says of each benefit, and what the gates may conclude from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from publicvalue.business_case.gates.decision import UNANSWERED, Answer, Given
from publicvalue.business_case.gates.model import Test
from publicvalue.business_case.model import Line
from publicvalue.business_case.planning.designs import Guide
from publicvalue.business_case.planning.model import Measuring, PlanToKnow
from publicvalue.business_case.planning.stopping import Stopping


def plan_of(lines: Sequence[Line], plan: PlanToKnow) -> tuple[Measuring, ...]:
    """Return how each benefit is measured, in the order of the case, then the costs that have a plan too.

    Of a benefit that the plan does not name nothing is said.
    """
    named = {one.title: one for one in plan.measured}
    benefits = [named.get(line.title) or Measuring(line.title) for line in lines if not line.is_cost]
    return (*benefits, *(named[line.title] for line in lines if line.is_cost and line.title in named))


def plan_answers(lines: Sequence[Line], plan: PlanToKnow, found: Guide, proof: str) -> Mapping[Test, Given]:
    """Return what a plan to know answers at a gate: of a stop rule always, of the rest nothing where it is blank.

    Parameters
    ----------
    lines
        Lines of the proposed option.
    plan, found
        The plan, and what its designs can show.
    proof
        The document that proves it.
    """
    benefits = {line.title for line in lines if not line.is_cost}
    complete = [one.title in benefits and one.is_complete for one in plan_of(lines, plan)]
    complete = complete[: len(benefits)]
    answers: dict[Test, Given] = {"rule": _rule_answer(plan, proof)}
    if plan.measured and benefits:
        known: Answer = "yes" if all(complete) else "partly" if any(complete) else "no"
        answers["plan"] = Given(known, proof)
    if found.nearest is not None and found.effect is not None:
        answers["design"] = Given("yes" if found.proposed else "no", proof)
    return MappingProxyType(answers)


def _rule_answer(plan: PlanToKnow, proof: str) -> Given:
    """Return whether a stop rule is written: its value and probability, what is counted, and who does it."""
    if not plan.measured:
        return UNANSWERED
    rules = [one for one in plan.measured if one.stop is not None and one.chance is not None]
    if not rules:
        return Given("no", proof)
    return Given("yes" if any(one.indicator and one.who for one in rules) else "partly", proof)


def stop_answer(stops: Sequence[Stopping], proof: str) -> Mapping[Test, Given]:
    """Return whether no stop rule holds: no where one does, unknown where there is none or one is not known."""
    held: set[bool | None] = {one.holds for one in stops}
    answer: Answer = "no" if True in held else "unknown" if None in held or not held else "yes"
    return {"stop": Given(answer, proof)}
