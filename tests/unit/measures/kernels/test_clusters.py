"""The error of a mean over clusters is that of matrices, and the engine sums what NumPy sums."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from level_worlds import clusters_of, draw_clustered
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.kernels.clusters import read_clusters
from publicvalue.measures.level.mean import measure_mean
from publicvalue.measures.level.share import measure_share
from publicvalue.measures.result import Measured


def by_matrices(values: np.ndarray, cluster: np.ndarray) -> tuple[float, float]:
    """Return the CR2 variance and its degrees of freedom, as Bell and McCaffrey write them."""
    n = len(values)
    hat = np.full((n, n), 1 / n)
    away = np.eye(n) - hat
    variance, columns = 0.0, []
    for name in np.unique(cluster):
        own = cluster == name
        root, vectors = np.linalg.eigh(np.eye(own.sum()) - hat[np.ix_(own, own)])
        adjust = vectors @ np.diag(root**-0.5) @ vectors.T
        weights = adjust @ np.full(own.sum(), 1 / n)
        variance += float(weights @ (values - values.mean())[own]) ** 2
        columns.append(away[:, own] @ weights)
    inner = np.array(columns) @ np.array(columns).T
    return variance, float(np.trace(inner) ** 2 / (inner**2).sum())


@pytest.mark.parametrize("kind", ["alike", "5 to 200", "one large"])
def test_variance_and_freedom_are_those_of_bell_and_mccaffrey(kind: str) -> None:
    values, cluster = draw_clustered(np.random.default_rng(4), kind, 6, 0.3)
    found = clusters_of(values, cluster)
    assert (found.variance, found.freedom) == pytest.approx(by_matrices(values, cluster), rel=1e-9)


def test_the_engine_sums_clusters_of_counted_rows() -> None:
    values, cluster = draw_clustered(np.random.default_rng(5), "Pareto", 12, 0.3)
    rows = usable_rows(
        table_of(value=values.tolist(), cluster=[str(one) for one in cluster]), ["value", "cluster"]
    ).rows
    assert vars(read_clusters(rows, rows["value"], float(values.mean()))) == pytest.approx(
        vars(clusters_of(values, cluster)), rel=1e-9
    )


def test_clusters_worth_too_few_lower_the_strength() -> None:
    values, cluster = draw_clustered(np.random.default_rng(6), "one large", 12, 0.3)
    result = measure_mean(table_of(value=values.tolist(), cluster=[str(one) for one in cluster]), context("days"))
    assert isinstance(result, Measured)
    assert result.strength == 2
    check = next(one for one in result.diagnostics if one.name == "Clusters enough for the interval")
    assert (check.passed, "of 12 clusters, worth" in check.text) == (False, True)


@pytest.mark.parametrize(("clusters", "strength"), [(range(4), 2), (range(12), 3)])
def test_an_event_of_few_clusters_lowers_the_strength(clusters: range, strength: int) -> None:
    names = [f"office {office}" for office in range(20) for _ in range(10)]
    happened = [
        name in {f"office {office}" for office in clusters} and place % 2 == 0 for place, name in enumerate(names)
    ]
    result = measure_share(table_of(event=happened, cluster=names), context())
    assert isinstance(result, Measured)
    assert result.strength == strength
    check = next(one for one in result.diagnostics if one.name == "Event in enough of them")
    assert check.text == f"It happened in {len(clusters)} of 20, and did not in 20; 10 of each are wanted."
