"""Pooled effects against the R package metafor: 13 trials of a vaccine."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from known_answers import known_answers
from publicvalue.measures.kernels.pooling import pool_effects


def test_thirteen_trials_of_a_vaccine(shared_data: Callable[[str], Path]) -> None:
    with shared_data("known-answers/dat_bcg.csv").open() as stream:
        rows = [{key: float(row[key]) for key in ("tpos", "tneg", "cpos", "cneg")} for row in csv.DictReader(stream)]
    a, b, c, d = (np.array([row[key] for row in rows]) for key in ("tpos", "tneg", "cpos", "cneg"))
    effects = np.log(a / (a + b)) - np.log(c / (c + d))
    errors = np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    known = known_answers(shared_data)["meta_bcg"]
    found, close = pool_effects(effects, errors), {"abs": known["tol"]}
    assert found.mean == pytest.approx(known["REML"]["est"], **close)
    assert found.spread**2 == pytest.approx(known["REML"]["tau2"], **close)
    assert 100 * found.share_of_spread == pytest.approx(known["REML"]["I2"], abs=0.01)
    assert found.standard_error == pytest.approx(known["knapp_hartung"]["se"], **close)
    assert [found.low, found.high] == pytest.approx(known["knapp_hartung"]["ci"], **close)
