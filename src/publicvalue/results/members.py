"""From an assessment to what a portfolio keeps of it."""

from __future__ import annotations

from dataclasses import replace

from publicvalue.errors import method_error
from publicvalue.findings.judgement.applicable import narrow
from publicvalue.findings.judgement.model import Verdict
from publicvalue.framework.model import Framework
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.weighing import weigh_framework
from publicvalue.results.draws import Assessed, Draws
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.portfolio.effects import own_effects
from publicvalue.scores.portfolio.member import Member, Standing
from publicvalue.scores.portfolio.systems import keep_member
from publicvalue.scores.sheet import score_assessment
from publicvalue.words.text import Text


def member_of(result: AssessmentResult, draws: Draws) -> Member:
    """Return what a portfolio keeps of a result: names, scores and score distributions, no draws and no evidence.

    Parameters
    ----------
    result
        What was found of the system.
    draws
        Its numbers with their draws, under the weights that the portfolio is to use.
    """
    assessment = result.assessment
    system = assessment.system
    kept = keep_member(
        assessment.id,
        assessment.title,
        {"country": system.country, "organisation": system.organisation, "phase": system.phase},
        draws.whole or draws.framework,
        draws.sheet,
    )
    results = {id: (answered.measure, answered.result) for id, answered in result.answered.items()}
    return replace(
        kept,
        made_up=any(item.made_up for item in assessment.evidence.values()),
        effects=own_effects(draws.framework.indicators, results),
        standing=_standing(result.verdict),
    )


def _standing(verdict: Verdict) -> Standing:
    overall = verdict.overall
    harms = (one.text for one in verdict.harms if one.effect == "harm")
    return Standing(
        direction=overall.direction,
        claim=overall.claim,
        certainty=overall.certainty.level,
        core_share=overall.core_share,
        stopped=(*(line.fact for line in verdict.lines("broken")), *harms),
        not_applicable=tuple(one.of for one in verdict.not_applicable),
    )


def weigh_draws(assessed: Assessed, framework: Framework, priorities: Priorities) -> Draws:
    """Return the numbers of an assessment with scores that are formed with people's weights.

    Parameters
    ----------
    assessed
        Of any system.
    framework
        Its framework under its own weights.
    priorities
        What people of this or another survey weigh.

    Raises
    ------
    MethodError
        When weights of people come without their draws.
    """
    assessment = assessed.result.assessment
    applies, settings = narrow(framework, assessment)[0], assessment.settings
    under, whole = (weigh_framework(one, priorities) for one in (applies, framework))
    sheet = score_assessment(under, assessed.draws.measured, settings.seed, settings.draws)
    return replace(assessed.draws, framework=under, sheet=sheet, whole=whole)


def find_weights(assessed: Assessed) -> Priorities:
    """Return the weights that people of an assessment give: those that count in it, else the first; or MethodError."""
    known = assessed.draws.priorities
    if not known:
        what = Text("nobody's weights can be had from {id:quoted}", id=assessed.result.assessment.id)
        expected = Text("`people: weights` with enough answers")
        raise method_error(what, expected, Text("`publicvalue assess` says what is missing"))
    return next((one for one in known if one.counts), known[0])
