"""Known answers: path models of two questionnaires, computed with the R packages seminr and plspm."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from known_answers import known_answers
from path_models import MOBI, MOBI_SMALL, REPUTATION, REPUTATION_EXTENDED, read_items
from publicvalue.measures.survey.constructs.moments import ItemMoments, Missing, moments
from publicvalue.measures.survey.constructs.path_bootstrap import PathSettings, bootstrap_paths
from publicvalue.measures.survey.constructs.path_model import PathModel, adjusted_r_squared, estimate_paths
from publicvalue.measures.survey.constructs.path_spec import PathSpec
from publicvalue.measures.survey.constructs.reliability import (
    average_variance_extracted,
    composite_reliability,
    cronbach_alpha,
)
from publicvalue.measures.survey.constructs.resamples import RespondentSample
from publicvalue.measures.survey.constructs.validity import fornell_larcker, heterotrait_monotrait

Find = Callable[[str], Path]
TOLERANCE = 1e-6


def estimated(spec: PathSpec, values: np.ndarray, missing: Missing) -> tuple[PathModel, ItemMoments]:
    found = moments(values, np.ones((1, len(values))), missing)
    return estimate_paths(spec, found.correlations), found


def mobi(find: Find, spec: PathSpec) -> np.ndarray:
    return read_items(find("satisfaction-survey/mobi.csv"), spec.items)


def reputation(find: Find, spec: PathSpec) -> np.ndarray:
    return read_items(find("corporate-reputation/corp_rep_data.csv"), spec.items, "-99")


def table(spec: PathSpec, rows: tuple[str, ...], cells: dict) -> np.ndarray:
    return np.array([[cells[row][id] for id in spec.ids] for row in rows])


def assert_equal_to(spec: PathSpec, model: PathModel, correlations: np.ndarray, expected: dict) -> None:
    close = {"rtol": 0, "atol": TOLERANCE}
    np.testing.assert_allclose(model.paths[0], table(spec, spec.ids, expected["path_coef"]), **close)
    np.testing.assert_allclose(model.weights[0], table(spec, spec.items, expected["weights"]), **close)
    np.testing.assert_allclose(model.loadings[0], table(spec, spec.items, expected["loadings"]), **close)
    for id, r_squared in expected["r2"]["Rsq"].items():
        assert model.r_squared[0, spec.ids.index(id)] == pytest.approx(r_squared, abs=TOLERANCE)
    for place, (id, block) in enumerate(zip(spec.ids, spec.blocks, strict=True)):
        loadings = model.loadings[0, block, place]
        found = {
            "alpha": cronbach_alpha(correlations[np.ix_(block, block)]),
            "rhoC": composite_reliability(loadings),
            "AVE": average_variance_extracted(loadings),
            "rhoA": model.reliability[0, place],
        }
        assert {name: float(value) for name, value in found.items()} == pytest.approx(
            expected["rel"][id], abs=TOLERANCE
        )


def test_satisfaction_model(shared_data: Find) -> None:
    expected = known_answers(shared_data)["pls_mobi"]["values"]
    values = mobi(shared_data, MOBI)
    model, found = estimated(MOBI, values, "complete")
    assert_equal_to(MOBI, model, found.correlations[0], expected)
    for id, adjusted in expected["r2"]["AdjRsq"].items():
        place = MOBI.ids.index(id)
        sources = int(MOBI.arrows[:, place].sum())
        r_squared = float(model.r_squared[0, place])
        assert adjusted_r_squared(r_squared, len(values), sources) == pytest.approx(adjusted, abs=TOLERANCE)
    ratios = heterotrait_monotrait(found.correlations, MOBI.blocks)[0]
    for one, row in expected["htmt"].items():
        for other, ratio in row.items():
            if ratio is not None:
                assert ratios[MOBI.ids.index(one), MOBI.ids.index(other)] == pytest.approx(ratio, abs=TOLERANCE)


@pytest.mark.parametrize(("name", "spec"), [("simple", REPUTATION), ("extended", REPUTATION_EXTENDED)])
def test_reputation_models_with_missing_answers(shared_data: Find, name: str, spec: PathSpec) -> None:
    model, found = estimated(spec, reputation(shared_data, spec), "mean")
    assert_equal_to(spec, model, found.correlations[0], known_answers(shared_data)["pls_corp_rep"][name])


def expected_rows(find: Find, name: str) -> list[list[str]]:
    with find(f"corporate-reputation/expected_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))


def test_small_model_reliability_and_validity_as_in_the_expected_files(shared_data: Find) -> None:
    model, found = estimated(MOBI_SMALL, mobi(shared_data, MOBI_SMALL), "complete")
    extracted = []
    for (id, *figures), place, block in zip(
        expected_rows(shared_data, "reliability")[1:], range(4), MOBI_SMALL.blocks, strict=True
    ):
        assert id == MOBI_SMALL.ids[place]
        loadings = model.loadings[0, block, place]
        extracted.append(float(average_variance_extracted(loadings)))
        ours = [
            float(cronbach_alpha(found.correlations[0][np.ix_(block, block)])),
            float(composite_reliability(loadings)),
            extracted[-1],
            float(model.reliability[0, place]),
        ]
        assert ours == pytest.approx([float(figure) for figure in figures], abs=TOLERANCE)
    criterion = fornell_larcker(np.array(extracted), model.correlations[0])
    ratios = heterotrait_monotrait(found.correlations, MOBI_SMALL.blocks)[0]
    compared = 0
    for name, ours, rows in (
        ("fl_table", criterion, slice(1, None)),
        ("htmt", ratios.T, slice(1, None)),
    ):
        for place, row in enumerate(expected_rows(shared_data, name)[rows]):
            for column, cell in enumerate(row[-4:]):
                if cell != "NA":
                    compared += 1
                    assert ours[place, column] == pytest.approx(float(cell), abs=TOLERANCE)
    assert compared == 10 + 6


def test_bootstrap_report_within_monte_carlo_error(shared_data: Find) -> None:
    values = mobi(shared_data, MOBI_SMALL)
    settings = PathSettings(replicates=10_000)
    found = bootstrap_paths(
        MOBI_SMALL, values, RespondentSample(np.ones(len(values))), settings, np.random.default_rng(20240701)
    )
    low, high = found.interval("paths")
    assert len(MOBI_SMALL.links) > 2
    for link, row in zip(MOBI_SMALL.links, expected_rows(shared_data, "boot_report_paths")[1:], strict=True):
        at = tuple(MOBI_SMALL.ids.index(id) for id in link)
        estimate, _, error, _, least, most = (float(cell) for cell in row[1:])
        assert float(found.model.paths[0][at]) == pytest.approx(estimate, abs=TOLERANCE)
        draws = found.draws.paths[:, at[0], at[1]]
        # The report rests on 200 resamples, so that its spread is known to a twentieth, its ends to a fifth of it.
        assert float(draws.std()) == pytest.approx(error, rel=0.15)
        assert [float(low[at]), float(high[at])] == pytest.approx([least, most], abs=0.4 * error)


def test_bootstrap_of_the_satisfaction_model_within_monte_carlo_error(shared_data: Find) -> None:
    known = known_answers(shared_data)["pls_mobi"]["bootstrap_5000"]
    values = mobi(shared_data, MOBI)
    found = bootstrap_paths(
        MOBI, values, RespondentSample(np.ones(len(values))), PathSettings(), np.random.default_rng(20240702)
    )
    low, high = found.interval("paths")
    for name in ("Image__Loyalty", "Satisfaction__Loyalty", "Quality__Value"):
        row, column = (MOBI.ids.index(id) for id in name.split("__"))
        ours = [found.draws.paths[:, row, column].std(), low[row, column], high[row, column]]
        assert [float(one) for one in ours] == pytest.approx(known[name], abs=0.01)
