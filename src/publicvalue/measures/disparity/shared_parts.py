"""How far the effects on two groups err together, because units, clusters or periods are in both.

Where an office has cases of both groups, what happens to the office moves both effects, and so does a month that both
were seen in. Each design says what each unit, cluster or period adds to its error (the influence function of a unit or
cluster, the deviation of a period, what is found with a control in the adopters' place). The correlation of two effects
is the sum of the products of what is shared over the root of the sums of squares of all.

Source: the variance of a difference of estimates by the sum of their influence functions; A. W. van der Vaart (1998),
Asymptotic Statistics, section 5.3.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from publicvalue.measures.kernels.proportions import Distribution
from publicvalue.measures.result import Parts

LARGEST = 0.99
"""Correlation beyond which effects are not taken to err together: that it is 1 cannot be known from a few parts."""


def share_parts(one: Parts | None, other: Parts | None) -> bool:
    """Return whether something has a part in the errors of both numbers."""
    return one is not None and other is not None and not set(one.names).isdisjoint(other.names)


def correlate(one: Parts | None, other: Parts | None) -> float:
    """Return the correlation of the errors of two numbers, 0 where nothing shared is known; between -0.99 and 0.99."""
    if one is None or other is None:
        return 0.0
    ours, theirs = _by_name(one), _by_name(other)
    shared = sum(value * theirs[name] for name, value in ours.items() if name in theirs)
    sizes = [
        sum(value**2 for value in parts.values()) + rest for parts, rest in ((ours, one.rest), (theirs, other.rest))
    ]
    size = float(np.sqrt(sizes[0] * sizes[1]))
    return float(np.clip(shared / size, -LARGEST, LARGEST)) if size > 0 else 0.0


def _by_name(parts: Parts) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, value in zip(parts.names, parts.values, strict=True):
        found[name] += float(value)
    return dict(found)


def stretch_around(found: Distribution, centre: float, factor: float) -> Distribution:
    """Return a distribution with its distances from a centre multiplied by a factor above 0."""
    return Distribution(centre + factor * (found.values - centre), found.upto)
