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


def hide_share(cases: float, of: float) -> bool:
    """Whether a share must not be shown, because it or the rest is a few people: more than none, fewer than five."""
    return any(0 < part < LEAST_CASES for part in (cases, of - cases))


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
    cases: Sequence[float] | NDArray[np.float64],
    lines: Sequence[NDArray[np.bool_]],
    least: float = LEAST_CASES,
    also: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return which cells must not be shown, where the totals of some sets of cells are known; shape (cells,).

    Parameters
    ----------
    cases
        Cases in each cell, 0 or more; shape (cells,).
    lines
        Sets of cells whose total is known, each as a mask; shape (cells,).
    least
        Cases from which on a cell may be shown, and that hidden cells must hold together.
    also
        Cells that are not shown for other reasons; shape (cells,). Where no cell is too small, none is hidden beside.
    """
    sizes = np.asarray(cases, dtype=np.float64)
    small: NDArray[np.bool_] = np.asarray(sizes < least)
    hidden = small if also is None else small | also
    if not small.any():
        return hidden
    changed = True
    while changed:
        changed = False
        for line in lines:
            inside, shown = line & hidden, line & ~hidden
            known = inside.sum() == 1 or (inside.any() and sizes[inside].sum() < least)
            if known and shown.any():
                hidden[np.flatnonzero(shown)[np.argmin(sizes[shown])]] = True
                changed = True
    return hidden
