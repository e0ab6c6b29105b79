"""Partial least squares path model: constructs as weighted sums of their items, and the paths between them.

Everything is computed from correlations, for one sample or for thousands of resamples at once: arrays begin with an
axis of resamples. Weights are found in turns until they no longer change: each construct's neighbours form a stand-in
for it (path, factor or centroid scheme), and its items are weighed by how they go with the stand-in (mode A: their
correlation; mode B: their regression). Paths are then regressions between the constructs.

With `consistent`, correlations between constructs of mode A are corrected for the unreliability of their scores (PLSc),
which makes paths comparable with those of a model with common factors.

Sources
    J.-B. Lohmoeller (1989), Latent Variable Path Modeling with Partial Least Squares (the algorithm and its schemes).
    T. K. Dijkstra and J. Henseler (2015), MIS Quarterly 39, 297-316 (PLSc).
    J. Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 9 (f squared).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.constructs.path_spec import PathSpec
from publicvalue.measures.survey.constructs.reliability import rho_a
from publicvalue.words.text import Text

Scheme = Literal["path", "factor", "centroid"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
TOLERANCE = 1e-10
ROUNDS = 300


@dataclass(frozen=True)
class PathModel:
    """A path model in each resample; k constructs, p items.

    Parameters
    ----------
    weights, loadings
        Outer weights and loadings, shape (resamples, p, k), 0 outside a construct's items.
    correlations
        Of the constructs, shape (resamples, k, k); corrected for unreliability when `consistent`.
    paths
        Path from the row to the column, shape (resamples, k, k); 0 where there is none.
    r_squared
        Share of each construct's variance that its predecessors explain, shape (resamples, k); NaN without any.
    f_squared
        Effect size of each path, shape (resamples, k, k); NaN where there is none.
    inflation
        Variance inflation of each predecessor (row) of a construct (column), shape (resamples, k, k).
    reliability
        Rho A of each construct, shape (resamples, k); 1 for mode B and for single items.
    settled
        Whether the weights came to rest, shape (resamples,). Nothing else of a resample counts when they did not.
    """

    weights: Floats
    loadings: Floats
    correlations: Floats
    paths: Floats
    r_squared: Floats
    f_squared: Floats
    inflation: Floats
    reliability: Floats
    settled: NDArray[np.bool_]

    @property
    def total_effects(self) -> Floats:
        """Direct and indirect effects together, shape (resamples, k, k)."""
        identity = np.eye(self.paths.shape[-1])
        return np.linalg.inv(identity - self.paths) - identity


def estimate_paths(
    spec: PathSpec, correlations: Floats, scheme: Scheme = "path", *, consistent: bool = False
) -> PathModel:
    """Estimate a path model from correlations.

    Parameters
    ----------
    spec
        Constructs and links.
    correlations
        Of the items, in the order of `spec.items`, shape (resamples, items, items).
    scheme
        How a construct's neighbours form its stand-in.
    consistent
        Whether to correct for unreliability (PLSc).

    Returns
    -------
    PathModel
        Resamples in which an item does not vary, or whose weights do not come to rest, are not `settled`.

    Raises
    ------
    MethodError
        When the scheme is not known or the shape does not fit.
    """
    if scheme not in SCHEMES:
        raise method_error(
            Text("the scheme is '{scheme}'", scheme=scheme), Text("one of: {schemes:list}", schemes=tuple(SCHEMES))
        )
    if correlations.shape[1:] != (len(spec.items), len(spec.items)):
        raise method_error(
            Text("the correlations have shape {shape}", shape=str(correlations.shape)),
            Text("those of {items} items", items=len(spec.items)),
        )
    usable = np.asarray(np.isfinite(correlations).all(axis=(1, 2)))
    # A resample that cannot be used takes the form of unrelated items, and is marked as not settled.
    used = np.where(usable[:, None, None], correlations, np.eye(len(spec.items)))
    weights, settled = _find_weights(spec, used, scheme)
    crossed = used @ weights
    inner = np.swapaxes(weights, 1, 2) @ crossed
    own = _membership(spec)
    reliability = _reliabilities(spec, weights, used)
    loadings = crossed * own
    if consistent:
        loadings, inner = _correct(spec, weights, loadings, inner, reliability)
    return PathModel(weights, loadings, inner, *_regress(spec, inner), reliability, settled & usable)


def _membership(spec: PathSpec) -> Floats:
    member = np.zeros((len(spec.items), len(spec.ids)))
    for place, block in enumerate(spec.blocks):
        member[block, place] = 1
    return member


def _find_weights(spec: PathSpec, correlations: Floats, scheme: Scheme) -> tuple[Floats, NDArray[np.bool_]]:
    member = _membership(spec)
    weights = np.broadcast_to(member, (len(correlations), *member.shape)).copy()
    weights = _standardise(weights, correlations)
    formed = _inverses(spec, correlations)
    settled = np.zeros(len(correlations), dtype=bool)
    active = np.arange(len(correlations))
    for _ in range(ROUNDS):
        now = correlations[active]
        crossed = now @ weights[active]
        inner = np.swapaxes(weights[active], 1, 2) @ crossed
        towards = crossed @ _stand_ins(spec, inner, scheme)
        found = towards * member
        for place, inverse in formed.items():
            block = spec.blocks[place]
            found[:, block, place] = (inverse[active] @ towards[:, block, place][:, :, None])[:, :, 0]
        found = _standardise(found, now)
        calm = np.abs(found - weights[active]).max(axis=(1, 2)) < TOLERANCE
        weights[active] = found
        settled[active[calm]] = True
        active = active[~calm]
        if not len(active):
            break
    return _orient(spec, weights, correlations), settled & np.isfinite(weights).all(axis=(1, 2))


def _inverses(spec: PathSpec, correlations: Floats) -> dict[int, Floats]:
    """Return the inverse of the items' correlations of each construct of mode B."""
    return {
        place: np.asarray(np.linalg.pinv(correlations[:, block[:, None], block], hermitian=True), dtype=np.float64)
        for place, (construct, block) in enumerate(zip(spec.constructs, spec.blocks, strict=True))
        if construct.mode == "B" and len(block) > 1
    }


def _standardise(weights: Floats, correlations: Floats) -> Floats:
    """Scale weights so that each construct has a variance of 1."""
    variance = ((correlations @ weights) * weights).sum(axis=1, keepdims=True)
    return np.asarray(weights / np.sqrt(np.maximum(variance, 1e-300)))


def _stand_ins(spec: PathSpec, inner: Floats, scheme: Scheme) -> Floats:
    """Return the weight of each construct (row) in the stand-in of each other (column)."""
    arrows = spec.arrows
    near = arrows | arrows.T
    if scheme == "centroid":
        return np.sign(inner) * near
    chosen = inner * near
    if scheme == "path":
        chosen = np.where(arrows, _slopes(spec, inner), chosen)
    return chosen


def _slopes(spec: PathSpec, inner: Floats) -> Floats:
    """Return the regression of each construct (column) on its predecessors (rows)."""
    slopes = np.zeros_like(inner)
    for target in range(len(spec.ids)):
        sources = np.flatnonzero(spec.arrows[:, target])
        if len(sources):
            among = inner[:, sources[:, None], sources]
            slopes[:, sources, target] = _solve(among, inner[:, sources, target][:, :, None])[:, :, 0]
    return slopes


def _solve(matrices: Floats, right: Floats) -> Floats:
    if matrices.shape[-1] == 1:
        return right / matrices
    # Scores of two constructs that are the same in a resample have no regression of their own.
    finite = np.where(np.isfinite(matrices), matrices, 0.0)
    even = np.abs(np.linalg.det(finite)) > 1e-12
    safe = np.where(even[:, None, None], finite, np.eye(matrices.shape[-1]))
    return np.asarray(np.where(even[:, None, None], np.linalg.solve(safe, right), np.nan))


def _orient(spec: PathSpec, weights: Floats, correlations: Floats) -> Floats:
    """Turn each construct so that its items, taken together, go with it."""
    loadings = (correlations @ weights) * _membership(spec)
    return np.where(loadings.sum(axis=1, keepdims=True) < 0, -weights, weights)


def _reliabilities(spec: PathSpec, weights: Floats, correlations: Floats) -> Floats:
    found = np.ones((len(weights), len(spec.ids)))
    for place, (construct, block) in enumerate(zip(spec.constructs, spec.blocks, strict=True)):
        if construct.mode == "A" and len(block) > 1:
            found[:, place] = rho_a(weights[:, block, place], correlations[:, block[:, None], block])
    return found


def _correct(
    spec: PathSpec, weights: Floats, loadings: Floats, inner: Floats, reliability: Floats
) -> tuple[Floats, Floats]:
    """Correct loadings and correlations of constructs for the unreliability of their scores (PLSc)."""
    loadings = loadings.copy()
    for place, (construct, block) in enumerate(zip(spec.constructs, spec.blocks, strict=True)):
        if construct.mode == "A" and len(block) > 1:
            own = weights[:, block, place]
            scale = np.sqrt(np.clip(reliability[:, place], 0, None)) / (own**2).sum(axis=1)
            loadings[:, block, place] = own * scale[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.sqrt(reliability[:, :, None] * reliability[:, None, :])
        corrected = inner / scale
    diagonal = np.arange(inner.shape[-1])
    corrected[:, diagonal, diagonal] = 1
    return loadings, corrected


def _regress(spec: PathSpec, inner: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return paths, R squared, f squared and variance inflation."""
    paths, inflation = np.zeros_like(inner), np.full_like(inner, np.nan)
    f_squared, r_squared = np.full_like(inner, np.nan), np.full(inner.shape[:2], np.nan)
    for target in range(len(spec.ids)):
        sources = np.flatnonzero(spec.arrows[:, target])
        if not len(sources):
            continue
        among = inner[:, sources[:, None], sources]
        inverse = _solve(among, np.broadcast_to(np.eye(len(sources)), among.shape))
        right = inner[:, sources, target]
        slopes = (inverse @ right[:, :, None])[:, :, 0]
        explained = (slopes * right).sum(axis=1)
        alone = np.diagonal(inverse, axis1=1, axis2=2)
        paths[:, sources, target], r_squared[:, target] = slopes, explained
        inflation[:, sources, target] = alone
        with np.errstate(invalid="ignore", divide="ignore"):
            f_squared[:, sources, target] = slopes**2 / alone / (1 - explained)[:, None]
    return paths, r_squared, f_squared, inflation


def adjusted_r_squared(r_squared: float, respondents: int, predecessors: int) -> float:
    """Return R squared less what chance alone would explain."""
    return 1 - (1 - r_squared) * (respondents - 1) / (respondents - predecessors - 1)
