"""What stands beside a number, its interval and checks, is a sum of its own: nobody can be solved for by it either."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.ledger_entries import THIN_STRATUM
from publicvalue.measures.result import NotApplicable, Number
from recovering import sums_of
from small_surveys import EASE, TRUST, folder_of

PEOPLE = 24
ANSWERS = [1 + (3 * place + place // 4) % 5 for place in range(PEOPLE)]


def number(path: Path, columns: dict, table: dict, indicator: str = EASE, **more: object) -> object:
    asked = [{"indicator": indicator, "evidence": "people", "columns": columns, **more}]
    table = {"person": list(range(PEOPLE)), "ease": ANSWERS, **table}
    store = FolderStore(folder_of(path, asked, {"people": table}))
    return run_assessment(load_assessment(store), depth="core").answered[indicator].result


def solved(found: Number, weights: Sequence[float]) -> float:
    """The attack: the sum of the answers by weights, and by squared weights from the error, tell those who weigh more.

    Of one share p the squared error times the squared sum of the weights is the sum of w^2 (x - p)^2, times n/(n - 1).
    """
    w, p, n = np.array(weights, dtype=float), found.estimate / 100, len(weights)
    (effect,) = [one.text.values["effect"] for one in found.diagnostics if one.name == "Design effect"]
    squared = effect * p * (1 - p) / (n - 1) * w.sum() ** 2 * (n - 1) / n
    by_squares = (squared - p**2 * (w**2).sum()) / (1 - 2 * p)
    low, high = sorted(set(weights))
    return float((by_squares - low * p * w.sum()) / (high * (high - low)))


@pytest.mark.parametrize(("heavier", "given"), [(1, False), (4, False), (5, True)])
def test_the_interval_of_a_weighted_share_does_not_tell_those_who_weigh_more(
    tmp_path: Path, heavier: int, given: bool
) -> None:
    weights = [3] * heavier + [1] * (PEOPLE - heavier)
    columns = {"event": {"column": "ease", "at_least": 4}, "weight": "heavy"}
    found = number(tmp_path / "w", columns, {"heavy": weights})
    assert isinstance(found, Number) is given
    if isinstance(found, Number):
        table = {"person": range(PEOPLE), "ease": ANSWERS, "heavy": weights}
        asked = {"indicator": EASE, "evidence": "people", "columns": columns}
        (_, (_, by_squares, total)) = sums_of(asked, found, table, PEOPLE)
        assert total == pytest.approx(by_squares @ [float(one >= 4) for one in ANSWERS])
        assert solved(found, weights) == pytest.approx(sum(one >= 4 for one in ANSWERS[:heavier]))


@pytest.mark.parametrize(("heavier", "given"), [(2, False), (5, True)])
def test_the_skewness_beside_a_weighted_mean_tells_nobody_of_three_weights(
    tmp_path: Path, heavier: int, given: bool
) -> None:
    weights = [3] * heavier + [2] * 9 + [1] * (PEOPLE - heavier - 9)
    found = number(tmp_path / "s", {"value": "ease", "weight": "heavy"}, {"heavy": weights}, TRUST)
    assert isinstance(found, Number) is given


@pytest.mark.parametrize(("census", "given"), [(True, True), ("yes", True), (False, False), ("no", False)])
def test_a_full_count_alone_has_no_interval_that_could_tell(tmp_path: Path, census: object, given: bool) -> None:
    columns = {"event": {"column": "ease", "at_least": 4}, "weight": "heavy"}
    table = {"heavy": [3] + [1] * (PEOPLE - 1)}
    assert isinstance(number(tmp_path / "c", columns, table, options={"census": census}), Number) is given


@pytest.mark.parametrize(("heavier", "given"), [(2, False), (5, True)])
def test_the_intervals_of_groups_do_not_tell_those_who_weigh_more(tmp_path: Path, heavier: int, given: bool) -> None:
    # Of all people 2 and more weigh 3; in group a too, and five others in group b.
    weights = [3] * heavier + [1] * (12 - heavier) + [3] * 5 + [1] * 7
    table = {"heavy": weights, "office": ["a"] * 12 + ["b"] * 12}
    columns = {"event": {"column": "ease", "at_least": 4}, "weight": "heavy"}
    found = number(tmp_path / "g", columns, table, by={"group": {"column": "office"}})
    assert isinstance(found, Number)
    assert ([row[0] for row in found.details[-1].rows] == ["a", "b"]) is given


@pytest.mark.parametrize(("few", "given"), [(2, False), (5, True)])
def test_the_interval_of_a_stratified_share_tells_no_stratum_of_a_few(tmp_path: Path, few: int, given: bool) -> None:
    # Of two small strata together the sum is known, and the error is met by one way to part it alone.
    table = {"place": ["a"] * few + ["b"] * (few + 1) + ["c"] * (PEOPLE - 2 * few - 1)}
    found = number(tmp_path / "p", {"event": {"column": "ease", "at_least": 4}, "stratum": "place"}, table)
    assert isinstance(found, Number) is given
    if not given:
        assert isinstance(found, NotApplicable)
        assert found.reason == THIN_STRATUM, "with what to do about it"
