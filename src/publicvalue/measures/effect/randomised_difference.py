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
    95 %, Student's t, with the draws from the same t distribution. Single cases: their variance within arm and stratum,
    with n - 1 as divisor; without strata this is Welch's interval. Clusters: the variance that Bell and McCaffrey
    reduce the bias of (CR2), which divides each cluster's squared distance from its arm's mean by 1 less the cluster's
    part of the arm's cases, and their degrees of freedom, which large clusters make few. Satterthwaite's rule puts arms
    and strata together.
    An effect in percent has Fieller's interval, and no number where the mean without the system may be 0. Shares of
    single cases: from Jeffreys' distribution of each arm's share, without random numbers.
    Coverage in simulation, 3,000 samples. Offices of 5 to 200 cases, most of them small: 3 and 3 95.9 percent, 6 and 6
    93.9 to 94.4, 15 and 15 94.8, 30 and 30 94.5. Offices alike in size: 94.7 to 95.7; 400 single cases 95.0. Rare
    events, 1 to 5 percent of 100 to 1,000 single cases: 94.6 to 95.9, in percent 93.6 to 96.4.
Strength
    5: randomised. Lowered by one when fewer than 10 clusters, or cases, stand in an arm.
Sources
    G. W. Imbens and D. B. Rubin (2015), Causal Inference, chapters 6 and 9; B. L. Welch (1947), Biometrika 34, 28-35;
    R. M. Bell and D. F. McCaffrey (2002), Survey Methodology 28(2), 169-181; E. C. Fieller (1954), Journal of the Royal
    Statistical Society B 16(2), 175-185; L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2),
    101-133, for Jeffreys' distribution. The limit of 10 is our judgement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import ibis
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.evidence.units import name_unit
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.diagnostics import CASES, Usable, usable_rows
from publicvalue.measures.effect.cells import outcome_name
from publicvalue.measures.effect.designs import Account, Design, conclude, needs_roles
from publicvalue.measures.effect.estimates import Effect, Spread, effect_sign, express, is_rounding, own_part
from publicvalue.measures.effect.panel_roles import BETTER, CLUSTER, DRAWN, SIGNED, STRATUM, outcome_sets
from publicvalue.measures.means import mean_interval
from publicvalue.measures.picture import Interval, Intervals
from publicvalue.measures.proportions import SCORES, combined_distribution, effective_share
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
    spread
        Degrees of freedom of the variance where clusters were drawn; n - 1 where None.
    """

    cases: float
    n: float
    mean: float
    variance: float
    clusters: tuple[str, ...] = ()
    away: Numbers = field(default_factory=lambda: np.zeros(0))
    spread: float | None = None

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the variance."""
        return self.n - 1 if self.spread is None else self.spread


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
    effect = effect_of(strata, outcome == "event", context.unit)
    if is_rounding(float(np.sqrt(effect.covariance[0, 0])), effect.expected, effect.expected + effect.difference):
        return NotApplicable("The outcome is the same in all cases of each arm, so that no error can be estimated.")
    number = express(effect, context)
    # A share of single cases needs no error of its own to be told from 0: its distribution leaves out 0 by itself.
    alone = outcome == "event" and not evidence.has("cluster") and effect.expected > 0
    spread = _spread_of_shares(strata, effect, context) if alone else number
    if isinstance(spread, NotApplicable):
        return spread
    account = Account(
        n=sum(s.without.cases + s.with_system.cases for s in strata),
        method=_method(strata, evidence.has("cluster")),
        strongest=STRONGEST,
        checks=tuple(_checks(strata, evidence.has("cluster"))),
        notes=(*left_out, *usable.diagnostics),
        pictures=(_arms(strata, outcome == "event"),),
        parts=_parts(strata, own_part(effect, context.unit)),
    )
    return conclude(spread if isinstance(spread, Spread) else spread.spread(context), account, context.unit)


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
    size = float(cases.sum())
    mean = float(totals.sum()) / size
    if "squares" in found:
        return Arm(size, size, mean, float(found["squares"][0]) / max(size - 1, 1.0) / size)
    some = cases > 0
    part, away = cases[some] / size, (totals - mean * cases)[some] / size
    names = tuple(map(str, found["cluster"][some]))
    if len(part) < 2:
        return Arm(size, float(len(part)), mean, 0.0, names, away)
    away = away / np.sqrt(1 - part)
    return Arm(size, float(len(part)), mean, float(away @ away), names, away, cluster_freedom(part))


def cluster_freedom(part: Numbers) -> float:
    """Return Bell and McCaffrey's degrees of freedom of the variance of a mean over clusters.

    The variance is a sum of squares y' A y of the cases' outcomes. Of alike cases its degrees of freedom are the
    squared trace of A over the trace of A A; with clusters of one size they are the number of clusters less 1.

    Parameters
    ----------
    part
        Each cluster's part of the cases, above 0 and below 1, their sum 1; shape (clusters,).
    """
    weight = part**2 / (1 - part)
    # Distances of the clusters' means from the mean of all, in units of 1 / n: variance 1 / part - 1, covariance -1.
    own = 1 / part - 1
    squared = float(weight**2 @ (own**2 - 1)) + float(weight.sum()) ** 2
    return float(weight @ own) ** 2 / squared


def effect_of(strata: tuple[Stratum, ...], shares: bool, unit: str) -> Effect:
    """Return the difference weighed over strata, with its covariance with the mean without the system."""
    sizes = np.array([s.without.cases + s.with_system.cases for s in strata])
    weight = sizes / sizes.sum()
    old, new = (np.array([[arm.mean, arm.variance, arm.freedom] for arm in side]) for side in _sides(strata))
    expected, reached = float(weight @ old[:, 0]), float(weight @ new[:, 0])
    old_parts, new_parts = weight**2 * old[:, 1], weight**2 * new[:, 1]
    total = float(old_parts.sum() + new_parts.sum())
    without = float(old_parts.sum())
    covariance = np.array([[total, -without], [-without, without]])
    # In percent the error of the mean without the system counts by another weight than in a difference.
    own = own_part(Effect(reached - expected, expected, covariance, 1.0, shares), unit) if expected > 0 else 0.0
    old_parts = old_parts * (1 + own) ** 2
    spread = float((old_parts**2 / old[:, 2]).sum() + (new_parts**2 / new[:, 2]).sum())
    total = float(old_parts.sum() + new_parts.sum())
    return Effect(reached - expected, expected, covariance, total**2 / spread if spread > 0 else 1.0, shares)


def _spread_of_shares(strata: tuple[Stratum, ...], effect: Effect, context: Context) -> Spread:
    """Return the effect on a share of single cases: few events make a distribution that leans, and no t."""
    sizes = np.array([s.without.cases + s.with_system.cases for s in strata])
    weight = sizes / sizes.sum()
    old, new = (
        effective_share(
            float(weight @ np.array([arm.mean for arm in side])),
            sum(arm.n for arm in side)
            * float(weight**2 @ np.array([arm.variance * (arm.n - 1) / arm.n for arm in side])),
            sum(arm.n for arm in side),
        )
        for side in _sides(strata)
    )
    percent = name_unit(context.unit) == "percent"
    scale = effect_sign(context) * (100.0 if percent or name_unit(context.unit) == "percentage points" else 1.0)
    found = combined_distribution(new, old, (lambda a, b: a / b - 1) if percent else (lambda a, b: a - b))
    estimate = effect.difference / effect.expected if percent else effect.difference
    low, high = sorted(scale * end for end in found.interval(estimate))
    draws = scale * found.draws(context.draws, context.rng)
    reached = ndtri(np.clip(found.upto, ndtr(SCORES[0]), ndtr(SCORES[-1])))
    # Turned round where lower is better: the scores lie as far on one side of 0 as on the other.
    return Spread(scale * estimate, low, high, draws, np.sort(scale * np.interp(SCORES, reached, found.values)))


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
    version=2,
    title="Effect of adoption, randomised",
    kinds=("records",),
    role_sets=outcome_sets(DRAWN, CLUSTER, STRATUM),
    units=(),
    options=(SIGNED, BETTER),
    compute=measure_randomised_difference,
)
