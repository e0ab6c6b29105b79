"""What triggers of advice read beside scores, and what they say of why advice is raised."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.findings.advice.conditions import Stated, describe
from publicvalue.findings.judgement.core import answered_components, documented_components
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import LineState, Verdict
from publicvalue.findings.judgement.outcomes import find_outcomes
from publicvalue.findings.names import node_name
from publicvalue.framework.judgement.advice import (
    BEFORE_USE,
    CORE,
    HARMS,
    OUTCOMES,
    PHASE,
    PHASES,
    PROOFS,
    RED_LINES,
    STATED,
    UNDECIDED,
)
from publicvalue.framework.model import PUBLIC_VALUE, Condition, Recommendation
from publicvalue.words.text import Text

OPEN: tuple[LineState, ...] = ("unanswered", "claimed")
"""States of a red line that nobody answered or proved."""

LIMITS = (RED_LINES, UNDECIDED, CORE, PROOFS, OUTCOMES)
"""What limits a verdict until it is answered, in the order in which it is to be answered."""

BEFORE = f"{PHASE}.{PHASES[-1]}"
"""What a condition calls the phases before use."""

MEASURED = 3
"""Strength from which an outcome is measured: a comparison that is missing limits no verdict."""

BEST = 5
"""The highest strength of evidence."""

EXAMINED = 0.5
"""Coverage of `harms` where nothing is broken or shown, and something is to be examined."""


def find_stated(known: Known, verdict: Verdict) -> dict[str, Stated]:
    """Return what conditions read beside scores."""
    asked = [line for line in verdict.red_lines if line.state != "not_applicable"]
    proved = sum(line.state not in OPEN for line in asked)
    phase = known.assessment.system.phase
    held = {phase, *((PHASES[-1],) if phase in BEFORE_USE else ())}
    return {
        RED_LINES: Stated(coverage=proved / len(asked) if asked else 1.0),
        CORE: Stated(coverage=verdict.core_share),
        PROOFS: Stated(coverage=_proved_share(known)),
        OUTCOMES: Stated(strength=best_outcome(known)),
        HARMS: Stated(coverage=_worst(verdict), strength=_best_proof(verdict)),
        UNDECIDED: Stated(coverage=float(any(line.beside for line in asked))),
        **{f"{PHASE}.{one}": Stated(coverage=float(one in held)) for one in PHASES},
    }


def best_outcome(known: Known) -> int:
    """Return the strength of the best outcome of the people served, 0 where none is known."""
    return max((one.strength for one in find_outcomes(known, PUBLIC_VALUE)), default=0)


def _proved_share(known: Known) -> float:
    """Return the share of the answered core questions that rests on more than a claim; 1 where none is answered."""
    answered = answered_components(known, PUBLIC_VALUE)
    return len(documented_components(known, PUBLIC_VALUE)) / len(answered) if answered else 1.0


def _worst(verdict: Verdict) -> float:
    effects = {one.effect for one in verdict.harms}
    if verdict.lines("broken") or "harm" in effects:
        return 1.0
    return EXAMINED if "examine" in effects else 0.0


def _best_proof(verdict: Verdict) -> int:
    """Return the strength of what best proves harm; the highest where none is found, or a line is broken."""
    found = [one.strength for one in verdict.harms if one.effect != "cap"]
    return BEST if verdict.lines("broken") or not found else max(found)


def limit_of(one: Recommendation) -> str:
    """Return the limit of the verdict that a recommendation lifts; empty where it lifts none.

    A recommendation lifts the first that its trigger asks to be missing.
    """
    return next((condition.of for condition in one.when if _is_limit(condition)), "")


def _is_limit(condition: Condition) -> bool:
    if condition.of == UNDECIDED:
        return condition.test == "coverage_at_least"
    return condition.of in LIMITS and condition.test.endswith("_below") and condition.value <= MEASURED


def asks_of_harm(one: Recommendation) -> bool:
    """Return whether a recommendation answers every broken line and harm alike."""
    return any(condition.of == HARMS and condition.test == "coverage_at_least" for condition in one.when)


def of_phase_and_proof(one: Recommendation) -> tuple[Condition, ...]:
    """Return the conditions on the phase of the system, and on how well harm is proved."""
    return tuple(
        condition
        for condition in one.when
        if condition.of.startswith(f"{PHASE}.") or (condition.of == HARMS and condition.test.startswith("strength"))
    )


def because(known: Known, verdict: Verdict, one: Recommendation) -> tuple[Text, ...]:
    """Return what raised a recommendation, with numbers, each once."""
    return tuple(dict.fromkeys(_because(known, verdict, one)))


def _because(known: Known, verdict: Verdict, one: Recommendation) -> Iterator[Text]:
    for condition in one.when:
        if condition.of not in STATED:
            yield describe(condition, known.sheet, node_name(known.framework, condition.of))
        elif condition.test.endswith("_below"):
            yield from _missing(known, verdict, condition.of)
        elif condition.of == UNDECIDED:
            yield from (line.beside for line in verdict.red_lines if line.beside)
        elif condition.of == BEFORE:
            yield Text("nobody is served yet")


def _missing(known: Known, verdict: Verdict, of: str) -> Iterator[Text]:
    """Yield what is missing of a limit of the verdict; phases and harm are known to who reads it."""
    if of == RED_LINES:
        titles = tuple(Text("{title:lower}", title=line.title) for line in verdict.lines(*OPEN))
        yield Text("not answered, or answered without a proof: {titles:list}", titles=titles)
    elif of == CORE:
        numbers = {"answered": verdict.core_answered, "asked": verdict.core_asked}
        yield Text("{answered} of {asked} core questions are answered", **numbers)
    elif of == PROOFS:
        numbers = {"answered": len(documented_components(known, PUBLIC_VALUE)), "asked": verdict.core_asked}
        yield Text("{answered} of {asked} core questions are answered by more than a claim", **numbers)
    elif of == OUTCOMES and verdict.overall.claim.id != "shown":
        yield Text("nobody is yet shown to be better off")
    elif of == OUTCOMES and best_outcome(known) < MEASURED:
        yield Text("outcomes are shown by documents or ratings, not measured")
