"""The change of a series at adoption."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import MethodError
from publicvalue.measures.effect.series import checks as series_checks
from publicvalue.measures.effect.series.checks import ljung_box
from publicvalue.measures.effect.series.local_level import LevelModel, ratio_of
from publicvalue.measures.effect.series.measure import can_run, measure_interrupted_series
from publicvalue.measures.effect.series.regressors import Interrupted, SeriesSettings, Track, build_series, read_track
from publicvalue.measures.picture import Series
from publicvalue.measures.result import NotApplicable

pytestmark = pytest.mark.usefixtures("few_series")


@pytest.fixture(autouse=True)
def ask_no_other_models(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other models take seconds to load; the test that is about them asks them."""
    if "other_models" not in request.node.name:
        monkeypatch.setattr(series_checks, "MOST_PERIODS", 0)


def months(count: int, first: int = 2015) -> list[datetime.date]:
    return [datetime.date(first + number // 12, number % 12 + 1, 1) for number in range(count)]


def made_up(count: int = 48, at: int = 36, effect: float = -5.0, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 50 + 0.1 * np.arange(count) + effect * (np.arange(count) >= at) + rng.normal(0, 1, count)


def test_estimate_is_that_of_plain_generalised_least_squares() -> None:
    rng, n = np.random.default_rng(1), 30
    time = np.delete(np.arange(n + 2), [4, 9])
    design = np.column_stack([np.ones(n), time, time >= 20]).astype(float)
    series = np.cumsum(rng.normal(0, 0.5, n)) + rng.normal(0, 1, n)
    fit = LevelModel(time, design).fit(series)
    covariance = np.eye(n) + fit.ratio * np.minimum.outer(time, time)
    inverse = np.linalg.inv(covariance)
    plain = np.linalg.solve(design.T @ inverse @ design, design.T @ inverse @ series)
    assert fit.coefficients == pytest.approx(plain, rel=1e-8)
    left = series - design @ plain
    assert (left @ inverse @ left) / (n - 3) == pytest.approx(fit.solutions[0][2], rel=1e-8)
    assert fit.innovations() @ fit.innovations() == pytest.approx(n - 3, rel=1e-8)
    level = fit.ratio * np.minimum.outer(time, time) @ inverse @ left
    assert fit.fitted() == pytest.approx(design @ plain + level, rel=1e-8)


def test_mixture_draws_agree_with_its_quantiles() -> None:
    series = np.cumsum(np.random.default_rng(2).normal(0, 1, 25))
    design = np.column_stack([np.ones(25), np.arange(25) >= 15]).astype(float)
    mixture = LevelModel(np.arange(25), design).fit(series).combine(np.array([0.0, 1.0]))
    draws = mixture.draws(200_000, np.random.default_rng(3))
    assert np.quantile(draws, [0.1, 0.5, 0.9]) == pytest.approx(mixture.quantile(np.array([0.1, 0.5, 0.9])), abs=0.03)
    assert ratio_of(0.5) == 0.5


def test_known_change_lies_in_the_interval_and_the_picture_shows_it() -> None:
    table = table_of(value=made_up(), period=months(48))
    result = measured(measure_interrupted_series(table, context("days", adoption=datetime.date(2018, 1, 1))))
    assert result.low < -5 < result.high < 0
    assert result.strength == 3
    picture = result.pictures[0]
    assert isinstance(picture, Series)
    assert picture.adoption == 36
    assert picture.low[35] is None
    last = [line[47] for line in (picture.low, picture.expected, picture.high)]
    assert last[0] < last[1] < last[2]
    assert picture.expected[47] > picture.observed[47] + 2


def test_percent_is_of_what_was_to_be_expected() -> None:
    factor = np.where(np.arange(48) >= 36, 0.8, 1.0)
    values = 100 * factor * np.exp(np.random.default_rng(5).normal(0, 0.01, 48))
    table = table_of(value=values, period=months(48))
    for scale in ("logarithm", "as it is"):
        result = measured(
            measure_interrupted_series(table, context(adoption=datetime.date(2018, 1, 1), scale=scale, trend=False))
        )
        assert result.estimate == pytest.approx(-20, abs=1.0)
        assert result.low < -20 < result.high


def test_better_is_positive_turns_the_effect_round() -> None:
    table = table_of(value=made_up(), period=months(48))
    told = {"adoption": datetime.date(2018, 1, 1), "signed": "better is positive"}
    down = measured(measure_interrupted_series(table, context("days", **told, better="lower")))
    up = measured(measure_interrupted_series(table, context("days", **told, better="higher")))
    assert (down.estimate, down.low, down.high) == pytest.approx((-up.estimate, -up.high, -up.low))
    assert down.estimate > 0


@pytest.mark.parametrize(("adopters", "strength"), [(1, 3), (2, 4)])
def test_units_that_never_adopt_are_the_control_series(adopters: int, strength: int) -> None:
    rng, count = np.random.default_rng(9), 48
    never = (("south", None), ("west", None))
    shock = np.cumsum(rng.normal(0, 2, count))
    rows = [
        (
            unit,
            month,
            100 + shock[place] + rng.normal(0, 0.3) - (6 if unit in ("north", "east") and place >= 36 else 0),
            start,
        )
        for unit, start in (*((one, datetime.date(2018, 1, 1)) for one in ("north", "east")[:adopters]), *never)
        for place, month in enumerate(months(count))
    ]
    unit, period, value, adopted = (list(column) for column in zip(*rows, strict=True))
    with_control = measured(
        measure_interrupted_series(
            table_of(adopter=unit, period=period, value=value, adopted=adopted), context("days", season=1)
        )
    )
    assert with_control.low < -6 < with_control.high
    # One adopter: a control series cannot tell what else happened to it.
    assert with_control.strength == strength
    alone = table_of(value=value[:count], period=period[:count])
    without = measured(measure_interrupted_series(alone, context("days", season=1, adoption=datetime.date(2018, 1, 1))))
    assert with_control.high - with_control.low < (without.high - without.low) / 3


def test_slope_change_is_averaged_over_the_periods_with_the_system() -> None:
    values = made_up(effect=0.0) - 0.5 * np.maximum(np.arange(48) - 36, 0)
    table = table_of(value=values, period=months(48))
    result = measured(
        measure_interrupted_series(table, context("days", adoption=datetime.date(2018, 1, 1), slope=True, season=1))
    )
    assert result.low < -0.5 * np.arange(12).mean() < result.high < 0
    assert [row[0] for row in result.details[0].rows][2:4] == ["change of the level", "change of the trend"]


def test_period_that_adoption_falls_into_is_left_out() -> None:
    values = made_up()
    values[36] = 1_000.0
    table = table_of(value=values, period=months(48))
    result = measured(measure_interrupted_series(table, context("days", adoption=datetime.date(2018, 1, 15), season=1)))
    assert result.low < -5 < result.high
    assert result.pictures[0].observed[36] is None


@pytest.mark.parametrize(
    ("count", "day", "reason"),
    [
        (
            14,
            datetime.date(2015, 7, 1),
            "The series has 6 periods before adoption and 8 with the system; at least 9 and 1 are needed. Bring "
            "earlier periods, or take shorter ones.",
        ),
        (
            14,
            datetime.date(2030, 7, 1),
            "No adoption lies between the first and the last period, after one without it.",
        ),
        (
            14,
            datetime.date(2010, 7, 1),
            "No adoption lies between the first and the last period, after one without it. 1 of 1 units had the system "
            "in the first period in which they were observed, so they have no before: all.",
        ),
        (
            14,
            datetime.date(2016, 2, 3),
            "The system was adopted within the last period, so that no whole period is with it.",
        ),
    ],
)
def test_too_few_periods_say_what_is_needed(count: int, day: datetime.date, reason: str) -> None:
    table = table_of(value=made_up(count, 6), period=months(count))
    assert measure_interrupted_series(table, context("days", adoption=day)) == NotApplicable(reason)


def test_series_without_chance_is_not_applicable() -> None:
    table = table_of(value=[5.0] * 40, period=months(40))
    result = measure_interrupted_series(table, context("days", adoption=datetime.date(2017, 1, 1)))
    assert isinstance(result, NotApplicable)
    assert "no chance" in result.reason


def test_units_that_adopt_at_different_times_are_not_one_series() -> None:
    starts = {"a": datetime.date(2016, 1, 1), "b": datetime.date(2016, 6, 1)}
    rows = [(unit, month, 1.0, start) for unit, start in starts.items() for month in months(24)]
    unit, period, value, adopted = (list(column) for column in zip(*rows, strict=True))
    result = measure_interrupted_series(
        table_of(adopter=unit, period=period, value=value, adopted=adopted), context("days")
    )
    assert isinstance(result, NotApplicable)
    assert "adopted at 2 different times" in result.reason


def test_seasons_seen_less_than_twice_are_left_out_and_said_so() -> None:
    table = table_of(value=made_up(30, 20), period=months(30))
    result = measured(measure_interrupted_series(table, context("days", adoption=months(30)[20])))
    check = next(one for one in result.diagnostics if one.name == "Seasons seen before adoption")
    assert (check.passed, check.text[:47]) == (False, "20 periods before adoption; 24 would be needed ")
    assert result.strength == 2


def test_options_that_make_no_sense_are_refused() -> None:
    table = table_of(value=-made_up(), period=months(48))
    day = datetime.date(2018, 1, 1)
    with pytest.raises(MethodError, match="not above 0"):
        measure_interrupted_series(table, context("days", adoption=day, scale="logarithm"))


def test_without_a_date_of_adoption_the_design_cannot_run() -> None:
    table = table_of(value=[1.0], period=[datetime.date(2015, 1, 1)])
    assert "says when" in str(can_run(table, context("days")))
    assert can_run(table, context("days", adoption=datetime.date(2015, 1, 1))) is None


def test_other_models_are_set_beside_ours() -> None:
    table = table_of(value=made_up(), period=months(48))
    result = measured(measure_interrupted_series(table, context("days", adoption=datetime.date(2018, 1, 1), season=1)))
    check = next(one for one in result.diagnostics if one.name == "Other models say the same")
    assert check.passed is True
    assert [name in check.text for name in ("Kalman filter", "autoregressive", "ARIMA")] == [True] * 3


def test_ljung_box_finds_autocorrelation_and_leaves_chance_alone() -> None:
    rng = np.random.default_rng(4)
    alarms = [ljung_box(rng.normal(size=80), 10, 0) < 0.05 for _ in range(2000)]
    assert 0.03 < np.mean(alarms) < 0.08
    walk = np.cumsum(rng.normal(size=80))
    assert ljung_box(walk - walk.mean(), 10, 0) < 1e-6


def closed(*places: int) -> dict[str, list]:
    """Ten years of months with seasons and a change in 2020, of which some months of the year never have cases."""
    time = np.arange(120)
    value = 100 + 8 * np.sin(2 * np.pi * time / 12) - 6 * (time >= 60) + np.random.default_rng(11).normal(0, 1, 120)
    kept = np.flatnonzero(~np.isin(time % 12, places))
    return {"value": value[kept].tolist(), "period": [months(120)[place] for place in kept]}


def explained(columns: dict[str, list]) -> tuple[Interrupted, float]:
    """The series with its seasons, and its change."""
    track = read_track(table_of(**columns), context("days", adoption=datetime.date(2020, 1, 1)))
    assert isinstance(track, Track)
    series = build_series(track, SeriesSettings(12, trend=False, slope=False, logarithm=False))
    assert isinstance(series, Interrupted)
    return series, float(LevelModel(series.time, series.design).fit(series.values).coefficients[-1])


@pytest.mark.parametrize("places", [(7,), (0,), (0, 7)])
def test_a_season_that_never_has_cases_is_left_out(places: tuple[int, ...]) -> None:
    series, change = explained(closed(*places))
    assert change == pytest.approx(-6, abs=1)
    assert series.checks[0].passed is True
    assert f"show {12 - len(places)} seasons each twice." in series.checks[0].text
    assert len(series.time) == 120 - 10 * len(places)
    assert series.design.shape[1] == 13 - len(places)


def test_a_season_seen_once_before_adoption_is_left_out_with_its_periods() -> None:
    whole, some = closed(), closed(7)
    rare = [place for place, day in enumerate(whole["period"]) if day.month == 8 and day.year >= 2019]
    series, change = explained({name: some[name] + [whole[name][place] for place in rare] for name in whole})
    assert "One season was not seen twice before it and left out, with 6 periods." in series.checks[0].text
    assert change == pytest.approx(explained(some)[1], rel=1e-9)


@pytest.mark.parametrize(
    "control", [np.full(48, 1e9 / 3), 1e9 / 3 * (1 + 1e-13 * (np.arange(48) % 3)), np.arange(48) * 0.1]
)
def test_a_control_that_says_nothing_of_its_own_is_refused_by_name(control: np.ndarray) -> None:
    table = table_of(value=made_up(), period=months(48), control=control)
    result = measure_interrupted_series(table, context("days", adoption=datetime.date(2018, 1, 1)))
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith("The control series is constant, or is the trend")


def test_a_control_of_very_large_numbers_is_taken_as_one_of_small() -> None:
    time, control = np.arange(24), np.random.default_rng(12).normal(0, 1, 24)
    found = []
    for level, size in ((0.0, 1.0), (1e9, 1e3)):
        design = np.column_stack([np.ones(24), time - 16, level + size * control, time >= 16])
        fit = LevelModel(time, design).fit(made_up(24, 16))
        found.append((fit.coefficients[-1], fit.covariance[-1, -1], size * fit.coefficients[2]))
    assert found[1] == pytest.approx(found[0], rel=1e-4)


@pytest.mark.parametrize(
    ("kind", "title"),
    [("grows by a share", "logarithm of the outcome"), ("grows by an amount", "outcome")],
)
def test_the_likelier_scale_is_taken_in_every_unit(kind: str, title: str) -> None:
    rng, time = np.random.default_rng(13), np.arange(16)
    share = np.exp(0.2 * time) * np.exp(rng.normal(0, 0.05, 16))
    value = share if kind == "grows by a share" else 5 + 4 * time + rng.normal(0, 1, 16)
    told = {"adoption": datetime.date(2016, 1, 1), "season": 1}
    for unit in ("days", "percent"):
        result = measure_interrupted_series(table_of(value=value, period=months(16)), context(unit, **told))
        assert measured(result).details[0].title == f"Model of the series ({title})"
