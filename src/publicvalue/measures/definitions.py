"""Every measure there is, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from publicvalue.framework.rules import MeasureTerms
from publicvalue.measures.cost import benefit_cost_ratio, net_present_value
from publicvalue.measures.definition import Definition
from publicvalue.measures.disparity import effect_disparity, error_disparity, outcome_disparity, value_disparity
from publicvalue.measures.drift import level_drift
from publicvalue.measures.effect import (
    adoption_effect,
    before_after,
    interrupted_series,
    prioritisation_early,
    prioritisation_time,
    randomised_difference,
    staggered_adoption,
    synthetic_control,
    threshold_discontinuity,
)
from publicvalue.measures.figure import forecast, published_figure
from publicvalue.measures.judgement import checklist_share, rating_mean
from publicvalue.measures.level import (
    calibration,
    classification_rate,
    completeness,
    discrimination,
    mean,
    median,
    percentile,
    share,
)
from publicvalue.measures.reliance import appropriate_reliance, over_reliance, under_reliance
from publicvalue.measures.survey import (
    survey_construct,
    survey_difference,
    survey_mean,
    survey_quantile,
    survey_share,
    survey_total,
)

_FILES = (
    adoption_effect,
    appropriate_reliance,
    before_after,
    benefit_cost_ratio,
    calibration,
    checklist_share,
    classification_rate,
    completeness,
    discrimination,
    effect_disparity,
    error_disparity,
    forecast,
    interrupted_series,
    level_drift,
    mean,
    median,
    net_present_value,
    outcome_disparity,
    over_reliance,
    percentile,
    prioritisation_early,
    prioritisation_time,
    published_figure,
    randomised_difference,
    rating_mean,
    share,
    staggered_adoption,
    survey_construct,
    survey_difference,
    survey_mean,
    survey_quantile,
    survey_share,
    survey_total,
    synthetic_control,
    threshold_discontinuity,
    under_reliance,
    value_disparity,
)

DEFINITIONS: Mapping[str, Definition] = MappingProxyType({file.DEFINITION.id: file.DEFINITION for file in _FILES})
"""Measure id -> definition."""

_STAND_INS = MappingProxyType({"statistics": "published_figure", "forecast": "forecast"})


def measure_terms() -> Mapping[str, MeasureTerms]:
    """Return what a framework must respect of each measure."""
    return {id: _terms(definition) for id, definition in DEFINITIONS.items()}


def _terms(definition: Definition) -> MeasureTerms:
    own = [option for option in definition.options if option.set_by == "framework"]
    return MeasureTerms(
        kinds=definition.kinds,
        units=definition.units,
        options={option.name: option.choices for option in own},
        required=tuple(option.name for option in own if option.required),
    )


def choose_definition(measure: str, kind: str, brought: str) -> Definition:
    """Return the definition that turns the evidence that was brought into the indicator's number.

    Parameters
    ----------
    measure, kind
        The indicator's measure and kind of evidence.
    brought
        Kind of the evidence: the indicator's own, or statistics or a forecast, which stand in for any.
    """
    return DEFINITIONS[measure if brought == kind else _STAND_INS[brought]]
