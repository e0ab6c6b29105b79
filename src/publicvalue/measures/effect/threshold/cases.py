"""Cases by their score, rolled up in the engine: what a jump at a threshold is computed from.

Whole-point scores are few however many the cases, so that the engine returns one row for each score. Where scores are
so many that they would fill the memory, those nearest the threshold are taken, each with all its cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.effect.cells import outcome_name
from publicvalue.measures.effect.panel_roles import SignOptions
from publicvalue.measures.effect.threshold.score_cells import ROUNDING, ScoreCells, merge_scores
from publicvalue.measures.result import Diagnostic
from publicvalue.schema.values import CHOICE, Number, said
from publicvalue.words.text import Text, phrase

MOST_SCORES = 200_000
OUTCOME = "outcome"


@dataclass(frozen=True, kw_only=True)
class ThresholdOptions(SignOptions):
    """Where the threshold lies, which side has the system, and which way the jump counts."""

    threshold: Annotated[Number | None, said(phrase("value of the score at which adoption is decided"))] = None
    side: Annotated[
        Literal["at or above", "below"], CHOICE, said(phrase("which side of the threshold has the system"))
    ] = "at or above"
    bandwidth: Annotated[
        Annotated[Number, Field(gt=0)] | None,
        said(
            phrase(
                "distance from the threshold within which cases count, in the score's unit; when left out, the data "
                "choose it"
            )
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class ThresholdNeededOptions(ThresholdOptions):
    """Where the threshold lies, which is needed, which side has the system, and which way the jump counts."""

    # A field of its own, or the default of the inherited one would stay.
    threshold: Annotated[Number, said(phrase("value of the score at which adoption is decided"))] = field()


@dataclass(frozen=True)
class Cases:
    """Cases by score (0 and above: at or above the threshold): outcome, and covariates by the name of their column."""

    cells: ScoreCells
    before: dict[str, ScoreCells]
    shares: bool
    diagnostics: tuple[Diagnostic, ...]


def threshold_of(context: Context) -> float:
    """Return the option `threshold`.

    Raises
    ------
    MethodError
        When it is not given.
    """
    threshold = context.given(ThresholdOptions).threshold
    if threshold is None:
        raise method_error(
            Text("the option {option:quoted} is missing", option="threshold"),
            Text("a number"),
            Text("Set the option threshold."),
        )
    return threshold


def read_cases(evidence: EvidenceTable, context: Context) -> Cases:
    """Return cases by score, those nearest the threshold where there are too many scores.

    Raises
    ------
    MethodError
        When the option `threshold` is missing.
    """
    threshold, outcome = threshold_of(context), outcome_name(evidence)
    usable = usable_rows(evidence, [outcome, "threshold_score"])
    covariates = {f"before_{place + 1}": name for place, name in enumerate(evidence.roles.get("before", ()))}
    columns = {name: usable.rows[name].cast("float64") for name in covariates}
    rows = usable.rows.select(
        score=usable.rows["threshold_score"].cast("float64"),
        **{OUTCOME: usable.rows[outcome].cast("float64"), CASES: usable.rows[CASES].cast("float64")},
        **columns,
    )
    found = _sums(_nearest(rows.filter(rows[CASES] > 0), threshold), (OUTCOME, *covariates))
    score = found["score"].astype(float)
    x = score - threshold
    # A score of 0.1 + 0.2 is the same as one of 0.3, and reaches a threshold of 0.3.
    alike = ROUNDING * np.maximum(np.abs(score), abs(threshold))
    x = np.where(np.abs(x) <= alike, 0.0, x)
    before = {column: _cells(x, found, name, alike) for name, column in covariates.items()}
    return Cases(_cells(x, found, OUTCOME, alike), before, outcome == "event", usable.diagnostics)


def _nearest(rows: ir.Table, threshold: float) -> ir.Table:
    """Return the rows whose score is near the threshold, all where their scores are few enough; none is cut in two."""
    number = int(fetch(rows.aggregate(n=rows["score"].approx_nunique()))["n"][0])
    if number <= MOST_SCORES:
        return rows
    away = (rows["score"] - threshold).abs()
    last = fetch(rows.select(away=away).order_by("away").limit(1, offset=MOST_SCORES - 1))["away"]
    return rows.filter(away <= float(last[0])) if len(last) else rows


def _sums(rows: ir.Table, names: tuple[str, ...]) -> dict[str, NDArray[np.generic]]:
    """Return cases, mean and squared deviations of each column by score, in the order of the scores."""
    known = {name: rows[name].notnull() & ~rows[name].isnan() for name in names}
    weight = rows[CASES]
    sums: dict[str, ir.Value] = {}
    for name in names:
        total = weight.sum(where=known[name])
        sums[f"{name}_cases"] = total
        sums[f"{name}_mean"] = (weight * rows[name]).sum(where=known[name]) / total
    means = rows.group_by("score").aggregate(**sums)
    # Squares around the score's own mean, in a second pass, so that no digits are lost.
    beside = means.rename(of="score").select("of", *(f"{name}_mean" for name in names))
    away = rows.join(beside, rows["score"] == beside["of"])
    squares = {
        f"{name}_squares": (away[CASES] * (away[name] - away[f"{name}_mean"]) ** 2).sum(
            where=away[name].notnull() & ~away[name].isnan()
        )
        for name in names
    }
    around = away.group_by("score").aggregate(**squares).rename(of="score")
    both = means.join(around, means["score"] == around["of"]).drop("of")
    return fetch(both.order_by("score"))


def _cells(
    x: NDArray[np.float64], found: Mapping[str, NDArray[np.generic]], name: str, alike: NDArray[np.float64]
) -> ScoreCells:
    cases, mean, squares = (
        np.nan_to_num(found[f"{name}_{what}"].astype(float)) for what in ("cases", "mean", "squares")
    )
    return merge_scores(x, (cases, mean, squares), alike)
