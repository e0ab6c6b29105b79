"""What must hold in every design of effect: the order of rows and the unit change nothing that can be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from adopting_units import draw_panel, rows_of
from evidence_tables import context, table_of
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.effect.adoption_effect import DESIGNS, measure_adoption_effect
from publicvalue.measures.effect.before_after.measure import measure_before_after
from publicvalue.measures.effect.estimates import Effect, EffectNumber, express
from publicvalue.measures.effect.lots.measure import measure_randomised_difference
from publicvalue.measures.effect.series.measure import measure_interrupted_series
from publicvalue.measures.effect.staggered.measure import measure_staggered_adoption
from publicvalue.measures.effect.synthetic.measure import measure_synthetic_control
from publicvalue.measures.effect.threshold.measure import measure_threshold_discontinuity
from publicvalue.measures.result import Measured, Result

pytestmark = pytest.mark.usefixtures("few_series")

Made = tuple[EvidenceTable, Callable[..., Result], dict[str, object]]
DAY = dt.date(2011, 7, 1)


def months(count: int) -> list[dt.date]:
    return [dt.date(2010 + place // 12, place % 12 + 1, 1) for place in range(count)]


def panel(rng: np.random.Generator, *sizes: int) -> EvidenceTable:
    """Units that adopt in 2015 and never, with several rows for each unit and year."""
    one = draw_panel(rng, np.repeat([5, 8], sizes), 8, -3.0)
    columns = rows_of(one).rows.to_pyarrow().to_pydict()
    value = [number + away for number in columns.pop("value") for away in (-1.0, 0.3, 0.7)]
    return table_of(value=value, **{name: [one for one in cells for _ in range(3)] for name, cells in columns.items()})


def series(rng: np.random.Generator, size: int = 26) -> EvidenceTable:
    value = 20 + rng.normal(0, 1, size) - 2.0 * (np.arange(size) >= 18)
    return table_of(value=np.repeat(value, 2) + np.tile([-0.5, 0.5], size), period=np.repeat(months(size), 2).tolist())


def scored(rng: np.random.Generator) -> EvidenceTable:
    score = rng.uniform(0, 10, 400).round(3)
    return table_of(value=10 + score - 2 * (score >= 5) + rng.normal(0, 1, 400), threshold_score=score)


def made(design: str, rng: np.random.Generator) -> Made:
    match design:
        case "staggered_adoption":
            return panel(rng, 6, 12), measure_staggered_adoption, {}
        case "one adopter":
            return panel(rng, 1, 8), measure_staggered_adoption, {}
        case "synthetic_control":
            return panel(rng, 2, 12), measure_synthetic_control, {}
        case "interrupted_series":
            return series(rng), measure_interrupted_series, {"adoption": DAY, "season": 1}
        case "before_after":
            return series(rng), measure_before_after, {"adoption": DAY}
        case "randomised_difference":
            drawn = rng.random(120) < 0.5
            value = 10 - 2 * drawn + rng.normal(0, 2, 120)
            return table_of(value=value, drawn=drawn.tolist()), measure_randomised_difference, {}
        case _:
            return scored(rng), measure_threshold_discontinuity, {"threshold": 5.0}


def run(one: Made, unit: str = "days") -> Measured:
    evidence, measure, options = one
    result = measure(evidence, replace(context(unit, draws=500, **options), notes=False))
    assert isinstance(result, Measured), result
    return result


def shuffled(evidence: EvidenceTable, rng: np.random.Generator) -> EvidenceTable:
    columns = evidence.rows.to_pyarrow().to_pydict()
    order = rng.permutation(len(next(iter(columns.values()))))
    return table_of(**{name: [cells[place] for place in order] for name, cells in columns.items()})


@pytest.mark.parametrize("design", ["one adopter", *(design.id for design in DESIGNS)])
def test_rows_in_any_order_give_the_same(design: str) -> None:
    rng = np.random.default_rng(20261201)
    one = made(design, rng)
    first, second = run(one), run((shuffled(one[0], rng), *one[1:]))
    assert (second.estimate, second.low, second.high) == pytest.approx(
        (first.estimate, first.low, first.high), rel=1e-9
    )
    assert second.draws == pytest.approx(first.draws, rel=1e-9)
    assert second.strength == first.strength
    assert [(d.name, d.passed, d.text) for d in second.diagnostics] == [
        (d.name, d.passed, d.text) for d in first.diagnostics
    ]


@pytest.mark.parametrize("design", ["one adopter", *(design.id for design in DESIGNS)])
def test_the_unit_changes_nothing_that_can_be_said(design: str) -> None:
    one = made(design, np.random.default_rng(20261202))
    own, percent = run(one), run(one, "percent")
    # Units that make the end of the interval in the outcome's own unit fall on 0 would tell the smallest difference.
    assert np.sign(own.estimate) == np.sign(percent.estimate)
    assert (np.sign(own.low), np.sign(own.high)) == (np.sign(percent.low), np.sign(percent.high))
    assert own.strength == percent.strength


def test_an_end_at_zero_is_at_zero_in_every_unit() -> None:
    rng = np.random.default_rng(20261203)
    for _ in range(200):
        root = rng.normal(0, 1, (2, 2))
        freedom = float(rng.uniform(3, 40))
        effect = Effect(float(rng.normal(0, 3)), float(rng.uniform(10, 60)), root @ root.T, freedom, shares=False)
        own, percent = express(effect, context("days")), express(effect, context("percent"))
        assert isinstance(own, EffectNumber)
        assert isinstance(percent, EffectNumber)
        low, high = own.interval()
        assert (np.sign(low), np.sign(high)) == tuple(np.sign(percent.interval()))
        assert percent.interval()[0] < percent.estimate < percent.interval()[1]
        draws = percent.draws(context("percent", draws=4000))
        assert np.mean((draws > percent.interval()[0]) & (draws < percent.interval()[1])) == pytest.approx(
            0.95, abs=0.02
        )


def test_where_all_observed_is_known_percent_is_the_same_interval_written_anew() -> None:
    # As in a synthetic control: only what was to be expected errs, and the difference by the same amount.
    effect = Effect(-15.6, 76.0, 8.0**2 * np.array([[1.0, -1.0], [-1.0, 1.0]]), 30.0, shares=False)
    own, percent = express(effect, context("packs")), express(effect, context("percent"))
    assert isinstance(own, EffectNumber)
    assert isinstance(percent, EffectNumber)
    observed = 76.0 - 15.6
    assert percent.interval() == pytest.approx([100 * end / (observed - end) for end in own.interval()])


def test_no_number_in_percent_of_what_may_be_zero() -> None:
    effect = Effect(1.0, 2.0, np.array([[1.0, -0.5], [-0.5, 1.0]]), 10.0, shares=False)
    found = express(effect, context("percent"))
    assert not isinstance(found, EffectNumber)
    assert found.reason.startswith("The mean to be expected without the system may be 0 or less")


@pytest.mark.parametrize("value", [0.0, 0.1, 1e8 / 3])
@pytest.mark.parametrize("kind", ["series", "12 adopters", "one adopter"])
def test_an_outcome_without_chance_gives_a_reason_and_no_warning(
    value: float, kind: str, recwarn: pytest.WarningsRecorder, capfd: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(1)
    evidence = series(rng) if kind == "series" else panel(rng, 12 if kind == "12 adopters" else 1, 14)
    columns = evidence.rows.to_pyarrow().to_pydict()
    columns["value"] = [value] * len(columns["value"])
    told = {"adoption": DAY} if kind == "series" else {}
    result = measure_adoption_effect(table_of(**columns), context("days", **told))
    assert not isinstance(result, Measured), result
    assert "no error can be estimated" in result.reason
    assert not list(recwarn)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("value", [0.0, 0.1, 1e8 / 3])
def test_a_straight_line_holds_no_chance(value: float) -> None:
    table = table_of(value=value * np.arange(1, 43), period=months(42))
    result = measure_interrupted_series(table, context("days", adoption=DAY, season=1))
    assert not isinstance(result, Measured), result
    assert result.reason.startswith("The series holds no chance at all")


def test_a_number_that_no_computer_can_square_is_refused() -> None:
    table = table_of(value=1e200 * np.arange(1, 43), period=months(42))
    with pytest.raises(MethodError, match=r"The outcome reaches 4.2e\+201"):
        measure_before_after(table, context("days", adoption=DAY))
