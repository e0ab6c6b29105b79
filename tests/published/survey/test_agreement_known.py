"""Known answers: the worked example of Krippendorff (2011) and table 4 of Shrout and Fleiss (1979)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from known_answers import known_answers
from publicvalue.errors import MethodError
from publicvalue.measures.kernels.agreement import fleiss_kappa, intraclass_correlations, krippendorff_alpha

X = np.nan
# Four observers, twelve units.
KRIPPENDORFF_2011 = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ]
)
PUBLISHED = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}


@pytest.mark.parametrize(("metric", "alpha"), PUBLISHED.items())
def test_alpha_as_published(metric: str, alpha: float) -> None:
    assert krippendorff_alpha(KRIPPENDORFF_2011, metric) == pytest.approx(alpha, abs=5e-4)


def test_alpha_as_computed_elsewhere(shared_data: Callable[[str], Path]) -> None:
    known = known_answers(shared_data)["krippendorff_2011"]
    ours = {metric: krippendorff_alpha(KRIPPENDORFF_2011, metric) for metric in known["exact"]}
    assert ours == pytest.approx(known["exact"], abs=5e-5)


@pytest.mark.parametrize("metric", PUBLISHED)
def test_alpha_as_an_independent_implementation(metric: str) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    theirs = krippendorff.alpha(KRIPPENDORFF_2011, level_of_measurement=metric)
    assert krippendorff_alpha(KRIPPENDORFF_2011, metric) == pytest.approx(theirs, abs=1e-12)


def test_intraclass_correlations_as_published(shared_data: Callable[[str], Path]) -> None:
    known = known_answers(shared_data)["icc_shrout_fleiss"]
    ours = intraclass_correlations(np.array(known["matrix"], dtype=np.float64).T)
    assert ours == pytest.approx(known["icc"], abs=5e-3)
    assert ours == pytest.approx(known["exact"], abs=1e-5)


def test_kappa_of_fourteen_raters_and_ten_subjects_is_as_published() -> None:
    # The worked example of Wikipedia: ten subjects, fourteen raters, five categories; kappa 0.210.
    counts = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
    ratings = np.array([np.repeat(np.arange(1.0, 6), row) for row in counts]).T
    assert fleiss_kappa(ratings) == pytest.approx(0.210, abs=5e-4)
    assert fleiss_kappa(np.tile([1.0, 2.0], (3, 1))) == 1
    assert np.isnan(fleiss_kappa(np.ones((3, 2))))
    with pytest.raises(MethodError, match="ratings with gaps"):
        fleiss_kappa(np.array([[1.0, np.nan], [1.0, 2.0]]))
