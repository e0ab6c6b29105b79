"""Checks of a jump at a threshold: scores that were moved, covariates, other thresholds, and scores that scatter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from publicvalue.measures.effect.threshold.local_linear import Jump, NoJump, find_jump, jump_of
from publicvalue.measures.effect.threshold.score_cells import ScoreCells
from publicvalue.measures.result import LEVEL, Diagnostic
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]

SIGNIFICANCE = 1 - LEVEL
FEWEST_CLASSES, MOST_CLASSES = 120, 400
"""Classes of the score in which cases are counted; as many as the root of the number of cases, between these."""
GRID = 1e-6
"""Part of a step by which a score may be off a grid of whole steps."""


def jump_p_value(jump: Jump) -> float:
    """Return the two-sided p-value of a jump; 1 where nothing varies."""
    if jump.error == 0:
        return 1.0
    return 2 * float(stdtr(jump.freedom, -abs(jump.effect) / jump.error))


def density_check(cells: ScoreCells) -> Diagnostic:
    """Look for a jump in the number of cases at the threshold: a sign that scores were moved across it."""
    name = Text("Scores not moved across the threshold")
    jump = find_jump(*count_classes(cells))
    if isinstance(jump, NoJump):
        text = Text("Too few cases, or different scores, to see whether the number of cases jumps at the threshold.")
        return Diagnostic(name, False, text)
    p = jump_p_value(jump)
    if p < SIGNIFICANCE:
        return Diagnostic(name, False, Text("The number of cases jumps at the threshold (p = {p:.2g}).", p=p))
    text = Text("The number of cases does not visibly jump at the threshold (p = {p:.2g}).", p=p)
    return Diagnostic(name, True, text)


def count_classes(cells: ScoreCells) -> tuple[Numbers, Numbers]:
    """Return the centres of narrow classes of the score that end at the threshold, and the cases in each.

    Where scores lie on a grid, such as whole points, each class holds equally many of its steps: classes of another
    width would hold now more and now fewer, which is no scatter of the cases.
    """
    away = np.abs(cells.x)
    order = np.argsort(away, kind="stable")
    upto = np.cumsum(cells.cases[order])
    reach = float(away[order][np.searchsorted(upto, 0.9 * upto[-1])]) if len(upto) else 0.0
    if reach == 0:
        return np.zeros(0), np.zeros(0)
    width = reach / int(np.clip(upto[-1] ** 0.5, FEWEST_CLASSES, MOST_CLASSES)) * 2
    step, start = _grid(cells.x[away <= reach])
    if step > 0:
        width = step * max(1.0, np.round(width / step))
    number = np.floor(cells.x / width + GRID).astype(int)
    # Whole classes within reach: of those that it cuts, cases are missing.
    lowest, highest = int(np.ceil(-reach / width - GRID)), int(np.floor((reach + step) / width + GRID)) - 1
    inside = (number >= lowest) & (number <= highest)
    if highest < lowest or not inside.any():
        return np.zeros(0), np.zeros(0)
    counts: Numbers = np.bincount(number[inside] - lowest, cells.cases[inside], highest - lowest + 1).astype(float)
    centres: Numbers = start + (width - step) / 2 + width * np.arange(lowest, highest + 1, dtype=np.float64)
    return centres, counts


def _grid(x: Numbers) -> tuple[float, float]:
    """Return the step of the grid that all scores lie on, and its first place at or above 0; zeros where none is."""
    gaps = np.diff(x)
    step = float(gaps.min(initial=np.inf))
    if not np.isfinite(step) or np.abs(gaps / step - np.round(gaps / step)).max() > GRID:
        return 0.0, 0.0
    start = float(x[0] % step)
    return step, 0.0 if start > step * (1 - GRID) else start


def covariate_check(name: str, cells: ScoreCells) -> Diagnostic:
    """Check that what the system cannot have changed does not jump at the threshold."""
    jump = jump_of(cells)
    title = Text("No jump in {name}", name=name)
    if isinstance(jump, NoJump):
        text = Text(
            "Too few cases, or different scores, have {name} to see whether it jumps at the threshold.", name=name
        )
        return Diagnostic(title, False, text)
    p = jump_p_value(jump)
    return Diagnostic(
        title,
        p >= SIGNIFICANCE,
        Text(
            "{name} jumps by {jump:signed} at the threshold (p = {p:.2g}).",
            name=name,
            jump=jump.effect,
            p=p,
        ),
    )


def placebo_check(cells: ScoreCells) -> Diagnostic:
    """Pretend a threshold at the median of either side, and look only at that side."""
    name, found = Text("No jump at other thresholds"), []
    for side in (cells.part(cells.x < 0), cells.part(cells.x >= 0)):
        upto = np.cumsum(side.cases)
        middle = float(side.x[np.searchsorted(upto, upto[-1] / 2)])
        jump = jump_of(side.measured_from(middle))
        if isinstance(jump, Jump):
            found.append(jump_p_value(jump))
    if not found:
        return Diagnostic(name, False, Text("Too few cases, or different scores, to pretend another threshold."))
    passed = min(found) >= SIGNIFICANCE / len(found)
    shown = tuple(Text("{p:.2g}", p=p) for p in found)
    return Diagnostic(
        name, passed, Text("With thresholds pretended in the middle of either side, p = {shown:and}.", shown=shown)
    )


def scatter_check(jump: Jump) -> tuple[Diagnostic, ...]:
    """Check that cases of one score resemble each other no more than the curve says; none where scores are single."""
    if jump.scatter is None:
        return ()
    name, p = Text("No scatter of single scores"), jump.scatter
    if p >= SIGNIFICANCE:
        text = Text(
            "Means of single scores lie no farther from a curve than chance between cases explains (p = {p:.2g}).", p=p
        )
        return (Diagnostic(name, True, text),)
    text = Text(
        "Means of single scores lie farther from a curve than chance between cases explains (p ="
        " {p:.2g}): something befalls all cases of a score alike, or the curve is none. The interval is"
        " widened for it.",
        p=p,
    )
    return (Diagnostic(name, False, text),)
