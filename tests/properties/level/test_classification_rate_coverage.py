"""Coverage of the interval of balanced accuracy, computed exactly over all pairs of counts."""

from __future__ import annotations

import numpy as np

from level_worlds import chances
from publicvalue.measures.kernels.proportions import Share, combined_interval
from publicvalue.measures.level.classification_rate import mean_of

TRUE, OTHER = 20, 30


def test_interval_of_balanced_accuracy_holds_the_truth_in_95_percent_of_samples() -> None:
    ends = np.array(
        [
            [combined_interval(Share(i, TRUE), Share(j, OTHER), mean_of) for j in range(OTHER + 1)]
            for i in range(TRUE + 1)
        ]
    )
    covered = []
    for sensitivity in np.linspace(0.55, 0.95, 9):
        for specificity in np.linspace(0.55, 0.95, 9):
            truth = (sensitivity + specificity) / 2
            held = (ends[..., 0] <= truth) & (truth <= ends[..., 1])
            covered.append(chances(TRUE, sensitivity) @ held @ chances(OTHER, specificity))
    assert 0.94 <= np.mean(covered) <= 0.96
