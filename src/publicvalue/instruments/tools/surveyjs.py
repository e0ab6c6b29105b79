"""Answers as SurveyJS hands them over: a list of objects, each with the values of one person's form by question.

An object may hold the values itself or under `data`. Several choices are a list; the points of an allocation are an
object (`points: {economic: 40, ...}`) and become one column for each choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from publicvalue.instruments.submissions import Submission, cells_of


def read_surveyjs(rows: Sequence[Mapping[str, object]]) -> tuple[Submission, ...]:
    """Read results."""
    return tuple(_submission(row, one) for row, one in enumerate(rows, start=1))


def _submission(row: int, result: Mapping[str, object]) -> Submission:
    inner = result.get("data")
    values: Mapping[str, object] = inner if isinstance(inner, dict) else result
    cells, repeats = cells_of(values, lambda _: False)
    key = str(result.get("id") or result.get("instanceId") or "")
    return Submission(
        row=row,
        cells=MappingProxyType(cells),
        key=key,
        root=key,
        sent=str(result.get("happenedAt") or ""),
        version=str(result.get("version") or ""),
        repeats=MappingProxyType(repeats),
    )
