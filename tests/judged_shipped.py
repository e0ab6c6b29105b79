"""Numbers under the shipped framework, made by hand: what is judged of them needs no file and no measure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from archetypes import core_indicators, shipped, value_at
from made_up import number
from publicvalue.measures.result import Measured

DRAWS = 100
CORE = [one.id for one in core_indicators()]


def brought(ids: Iterable[str], score: float, strength: int, spread: float = 4.0) -> dict[str, Measured]:
    """Numbers that score about so much, with a standard error of so many points."""
    return {id: _number(id, score, strength, spread) for id in ids}


def everything(score: float, strength: int) -> dict[str, Measured]:
    """A number for every indicator."""
    return brought((one.id for one in shipped().indicators), score, strength)


@cache
def _number(id: str, score: float, strength: int, spread: float) -> Measured:
    indicator = shipped().indicator(id)
    value = value_at(indicator, score)
    error = abs(value_at(indicator, score + spread / 2) - value_at(indicator, score - spread / 2)) or 1e-6
    return number(value, error, strength, DRAWS, 1 + [one.id for one in shipped().indicators].index(id))
