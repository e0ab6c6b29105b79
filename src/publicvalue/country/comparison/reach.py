"""What it would take a country to reach a peer: by one pillar alone, and by all of them together.

It is arithmetic on the index and no forecast: it tells how far numbers are apart, not what a policy would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import brentq

from publicvalue.country.comparison.choices import Way
from publicvalue.country.comparison.ways import PillarScores, weighted_tree
from publicvalue.country.readiness import READINESS
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.tree import Floats

TOP = 100.0


@dataclass(frozen=True)
class Reach:
    """The distance of a country to a peer.

    Parameters
    ----------
    peer
        Code of the peer.
    own, theirs
        Scores formed from the indices that both are known in, in the same editions; None where there is none.
    alone
        `index.pillar` -> points by which it alone would have to rise; None where even 100 would not be enough. An index
        of which only totals are known stands there as a whole, by its own name.
    together
        Points by which every pillar would have to rise; None where the peer is reached already.
    indices
        The indices that both are known in.
    """

    peer: str
    own: float | None
    theirs: float | None
    alone: Mapping[str, float | None]
    together: float | None
    indices: tuple[str, ...]


def find_reach(table: PillarScores, peer: str, way: Way) -> Reach:
    """Find what it would take to reach a peer, under a way; only pillars that both have are looked at."""
    points, place = table.points, table.countries.index(peer) if peer in table.countries else None
    nothing = np.full(points.shape[1], np.nan)
    theirs = nothing if place is None else points[place]
    wanted = np.array([_weight(table, way, column) > 0 for column in range(len(table.leaves))])
    common = ~np.isnan(points[0]) & ~np.isnan(theirs)
    whole = {
        index.id for index, _ in table.leaves if all(common[at] for at in _places(table, index.id))
    }  # an index counts as a whole or not at all
    both = np.array([index.id in whole for index, _ in table.leaves]) & wanted
    if not both.any():
        return Reach(peer, None, None, {}, None, ())

    def score(row: Floats) -> float:
        tree = weighted_tree(table.framework, way.weights)
        data = Data((table.countries[0],), table.codes, np.where(both, row, np.nan)[None, :])
        return float(aggregate(tree, data, Aggregation(way.mean)).column(READINESS)[0])

    own, aim = score(points[0]), score(theirs)
    indices = tuple(one.id for one in table.framework.indices if one.id in whole and way.weights.get(one.id, 1.0) > 0)
    if own >= aim:
        return Reach(peer, own, aim, {}, None, indices)
    alone = {}
    for name, which in _movable(table, both):
        most = float(np.max(TOP - points[0][which]))
        alone[name] = _least(partial(_short, score, _raised(points[0], which), aim), most)
    together = _raised(points[0], both)
    most = float(np.max(TOP - points[0][both]))
    return Reach(peer, own, aim, alone, _least(partial(_short, score, together, aim), most), indices)


def _movable(table: PillarScores, both: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what can be raised by itself: pillars, and as a whole an index that is known by its total alone."""
    for index in table.framework.indices:
        own = [place for place in _places(table, index.id) if both[place]]
        if own and any(table.cells[0][place].total for place in own):
            yield index.id, np.isin(np.arange(len(both)), own)
        else:
            yield from ((table.codes[place], np.arange(len(both)) == place) for place in own)


def _short(score: Callable[[Floats], float], raised: Callable[[float], Floats], aim: float, rise: float) -> float:
    """Return how far above the aim a country is after a rise; negative while it is short."""
    return score(raised(rise)) - aim


def _raised(row: Floats, which: np.ndarray) -> Callable[[float], Floats]:
    return lambda rise: np.where(which, np.minimum(row + rise, TOP), row)


def _least(short: Callable[[float], float], most: float) -> float | None:
    """Return the smallest rise at which nothing is short any more; None where the most that can be is not enough."""
    if most <= 0 or short(most) < 0:
        return None
    return float(brentq(short, 0.0, most, xtol=1e-9))


def _weight(table: PillarScores, way: Way, column: int) -> float:
    index = table.leaves[column][0].id
    return way.weights.get(index, 1.0) * way.weights.get(table.codes[column], 1.0)


def _places(table: PillarScores, index: str) -> list[int]:
    return [place for place, (one, _) in enumerate(table.leaves) if one.id == index]
