"""READ FIRST: the whole way, from what is asked and what was brought to what can be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from publicvalue.evidence.model import Assessment
from publicvalue.findings.advice.recommendations import find_advice
from publicvalue.findings.judgement.applicable import Inapplicable, narrow
from publicvalue.findings.judgement.known import Found, Known
from publicvalue.findings.judgement.verdict import find_verdict
from publicvalue.findings.people.hearing import hear_people, hear_priorities, note_voices, weigh_by_people
from publicvalue.findings.people.withheld_surveys import withhold_surveys
from publicvalue.findings.points import find_points
from publicvalue.findings.weightings import find_weightings
from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured, NotApplicable
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measuring import Collected, measure_with_ledger
from publicvalue.results.codec import settled
from publicvalue.results.draws import Assessed, Draws
from publicvalue.results.exploration import Progress, explore
from publicvalue.results.kept import (
    answered_without_draws,
    framework_without_draws,
    voices_without_draws,
    without_connections,
)
from publicvalue.results.model import Answered, AssessmentResult, Depth
from publicvalue.scores.chain import follow_chain
from publicvalue.scores.sheet import ScoreSheet, score_assessment
from publicvalue.scores.weightings import score_weightings, summarise
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text


def assess(
    framework: Framework,
    assessment: Assessment,
    collected: Collected,
    depth: Depth = "full",
    progress: Progress = lambda _: None,
) -> Assessed:
    """Assess one system: evidence → measures → scores → findings → result.

    Parameters
    ----------
    framework
        What is asked.
    assessment
        The system, its evidence and answers, and the settings of the Monte Carlo.
    collected
        The evidence, opened.
    depth
        `core` for scores, verdict and advice; `full` for all that the report shows.
    progress
        Told what is being done, before each indicator is measured and before each stage.

    Raises
    ------
    MethodError
        For another depth.
    EvidenceError
        When measures find the content of their evidence unusable, with the problems of all answers; a TimeUpError at
        once, when reading takes too long.
    """
    check_name(depth, Depth, "depth")
    whole, (framework, not_applicable) = framework, narrow(framework, assessment)
    answered, beside = measure_with_ledger(framework, assessment, collected, progress)
    measured = {id: found.result for id, found in answered.items() if isinstance(found.result, Measured)}
    heard = withhold_surveys(framework.instruments, assessment, collected.surveys, beside)
    priorities = hear_priorities(framework, assessment, heard.surveys, heard.groups)
    voices = note_voices(hear_people(framework, assessment, heard.surveys, measured, priorities), heard.notes)
    weightings = find_weightings(framework, priorities)
    framework, whole = (weigh_by_people(one, priorities) for one in (framework, whole))
    progress(Text("scoring"))
    sheet = score_assessment(framework, measured, assessment.settings.seed, assessment.settings.draws)
    weighed = tuple(zip(weightings, score_weightings(sheet, weightings), strict=True))
    known = gather(framework, assessment, answered, sheet, not_applicable)
    verdict = find_verdict(known, weighed)
    marks = (framework.verdict.bands.good, framework.verdict.bands.bad)
    result = AssessmentResult(
        framework=framework_without_draws(framework),
        assessment=without_connections(assessment),
        fingerprints=collected.fingerprints,
        answered=answered_without_draws(answered),
        scores=sheet.scores,
        chain=follow_chain(framework, sheet),
        points=find_points(framework, sheet),
        verdict=verdict,
        advice=find_advice(known, verdict),
        voices=voices_without_draws(voices),
        weightings=tuple(summarise(weighting, one, *marks) for weighting, one in weighed),
    )
    counted = tuple(one for one in priorities if isinstance(one, Priorities))
    draws = Draws(framework, measured, sheet, assessment.settings.seed, counted, weighed, known, whole)
    assessed = Assessed(result, draws, heard.ledger, heard.beside_earlier)
    assessed = explore(assessed, progress) if depth == "full" else assessed
    return replace(assessed, result=settled(assessed.result))


def gather(
    framework: Framework,
    assessment: Assessment,
    answered: Mapping[str, Answered],
    sheet: ScoreSheet,
    not_applicable: tuple[Inapplicable, ...] = (),
) -> Known:
    """Gather what the judgement looks at."""
    return Known(
        framework=framework,
        assessment=assessment,
        answers={id: found.answer for id, found in answered.items()},
        results={
            id: found.result for id, found in answered.items() if isinstance(found.result, Measured | NotApplicable)
        },
        sheet=sheet,
        not_applicable=not_applicable,
        disagreeing=frozenset(id for id, found in answered.items() if found.contradicted),
        items={id: found.items for id, found in answered.items()},
        beside={id: _beside(found) for id, found in answered.items() if found.ways},
    )


def _beside(answered: Answered) -> tuple[Found, ...]:
    return tuple(Found(way.answer, way.result) for way in answered.ways if isinstance(way.result, Measured))
