"""What came beside what was promised: due or not, in money, late, stopped; and forecasts corrected by a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from publicvalue.business_case.delivered import deliver
from publicvalue.business_case.delivery import ForecastOutcome, MeasuredAmount, calibrate
from publicvalue.business_case.forecasts import quantiles_of
from publicvalue.business_case.gates.record import GateRecord, Passed, promises_of
from publicvalue.business_case.model import Case, Forecast, Line, Option, Range, certain
from publicvalue.business_case.planning.known import stop_answer
from publicvalue.business_case.planning.model import Measuring
from publicvalue.business_case.planning.stopping import find_stops
from publicvalue.business_case.valuation import value_case

BASE, TODAY = dt.date(2024, 1, 1), dt.date(2026, 6, 1)
LAST = dt.date(2027, 12, 31)
LINES = (
    Line("c", "Cloud", "run", Range(90, 100, 110), BASE, LAST),
    Line("h", "Hours", "time", Range(400, 500, 600), BASE, LAST, price=2, redeployed=0.5),
    Line("e", "Exit", "exit", certain(50), LAST),
)
CASE = Case("t", "DOP", BASE, LAST, 0.0, (Option("system", "S"),), LINES, draws=64)
RECORD = GateRecord(gates=(Passed("go_live", BASE, "go", 1, "gates/1.0", "b" * 64, promises_of(CASE)),))
RULE = Measuring("Hours", stop=300, chance=0.8)


def test_result_stands_beside_what_was_promised_in_its_unit_and_in_money_of_the_whole_case() -> None:
    results = {
        "Hours": (
            MeasuredAmount(450, dt.date(2024, 6, 1), pilot=True),
            MeasuredAmount(300, dt.date(2025, 6, 1), 250, 350, began=dt.date(2024, 3, 1)),
        ),
        "Cloud": (MeasuredAmount(120, dt.date(2025, 6, 1)),),
    }
    # The forecast was written anew after go-live: what was promised stays.
    rosy = replace(CASE, lines=(LINES[0], replace(LINES[1], amount=certain(300)), LINES[2]))
    found = deliver(rosy, RECORD, results, (RULE,), TODAY)
    cloud, hours, end = found.promises
    # 200 hours less a year, at 2 an hour, half of them used otherwise, for four years.
    assert (hours.error, hours.money, hours.loss) == pytest.approx((-200, -200, 800))
    assert (cloud.error, cloud.loss) == pytest.approx((20, 80))
    assert (hours.delay, hours.is_kept, cloud.is_kept) == (60, False, False)
    assert (end.is_due, end.is_kept, end.loss) == (False, None, None)
    assert [(one.title, one.said, one.value) for one in found.history] == [
        ("Hours", "gate", 500),
        ("Hours", "pilot", 450),
        ("Hours", "use", 300),
        ("Cloud", "gate", 100),
        ("Cloud", "use", 120),
    ]


def test_result_of_the_pilot_alone_is_no_delivery_and_a_forecast_has_its_place_in_the_history() -> None:
    said = replace(CASE, forecasts=(Forecast("Hours", Range(1, 2, 3), "Ana", BASE),))
    found = deliver(said, RECORD, {"Hours": (MeasuredAmount(450, BASE, pilot=True),)}, (), TODAY)
    assert found.promises[1].result is None
    assert [one.said for one in found.history] == ["forecast", "pilot", "gate"]


@pytest.mark.parametrize(
    ("result", "ends", "probability", "answer"),
    [
        (300.0, (250.0, 350.0), 0.5, "yes"),
        (250.0, (200.0, 300.0), 0.95, "no"),
        (400.0, (300.0, 410.0), 0.05, "yes"),
        (250.0, None, None, "unknown"),
        (None, None, None, "unknown"),
    ],
)
def test_stop_rule_holds_by_probability_and_not_by_one_number(
    result: float | None, ends: tuple[float, float] | None, probability: float | None, answer: str
) -> None:
    promise = ForecastOutcome("h", "Hours", Range(400, 500, 600), result, ends=ends)
    (stop,) = find_stops([promise], [RULE])
    assert stop.probability == (None if probability is None else pytest.approx(probability, abs=1e-9))
    assert stop_answer([stop], "w")["stop"].answer == answer
    if ends:
        cost = replace(promise, is_cost=True)
        assert find_stops([cost], [RULE])[0].probability == pytest.approx(1 - (probability or 0))


def test_no_stop_rule_is_unknown() -> None:
    assert stop_answer((), "w")["stop"].answer == "unknown"


def test_record_of_a_ministry_corrects_the_next_case_by_the_truth_of_its_systems() -> None:
    rng = np.random.default_rng(6)
    promises = []
    # Costs come to 1.5 times what is forecast, benefits to 0.6 times.
    for number in range(120):
        forecast = Range(80, 100, 130).times(float(rng.uniform(1, 9)))
        is_cost = number % 2 == 0
        came = float(quantiles_of(forecast, rng.random(1))[0]) * (1.5 if is_cost else 0.6)
        promises.append(ForecastOutcome("p", "p", forecast, came, is_cost=is_cost))
    found = calibrate(promises)
    assert found.costs.correction == pytest.approx(1.5, rel=0.05)
    assert found.benefits.correction == pytest.approx(0.6, rel=0.05)
    assert (found.costs.held, found.benefits.held) < (10, 10)
    following = found.corrected(CASE)
    assert [one.amount.likely for one in following.lines] == pytest.approx([150, 300, 75], rel=0.05)
    assert value_case(following).proposed.value.mean < value_case(CASE).proposed.value.mean


def test_score_tells_honest_forecasters_from_rosy_ones() -> None:
    rng = np.random.default_rng(3)
    said = Range(50, 100, 200)
    honest = [ForecastOutcome("p", "p", said, float(one)) for one in quantiles_of(said, rng.random(60))]
    rosy = [replace(one, forecast=Range(100, 200, 400)) for one in honest]
    found = [calibrate(them).benefits.score for them in (honest, rosy)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0] < found[1]
    assert calibrate([]).costs.score is None
