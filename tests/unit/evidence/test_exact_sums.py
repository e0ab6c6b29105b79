"""Sums of fractions are exact to the last digit, whatever the order of rows."""

from __future__ import annotations

import math

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pytest

from publicvalue.errors import MethodError
from publicvalue.evidence.exact_sums import settle_sums
from publicvalue.evidence.table import fetch, fetch_rows

VALUES = np.random.default_rng(1).normal(0, 1, 3_000) * 10.0 ** np.random.default_rng(2).integers(-9, 10, 3_000)


def table(values: object, **more: object) -> ir.Table:
    return ibis.memtable(pa.table({"value": pa.array(values, pa.float64()), **more}))


def total(expression: ir.Table) -> float:
    return float(fetch(expression)["total"][0])


@pytest.mark.parametrize(
    "values",
    [
        VALUES.tolist(),
        [1e16, 1.0, -1e16, 1.0, 0.1],
        [0.1] * 10,
        [5e-324, 5e-324],
        [-1e-300, 1e-300, 3e-301],
        [1e307, 3e306, -1e307],
        [0.0, -0.0],
        [3.7],
    ],
)
def test_a_sum_is_the_exact_one_rounded_once_or_twice(values: list[float]) -> None:
    exact = math.fsum(values)
    found = {total(rows.aggregate(total=rows.value.sum())) for rows in map(table, (values, values[::-1]))}
    assert len(found) == 1
    assert math.isclose(found.pop(), exact, rel_tol=4e-16, abs_tol=0)


def test_blank_cells_are_left_out_and_nothing_has_no_sum() -> None:
    rows = table([0.1, None, 0.2])
    assert total(rows.aggregate(total=rows.value.sum())) == 0.1 + 0.2
    for none in (rows.filter(rows.value > 1), rows.filter(rows.value.isnull())):
        assert math.isnan(total(none.aggregate(total=none.value.sum())))


def test_a_sum_of_groups_with_a_condition_is_exact() -> None:
    group = np.arange(len(VALUES)) % 3
    rows = table(VALUES, group=group)
    found = fetch(
        rows.group_by("group").aggregate(total=rows.value.sum(where=rows.value > 0) / rows.count()).order_by("group")
    )
    for name in range(3):
        own = VALUES[group == name]
        assert found["total"][name] == pytest.approx(math.fsum(own[own > 0]) / len(own), rel=1e-15)


def test_sums_of_sums_are_the_same_in_any_order() -> None:
    group = np.arange(len(VALUES)) % 100
    found = set()
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(VALUES))
        rows = table(VALUES[order], group=group[order])
        by = rows.group_by("group").aggregate(away=(rows.value - 0.3).sum())
        found.add(total(by.aggregate(total=(by.away * by.away).sum())))
    assert len(found) == 1


def test_what_is_lost_beside_the_largest_is_lost_in_any_order() -> None:
    for values in ([1e307, -1e307, 0.5], [0.5, 1e307, -1e307], [1.7e308, -1.7e308]):
        rows = table(values)
        assert total(rows.aggregate(total=rows.value.sum())) == 0.0


def test_ones_and_yes_or_no_are_added_without_asking_how_large_they_are() -> None:
    rows = table([1.0]).mutate(cases=ibis.literal(1.0), event=ibis.literal(True))
    asked = rows.aggregate(total=(rows.cases * rows.event.cast("float64")).sum())

    def refuse(_: ir.Table) -> dict:
        pytest.fail("the sizes were asked for")

    assert settle_sums(asked, refuse).equals(asked)


@pytest.mark.parametrize("name", ["mean", "var", "std", "first", "arbitrary", "collect", "mode"])
def test_what_depends_on_the_order_of_rows_is_refused(name: str) -> None:
    rows = table([1.0, 2.0])
    with pytest.raises(MethodError, match="may depend on the order of rows"):
        fetch(rows.aggregate(total=getattr(rows.value, name)()))


def test_rows_come_in_the_order_of_their_cells() -> None:
    rows = table([2.0, 1.0, 2.0], name=["b", "c", "a"])
    found = fetch_rows(rows)
    assert (found["value"].tolist(), found["name"].tolist()) == ([1.0, 2.0, 2.0], ["c", "a", "b"])


def test_sums_of_ones_in_groups_are_counts_unless_they_have_a_condition() -> None:
    rows = table([0.1, 0.2, None], kind=["a", "a", "b"]).mutate(ones=ibis.literal(1.0), twos=ibis.literal(2.0))
    kept = rows.filter(rows.kind != "c")
    sums = kept.group_by("kind").aggregate(
        ones=kept.ones.sum(), twos=kept.twos.sum(), some=kept.ones.sum(where=kept.value > 0.15)
    )
    settled = settle_sums(sums, lambda _: {"number": [3], "largest_0": [2.0]})
    counted = [type(node).__name__ for node in settled.op().find((ops.CountStar,))]
    assert counted == ["CountStar"]
    found = fetch(sums.order_by("kind"))
    assert found["ones"].tolist() == [2.0, 1.0]
    assert found["twos"].tolist() == [4.0, 2.0]
    assert found["some"][0] == 1.0
    assert np.isnan(found["some"][1])
