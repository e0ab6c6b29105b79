"""The small framework with red lines, harm, facts, a profile and a core question: for tests of the judgement."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from publicvalue.framework.judgement.core_questions import CoreQuestion
from publicvalue.framework.judgement.harms import HarmRule
from publicvalue.framework.judgement.red_lines import Exemption, MeasuredLine, RedLine
from publicvalue.framework.model import Framework
from publicvalue.framework.profiles import FactQuestion, Inapplicable, Profile
from small_framework import small_framework

COSTS, HARM, SERVICE = "economic.benefit.costs", "economic.risk.harm", "citizen.benefit.service"
IDS = tuple(f"{component}.{letter}" for component in (COSTS, HARM, SERVICE) for letter in "ab")
REVERSED = f"{HARM}.b"

_SAID = {"text": "t", "example": "e", "source": "s", "checked": "not looked up"}
LEGAL = RedLine(
    id="legal",
    title="Legal basis",
    question="Does a law allow it?",
    advice="assess.mend",
    caps=("economic",),
    items=(f"{COSTS}.a/law", f"{COSTS}.a/power"),
    **_SAID,
)
REVERSALS = RedLine(
    id="reversals",
    title="Few reversals",
    question="Is at most one in ten wrong?",
    advice="assess.look",
    caps=("citizen",),
    measured=MeasuredLine(REVERSED, above=10, probability=0.9, partly_above=5),
    exempt=Exemption(MappingProxyType({"decides": False}), "Nothing is decided."),
    **_SAID,
)


def harm_rule(effect: str, above: float = 60.0) -> HarmRule:
    """Harm where the share of service.b lies above a limit."""
    text = "It reached {value} ({low} to {high})."
    return HarmRule(
        "h",
        f"{SERVICE}.b",
        effect,
        text,
        0.9,
        "judgement",
        "not looked up",
        "assess.look",
        above=above,  # type: ignore[arg-type]
    )


def judged_framework(*harms: HarmRule, lines: tuple[RedLine, ...] = (LEGAL, REVERSALS)) -> Framework:
    """Return the framework; a high share of harm.b scores badly, so that worse is worse everywhere."""
    base = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)
    facts = (FactQuestion("decides", "Decides", "Does it decide?", "t"),)
    profile = Profile(
        "quiet",
        "Quiet",
        "t",
        not_applicable=(Inapplicable(HARM, "It harms nobody.", MappingProxyType({"decides": False})),),
    )
    return replace(base, red_lines=lines, harms=harms, facts=facts, profiles=(profile,))


def asking_core(framework: Framework) -> Framework:
    """Give the first indicator of each component a core question."""
    core = CoreQuestion("How many?", "count", "Look.", "3 of 4", 2.0, counted="cases")
    components = tuple(
        replace(one, indicators=(replace(one.indicators[0], core=core), *one.indicators[1:]))
        for one in framework.components
    )
    return replace(framework, components=components)
