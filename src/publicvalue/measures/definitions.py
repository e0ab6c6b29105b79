"""Every measure there is, by id. A measure's file is loaded when it is first asked for: few are needed at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import cast

from publicvalue.framework.rules.parts import MeasureTerms
from publicvalue.measures.definition import Definition
from publicvalue.measures.option_reading import find_contradictions

FILES: Mapping[str, str] = MappingProxyType(
    {
        "benefit_cost_ratio": "cost.benefit_cost_ratio",
        "net_present_value": "cost.net_present_value",
        "effect_disparity": "disparity.effect_disparity",
        "error_disparity": "disparity.error_disparity",
        "outcome_disparity": "disparity.outcome_disparity",
        "value_disparity": "disparity.value_disparity",
        "level_drift": "drift.level_drift",
        "adoption_effect": "effect.adoption_effect",
        "before_after": "effect.before_after.measure",
        "randomised_difference": "effect.lots.measure",
        "interrupted_series": "effect.series.measure",
        "staggered_adoption": "effect.staggered.measure",
        "synthetic_control": "effect.synthetic.measure",
        "threshold_discontinuity": "effect.threshold.measure",
        "forecast": "figure.forecast",
        "published_figure": "figure.published_figure",
        "checklist_share": "judgement.checklist_share",
        "core_answer": "judgement.core_answer",
        "rating_mean": "judgement.rating_mean",
        "calibration": "level.calibration",
        "classification_rate": "level.classification_rate",
        "closed_within": "level.closed_within",
        "completeness": "level.completeness",
        "discrimination": "level.discrimination",
        "mean": "level.mean",
        "median": "level.median",
        "percentile": "level.percentile",
        "share": "level.share",
        "prioritisation_early": "order.early_share",
        "prioritisation_time": "order.time_gained",
        "appropriate_reliance": "reliance.appropriate_reliance",
        "over_reliance": "reliance.over_reliance",
        "under_reliance": "reliance.under_reliance",
        "survey_construct": "survey.construct",
        "survey_difference": "survey.difference",
        "survey_mean": "survey.mean",
        "survey_quantile": "survey.quantile",
        "survey_share": "survey.share",
        "survey_total": "survey.total",
    }
)
"""Measure id -> its file within `measures`."""


class _Definitions(Mapping[str, Definition]):
    def __getitem__(self, id: str) -> Definition:
        file = import_module(f"publicvalue.measures.{FILES[id]}")
        return cast(Definition, file.DEFINITION)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(FILES))

    def __len__(self) -> int:
        return len(FILES)


DEFINITIONS: Mapping[str, Definition] = _Definitions()
"""Measure id -> definition."""

CORE_ANSWER = "core_answer"
"""The measure that reads answers to core questions."""

_STAND_INS = MappingProxyType({"statistics": "published_figure", "forecast": "forecast", "appraisal": "core_answer"})


def measure_terms() -> Mapping[str, MeasureTerms]:
    """Return what a framework must respect of each measure."""
    return {id: _terms(definition) for id, definition in DEFINITIONS.items()}


def _terms(definition: Definition) -> MeasureTerms:
    own = [option for option in definition.options if option.set_by == "framework"]
    return MeasureTerms(
        kinds=definition.kinds,
        units=definition.units,
        types={option.name: option.type for option in own},
        required=tuple(option.name for option in own if option.required),
        contradictions=partial(find_contradictions, definition.takes),
    )


def choose_definition(measure: str, kind: str, brought: str) -> Definition:
    """Return the definition that turns the evidence that was brought into the indicator's number.

    Parameters
    ----------
    measure, kind
        The indicator's measure and kind of evidence.
    brought
        Kind of the evidence: the indicator's own, or statistics, a forecast or an appraisal, which stand in for any.
    """
    return DEFINITIONS[measure if brought == kind else _STAND_INS[brought]]
