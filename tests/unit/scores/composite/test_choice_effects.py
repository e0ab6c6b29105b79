"""What one decision of the method does to each unit, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from publicvalue.errors import InputError, MethodError
from publicvalue.scores.composite.aggregate import Aggregation
from publicvalue.scores.composite.choice_effects import ChoiceEffect, explore_choices
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.impute import Imputation
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.measurement import CellErrors
from publicvalue.scores.composite.normalise import Rank, Scaled
from publicvalue.scores.composite.uncertainty import Alternatives

INDEX = Index(
    (Indicator("x", "part"), Indicator("y", "part"), Indicator("z", "rest")),
    (Group("part", "top"), Group("rest", "top"), Group("top")),
)
DATA = Data(("U", "V", "W"), ("x", "y", "z"), np.array([[4.0, 16.0, 10.0], [9.0, 9.0, 13.0], [1.0, np.nan, 1.0]]))
ALTERNATIVES = Alternatives(
    imputations=(Imputation("none"), Imputation("mean")),
    normalisations=(Scaled(0, 100), Rank()),
    weights=np.array([[1.0, 1, 1, 1, 1, 1], [3, 1, 1, 1, 1, 1]]),
    aggregations=(Aggregation(), Aggregation("geometric"), Aggregation(threshold=1.0)),
)


def effects(codes: tuple[str, ...] = ("part", "top")) -> dict[tuple[str, int], ChoiceEffect]:
    return {(one.choice, one.alternative): one for one in explore_choices(INDEX, DATA, ALTERNATIVES, codes)}


def test_each_alternative_is_tried_alone_beside_the_nominal_method() -> None:
    found = effects()
    assert list(found) == [
        ("imputation", 1),
        ("normalisation", 1),
        ("weights", 1),
        ("aggregation", 1),
        ("aggregation", 2),
    ]
    nominal = [[10, 10], [9, 11], [1, 1]]
    for one in found.values():
        assert one.units == DATA.units
        assert one.codes == ("part", "top")
        assert one.nominal == pytest.approx(np.array(nominal, float))
        assert one.nominal_ranks.tolist() == [[1, 2], [2, 1], [3, 3]]
    # y of W becomes 12.5.
    assert found["imputation", 1].scores[2] == pytest.approx([6.75, 3.875])
    # Weights of 3 to 1: 7 for U, 9 for V, 1 for W.
    assert found["weights", 1].scores[:, 0] == pytest.approx([7, 9, 1])
    assert found["weights", 1].score_changes[:, 0] == pytest.approx([-3, 0, 0])
    assert found["weights", 1].rank_changes[:, 0].tolist() == [1, -1, 0]
    assert found["aggregation", 1].scores[:, 0] == pytest.approx([8, 9, 1])
    assert found["aggregation", 1].scores[:, 1] == pytest.approx([np.sqrt(80), np.sqrt(117), 1])
    assert found["normalisation", 1].scores[:, 0] == pytest.approx([2, 2, 1])


def test_what_changed_is_counted_and_a_score_that_goes_is_a_change() -> None:
    found = effects()
    assert found["imputation", 1].changed == pytest.approx([1 / 3, 1 / 3])
    assert found["weights", 1].changed == pytest.approx([1 / 3, 1 / 3])
    gone = found["aggregation", 2]
    assert np.isnan(gone.scores[2]).all()
    assert gone.changed == pytest.approx([1 / 3, 1 / 3])


def test_a_decision_without_effect_is_shown_as_such() -> None:
    complete = Data(DATA.units, DATA.indicators, np.nan_to_num(DATA.values, nan=5.0))
    alternatives = Alternatives(imputations=ALTERNATIVES.imputations, normalisations=(Scaled(0, 100),))
    (one,) = explore_choices(INDEX, complete, alternatives)
    assert one.codes == ("top",)
    assert one.changed.tolist() == [0]


def test_a_unit_that_never_has_a_score_does_not_change() -> None:
    values = np.vstack([np.nan_to_num(DATA.values, nan=5.0), np.full(3, np.nan)])
    data = Data((*DATA.units, "X"), DATA.indicators, values)
    (one,) = explore_choices(INDEX, data, Alternatives(normalisations=(Scaled(), Scaled(0, 50))))
    assert one.changed.tolist() == [0.75]


def test_errors_of_the_data_stay_out() -> None:
    varied = replace(ALTERNATIVES, errors=CellErrors(np.full((3, 3), 5.0), 1))
    runs, plain = (list(explore_choices(INDEX, DATA, choices)) for choices in (varied, ALTERNATIVES))
    assert runs
    for one, other in zip(runs, plain, strict=True):
        np.testing.assert_array_equal(one.scores, other.scores)


def test_nothing_to_try_and_what_cannot_be_combined_are_refused() -> None:
    with pytest.raises(MethodError, match="each choice has one alternative"):
        explore_choices(INDEX, DATA, Alternatives(normalisations=(Scaled(),)))
    below = Data(DATA.units, DATA.indicators, np.nan_to_num(DATA.values, nan=-5.0))
    with pytest.raises(InputError, match=r"these alternatives cannot be combined: .*aggregation 2"):
        explore_choices(INDEX, below, ALTERNATIVES)
