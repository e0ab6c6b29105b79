"""Small cells of a table are not shown, nor those by which they could be had by subtraction.

A cell with fewer than five cases is not shown. Where a total is known, the last hidden cell could be had by subtracting
those that are shown; so in each period, in each group and in the whole table at least two cells are hidden or none, and
the hidden ones hold at least five cases together.

Source: A. Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (primary and secondary
suppression).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEAST_CASES = 5
"""Cells with fewer cases are not shown: a person could be told from them."""

HIDDEN = "not shown"


def hide_cells(labels: Sequence[tuple[str, ...]], cases: Sequence[float]) -> list[bool]:
    """Return which cells must not be shown.

    Parameters
    ----------
    labels
        Period and group of each cell, or one of the two.
    cases
        Cases in each, 0 or more.
    """
    lines = [np.ones(len(cases), dtype=bool)]
    if labels and len(labels[0]) == 2:
        for place in range(2):
            lines += [
                np.array([one[place] == name for one in labels]) for name in sorted({one[place] for one in labels})
            ]
    return [bool(one) for one in hide_in_lines(cases, lines)]


def hide_in_lines(
    cases: Sequence[float] | NDArray[np.float64], lines: Sequence[NDArray[np.bool_]]
) -> NDArray[np.bool_]:
    """Return which cells must not be shown, where the totals of some sets of cells are known; shape (cells,).

    Parameters
    ----------
    cases
        Cases in each cell, 0 or more; shape (cells,).
    lines
        Sets of cells whose total is known, each as a mask; shape (cells,).
    """
    sizes = np.asarray(cases, dtype=np.float64)
    hidden: NDArray[np.bool_] = np.asarray(sizes < LEAST_CASES)
    changed = True
    while changed:
        changed = False
        for line in lines:
            inside, shown = line & hidden, line & ~hidden
            known = inside.sum() == 1 or (inside.any() and sizes[inside].sum() < LEAST_CASES)
            if known and shown.any():
                hidden[np.flatnonzero(shown)[np.argmin(sizes[shown])]] = True
                changed = True
    return hidden
