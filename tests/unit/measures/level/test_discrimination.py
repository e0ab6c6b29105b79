from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.level.discrimination import area_of, measure_discrimination
from publicvalue.measures.result import Measured, NotApplicable


def test_area_and_variance_are_those_of_a_plain_count_of_pairs() -> None:
    rng = np.random.default_rng(5)
    truth = rng.random(150) < 0.4
    score = np.round(rng.normal(size=150) + truth, 1)
    area = area_of(usable_rows(table_of(truth=list(truth), score=list(score)), ["truth", "score"]).rows)
    wins = np.sign(score[truth][:, None] - score[~truth]) / 2 + 0.5
    of_true, of_other = wins.mean(axis=1), wins.mean(axis=0)
    assert area is not None
    assert area.estimate == pytest.approx(wins.mean(), abs=1e-12)
    assert area.of_true == pytest.approx(of_true.var(ddof=1) / len(of_true), rel=1e-9)
    assert area.of_other == pytest.approx(of_other.var(ddof=1) / len(of_other), rel=1e-9)


def test_draws_of_the_area_agree_with_its_interval() -> None:
    evidence = table_of(truth=[True, True, False, False], score=[2.0, 1.0, 2.0, 1.0], count=[30.0, 10.0, 15.0, 35.0])
    result = measure_discrimination(evidence, context("index", draws=200_000))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.002)


def test_score_that_is_always_wrong_is_0_with_an_interval() -> None:
    evidence = table_of(truth=[True, True, False, False], score=[1.0, 2.0, 3.0, 4.0])
    result = measure_discrimination(evidence, context("index"))
    assert isinstance(result, Measured)
    assert (result.estimate, result.low) == (0.0, 0.0)
    assert result.high > 0.3


def test_score_that_never_varies_is_chance_with_an_interval() -> None:
    result = measure_discrimination(table_of(truth=[True, False], score=[1.0, 1.0], count=[9.0, 9.0]), context("index"))
    assert isinstance(result, Measured)
    assert result.estimate == 0.5
    assert result.low < 0.4
    assert result.high > 0.6


@pytest.mark.parametrize("truth", [[True, True, True], [True, False, False], [None, None, None]])
def test_too_few_cases_of_a_kind_are_not_applicable(truth: list[bool | None]) -> None:
    evidence = table_of(truth=truth, score=[1.0, 2.0, 3.0])
    if truth[0] is None:
        evidence = table_of(truth=[True, False, True, False], score=[1.0, 2.0, 3.0, 4.0], count=[0.0] * 4)
    result = measure_discrimination(evidence, context("index"))
    assert result == NotApplicable("At least two cases that are true and two that are not are needed: add cases.")
