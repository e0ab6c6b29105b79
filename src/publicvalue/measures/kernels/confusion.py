"""Predictions against the truth: the four counts, and the rates made from them.

Source of the names: T. Fawcett (2006), An introduction to ROC analysis, Pattern Recognition Letters 27(8), 861-874.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import ibis.expr.types as ir

from publicvalue.evidence.table import fetch
from publicvalue.measures.diagnostics import CASES
from publicvalue.measures.kernels.proportions import Share
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.words.text import Text

Cell = tuple[bool, bool]
"""(truth, prediction)."""

HIT, MISS, FALSE_ALARM, REJECTION = (True, True), (True, False), (False, True), (False, False)


@dataclass(frozen=True)
class ConfusionRate:
    """A rate made from the four counts.

    Parameters
    ----------
    title, base
        Its name, and the cases that it is a share of, in words.
    events, among
        Cells counted as events, and cells that make up all cases.
    """

    title: Text
    base: Text
    events: tuple[Cell, ...]
    among: tuple[Cell, ...]

    def share(self, counts: Mapping[Cell, float]) -> Share:
        """Return the rate as events among cases; cells that do not occur count as none."""
        return Share(
            sum(counts.get(cell, 0.0) for cell in self.events), sum(counts.get(cell, 0.0) for cell in self.among)
        )


RateName = Literal[
    "accuracy",
    "sensitivity",
    "specificity",
    "precision",
    "negative_predictive_value",
    "false_positive_rate",
    "false_negative_rate",
]

RATES: Mapping[RateName, ConfusionRate] = MappingProxyType(
    {
        "accuracy": ConfusionRate(
            Text("Accuracy"), Text("all cases"), (HIT, REJECTION), (HIT, MISS, FALSE_ALARM, REJECTION)
        ),
        "sensitivity": ConfusionRate(Text("Sensitivity"), Text("cases that are true"), (HIT,), (HIT, MISS)),
        "specificity": ConfusionRate(
            Text("Specificity"), Text("cases that are not true"), (REJECTION,), (REJECTION, FALSE_ALARM)
        ),
        "precision": ConfusionRate(Text("Precision"), Text("cases predicted true"), (HIT,), (HIT, FALSE_ALARM)),
        "negative_predictive_value": ConfusionRate(
            Text("Negative predictive value"), Text("cases predicted not true"), (REJECTION,), (REJECTION, MISS)
        ),
        "false_positive_rate": ConfusionRate(
            Text("False positive rate"), Text("cases that are not true"), (FALSE_ALARM,), (REJECTION, FALSE_ALARM)
        ),
        "false_negative_rate": ConfusionRate(
            Text("False negative rate"), Text("cases that are true"), (MISS,), (HIT, MISS)
        ),
    }
)

BASES: tuple[RateName, ...] = ("sensitivity", "specificity", "precision", "negative_predictive_value")
"""Rates whose cases are those that are true, not true, predicted true, predicted not true."""


def has_few(counts: Mapping[Cell, float]) -> bool:
    """Whether some, but so few cases that they could be told, are true, not true, or predicted so or so."""
    return any(0 < RATES[name].share(counts).n < LEAST_CASES for name in BASES)


def count_confusion(rows: ir.Table) -> dict[Cell, float]:
    """Count cases by truth and prediction in the engine.

    Parameters
    ----------
    rows
        Rows with `truth` and `prediction` (yes/no, never null) and `cases`.

    Returns
    -------
    dict
        (truth, prediction) -> cases; a pair that does not occur is left out.
    """
    counts = fetch(rows.group_by(["truth", "prediction"]).aggregate(total=rows[CASES].sum()))
    pairs = zip(counts["truth"], counts["prediction"], counts["total"], strict=True)
    return {(bool(truth), bool(prediction)): float(total) for truth, prediction, total in pairs}
