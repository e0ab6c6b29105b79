"""Effect of adoption where lots decided who works with the system: the difference between those with and without it.

What
    The mean outcome of the cases for which the system was drawn less the mean of those for which it was not. Where lots
    were drawn within strata, the difference is taken within each and weighed by the stratum's cases. Where lots were
    drawn for offices or people (`cluster`), those are what the error counts.
Unit
    Percent: of the mean without the system. Percentage points: difference of two shares. Any other unit: the difference
    in the outcome's own unit. Where the indicator counts better as positive, the option `better` says which way the
    outcome counts.
Left out
    Rows without outcome, lot, cluster or stratum; strata in which all cases drew the same.
Interval
    95 %, Student's t: variance between clusters (or cases) within arm and stratum, with n - 1 as divisor, and
    Satterthwaite's degrees of freedom. Without clusters and strata this is Welch's interval. Draws from the same t
    distribution.
Strength
    5: randomised. Lowered by one when fewer than 10 clusters, or cases, stand in an arm.
Sources
    G. W. Imbens and D. B. Rubin (2015), Causal Inference, chapters 6 and 9; B. L. Welch (1947), Biometrika 34, 28-35.
    The limit of 10 is our judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import ibis
import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.diagnostics import CASES, Usable, usable_rows
from publicvalue.measures.effect.cells import outcome_name
from publicvalue.measures.effect.designs import Account, Design, conclude, needs_roles
from publicvalue.measures.effect.estimates import Effect, express, own_part
from publicvalue.measures.effect.panel_roles import BETTER, CLUSTER, DRAWN, SIGNED, STRATUM, outcome_sets
from publicvalue.measures.means import mean_interval
from publicvalue.measures.picture import Interval, Intervals
from publicvalue.measures.result import Diagnostic, NotApplicable, Parts, Result

Numbers = NDArray[np.float64]

STRONGEST = 5
LEAST = 10
"""Clusters, or cases, that each arm needs for the interval to be trusted."""


def can_run(evidence: EvidenceTable, context: Context) -> str | None:  # noqa: ARG001 - the signature of every design
    """Return why a randomised comparison cannot be made from these columns."""
    return "lots did not decide who works with the system (no column drawn)" if needs_roles(evidence, "drawn") else None


@dataclass(frozen=True)
class Arm:
    """One arm of one stratum.

    Parameters
    ----------
    cases, n
        Cases, and what was drawn: clusters or cases.
    mean, variance
        Mean outcome, and the variance of that mean.
    clusters, away
        Names of the clusters, and what each adds to the error of the mean; empty where cases were drawn.
    """

    cases: float
    n: float
    mean: float
    variance: float
    clusters: tuple[str, ...] = ()
    away: Numbers = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Stratum:
    """A stratum with both arms; `without` and `with_system` as `Arm`."""

    without: Arm
    with_system: Arm


def measure_randomised_difference(evidence: EvidenceTable, context: Context) -> Result:
    """Return the difference between those that drew the system and those that did not."""
    outcome = outcome_name(evidence)
    names = [outcome, "drawn", *(name for name in ("cluster", "stratum") if evidence.has(name))]
    usable = usable_rows(evidence, names)
    strata, left_out = _strata(usable, evidence, outcome)
    if not strata:
        return NotApplicable("Lots did not fall both ways in any stratum, so that nothing can be compared.")
    lonely = [s for s in strata if min(s.without.n, s.with_system.n) < 2]
    if lonely:
        return NotApplicable(
            f"{len(lonely)} of {len(strata)} strata have fewer than two clusters, or cases, in an arm, so that no "
            "error can be estimated: merge strata."
        )
    effect = _effect(strata, outcome == "event")
    number = express(effect, context)
    if isinstance(number, NotApplicable):
        return number
    if number.standard_error == 0:
        return NotApplicable("The outcome is the same in all cases of each arm, so that no error can be estimated.")
    account = Account(
        n=sum(s.without.cases + s.with_system.cases for s in strata),
        method=_method(strata, evidence.has("cluster")),
        strongest=STRONGEST,
        checks=tuple(_checks(strata, evidence.has("cluster"))),
        notes=(*left_out, *usable.diagnostics),
        pictures=(_arms(strata, outcome == "event"),),
        parts=_parts(strata, own_part(effect, context.unit)),
    )
    return conclude(number.spread(context), account, context.unit)


def _strata(
    usable: Usable, evidence: EvidenceTable, outcome: str
) -> tuple[tuple[Stratum, ...], tuple[Diagnostic, ...]]:
    """Return the strata with both arms, and which were left out."""
    rows = usable.rows.mutate(
        of=usable.rows["stratum"] if evidence.has("stratum") else ibis.literal(""),
        outcome=usable.rows[outcome].cast("float64"),
    )
    keys = ["of", "drawn", *(["cluster"] if evidence.has("cluster") else [])]
    weight = rows[CASES]
    cells = rows.group_by(*keys).aggregate(cases=weight.sum(), total=(weight * rows["outcome"]).sum())
    found = (
        fetch(cells.order_by(*keys)) if evidence.has("cluster") else fetch(_with_squares(rows, cells).order_by(*keys))
    )
    arms: dict[str, dict[bool, Arm]] = {}
    for name in dict.fromkeys(map(str, found["of"])):
        for drawn in (False, True):
            own = (found["of"].astype(str) == name) & (found["drawn"].astype(bool) == drawn)
            if found["cases"][own].sum() > 0:
                arms.setdefault(name, {})[drawn] = _arm({key: found[key][own] for key in found})
    both = tuple(Stratum(arm[False], arm[True]) for arm in arms.values() if len(arm) == 2)
    lost = len(arms) - len(both)
    text = f"{lost} of {len(arms)} strata were left out because all their cases drew the same."
    return both, (Diagnostic("Strata left out", None, text),) if lost and both else ()


def _with_squares(rows: ibis.Table, cells: ibis.Table) -> ibis.Table:
    """Return the cells with the squares around their own mean, in a second pass, so that no digits are lost."""
    away = rows.join(cells, ["of", "drawn"])
    deviation = away["outcome"] - away["total"] / away["cases_right"]
    squares = away.group_by("of", "drawn").aggregate(squares=(deviation * deviation * away[CASES]).sum())
    return cells.join(squares, ["of", "drawn"])


def _arm(found: dict[str, NDArray[np.generic]]) -> Arm:
    cases, totals = (found[name].astype(float) for name in ("cases", "total"))
    n, size = float(len(cases)), float(cases.sum())
    mean = float(totals.sum()) / size
    if "squares" in found:
        return Arm(size, size, mean, float(found["squares"][0]) / max(size - 1, 1.0) / size)
    away = (totals - mean * cases) / size
    away = away * np.sqrt(n / max(n - 1, 1.0))
    return Arm(size, n, mean, float(away @ away), tuple(map(str, found["cluster"])), away)


def _effect(strata: tuple[Stratum, ...], shares: bool) -> Effect:
    """Return the difference weighed over strata, with its covariance with the mean without the system."""
    sizes = np.array([s.without.cases + s.with_system.cases for s in strata])
    weight = sizes / sizes.sum()
    old, new = (np.array([[arm.mean, arm.variance, arm.n] for arm in side]) for side in _sides(strata))
    expected, reached = float(weight @ old[:, 0]), float(weight @ new[:, 0])
    old_parts, new_parts = weight**2 * old[:, 1], weight**2 * new[:, 1]
    total = float(old_parts.sum() + new_parts.sum())
    spread = float((old_parts**2 / (old[:, 2] - 1)).sum() + (new_parts**2 / (new[:, 2] - 1)).sum())
    without = float(old_parts.sum())
    covariance = np.array([[total, -without], [-without, without]])
    return Effect(reached - expected, expected, covariance, total**2 / spread if spread > 0 else 1.0, shares)


def _parts(strata: tuple[Stratum, ...], own: float) -> Parts | None:
    """Return what each cluster adds to the error, None where cases were drawn."""
    total = sum(s.without.cases + s.with_system.cases for s in strata)
    names: list[str] = []
    values: list[Numbers] = []
    for stratum in strata:
        for arm, sign in ((stratum.without, -(1 + own)), (stratum.with_system, 1.0)):
            names += arm.clusters
            values.append(sign * (stratum.without.cases + stratum.with_system.cases) / total * arm.away)
    return Parts(tuple(names), np.concatenate(values)) if names else None


def _sides(strata: tuple[Stratum, ...]) -> tuple[list[Arm], list[Arm]]:
    return [s.without for s in strata], [s.with_system for s in strata]


def _checks(strata: tuple[Stratum, ...], clusters: bool) -> Iterator[Diagnostic]:
    name = "clusters" if clusters else "cases"
    counts = [sum(arm.n for arm in side) for side in _sides(strata)]
    text = (
        f"{counts[1]:,.0f} {name} drew the system and {counts[0]:,.0f} did not; at least {LEAST} in each are asked for."
    )
    yield Diagnostic("Enough drawn in each arm", min(counts) >= LEAST, text)


def _method(strata: tuple[Stratum, ...], clusters: bool) -> str:
    within = f" within {len(strata)} strata" if len(strata) > 1 else ""
    error = "offices or people that lots were drawn for" if clusters else "cases"
    return f"Randomised: the mean of the cases that drew the system less that of the others{within}; error by {error}."


def _arms(strata: tuple[Stratum, ...], shares: bool) -> Intervals:
    sizes = np.array([s.without.cases + s.with_system.cases for s in strata])
    weight, scale = sizes / sizes.sum(), 100.0 if shares else 1.0
    points = []
    for label, side in zip(("Without the system", "With the system"), _sides(strata), strict=True):
        mean = scale * float(weight @ np.array([arm.mean for arm in side]))
        error = scale * float(np.sqrt(weight**2 @ np.array([arm.variance for arm in side])))
        low, high = mean_interval(mean, error, max(sum(arm.n for arm in side) - len(side), 1.0))
        points.append(Interval(label, mean, low, high))
    return Intervals("Mean outcome by lot", "percent" if shares else "outcome", tuple(points))


DESIGN = Design(
    id="randomised_difference",
    title="comparing those that drew the system by lot with those that did not",
    reason="lots make the two groups alike in everything but the system",
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_randomised_difference,
)

DEFINITION = Definition(
    id=DESIGN.id,
    version=1,
    title="Effect of adoption, randomised",
    kinds=("records",),
    role_sets=outcome_sets(DRAWN, CLUSTER, STRATUM),
    units=(),
    options=(SIGNED, BETTER),
    compute=measure_randomised_difference,
)
