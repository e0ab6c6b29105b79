"""Behaviour of budget allocations and best-worst choices."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from publicvalue.errors import EvidenceError, MethodError
from publicvalue.measures.survey.priorities.best_worst import (
    PRIOR,
    Tasks,
    best_worst_shares,
    best_worst_values,
    count_pairs,
    count_scores,
)
from publicvalue.measures.survey.priorities.budget import budget_shares, check_budget, log_ratios

THINGS = ("a", "b", "c", "d", "e", "f")
TASKS = Tasks(
    THINGS, (("a", "b", "c", "d"), ("c", "d", "e", "f"), ("a", "b", "e", "f"), ("a", "c", "e"), ("b", "d", "f"))
)
VALUES = np.array([-0.8, -0.3, 0.0, 0.1, 0.4, 0.6])


def chances(values: np.ndarray) -> np.ndarray:
    odds = np.exp(TASKS.signs @ values)
    return odds / (TASKS.owners @ (TASKS.owners.T @ odds))


def test_budget_shares_are_the_closed_geometric_mean() -> None:
    points = np.array([[10.0, 40.0, 50.0], [20.0, 20.0, 60.0]])
    geometric = np.sqrt(points[0] * points[1])
    found = budget_shares(log_ratios(points), np.ones((1, 2)))[0]
    np.testing.assert_allclose(found, geometric / geometric.sum(), atol=1e-12)


def test_budget_weights_of_whole_numbers_equal_people_repeated() -> None:
    points = np.array([[10.0, 40.0, 50.0], [20.0, 20.0, 60.0]])
    weighted = budget_shares(log_ratios(points), np.array([[1.0, 3.0]]))
    repeated = budget_shares(log_ratios(points[[0, 1, 1, 1]]), np.ones((1, 4)))
    np.testing.assert_allclose(weighted, repeated, atol=1e-12)


def test_budget_part_without_points_counts_half_a_point() -> None:
    ratios = log_ratios(np.array([[0.0, 40.0, 60.0]]))
    shares = budget_shares(ratios, np.ones((1, 1)))[0]
    np.testing.assert_allclose(shares, [0.005, 0.995 * 0.4, 0.995 * 0.6], atol=1e-12)


def test_budget_that_does_not_add_up_is_refused_with_its_row() -> None:
    with pytest.raises(EvidenceError) as caught:
        check_budget(np.array([[50.0, 50.0], [50.0, 40.0], [-5.0, 105.0]]), 100, ("x", "y"))
    assert [str(problem) for problem in caught.value.problems] == [
        "row 3, x: 1 allocations hold less than 0 points, such as −5 for x\n    expected: 0 to 100\n"
        "    do: correct or blank the row",
        "row 2: 1 allocations do not add up, such as 90 instead of 100\n    expected: 100 points in each allocation\n"
        "    do: correct them, or blank all parts of the row",
    ]


def test_best_worst_values_are_those_of_a_general_optimiser() -> None:
    counts = np.random.default_rng(1).integers(0, 9, (3, len(TASKS.pairs))).astype(float)
    found = best_worst_values(TASKS, counts)
    padded = counts + PRIOR * TASKS.owners @ (1 / TASKS.owners.sum(axis=0))
    for row in range(3):

        def misfit(free: np.ndarray, row: int = row) -> float:
            return -float(padded[row] @ np.log(chances(np.append(free, -free.sum()))))

        expected = minimize(misfit, np.zeros(5), method="BFGS", options={"gtol": 1e-8}).x
        np.testing.assert_allclose(found[row, :5], expected, atol=1e-5)


def test_best_worst_recovers_a_simulated_truth() -> None:
    """With as many answers as one likes, the shares are those from which the answers were made."""
    counts = 1e6 * chances(VALUES)[None]
    np.testing.assert_allclose(best_worst_values(TASKS, counts)[0], VALUES - VALUES.mean(), atol=1e-5)
    shares = best_worst_shares(best_worst_values(TASKS, counts))[0]
    np.testing.assert_allclose(shares, np.exp(VALUES) / np.exp(VALUES).sum(), atol=1e-5)
    assert np.corrcoef(count_scores(TASKS, counts)[0], VALUES)[0, 1] > 0.95


def test_best_worst_stays_finite_where_all_agree() -> None:
    pairs = count_pairs(TASKS, [["d", "f", "f", "e", "f"]] * 40, [["a", "c", "a", "a", "b"]] * 40)
    shares = best_worst_shares(best_worst_values(TASKS, pairs.sum(axis=0, keepdims=True)))[0]
    assert np.isfinite(shares).all()
    assert shares[0] < 0.01
    assert shares[5] > 0.5


def test_count_scores_count() -> None:
    pairs = count_pairs(TASKS, [["a", "c", "", "", ""]], [["b", "d", "", "", ""]])
    np.testing.assert_allclose(count_scores(TASKS, pairs)[0], [1, -1, 0.5, -0.5, 0, 0])


def test_best_worst_answers_that_cannot_be_used_are_named() -> None:
    best = [["a", "", "", "", ""], ["a", "c", "", "", ""], ["f", "", "", "", ""]]
    worst = [["a", "", "", "", ""], ["b", "", "", "", ""], ["a", "", "", "", ""]]
    with pytest.raises(EvidenceError) as caught:
        count_pairs(TASKS, best, worst)
    assert [(problem.place.row, problem.what) for problem in caught.value.problems] == [
        (1, "1 best-worst answers cannot be used because the best is also the worst, such as task 1: 'a' is both"),
        (
            2,
            "1 best-worst answers cannot be used because only one of best and worst was picked, such as task 2: "
            "best 'c', worst ''",
        ),
        (
            3,
            "1 best-worst answers cannot be used because something was picked that was not in the task, such as "
            "task 1: 'f'",
        ),
    ]


def test_tasks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(MethodError, match="differ in z"):
        Tasks(("a", "b", "c", "z"), (("a", "b", "c"),))
    with pytest.raises(MethodError, match="names a thing twice"):
        Tasks(("a", "b"), (("a", "b", "b"),))
