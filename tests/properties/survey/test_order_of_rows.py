"""The order of rows says nothing: every number of a survey is the same to the last digit, and so are its draws."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.result import Measured
from publicvalue.measures.survey.construct import measure_survey_construct
from publicvalue.measures.survey.difference import measure_survey_difference
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.people.answers import fetch_answers
from publicvalue.measures.survey.people.expectations import draw_means
from publicvalue.measures.survey.quantile import measure_survey_quantile
from publicvalue.measures.survey.share import measure_survey_share
from publicvalue.measures.survey.total import measure_survey_total

PEOPLE = 120
MARGINS = {"margins_1": {"woman": 530.0, "man": 470.0}}


def columns() -> dict[str, list]:
    rng = np.random.default_rng(20)
    stratum = np.repeat(["north", "south"], PEOPLE // 2)
    value = np.round(np.exp(rng.normal(1, 0.7, PEOPLE)), 2)
    return {
        "value": value.tolist(),
        "event": (value > 3).tolist(),
        "items": [rng.integers(1, 6, PEOPLE).astype(float).tolist() for _ in range(3)],
        "weight": np.round(rng.uniform(1, 9, PEOPLE), 3).tolist(),
        "stratum": stratum.tolist(),
        "cluster": [f"c{n}" for n in rng.integers(0, 9, PEOPLE)],
        "group": rng.choice(["a", "b"], PEOPLE).tolist(),
        "margins": [rng.choice(["woman", "man"], PEOPLE).tolist()],
        "kept": (rng.random(PEOPLE) < 0.6).tolist(),
    }


def evidence(names: tuple[str, ...], order: np.ndarray, *, part: bool) -> EvidenceTable:
    data = columns()
    names = (*names, "weight", "stratum", "cluster", "margins", "kept")

    def moved(column: list) -> list:
        return [moved(one) for one in column] if isinstance(column[0], list) else [column[n] for n in order]

    table = table_of(**{name: moved(data[name]) for name in names})
    return table.part(table.rows["kept"], sum(data["kept"])) if part else table


@pytest.mark.parametrize("part", [False, True])
@pytest.mark.parametrize("margins", [None, MARGINS])
@pytest.mark.parametrize(
    ("measure", "names", "options"),
    [
        (measure_survey_mean, ("value",), {}),
        (measure_survey_total, ("value",), {}),
        (measure_survey_share, ("event",), {}),
        (measure_survey_quantile, ("value",), {}),
        (measure_survey_difference, ("value", "group"), {"group": "a", "reference": "b"}),
        (measure_survey_construct, ("items",), {"low": 1, "high": 5}),
    ],
)
def test_number_does_not_hang_on_the_order_of_rows(measure, names, options, margins, part) -> None:
    chosen = {**options, "margins": margins} if margins else options

    def found(order: np.ndarray) -> Measured:
        table = evidence(names, order, part=part)
        roles = {role: columns for role, columns in table.roles.items() if role != "margins" or margins}
        result = measure(EvidenceTable(table.rows, roles, table.rows_read, (), table.others), context(**chosen))
        assert isinstance(result, Measured), result
        return result

    first, second = found(np.arange(PEOPLE)), found(np.random.default_rng(1).permutation(PEOPLE))
    assert first == second
    assert np.array_equal(first.draws, second.draws)


@pytest.mark.parametrize("design", [(), ("stratum",), ("stratum", "cluster")])
def test_resamples_of_people_do_not_hang_on_the_order_of_rows(design: tuple[str, ...]) -> None:
    data = columns()

    def draws(order: np.ndarray) -> np.ndarray:
        table = table_of(**{name: [data[name][n] for n in order] for name in ("value", "weight", *design)})
        answers = fetch_answers(table)
        values = np.array([float(cell) for cell in answers.cells["value"]])
        return draw_means(values[:, None], answers.sample, np.random.default_rng(3))

    first, second = draws(np.arange(PEOPLE)), draws(np.random.default_rng(1).permutation(PEOPLE))
    # Sums over the people are taken in the order of the rows.
    assert first == pytest.approx(second, rel=1e-12)
