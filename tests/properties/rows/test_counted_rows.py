"""Counted rows say the same as the cases written out, and the order of rows says nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from evidence_tables import context, table_of
from long_runs import LONG
from publicvalue.measures.definition import Definition
from publicvalue.measures.disparity import error_disparity, outcome_disparity, value_disparity
from publicvalue.measures.level import (
    calibration,
    classification_rate,
    closed_within,
    completeness,
    discrimination,
    mean,
    median,
    percentile,
    share,
)
from publicvalue.measures.reliance import appropriate_reliance, over_reliance, under_reliance
from publicvalue.measures.result import Measured, NotApplicable, Result

MEASURES = [
    (mean.DEFINITION, {}),
    (median.DEFINITION, {}),
    (percentile.DEFINITION, {"percent": 80}),
    (closed_within.DEFINITION, {"within": 0.5}),
    (share.DEFINITION, {}),
    (completeness.DEFINITION, {}),
    (classification_rate.DEFINITION, {"rate": "balanced_accuracy"}),
    (classification_rate.DEFINITION, {"rate": "precision"}),
    (discrimination.DEFINITION, {}),
    (calibration.DEFINITION, {}),
    (outcome_disparity.DEFINITION, {"minimum_group": 5}),
    (error_disparity.DEFINITION, {"rate": "accuracy", "statistic": "ratio", "minimum_group": 5}),
    (value_disparity.DEFINITION, {"minimum_group": 5}),
    (over_reliance.DEFINITION, {}),
    (under_reliance.DEFINITION, {}),
    (appropriate_reliance.DEFINITION, {}),
]

YES_NO = st.sampled_from([True, False, None])
NUMBERS = st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0, None])
ROW = st.fixed_dictionaries(
    {
        "value": NUMBERS,
        "score": NUMBERS,
        "probability": NUMBERS,
        "event": YES_NO,
        "still_open": YES_NO,
        "truth": YES_NO,
        "advice": YES_NO,
        "decision": YES_NO,
        "prediction": YES_NO,
        "group": st.sampled_from(["a", "b", "c", None]),
        "first": st.sampled_from(["x", None]),
        "second": st.sampled_from(["x", None]),
        "count": st.integers(0, 19),
    }
)
# One full row first, so that every column has a type.
FULL = {
    **dict.fromkeys(("value", "score", "probability"), 0.75),
    **dict.fromkeys(("event", "truth", "prediction", "advice", "decision", "still_open"), True),
    **dict.fromkeys(("group", "first", "second"), "a"),
    "count": 1,
}


def measure(definition: Definition, options: dict, rows: list[dict]) -> Result:
    names = {role.name for role in definition.role_sets[0]} & set(rows[0])
    columns = {name: [row[name] for row in rows] for name in names}
    if any(role.name == "fields" for role in definition.role_sets[0]):
        columns["fields"] = [[row[name] for row in rows] for name in ("first", "second")]
    if "count" in columns:
        columns["count"] = [float(count) for count in columns["count"]]
    return definition.compute(table_of(**columns), context("any", draws=50, **options))


def same(one: Result, other: Result) -> bool:
    if isinstance(one, NotApplicable) or isinstance(other, NotApplicable):
        return one == other
    numbers = [[result.estimate, result.low, result.high, result.n] for result in (one, other)]
    return np.allclose(*numbers, rtol=1e-9, atol=1e-9) and np.allclose(one.draws, other.draws, rtol=1e-9, atol=1e-9)


def some_rows() -> list[dict]:
    """Rows with every value of every column and counts of all sizes, in no order."""
    rng = np.random.default_rng(5)
    choices = {
        **dict.fromkeys(("value", "score", "probability"), (0.0, 0.1, 0.25, 0.5, 1.0, None)),
        **dict.fromkeys(("event", "still_open", "truth", "advice", "decision", "prediction"), (True, False, None)),
        "group": ("a", "b", "c", None),
        **dict.fromkeys(("first", "second"), ("x", None)),
        "count": tuple(range(20)),
    }
    return [{name: values[rng.integers(len(values))] for name, values in choices.items()} for _ in range(40)]


# An example for each measure, unless there is time to search for more.
PHASES = settings.default.phases if LONG else (Phase.explicit,)


@pytest.mark.parametrize(("definition", "options"), MEASURES, ids=lambda part: getattr(part, "id", "with"))
@settings(max_examples=50, phases=PHASES)
@example(rows=some_rows(), seed=1)
@given(rows=st.lists(ROW, min_size=3, max_size=12), seed=st.integers(0, 1000))
def test_counted_expanded_and_shuffled_rows_give_the_same(
    definition: Definition, options: dict, rows: list[dict], seed: int
) -> None:
    rows = [FULL, *rows]
    counted = measure(definition, options, rows)
    assert LONG or isinstance(counted, Measured)
    shuffled = [rows[place] for place in np.random.default_rng(seed).permutation(len(rows))]
    written_out = [{**row, "count": 1} for row in rows for _ in range(row["count"])]
    assert same(counted, measure(definition, options, shuffled))
    assert same(counted, measure(definition, options, written_out))
