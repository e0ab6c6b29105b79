"""Decide at a gate: go, go with conditions, not yet, or no, each with its reasons and what would change it.

What nobody answered is unknown, and unknown is not met. A yes that no document proves is a condition and not more. An
impact that is unknown counts as the heaviest: it is cheaper to find out than to be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from publicvalue.business_case.gates.model import Gate, Gates, Requirement, Test
from publicvalue.business_case.model import Case
from publicvalue.business_case.result import CaseResult
from publicvalue.words.choices import check_name

Answer = Literal["yes", "partly", "no", "unknown"]
Decision = Literal["go", "conditions", "not_yet", "no"]
State = Literal["met", "unproven", "partly", "not_met", "unknown"]

LIKELY, HARDLY = 0.5, 0.2
"""Probability of being worth more than nothing above which the test is met, and below which it is not."""


@dataclass(frozen=True)
class Given:
    """An answer to a requirement, and the document that proves it.

    Raises
    ------
    MethodError
        When nobody knows such an answer.
    """

    answer: Answer
    document: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse an answer that nobody knows."""
        check_name(self.answer, Answer, "answer")


UNANSWERED = Given("unknown")


@dataclass(frozen=True)
class CheckedRequirement:
    """A requirement with its answer and what that amounts to."""

    requirement: Requirement
    given: Given
    state: State


@dataclass(frozen=True)
class GateDecision:
    """What was decided at a gate.

    Parameters
    ----------
    gate
        The gate.
    tier
        Impact tier, 1 to 4.
    unknown_impacts
        Ids of the impacts that nobody answered.
    decision
        go, conditions, not_yet or no.
    ends, blocks, conditions, met
        Requirements that end it, hold it up, come with it, and are met.
    """

    gate: Gate
    tier: int
    unknown_impacts: tuple[str, ...]
    decision: Decision
    ends: tuple[CheckedRequirement, ...]
    blocks: tuple[CheckedRequirement, ...]
    conditions: tuple[CheckedRequirement, ...]
    met: tuple[CheckedRequirement, ...]


def find_tier(gates: Gates, impacts: Mapping[str, int]) -> tuple[int, tuple[str, ...]]:
    """Return the impact tier, 1 to 4, and which impacts nobody answered.

    Parameters
    ----------
    gates
        The framework of gates.
    impacts
        Impact -> place of its level, 0 for the lightest.
    """
    unknown = tuple(one.id for one in gates.impacts if one.id not in impacts)
    points = sum(impacts.get(one.id, len(one.levels) - 1) for one in gates.impacts)
    return 1 + sum(points > most for most in gates.tiers), unknown


def answer_tests(
    case: Case | None, result: CaseResult | None, frozen: bool, measured: tuple[int, int]
) -> Mapping[Test, Given]:
    """Return what the business case itself answers.

    Parameters
    ----------
    case, result
        The case and what it comes to; None where there is none yet.
    frozen
        Whether a baseline is frozen.
    measured
        Promises whose result was measured, and all of them.
    """
    proof = case.title if case else ""
    found: dict[Test, Given] = {"baseline": Given("yes" if frozen else "no", "gates.json" if frozen else "")}
    known, promised = measured
    share: Answer = "unknown" if not promised else "yes" if known == promised else "partly" if known else "no"
    found["delivered"] = Given(share, proof)
    if case and result:
        chance = result.proposed.value.positive
        worth: Answer = "yes" if chance > LIKELY else "partly" if chance >= HARDLY else "no"
        # What is worth more than nothing because its costs or benefits are not written is not known to be.
        sides = {line.is_cost for line in case.lines_of(case.proposed.id)}
        found["value"] = Given(worth, proof) if len(sides) == 2 else UNANSWERED
        found["options"] = Given("yes" if len(case.options) > 1 else "no", proof)
        ends = any(line.kind == "exit" for line in case.lines_of(case.proposed.id))
        found["exit"] = Given("yes" if ends else "no", proof)
    return found


def decide(gates: Gates, gate: Gate, answers: Mapping[str, Given], impacts: Mapping[str, int]) -> GateDecision:
    """Decide at a gate.

    Parameters
    ----------
    gates, gate
        The framework of gates, and the gate.
    answers
        Requirement -> what was answered.
    impacts
        Impact -> place of its level.
    """
    tier, unknown = find_tier(gates, impacts)
    checked = [_check(one, answers.get(one.id, UNANSWERED)) for one in gates.asked_at(gate, tier)]
    sorted_out: dict[str, list[CheckedRequirement]] = {"ends": [], "blocks": [], "conditions": [], "met": []}
    for one in checked:
        sorted_out[_side(one)].append(one)
    ends, blocks, conditions, met = (tuple(sorted_out[side]) for side in ("ends", "blocks", "conditions", "met"))
    decision: Decision = "no" if ends else "not_yet" if blocks else "conditions" if conditions else "go"
    return GateDecision(gate, tier, unknown, decision, ends, blocks, conditions, met)


def _check(requirement: Requirement, given: Given) -> CheckedRequirement:
    states: Mapping[Answer, State] = {"yes": "met", "partly": "partly", "no": "not_met", "unknown": "unknown"}
    state = states[given.answer]
    return CheckedRequirement(requirement, given, "unproven" if state == "met" and not given.document else state)


def _side(one: CheckedRequirement) -> str:
    if one.state == "met":
        return "met"
    if one.state == "unproven":
        return "conditions"
    match one.requirement.weight:
        case "decides":
            return "ends" if one.state == "not_met" else "blocks"
        case "must":
            return "conditions" if one.state == "partly" else "blocks"
    return "conditions"


def open_requirements(decision: GateDecision) -> Iterator[CheckedRequirement]:
    """Yield what is not met, the heaviest first."""
    yield from (*decision.ends, *decision.blocks, *decision.conditions)
