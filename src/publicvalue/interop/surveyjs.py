"""Answers as SurveyJS hands them over: a list of objects, each with the values of one person's form by question.

An object may hold the values itself or under `data`. Several choices are a list; the points of an allocation are an
object (`points: {economic: 40, ...}`) and become one column for each choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.interop.submissions import Submission, leaves, written


def read_surveyjs(data: object, file: str) -> tuple[Submission, ...]:
    """Read a list of results, or one result."""
    found = data if isinstance(data, list) else [data]
    if not found or not all(isinstance(one, dict) for one in found):
        raise EvidenceError(
            [
                Problem(
                    Place(file),
                    "this is no JSON of SurveyJS",
                    "a list of objects with answers",
                    "export the results as JSON",
                )
            ]
        )
    return tuple(_submission(row, one) for row, one in enumerate(found, start=1))


def _submission(row: int, result: Mapping[str, object]) -> Submission:
    inner = result.get("data")
    values: Mapping[str, object] = inner if isinstance(inner, dict) else result
    cells = {f"{owner}_{name}" if owner else name: written(value) for owner, name, value in leaves(values)}
    key = str(result.get("id") or result.get("instanceId") or "")
    return Submission(
        row=row, cells=MappingProxyType(cells), key=key, root=key, version=str(result.get("version") or "")
    )
