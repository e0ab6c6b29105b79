"""Any picture of a report as SVG, in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from publicvalue.measures.picture import EventStudy, Intervals, Likert, Series
from publicvalue.reports.pictures.bands import draw_bands
from publicvalue.reports.pictures.chain import draw_chain
from publicvalue.reports.pictures.curve import draw_curve
from publicvalue.reports.pictures.dots import draw_dots
from publicvalue.reports.pictures.drawing import draw_score_bar
from publicvalue.reports.pictures.drivers import draw_drivers
from publicvalue.reports.pictures.importance import draw_importance
from publicvalue.reports.pictures.likert import draw_likert
from publicvalue.reports.pictures.lines import draw_lines
from publicvalue.reports.pictures.measured import draw_event_study, draw_intervals, draw_series
from publicvalue.reports.pictures.model import (
    ChainPicture,
    Curve,
    Dots,
    DriversPicture,
    ImportanceMap,
    IntervalBands,
    Lines,
    PathDiagram,
    Picture,
    Rates,
    RegionMap,
    ScoreBar,
    Triangle,
)
from publicvalue.reports.pictures.path import draw_path
from publicvalue.reports.pictures.rates import draw_rates
from publicvalue.reports.pictures.region_map import draw_region_map
from publicvalue.reports.pictures.triangle import draw_triangle
from publicvalue.words.language import Language
from publicvalue.words.text import Text

_DRAW: Mapping[type, Callable[[str, Any, Language], str]] = MappingProxyType(
    {
        ScoreBar: draw_score_bar,
        ChainPicture: draw_chain,
        Curve: draw_curve,
        DriversPicture: draw_drivers,
        ImportanceMap: draw_importance,
        PathDiagram: draw_path,
        Dots: draw_dots,
        Rates: draw_rates,
        Lines: draw_lines,
        IntervalBands: draw_bands,
        RegionMap: draw_region_map,
        Triangle: draw_triangle,
        EventStudy: draw_event_study,
        Series: draw_series,
        Intervals: draw_intervals,
        Likert: draw_likert,
    }
)


def draw(id: str, picture: Picture, language: Language) -> str:
    """Return a picture as SVG; its table stands beside it.

    Parameters
    ----------
    id
        Unique on the page: letters, digits and hyphens.
    picture
        What is to be seen.
    language
        The language of its words, and of the marks of its numbers.
    """
    return _DRAW[type(picture)](id, _written(picture, language), language)


def _written(value: Any, language: Language) -> Any:
    """Return a picture with its Texts written: names are cut and laid out by the letters that will stand there."""
    if isinstance(value, Text):
        return language.write(value)
    if isinstance(value, tuple):
        return tuple(_written(one, language) for one in value)
    if isinstance(value, Mapping):
        return {name: _written(one, language) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        changed = {name: new for name, old in parts.items() if (new := _written(old, language)) is not old}
        return replace(value, **changed) if changed else value
    return value
