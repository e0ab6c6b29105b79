"""Runs every specification in the folders beside this file, which are those of the measures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
import yaml

from evidence_tables import context_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Definition
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import NotApplicable, Result

FOLDER = Path(__file__).parent
KEYS = {"title", "columns", "options", "unit", "expect", "tolerance", "source"}
EXPECTED = {"estimate", "low", "high", "n", "strength", "not_applicable"}
TYPES = {"number": pa.float64(), "yes_no": pa.bool_(), "category": pa.string(), "date": pa.date32()}

CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['title']}")
    for path in sorted(FOLDER.glob("*/*.yaml"))
    if path.parent.name != "verdicts"
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def evidence_of(columns: Mapping[str, list], definition: Definition) -> EvidenceTable:
    """Build the table of a specification, typed as the measure's roles say; lists of lists play a repeated role."""
    types = {role.name: TYPES[role.type] for roles in definition.role_sets for role in roles}
    arrays, played = {}, {}
    for role, values in columns.items():
        repeated = bool(values) and isinstance(values[0], list)
        names = [f"{role}_{number + 1}" for number in range(len(values))] if repeated else [role]
        parts = values if repeated else [values]
        arrays |= {name: pa.array(part, types[role]) for name, part in zip(names, parts, strict=True)}
        played[role] = tuple(names)
    table = pa.table(arrays)
    return EvidenceTable(ibis.memtable(table), played, table.num_rows)


def check(result: Result, expect: Mapping[str, object], tolerance: float) -> None:
    if "not_applicable" in expect:
        assert isinstance(result, NotApplicable)
        assert result.reason == expect["not_applicable"]
        return
    assert not isinstance(result, NotApplicable), result.reason
    for name, value in expect.items():
        assert math.isclose(getattr(result, name), value, rel_tol=tolerance, abs_tol=tolerance), (
            f"{name} is {getattr(result, name)!r}, expected {value!r}"
        )


@pytest.mark.parametrize(("measure", "case"), CASES)
def test_specification_holds(measure: str, case: dict) -> None:
    definition = DEFINITIONS[measure]
    context = context_of(measure, case["unit"], case.get("options") or {})
    result = definition.compute(evidence_of(case["columns"], definition), context)
    check(result, case["expect"], float(case.get("tolerance", 1e-9)))


@pytest.mark.parametrize(("measure", "case"), CASES)
def test_specification_says_only_what_is_understood(measure: str, case: dict) -> None:
    assert measure in DEFINITIONS
    assert set(case) <= KEYS
    assert case["expect"]
    assert set(case["expect"]) <= EXPECTED
    assert case["source"]


def test_a_wrong_number_is_found() -> None:
    definition = DEFINITIONS["share"]
    context = context_of("share", "percent", {}, draws=10)
    result = definition.compute(evidence_of({"event": [True, False]}, definition), context)
    with pytest.raises(AssertionError, match=r"estimate is 50\.0, expected 51"):
        check(result, {"estimate": 51}, 1e-9)
