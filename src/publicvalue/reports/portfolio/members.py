"""From an assessment's outcome to what a portfolio keeps of it."""

from __future__ import annotations

from dataclasses import replace

from publicvalue.errors import method_error
from publicvalue.findings.model import Outcome
from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.weighing import weigh_framework
from publicvalue.scores.portfolio.effects import own_effects
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.systems import keep_member
from publicvalue.scores.sheet import score_assessment


def member_of(outcome: Outcome) -> Member:
    """Return what a portfolio keeps of an outcome: names, scores and score distributions, no draws and no evidence."""
    assessment = outcome.assessment
    system = assessment.system
    kept = keep_member(
        assessment.id,
        assessment.title,
        {"country": system.country, "organisation": system.organisation, "phase": system.phase},
        outcome.framework,
        outcome.sheet,
    )
    results = {id: (answered.measure, answered.result) for id, answered in outcome.answered.items()}
    return replace(
        kept,
        made_up=any(item.made_up for item in assessment.evidence.values()),
        effects=own_effects(outcome.framework.indicators, results),
    )


def weighed(outcome: Outcome, framework: Framework, priorities: Priorities) -> Outcome:
    """Return an outcome whose scores are formed with people's weights.

    Parameters
    ----------
    outcome
        Of any system.
    framework
        Its framework under its own weights.
    priorities
        What people of this or another survey weigh.
    """
    under = weigh_framework(framework, priorities)
    measured = {id: found.result for id, found in outcome.answered.items() if isinstance(found.result, Measured)}
    settings = outcome.assessment.settings
    return replace(outcome, framework=under, sheet=score_assessment(under, measured, settings.seed, settings.draws))


def find_weights(outcome: Outcome) -> Priorities:
    """Return the weights that people of an assessment give: those that count in it, else the first; or MethodError."""
    known = [one for one in outcome.voices.priorities if isinstance(one, Priorities)]
    if not known:
        what = f"nobody's weights can be had from '{outcome.assessment.id}'"
        raise method_error(what, "`people: weights` with enough answers", "`publicvalue assess` says what is missing")
    return next((one for one in known if one.counts), known[0])
