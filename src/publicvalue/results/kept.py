"""What is kept in a result of the values that an assessment works with: all but draws and ways into databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publicvalue.evidence.model import Assessment
from publicvalue.findings.people.voices import Voices
from publicvalue.framework.model import Framework
from publicvalue.measures.result import Measured, NotApplicable, Number
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.results.model import Answered
from publicvalue.scores.tree import Floats

NO_DRAWS: Mapping[str, Floats] = MappingProxyType({})


def framework_without_draws(framework: Framework) -> Framework:
    """Return a framework without the draws of its weights."""
    return replace(framework, sampled_weights=NO_DRAWS)


def answered_without_draws(answered: Mapping[str, Answered]) -> dict[str, Answered]:
    """Return what was measured without the draws."""
    return {
        id: replace(
            found,
            result=_without_draws(found.result),
            ways=tuple(replace(way, result=_without_draws(way.result)) for way in found.ways),
        )
        for id, found in answered.items()
    }


def _without_draws(result: Number | NotApplicable) -> Number | NotApplicable:
    return result.number() if isinstance(result, Measured) else result


def voices_without_draws(voices: Voices) -> Voices:
    """Return what people say without the draws of their weights."""
    priorities = tuple(replace(one, draws=None) if isinstance(one, Priorities) else one for one in voices.priorities)
    return replace(voices, priorities=priorities)


def without_connections(assessment: Assessment) -> Assessment:
    """Return an assessment that asks no database: it names its tables, and not how they are reached."""
    evidence = {id: replace(item, connection="") for id, item in assessment.evidence.items()}
    return replace(assessment, evidence=MappingProxyType(evidence))
