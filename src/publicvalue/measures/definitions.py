"""Every measure there is, by id. A measure's file is loaded when it is first asked for: few are needed at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import cast

from publicvalue.framework.rules import MeasureTerms
from publicvalue.measures.definition import Definition

_ROOMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cost": (
            "benefit_cost_ratio",
            "net_present_value",
        ),
        "disparity": (
            "effect_disparity",
            "error_disparity",
            "outcome_disparity",
            "value_disparity",
        ),
        "drift": ("level_drift",),
        "effect": (
            "adoption_effect",
            "before_after",
            "interrupted_series",
            "prioritisation_early",
            "prioritisation_time",
            "randomised_difference",
            "staggered_adoption",
            "synthetic_control",
            "threshold_discontinuity",
        ),
        "figure": (
            "forecast",
            "published_figure",
        ),
        "judgement": (
            "checklist_share",
            "rating_mean",
        ),
        "level": (
            "calibration",
            "classification_rate",
            "closed_within",
            "completeness",
            "discrimination",
            "mean",
            "median",
            "percentile",
            "share",
        ),
        "reliance": (
            "appropriate_reliance",
            "over_reliance",
            "under_reliance",
        ),
        "survey": (
            "survey_construct",
            "survey_difference",
            "survey_mean",
            "survey_quantile",
            "survey_share",
            "survey_total",
        ),
    }
)
"""Room -> its measures, each a file of that name."""


class _Definitions(Mapping[str, Definition]):
    def __init__(self) -> None:
        self._rooms = {id: room for room, ids in _ROOMS.items() for id in ids}

    def __getitem__(self, id: str) -> Definition:
        file = import_module(f"publicvalue.measures.{self._rooms[id]}.{id}")
        return cast(Definition, file.DEFINITION)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._rooms))

    def __len__(self) -> int:
        return len(self._rooms)


DEFINITIONS: Mapping[str, Definition] = _Definitions()
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
        types={option.name: option.type for option in own},
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
