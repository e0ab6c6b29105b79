"""Sums that do not depend on the order of rows: the same evidence gives the same digits, on every run and engine.

An engine adds numbers up in the order in which its threads come to them, and each addition of binary fractions rounds.
So each number x is cut into parts that add up without rounding. With M = 1.5 x 2^k, the part (M + x) - M is x rounded
to a multiple of u = 2^(k - 52); when n numbers are at most m in size and n m <= 2^k, every sum of such parts is a
multiple of u below 2^53 u, which a binary fraction holds exactly. What is left over, at most u / 2, is cut again, and
what that leaves once more. The three sums are exact in any order; what is left in the end is below n^3 m / 2^156 a
number, for a thousand million rows less than 2^-66 of the largest.

Source: J. Demmel and H. D. Nguyen (2013), Fast reproducible floating-point summation, 21st IEEE Symposium on Computer
Arithmetic, 163-172.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from publicvalue.errors import method_error
from publicvalue.words.text import Text

CUTS = 3
FAR = 400
"""Power of two from which numbers are so large or so small that they are cut after a change of unit."""
FARTHEST = 1000
"""Power of two by which the unit is changed at most."""

SETTLED = (
    ops.Sum,
    ops.Count,
    ops.CountStar,
    ops.CountDistinct,
    ops.CountDistinctStar,
    # A sketch of hashes, of which the largest is kept: the same in whatever order they come.
    ops.ApproxCountDistinct,
    ops.Min,
    ops.Max,
    ops.Any,
    ops.All,
)
"""Aggregates that do not depend on the order of rows, once sums are cut."""

Read = Callable[[ir.Table], Mapping[str, Sequence[Any]]]


def settle_sums(expression: ir.Table, read: Read) -> ir.Table:
    """Return an expression whose sums of fractions are the same in whatever order rows come.

    Parameters
    ----------
    expression
        A lazy table.
    read
        Runs an expression of one row and returns its columns: how many numbers there are and how large they are must
        be known first.

    Raises
    ------
    MethodError
        When it asks for what depends on the order of rows otherwise.
    """

    def settle(node: Any, changed: Mapping[str, Any] | None) -> Any:
        node = node.__recreate__(changed) if changed else node
        node = _counted(node) if isinstance(node, ops.Aggregate) and node.groups else node
        if isinstance(node, ops.Reduction) and not isinstance(node, SETTLED):
            what = Text("The aggregate {name} may depend on the order of rows", name=type(node).__name__)
            raise method_error(what, Text("sums, counts, the least and the largest"))
        return _settled(node, read) if isinstance(node, ops.Aggregate) else node

    return expression.op().replace(settle).to_expr()


def _settled(node: Any, read: Read) -> Any:
    """Return an aggregation whose sums of fractions are cut."""
    found = dict.fromkeys(total for metric in node.metrics.values() for total in metric.find(ops.Sum, filter=ops.Value))
    sums = [total for total in found if total.dtype.is_floating() and not _is_whole(total.arg)]
    if not sums:
        return node
    added = [_added(total) for total in sums]
    largest = {f"largest_{i}": value.abs().max() for i, value in enumerate(added)}
    rows = node.parent.to_expr()
    sizes = read(rows.aggregate(number=rows.count(), **largest))
    number = int(sizes["number"][0])
    cut = {
        total: _cut(value, number, sizes[f"largest_{i}"][0]).op()
        for i, (total, value) in enumerate(zip(sums, added, strict=True))
    }
    metrics = {name: metric.replace(cut, filter=ops.Value) for name, metric in node.metrics.items()}
    return node.copy(metrics=metrics)


def _counted(node: Any) -> Any:
    """Return a grouping whose sums of ones are counts, which cost less; no group is empty, so they are the same."""
    ones = {
        total: ops.CountStar(node.parent).to_expr().cast("float64").op()
        for total in dict.fromkeys(one for metric in node.metrics.values() for one in metric.find(ops.Sum))
        if total.where is None and total.dtype.is_floating() and _is_one(total.arg)
    }
    if not ones:
        return node
    return node.copy(metrics={name: metric.replace(ones, filter=ops.Value) for name, metric in node.metrics.items()})


def _is_one(node: Any) -> bool:
    """Whether an expression is 1 in every row."""
    if isinstance(node, ops.Field) and isinstance(node.rel, ops.Project):
        return _is_one(node.rel.values[node.name])
    if isinstance(node, ops.Field) and isinstance(node.rel, ops.Filter | ops.Sort | ops.Limit):
        return _is_one(node.rel.parent.to_expr()[node.name].op())
    return isinstance(node, ops.Literal) and node.value == 1


def _added(total: Any) -> ir.Value:
    """Return the numbers that a sum adds up; null where a row is not in it."""
    value = total.arg.to_expr().cast("float64")
    return value if total.where is None else total.where.to_expr().ifelse(value, ibis.null("float64"))


def _cut(value: ir.Value, number: int, largest: float | None) -> ir.Value:
    """Return the sum of numbers as that of their parts."""
    if largest is None or not 0 < largest < math.inf:
        return value.sum()
    place = math.frexp(largest)[1]
    if abs(place) > FAR:
        shift = max(min(-place, FARTHEST), -FARTHEST)
        near = value * ibis.literal(math.ldexp(1.0, shift), "float64")
        return _cut(near, number, math.ldexp(largest, shift)) * ibis.literal(math.ldexp(1.0, -shift), "float64")
    rest, bound, totals = value, float(largest), []
    for _ in range(CUTS):
        power = math.frexp(bound)[1] + (number + 3).bit_length()
        around = ibis.literal(math.ldexp(1.5, power), "float64")
        part = (rest + around) - around
        totals.append(part.sum())
        rest, bound = rest - part, math.ldexp(1.0, power - 53)
    # From the smallest up, so that the least is lost.
    return reduce(add, reversed(totals))


def _is_whole(node: Any) -> bool:
    """Whether an expression can only be a whole number, whose sums are exact without more: ones, and yes or no."""
    if isinstance(node, ops.Literal):
        return isinstance(node.value, int | float) and float(node.value).is_integer() and abs(node.value) <= 1
    if isinstance(node, ops.Cast):
        return bool(node.arg.dtype.is_boolean())
    if isinstance(node, ops.Multiply):
        return _is_whole(node.left) and _is_whole(node.right)
    return isinstance(node, ops.Field) and _is_whole_column(node.rel, node.name)


def _is_whole_column(relation: Any, name: str) -> bool:
    if isinstance(relation, ops.Project):
        return _is_whole(relation.values[name])
    return isinstance(relation, ops.Filter | ops.Sort | ops.Limit) and _is_whole_column(relation.parent, name)
