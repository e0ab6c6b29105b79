"""Known answers: alpha, omega and a factor model, computed with the R packages psych, factanal and lavaan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from known_answers import known_answers
from path_models import read_items
from publicvalue.measures.survey.constructs.covariance_model import CovarianceModel, fit_covariance_model
from publicvalue.measures.survey.constructs.moments import moments
from publicvalue.measures.survey.constructs.path_spec import Construct
from publicvalue.measures.survey.constructs.reliability import (
    average_variance_extracted,
    composite_reliability,
    cronbach_alpha,
    fit_one_factor,
)

Find = Callable[[str], Path]
TOLERANCE = 1e-6
HOLZINGER = "known-answers/HolzingerSwineford1939.csv"


@pytest.fixture(scope="module")
def agreeableness(shared_data: Find) -> np.ndarray:
    values = read_items(shared_data("known-answers/bfi.csv"), tuple(f"A{n}" for n in range(1, 6)))
    values[:, 0] = 7 - values[:, 0]
    return values


@pytest.mark.parametrize("missing", ["pairwise", "complete"])
def test_alpha_of_a_scale_with_missing_answers(shared_data: Find, agreeableness: np.ndarray, missing: str) -> None:
    found = moments(agreeableness, np.ones((1, len(agreeableness))), missing)
    expected = known_answers(shared_data)["alpha_omega"][f"alpha_bfi_A_{missing}"]
    assert float(cronbach_alpha(found.covariances[0])) == pytest.approx(expected, abs=TOLERANCE)


def test_alpha_of_a_complete_scale(shared_data: Find) -> None:
    values = read_items(shared_data(HOLZINGER), ("x4", "x5", "x6"))
    found = moments(values, np.ones((1, len(values))))
    expected = known_answers(shared_data)["alpha_omega"]["alpha_textual"]
    assert float(cronbach_alpha(found.covariances[0])) == pytest.approx(expected, abs=TOLERANCE)


def test_omega_of_one_factor(shared_data: Find, agreeableness: np.ndarray) -> None:
    known = known_answers(shared_data)["alpha_omega"]
    found = moments(agreeableness, np.ones((1, len(agreeableness))))
    assert fit_one_factor(found.covariances[0]).omega == pytest.approx(known["omega_bfi_A_cfa"], abs=TOLERANCE)
    standardised = fit_one_factor(found.correlations[0]).omega
    assert standardised == pytest.approx(known["omega_bfi_A_ml_standardised"], abs=TOLERANCE)


@pytest.fixture(scope="module")
def factor_model(shared_data: Find) -> CovarianceModel:
    pytest.importorskip("semopy")
    constructs = tuple(
        Construct(id, tuple(f"x{n}" for n in range(start, start + 3)))
        for id, start in (("visual", 1), ("textual", 4), ("speed", 7))
    )
    return fit_covariance_model(
        constructs, (), read_items(shared_data(HOLZINGER), tuple(f"x{n}" for n in range(1, 10)))
    )


def test_factor_model_fit(shared_data: Find, factor_model: CovarianceModel) -> None:
    expected = known_answers(shared_data)["cfa_holzinger"]
    fit = expected["values"]["fit"]
    ours = [factor_model.chi_square, factor_model.freedom, factor_model.fit_index, factor_model.tucker_lewis]
    assert ours == pytest.approx([fit["chisq"], fit["df"], fit["cfi"], fit["tli"]], abs=TOLERANCE)
    assert factor_model.error_of_approximation == pytest.approx(fit["rmsea"], abs=TOLERANCE)


def test_factor_model_parameters(shared_data: Find, factor_model: CovarianceModel) -> None:
    known = known_answers(shared_data)["cfa_holzinger"]
    values, tolerance = known["values"], known["tol"]
    assert len(factor_model.loadings) == 9
    for (construct, item), estimate in factor_model.loadings.items():
        assert estimate.value == pytest.approx(values["est"][f"{construct}=~{item}"], abs=tolerance)
        assert estimate.standardised == pytest.approx(values["std"][f"{construct}~{item}"], abs=tolerance)
        if values["se"][f"{construct}=~{item}"]:
            assert estimate.error == pytest.approx(values["se"][f"{construct}=~{item}"], abs=tolerance)
    covariance = factor_model.covariances["textual", "visual"]
    assert covariance.value == pytest.approx(values["est"]["visual~~textual"], abs=tolerance)


def test_factor_model_reliability(shared_data: Find, factor_model: CovarianceModel) -> None:
    """Composite reliability of standardised loadings is the omega of a scale whose items are standardised."""
    loadings = np.array([one.standardised for (id, _), one in factor_model.loadings.items() if id == "textual"])
    known = known_answers(shared_data)["cfa_holzinger"]["values"]["relsem"][1]
    assert float(composite_reliability(loadings)) == pytest.approx(known["omega"], abs=0.005)
    assert float(average_variance_extracted(loadings)) == pytest.approx(known["avevar"], abs=0.01)
