"""The trace says what was asked as the assessment has it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from outcomes import partial_outcome
from publicvalue.evidence.model import Evidence
from publicvalue.reports.system.trace import render_trace
from publicvalue.results.model import AssessmentResult

CENSUS = Evidence("census", "statistics", "Census", "census.csv", "Statistical office")


def raked(outcome: AssessmentResult, indicator: str) -> AssessmentResult:
    """The outcome with an answer that was raked to the margins of a file: as brought, and as measured."""
    assessment, answered = outcome.assessment, outcome.answered[indicator]
    named = MappingProxyType({"margins": {"evidence": "census"}})
    answers = tuple(replace(one, options=named) if one.indicator == indicator else one for one in assessment.answers)
    options = MappingProxyType({"margins": {"sex": {"f": 4321.0, "m": 1234.0}}, "percent": 90})
    measured = replace(answered, answer=replace(answered.answer, options=options))
    evidence = MappingProxyType({**assessment.evidence, "census": CENSUS})
    return replace(
        outcome,
        assessment=replace(assessment, answers=answers, evidence=evidence),
        answered=MappingProxyType({**outcome.answered, indicator: measured}),
    )


def test_margins_are_named_by_their_file_and_other_options_by_their_value() -> None:
    outcome = partial_outcome()
    indicator = next(iter(outcome.answered))
    trace = render_trace(raked(outcome, indicator), indicator)
    assert "option margins: evidence census, file census.csv, source: Statistical office" in trace
    assert "4321" not in trace
    assert "option percent: 90" in trace
