"""A plan to know: the designs by formula, against simulation and known answers; and past records that are read off."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from publicvalue.business_case.gates.decision import UNANSWERED
from publicvalue.business_case.model import Case, Line, Option, certain
from publicvalue.business_case.planning.designs import Guide, even_scores, guide, series_error
from publicvalue.business_case.planning.known import plan_answers, plan_of
from publicvalue.business_case.planning.model import Measuring, PlanningField, PlanToKnow
from publicvalue.business_case.planning.past import (
    PastRecords,
    Wander,
    autoregression,
    wander_of_series,
    wander_of_units,
)
from publicvalue.business_case.planning.planned import Planned, simulated
from publicvalue.business_case.planning.simulating import simulate_lot, simulate_series
from publicvalue.business_case.staggered import Noise, RollOut, simulate_roll_out
from publicvalue.errors import EvidenceError, MethodError
from publicvalue.instruments.business_case.past_table import past_records
from publicvalue.schema.node import Row

DAY = dt.date(2027, 1, 1)
FIELD = PlanningField(
    units=40, months=12, first=DAY, before=3, waves=3, gap=3, lot=True, deviation=2.0, carry=0.6, effect=2.0, seed=7
)
LINES = (Line("h", "Hours", "time", certain(5), DAY), Line("c", "Cloud", "run", certain(5), DAY))
CASE = Case("t", "DOP", DAY, dt.date(2029, 12, 31), 0.08, (Option("system", "S"),), LINES)


def past_of(units: int, months: int, wander: Wander, seed: int = 1) -> PastRecords:
    rng = np.random.default_rng(seed)
    own = Noise(wander.deviation, wander.carry).draw((1, units, months), rng)[0]
    values = own + rng.normal(0, 9, (units, 1)) + rng.normal(0, 4, (1, months))
    names = tuple(f"{2020 + month // 12}-{month % 12 + 1:02d}" for month in range(months))
    return PastRecords(tuple(f"Office {unit}" for unit in range(units)), names, values)


def of(found: Guide, design: str) -> float | None:
    return next(one.smallest for one in found.designs if one.design == design)


def test_formula_of_a_roll_out_is_what_simulation_finds_under_every_wandering() -> None:
    plan = RollOut(40, 12, (3, 6, 9))
    assert plan.error() == plan.plain_error
    for carry in (0.4, 0.8):
        found = simulate_roll_out(plan, Noise(carry=carry), 1500, np.random.default_rng(3))
        assert found.estimates.std() == pytest.approx(plan.error(carry), rel=0.05)
    smallest = of(guide(FIELD), "staggered")
    found = simulate_roll_out(plan, Noise(2.0, 0.6), 2000, np.random.default_rng(4))
    assert found.minimum_effect() == pytest.approx(smallest, rel=0.06)


def test_few_units_cry_wolf_by_a_plain_test_and_more_is_asked_of_them() -> None:
    plan = RollOut(8, 12, (4, 8))
    found = simulate_roll_out(plan, Noise(), 3000, np.random.default_rng(8))
    assert found.false_alarms() > 0.07
    assert found.power(0.0) == pytest.approx(0.05, abs=0.001)
    assert found.minimum_effect() > 2.8 * plan.error()


@pytest.mark.parametrize("carry", [0.0, 0.6])
def test_formula_of_a_series_is_what_generalised_least_squares_finds(carry: float) -> None:
    months, before, rng = 24, 12, np.random.default_rng(2)
    design = np.column_stack([np.ones(months), np.arange(months), np.arange(months) >= before])
    noise = Noise(2.0, carry).draw((4000, 1, months), rng)[:, 0, :]
    weighed = np.linalg.solve(autoregression(months, carry), design)
    found = np.linalg.solve(design.T @ weighed, weighed.T @ noise.T)[2]
    assert found.std() == pytest.approx(series_error(months, before, Wander(2.0, carry)), rel=0.04)


def test_cases_in_two_halves_have_the_published_smallest_effect_and_groups_count_for_less() -> None:
    field = PlanningField(lot=True, threshold=True, cases=1000, case_deviation=1.0)
    assert of(guide(field), "lots") == pytest.approx(0.1773584, abs=1e-6)
    # A score that decides takes four times the cases.
    assert of(guide(field), "threshold") == pytest.approx(2 * 0.1773584, abs=1e-6)
    # 30 in a group, correlated by .05, count by a design effect of 2.45.
    grouped = of(guide(replace(field, cases=1500, units=50, correlation=0.05)), "lots")
    assert grouped == pytest.approx(of(guide(replace(field, cases=round(1500 / 2.45))), "lots"), rel=1e-3)


def test_lot_and_series_by_simulation_are_what_the_formulas_say_where_those_hold() -> None:
    field = replace(FIELD, threshold=True, cases=1200, case_deviation=2.0, months=30, before=15)
    grouped = replace(field, correlation=0.1)
    alone = replace(field, units=None)
    rng = np.random.default_rng(6)
    for one in (grouped, alone, replace(alone, cases=60)):
        found = simulate_lot(one, None, 4000, rng)
        assert found is not None
        assert found.minimum_effect() == pytest.approx(of(guide(one), "lots"), rel=0.06)
    for carry in (0.0, 0.5):
        single = replace(field, units=1, deviation=2.0, carry=carry)
        series = simulate_series((30, 15), Wander(2.0, carry), None, 4000, rng)
        assert series.minimum_effect() == pytest.approx(of(guide(single), "series"), rel=0.06)


def test_lot_and_series_replay_the_past_of_the_units() -> None:
    past = past_of(40, 48, Wander(2.0, 0.5))
    field = replace(FIELD, cases=1200, case_deviation=2.0, correlation=0.1, months=36, before=18)
    planned = simulated(Planned(CASE, PlanToKnow((), field), past, (), guide(field, past)), 1500)
    assert set(planned.others) == {"lots", "series"}
    for design, one in planned.others.items():
        # Past months follow each other as they did: the formula knows their spread and correlation alone.
        assert one.minimum_effect() == pytest.approx(of(planned.guide, design), rel=0.35), design


@pytest.mark.parametrize(("share", "times"), [(0.5, 4.00), (0.33, 2.97), (0.25, 2.29)])
def test_scores_that_decide_take_as_many_cases_as_published_and_as_least_squares_finds(
    share: float, times: float
) -> None:
    # Schochet (2008), NCEE 2008-4026, table 4.2, scores that are spread evenly.
    assert even_scores(share) == pytest.approx(times, abs=0.01)
    cases = 20_000
    score = (np.arange(cases) + 0.5) / cases
    above = (score > 1 - share).astype(float)
    with_score = np.linalg.inv(_inner(np.ones(cases), above, score))[1, 1]
    by_lot = np.linalg.inv(_inner(np.ones(cases), above))[1, 1]
    assert with_score / by_lot == pytest.approx(even_scores(share), rel=1e-3)


def _inner(*columns: np.ndarray) -> np.ndarray:
    design = np.column_stack(columns)
    return design.T @ design


def test_past_records_give_back_what_their_months_did() -> None:
    found = wander_of_units(past_of(300, 12, Wander(3.0, 0.6)))
    assert found is not None
    assert (found.deviation, found.carry) == pytest.approx((3.0, 0.6), abs=0.1)
    series = wander_of_series(past_of(1, 90, Wander(3.0, 0.5)))
    assert 0 <= series.carry < 0.6
    assert wander_of_units(past_of(1, 12, Wander(1.0, 0.0))) is None


def test_design_that_proves_most_among_those_that_can_show_the_promise_is_proposed() -> None:
    able = guide(FIELD).proposed
    assert able is not None
    assert able.design == "staggered"
    assert guide(replace(FIELD, effect=0.1)).proposed is None
    assert guide(replace(FIELD, lot=None)).proposed is None
    assert [one.smallest for one in guide(PlanningField()).designs] == [None] * 4
    assert all(one.reason for one in guide(replace(FIELD, waves=1)).designs)


def test_roll_out_replays_the_past_where_it_is_long_enough_and_draws_its_calendar_by_the_seed() -> None:
    past = past_of(40, 15, Wander(2.0, 0.6))
    planned = simulated(Planned(CASE, PlanToKnow((), FIELD), past, (), guide(FIELD, past)), 1000)
    assert planned.replays
    assert planned.simulated is not None
    assert planned.simulated.minimum_effect() == pytest.approx(of(planned.guide, "staggered"), rel=0.25)
    again = simulated(replace(planned, simulated=None, calendar=()), 100)
    assert again.calendar == planned.calendar
    assert sorted(one.unit for one in planned.calendar) == sorted(past.units)
    assert [one.month for one in planned.calendar] == sorted([4] * 14 + [7] * 13 + [10] * 13)
    assert planned.calendar[0].day == dt.date(2027, 4, 1)
    assert simulated(replace(planned, plan=PlanToKnow((), replace(FIELD, seed=None))), 100).calendar == ()


def test_plan_answers_the_gates_by_what_is_written_and_blank_sheets_answer_nothing() -> None:
    whole = Measuring("Hours", "Minutes", "case system", "monthly", "Audit", 4)
    assert plan_answers(LINES, PlanToKnow(), guide(PlanningField()), "w") == {"rule": UNANSWERED}
    for measured, said in (((whole,), "yes"), ((replace(whole, who=""),), "no"), ((Measuring("Cloud"),), "no")):
        found = plan_answers(LINES, PlanToKnow(measured, FIELD), guide(FIELD), "w")
        assert {test: one.answer for test, one in found.items()} == {"rule": "no", "plan": said, "design": "yes"}
    for rule, said in ((replace(whole, stop=3, chance=0.8), "yes"), (Measuring("Hours", stop=3, chance=0.8), "partly")):
        assert plan_answers(LINES, PlanToKnow((rule,)), guide(FIELD), "w")["rule"].answer == said
    assert [one.title for one in plan_of(LINES, PlanToKnow((Measuring("Cloud"),)))] == ["Hours", "Cloud"]
    assert whole.hours_a_year == 48


def test_past_records_that_cannot_be_used_are_refused_with_all_that_is_wrong() -> None:
    def read(*lines: tuple[str, str, str]) -> list[str]:
        rows = [
            Row("p.csv", number, dict(zip(("unit", "month", "value"), line, strict=True)))
            for number, line in enumerate(lines, 2)
        ]
        with pytest.raises(EvidenceError) as refused:
            past_records("p.csv", ("unit", "month", "value"), rows)
        return [f"{one.place}: {one.what}" for one in refused.value.problems]

    assert read(("A", "2026-13", "1"), ("A", "2026-01", "x"), ("", "2026-01", "1")) == [
        "p.csv, row 2, month: '2026-13' is no month",
        "p.csv, row 3, value: 'x' is no number",
        "p.csv, row 4, unit: no unit is named",
    ]
    assert read(("A", "2026-01", "1"), ("A", "2026-01", "2")) == [
        "p.csv, row 3, month: A has a value in 2026-01 already"
    ]
    assert read(("A", "2026-01", "1"), ("B", "2026-02", "2"))[0] == (
        "p.csv: A has no value in 2026-02; 2 values are missing in all"
    )
    with pytest.raises(EvidenceError, match="the columns month, value are missing"):
        past_records("p.csv", ("unit",), ())
    with pytest.raises(MethodError, match="of 2 months"):
        PastRecords(("A",), ("1", "2"), np.ones((1, 2)))
