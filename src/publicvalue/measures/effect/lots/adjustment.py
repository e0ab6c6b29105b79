"""What covariates explain of an outcome is taken off before arms of lots are compared: a regression in each arm.

Within each arm the outcome is regressed on the covariates, around the mean of the arm in its stratum; what the slopes
explain of the distance of an arm's covariates from those of its stratum is taken off its mean. Slopes of their own in
each arm can only narrow the error, and leave the effect without bias in large samples (Lin 2013). The error is that of
what the covariates leave, with the freedom that the slopes cost; with clusters each cluster's leverage counts that of
its covariates (CR2). That the covariates of these cases are themselves a sample counts where slopes differ.

Source: W. Lin (2013), Agnostic notes on regression adjustments to experimental data, Annals of Applied Statistics 7(1),
295-318; R. M. Bell and D. F. McCaffrey (2002), Survey Methodology 28(2), 169-181.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import fetch
from publicvalue.measures.diagnostics import CASES

Numbers = NDArray[np.float64]

DEPENDENT = 1e-8
"""Part of the largest eigenvalue of their correlations below which covariates say the same."""


@dataclass(frozen=True)
class Adjustment:
    """Slopes of an outcome on covariates, in each arm; the arm without the system first.

    Parameters
    ----------
    slopes
        Shape (2, covariates).
    inverse
        Of the sums of squares and products of the covariates within arm and stratum, shape (2, covariates, covariates).
    centres
        Stratum -> means of the covariates without, with the system, and of both; shape (3, covariates).
    sizes
        Stratum -> cases without and with the system; shape (2,).
    squares
        Sums of squares and products of the covariates around the mean of the stratum, shape (covariates, covariates).
    """

    slopes: Numbers
    inverse: Numbers
    centres: dict[str, Numbers]
    sizes: dict[str, Numbers]
    squares: Numbers

    @property
    def cases(self) -> Numbers:
        """Cases in each arm, shape (2,)."""
        return np.asarray(sum(self.sizes.values()), dtype=np.float64)

    def take_off(self, rows: ir.Table) -> ir.Table:
        """Return rows whose outcome is what the covariates leave of it."""
        outcome = rows["outcome"]
        for place, (without, with_system) in enumerate(self.slopes.T):
            slope = rows["drawn"].ifelse(float(with_system), float(without))
            outcome = outcome - slope * rows[f"before_{place + 1}"]
        return rows.mutate(outcome=outcome)

    def shift(self, stratum: str, arm: int) -> float:
        """Return what is added to an arm's mean of what is left: the outcome at the stratum's covariates."""
        return float(self.slopes[arm] @ self.centres[stratum][2])

    def widening(self, arm: int) -> float:
        """Return by how much chance in the slopes widens the variance of an arm's mean."""
        share = {name: sizes.sum() / self.cases.sum() for name, sizes in self.sizes.items()}
        away = sum(share[name] * (means[2] - means[arm]) for name, means in self.centres.items())
        return 1.0 + float(self.cases[arm] * (away @ self.inverse[arm] @ away))

    def leverage(self, stratum: str, arm: int, cases: Numbers, totals: Numbers) -> Numbers:
        """Return the leverage that clusters have on the slopes; from the sums of their covariates, (clusters, k)."""
        away = totals / cases[:, None] - self.centres[stratum][arm]
        return np.asarray(cases * np.einsum("gi,ij,gj->g", away, self.inverse[arm], away))

    def sampled(self, products: Numbers) -> Numbers:
        """Return the covariance of effect and mean to be expected that the sample of covariates adds, shape (2, 2).

        Parameters
        ----------
        products
            Sums of products of the covariates' distances from their stratum's mean, of what varies by itself: cases,
            or the sums of clusters. Shape (covariates, covariates).
        """
        both = np.array([self.slopes[1] - self.slopes[0], self.slopes[0]])
        return np.asarray(both @ products @ both.T / self.cases.sum() ** 2)


def find_adjustment(rows: ir.Table, number: int) -> Adjustment:
    """Return the slopes on `before_1` and so on; some stratum has both arms.

    Parameters
    ----------
    rows
        With `of` (the stratum), `drawn`, `outcome`, `cases` and the covariates, none of them blank.
    number
        Covariates.
    """
    names = [f"before_{place + 1}" for place in range(number)]
    weight = rows[CASES]
    sums = {f"mean_{name}": (weight * rows[name]).sum() / weight.sum() for name in ("outcome", *names)}
    means = rows.group_by("of", "drawn").aggregate(all_cases=weight.sum(), **sums)
    found = fetch(means.order_by("of", "drawn"))
    centres, sizes = _centres(found, names)
    products = _products(rows.filter(rows["of"].isin(list(centres))), means, names)
    inverse = np.array([_inverse(one[1:, 1:]) for one in products])
    between = sum(
        sizes[name][arm] * np.outer(one[arm] - one[2], one[arm] - one[2])
        for name, one in centres.items()
        for arm in (0, 1)
    )
    slopes = np.array([inverse[arm] @ products[arm][1:, 0] for arm in (0, 1)])
    squares = np.asarray(products[0][1:, 1:] + products[1][1:, 1:] + between)
    return Adjustment(slopes, inverse, centres, sizes, squares)


def _centres(found: dict[str, NDArray[np.generic]], names: list[str]) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """Return means and sizes of the strata that have both arms."""
    table = np.column_stack([found[f"mean_{name}"].astype(float) for name in names])
    strata, drawn = found["of"].astype(str), found["drawn"].astype(bool)
    cases = found["all_cases"].astype(float)
    centres, sizes = {}, {}
    for name in dict.fromkeys(map(str, strata)):
        places = [np.flatnonzero((strata == name) & (drawn == arm)) for arm in (False, True)]
        if all(len(place) for place in places):
            rows, size = table[np.concatenate(places)], cases[np.concatenate(places)]
            centres[name] = np.vstack([rows, size @ rows / size.sum()])
            sizes[name] = size
    return centres, sizes


def _products(rows: ir.Table, means: ir.Table, names: list[str]) -> Numbers:
    """Return sums of products around the mean of arm and stratum, outcome first; shape (2, 1 + k, 1 + k)."""
    beside = means.rename(stratum="of", arm="drawn")
    away = rows.join(beside, [rows["of"] == beside["stratum"], rows["drawn"] == beside["arm"]])
    columns = [away[name] - away[f"mean_{name}"] for name in ("outcome", *names)]
    pairs = [(one, other) for one in range(len(columns)) for other in range(one, len(columns))]
    sums = {f"p_{one}_{other}": (away[CASES] * columns[one] * columns[other]).sum() for one, other in pairs}
    found = fetch(away.group_by("drawn").aggregate(**sums).order_by("drawn"))
    products = np.zeros((2, len(columns), len(columns)))
    for one, other in pairs:
        products[:, one, other] = products[:, other, one] = found[f"p_{one}_{other}"].astype(float)
    return products


def _inverse(squares: Numbers) -> Numbers:
    """Return the inverse of sums of squares and products; covariates that say the same share their slope."""
    size = np.sqrt(np.diag(squares))
    size[size == 0] = 1.0
    return np.asarray(
        np.linalg.pinv(squares / np.outer(size, size), rcond=DEPENDENT, hermitian=True) / np.outer(size, size)
    )


def cluster_products(adjustment: Adjustment, found: dict[str, NDArray[np.generic]]) -> Numbers:
    """Return the sums of products of clusters' covariates around their stratum's mean, shape (k, k)."""
    strata, cases = found["of"].astype(str), found["cases"].astype(float)
    totals = np.column_stack([found[f"x_{place + 1}"].astype(float) for place in range(adjustment.slopes.shape[1])])
    known = np.isin(strata, list(adjustment.centres))
    centres = np.array([adjustment.centres[name][2] for name in strata[known]])
    away = totals[known] - cases[known, None] * centres
    return np.asarray(away.T @ away)
