"""Groups of systems that are large enough to show: small ones are pooled until none can be found by subtraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from publicvalue.errors import method_error
from publicvalue.measures.privacy.suppression import hide_in_lines
from publicvalue.scores.ranks import Numbers
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text, phrase

OTHERS = phrase("others")
SMALLEST_MINIMUM = 2
"""A group of one is a system."""


def pool_groups(labels: Sequence[str], minimum: int) -> Mapping[str, Indices]:
    """Return the groups that may be shown, the largest first, with `others` last.

    Parameters
    ----------
    labels
        Group of each system that has a score.
    minimum
        Fewest systems in a group that is shown.

    Returns
    -------
    Mapping
        Label -> indices of its systems. Groups below the minimum are pooled as `others`. While `others` itself is too
        small, the smallest group that could be shown joins it: else all systems less the shown groups would give it.
        Empty when all systems together are fewer than the minimum.

    Raises
    ------
    MethodError
        For a minimum below 2.
    """
    if minimum < SMALLEST_MINIMUM:
        raise method_error(
            Text("a smallest group of {minimum}", minimum=minimum),
            Text("{smallest_minimum} or more: a group of one is a system", smallest_minimum=SMALLEST_MINIMUM),
        )
    if len(labels) < minimum:
        return {}
    members = {label: [i for i, own in enumerate(labels) if own == label] for label in set(labels)}
    # The last of the smallest joins the others first.
    ordered = sorted(sorted(members, reverse=True), key=lambda label: len(members[label]))
    sizes = np.array([len(members[label]) for label in ordered], dtype=np.float64)
    unnamed = np.array([label == OTHERS for label in ordered])
    hidden = hide_in_lines(sizes, [np.ones(len(ordered), dtype=bool)], minimum, unnamed)
    shown = [label for label, away in zip(ordered, hidden, strict=True) if not away][::-1]
    pooled = [i for label in ordered if label not in shown for i in members[label]]
    groups = {label: np.array(members[label], dtype=np.intp) for label in shown}
    if pooled:
        groups[OTHERS] = np.array(sorted(pooled), dtype=np.intp)
    return groups


def group_medians(scores: Numbers, groups: Mapping[str, Indices]) -> Mapping[str, Floats]:
    """Return the median score of each group's systems in each draw, shape (draws,), from scores (draws, systems)."""
    return {label: np.median(scores[:, systems], axis=1).astype(np.float64) for label, systems in groups.items()}
