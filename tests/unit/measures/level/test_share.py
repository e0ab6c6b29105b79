from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.evidence.model import Answer
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.level.share import measure_share
from publicvalue.measures.option_reading import check_options
from publicvalue.measures.result import Measured, NotApplicable


def test_share_without_a_count_column_takes_each_row_as_a_case() -> None:
    result = measure_share(table_of(event=[True, False, False, None]), context())
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(100 / 3)
    assert result.n == 3
    assert [d.text for d in result.diagnostics] == ["1 of 4 rows was left out because event is blank."]


def test_draws_of_the_share_agree_with_its_interval() -> None:
    result = measure_share(table_of(event=[True, False], count=[12.0, 88.0]), context(draws=200_000))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.1)


@pytest.mark.parametrize(("event", "ends"), [(True, (100.0, 100.0)), (False, (0.0, 0.0))])
def test_share_of_all_or_none_keeps_an_interval(event: bool, ends: tuple[float, float]) -> None:
    result = measure_share(table_of(event=[event] * 10), context())
    assert isinstance(result, Measured)
    assert (result.estimate, result.high if event else result.low) == ends
    assert result.high - result.low > 10


def test_share_of_rows_that_stand_for_no_case_is_not_applicable() -> None:
    result = measure_share(table_of(event=[True, False], count=[0.0, 0.0]), context())
    assert result == NotApplicable("No case says whether the event happened: fill the event column.")


@pytest.mark.parametrize(
    ("drawn", "faults"), [("all", 0), ("random", 0), ("appeals", 0), ("complaints", 1), ("recheck", 1)]
)
@pytest.mark.parametrize("measure", ["share", "published_figure", "core_answer"])
def test_a_share_takes_how_its_cases_came_to_be_looked_at(measure: str, drawn: str, faults: int) -> None:
    answer = Answer("economic.risk.harm.a", "records", {}, options={"drawn": drawn})
    assert len(list(check_options(answer, DEFINITIONS[measure]))) == faults
