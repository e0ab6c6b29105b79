"""Behaviour of published_figure."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.figure.published_figure import measure_published_figure
from publicvalue.measures.kernels.proportions import jeffreys_interval
from publicvalue.measures.result import Measured, NotApplicable


def figure(**cells: object) -> EvidenceTable:
    return table_of(**{role: [value] for role, value in ({"figure": "cost per case"} | cells).items()})


def measure(evidence: EvidenceTable, unit: str = "percent", **options: object) -> Measured:
    return measured(measure_published_figure(evidence, context(unit, draws=200_000, **options)))


def test_published_figure_with_its_interval() -> None:
    result = measure(figure(value=40.0, low=36.0, high=50.0, basis="measured"))
    assert (result.low, result.estimate, result.high, result.strength) == (36, 40, 50, 3)
    assert np.quantile(result.draws, [0.025, 0.5, 0.975]) == pytest.approx([36, 40, 50], abs=0.1)


def test_published_figure_with_its_standard_error() -> None:
    result = measure(figure(value=40.0, standard_error=2.0))
    assert [result.low, result.high] == pytest.approx([40 - 2 * 1.959964, 40 + 2 * 1.959964], abs=1e-6)
    assert result.draws.std() == pytest.approx(2, rel=0.01)


def test_published_figure_share_of_n_cases() -> None:
    result = measure(figure(value=40.0, n=50.0))
    assert (result.low, result.high) == tuple(100 * end for end in jeffreys_interval(20, 50))
    assert result.n == 50
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.2)


def test_published_figure_rounded_share_keeps_its_published_value() -> None:
    result = measure(figure(value=33.3, n=3.0))
    assert result.estimate == 33.3
    assert (result.low, result.high) == tuple(100 * end for end in jeffreys_interval(1, 3))


def test_published_figure_complete_count_has_no_interval() -> None:
    result = measure(figure(value=40.0, exact=True, n=12.0))
    assert (result.low, result.estimate, result.high) == (40, 40, 40)
    assert set(result.draws) == {40}


def test_published_figure_zero_standard_error_has_no_width() -> None:
    assert measure(figure(value=40.0, standard_error=0.0)).high == 40


@pytest.mark.parametrize(
    ("basis", "strength"), [("measured", 3), ("self_reported", 2), ("Self-reported", 2), ("asserted", 1), (None, 1)]
)
def test_published_figure_strength_by_its_basis(basis: str | None, strength: int) -> None:
    evidence = figure(value=40.0, standard_error=1.0, **({} if basis is None else {"basis": basis}))
    result = measure(evidence)
    assert result.strength == strength
    assert [check.name for check in result.diagnostics] == (["Basis"] if basis is None else [])


TWO = table_of(figure=["cost", "time"], value=[1.0, 2.0], standard_error=[0.1, 0.2])


def test_published_figure_is_named_where_there_are_several() -> None:
    assert measure(TWO, figure="time").estimate == 2


def test_published_figure_needs_no_name_where_there_is_one() -> None:
    assert measure(table_of(value=[3.0], standard_error=[0.1])).estimate == 3


@pytest.mark.parametrize(
    ("options", "what", "do"),
    [
        ({}, "The table holds 2 figures: cost, time", "name one in option figure"),
        ({"figure": "size"}, "The table holds 0 rows with the figure 'size'", "name one of: cost, time"),
    ],
)
def test_published_figure_not_found_is_refused(options: dict[str, object], what: str, do: str) -> None:
    with pytest.raises(EvidenceError) as raised:
        measure_published_figure(TWO, context(**options))
    assert [(problem.what, problem.do) for problem in raised.value.problems] == [(what, do)]


@pytest.mark.parametrize(
    ("cells", "unit", "what"),
    [
        ({"value": 1.0, "low": 2.0, "high": 3.0}, "days", "is 1, outside its interval [2, 3]"),
        ({"value": 1.0, "low": 0.5}, "days", "has one end of its interval only"),
        ({"value": 1.0, "standard_error": -1.0}, "days", "has the standard error −1"),
        ({"value": 1.0, "n": 0.0}, "percent", "has n 0"),
        ({"value": 140.0, "n": 20.0}, "percent", "is 140, no share of n cases"),
        ({"value": 1.0, "standard_error": 1.0, "basis": "guess"}, "days", "has the basis 'guess'"),
    ],
)
def test_published_figure_that_contradicts_itself_is_refused(cells: dict[str, object], unit: str, what: str) -> None:
    with pytest.raises(EvidenceError) as raised:
        measure_published_figure(figure(**cells), context(unit))
    assert [problem.what for problem in raised.value.problems] == [f"The figure 'cost per case' {what}"]


@pytest.mark.parametrize("cells", [{"value": 1.0}, {"value": 1.0, "n": 20.0}, {"value": 1.0, "exact": False}])
def test_published_figure_without_its_error_is_not_applicable(cells: dict[str, object]) -> None:
    assert measure_published_figure(figure(**cells), context("days")) == NotApplicable(
        "The figure 'cost per case' comes without its error: give low and high, standard_error, n (for a share in "
        "percent) or exact: yes (a complete count)."
    )


def test_published_figure_without_value_or_row_is_not_applicable() -> None:
    assert measure_published_figure(figure(value=None, standard_error=1.0), context()) == NotApplicable(
        "The figure 'cost per case' has no value: fill it."
    )
    assert measure_published_figure(table_of(figure=[], value=[]), context()) == NotApplicable(
        "The table holds no figure: add a row."
    )
