"""The error of a synthetic control, from what the method finds with controls in the adopters' place.

Where controls stand in for the adopters there is no effect, so what is found is chance. Two things keep that chance
from being the adopters' own. While some controls stand in, fewer are left to make the mix: the more adopters, the
fewer. And placebo effects repeat each other, since each control is in the mix of the others. Both follow from the
weights. The effect is a sum of units, each multiplied by something: 1 / adopters for an adopter, minus its weight for a
control. If units vary alike and by themselves, its variance is their variance times the sum of the squares of these. So
each squared placebo effect is divided by its own sum of squares and multiplied by that of the adopters; and the degrees
of freedom of their mean are Satterthwaite's.

At most a third of the controls stand in at a time, however many adopt, so that enough are left for the mix. One at a
time, they have a fifth fewer degrees of freedom than the weights alone would say: weights follow the data, so that the
size of placebo effects varies more than that of sums with fixed weights. The fifth and the third are our judgement,
held by a simulation of the coverage.

Sources: D. Arkhangelsky, S. Athey, D. A. Hirshberg, G. W. Imbens and S. Wager (2021), American Economic Review 111(12),
4088-4118, algorithm 4, for the placebo variance; F. E. Satterthwaite (1946), Biometrics Bulletin 2(6), 110-114.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.synthetic.weights import Block, Synthetic, synthetic_difference

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

MOST_SHARE = 3
"""At most one control in so many stands in for the adopters at a time."""
MOST_RUNS = 200
LONE = 0.8
"""Part of Satterthwaite's degrees of freedom that is left where one control stands in at a time."""


@dataclass(frozen=True)
class Placebos:
    """What the method finds where there is nothing to find.

    Parameters
    ----------
    runs
        One for each choice of controls.
    contrasts
        What each control is multiplied by in the effect of each run, shape (runs, controls).
    size
        Sum of squares of what units are multiplied by in the effect on the adopters.
    lone
        Whether one control stood in at a time.
    """

    runs: tuple[Synthetic, ...]
    contrasts: Numbers
    size: float
    lone: bool

    @property
    def sizes(self) -> Numbers:
        """Sum of squares of each run, shape (runs,)."""
        return np.asarray((self.contrasts**2).sum(axis=1))

    def spread(self, found: Numbers) -> Numbers:
        """Return the standard error on the adopters of a number that was found in each run.

        Parameters
        ----------
        found
            Shape (runs, ...): effects, or gaps by period.
        """
        return np.asarray(np.sqrt(self.size * np.tensordot(1 / self.sizes, found**2, 1) / len(found)))

    @property
    def effects(self) -> Numbers:
        """Effects found, shape (runs,)."""
        return np.array([run.effect for run in self.runs])

    @property
    def error(self) -> float:
        """Standard error of the effect on the adopters."""
        return float(self.spread(self.effects))

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the error, by Satterthwaite's rule."""
        rows = self.contrasts / np.sqrt(self.sizes)[:, None]
        shared = rows @ rows.T if len(rows) < rows.shape[1] else rows.T @ rows
        return (LONE if self.lone else 1.0) * float(len(rows) ** 2 / (shared**2).sum())


def placebo_size(block: Block) -> int:
    """Return how many controls stand in for the adopters at a time."""
    return max(min(len(block.adopters), len(block.controls) // MOST_SHARE), 1)


def placebo_block(block: Block, contrast: Numbers) -> Block:
    """Return the outcomes of a run: controls in the adopters' place, and the others.

    Parameters
    ----------
    block
        Outcomes.
    contrast
        What each control is multiplied by in the run's effect, above 0 where it stands in; shape (controls,).
    """
    stands_in = contrast > 0
    return Block(block.controls[~stands_in], block.controls[stands_in], block.before)


def run_placebos(
    block: Block, found: Synthetic, size: int, rng: np.random.Generator, most: int = MOST_RUNS
) -> Placebos:
    """Run the method with controls in the adopters' place.

    Parameters
    ----------
    block
        Outcomes; at least two controls.
    found
        What the method finds on the adopters.
    size
        How many controls stand in at a time, fewer than there are.
    rng
        Chooses the controls.
    most
        Runs at most. One at a time every control takes its place once, as far as this goes.
    """
    controls = len(block.controls)
    if size > 1:
        return run_chosen(block, found, [rng.choice(controls, size, replace=False) for _ in range(most)])
    if controls > most:
        return run_chosen(block, found, list(rng.permutation(controls)[:most, None]))
    return run_chosen(block, found, each_control(block))


def each_control(block: Block) -> list[Places]:
    """Return the choice of every control once, by itself."""
    return list(np.arange(len(block.controls))[:, None])


def run_chosen(block: Block, found: Synthetic, chosen: Sequence[Places]) -> Placebos:
    """Run the method with chosen controls in the adopters' place.

    Parameters
    ----------
    block
        Outcomes; at least two controls.
    found
        What the method finds on the adopters.
    chosen
        Places of the controls that stand in, as many in each run.
    """
    controls, size = len(block.controls), len(chosen[0])
    runs, contrasts = [], np.zeros((len(chosen), controls))
    for row, places in zip(contrasts, chosen, strict=True):
        kept = np.ones(controls, bool)
        kept[places] = False
        run = synthetic_difference(Block(block.controls[kept], block.controls[places], block.before))
        row[places], row[kept] = 1 / size, -run.units
        runs.append(run)
    own = 1 / len(block.adopters) + float((found.units**2).sum())
    return Placebos(tuple(runs), contrasts, own, size == 1)
