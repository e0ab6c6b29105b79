from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr, stdtrit

from adopting_units import draw_panel, rows_of
from evidence_tables import context, measured, notes_of, table_of
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.disparity.effect_difference import difference_distribution
from publicvalue.measures.disparity.effect_disparity import measure_effect_disparity
from publicvalue.measures.disparity.shared_parts import correlate
from publicvalue.measures.effect.lots.measure import measure_randomised_difference
from publicvalue.measures.effect.staggered.measure import measure_staggered_adoption
from publicvalue.measures.kernels.proportions import SCORES
from publicvalue.measures.result import Measured, NotApplicable, Parts

NAMES = ("north", "south", "west", "east")


def lots(effects: dict[str, float], cases: int = 200, seed: int = 1) -> EvidenceTable:
    """Cases of each group for which lots decided; half of them with the system."""
    rng = np.random.default_rng(seed)
    groups = [name for name in effects for _ in range(cases)]
    drawn = np.tile(np.arange(cases) % 2 == 0, len(effects))
    moved = np.repeat(list(effects.values()), cases) * drawn
    values = 20 + moved + rng.normal(0, 2, len(groups))
    return table_of(value=values.tolist(), drawn=drawn.tolist(), group=groups)


def measure(evidence: EvidenceTable, unit: str = "days", **options: object) -> Measured:
    options = {"effect": "in its unit", "reference": "north", **options}
    return measured(measure_effect_disparity(evidence, context(unit, **options)))


def joined(*parts: EvidenceTable) -> dict[str, list]:
    columns = [part.rows.to_pyarrow().to_pydict() for part in parts]
    return {name: [value for one in columns for value in one[name]] for name in columns[0]}


def effect_of_group(evidence: EvidenceTable, name: str) -> Measured:
    own = replace(evidence, rows=evidence.rows.filter(evidence.rows["group"] == name))
    result = measure_randomised_difference(own, context("days", draws=100_000))
    assert isinstance(result, Measured)
    return result


def test_two_groups_are_the_difference_of_two_effects() -> None:
    evidence = lots({"north": -4.0, "south": -1.0})
    result = measure(evidence)
    north, south = (effect_of_group(evidence, name) for name in ("north", "south"))
    assert result.estimate == pytest.approx(south.estimate - north.estimate)
    draws = south.draws - np.random.default_rng(5).permutation(north.draws)
    assert (result.low, result.high) == pytest.approx(tuple(np.quantile(draws, [0.025, 0.975])), abs=0.03)
    assert result.low < 3 < result.high
    assert result.strength == 5
    assert result.n == 400
    assert [point.label for point in result.pictures[0].points] == ["north", "south"]


@pytest.mark.parametrize("groups", [("north", "south"), NAMES])
def test_ends_do_not_move_with_the_seed(groups: tuple[str, ...]) -> None:
    evidence = lots(dict(zip(groups, (-4.0, -1.0, -3.0, 2.0), strict=False)))
    for unit, way in (("days", "in its unit"), ("percentage points", "in percent")):
        found = [
            measure_effect_disparity(evidence, context(unit, seed=seed, reference="north", effect=way))
            for seed in (1, 2)
        ]
        one, other = found
        assert isinstance(one, Measured)
        assert isinstance(other, Measured)
        assert (one.low, one.high) == (other.low, other.high)
        assert not np.array_equal(one.draws, other.draws)


def test_difference_of_normal_effects_is_normal() -> None:
    one, other = 3 + 2 * SCORES, 1 + 0.5 * SCORES
    low, high = difference_distribution(one, other).interval(2.0)
    reach = 1.959964 * np.sqrt(4 + 0.25)
    assert (low, high) == pytest.approx((2 - reach, 2 + reach), abs=0.002 * reach)


def test_difference_of_effects_with_few_degrees_of_freedom_is_that_of_their_draws() -> None:
    rng = np.random.default_rng(4)
    one, other = stdtrit(3, ndtr(SCORES)), 2 * stdtrit(6, ndtr(SCORES))
    draws = rng.standard_t(3, 1_000_000) - 2 * rng.standard_t(6, 1_000_000)
    found = difference_distribution(one, other).interval(0.0)
    assert found == pytest.approx(tuple(np.quantile(draws, [0.025, 0.975])), abs=0.03)


def test_the_group_that_differs_most_is_picked_and_its_interval_allows_for_that() -> None:
    evidence = lots({"north": -4.0, "south": -3.8, "west": -3.9, "east": -4.1}, cases=60)
    result = measure(evidence)
    differences = {row[0]: row[6] for row in result.details[0].rows}
    worst = max(("south", "west", "east"), key=lambda name: abs(differences[name]))
    assert result.estimate == pytest.approx(differences[worst])
    assert f"The effect on {worst} differs most from that on north" in notes_of(result)
    assert "It was picked from 3 comparisons; the interval allows for that." in notes_of(result)
    alone = measure(evidence, groups=[worst])
    # Selection overstates: the interval reaches further towards no difference than that of one comparison.
    assert abs(result.low + result.high) < abs(alone.low + alone.high)


def test_intervals_of_all_groups_at_once_are_wider_than_each_by_itself() -> None:
    evidence = lots(dict.fromkeys(NAMES, -2.0))
    row = next(row for row in measure(evidence).details[0].rows if row[0] == "south")
    alone = measure(evidence, groups=["south"])
    assert row[7] < alone.low
    assert row[8] > alone.high
    assert 0 <= row[9] <= 1


def test_effects_in_percent_are_compared_in_percentage_points() -> None:
    evidence = lots({"north": -4.0, "south": -1.0}, cases=2000)
    assert measure(evidence, "percentage points", effect="in percent").estimate == pytest.approx(15, abs=1.5)
    with pytest.raises(MethodError, match="asked for in days"):
        measure(evidence, effect="in percent")


def test_units_that_adopt_at_different_times_are_compared_by_group() -> None:
    adopted = np.repeat([3, 5, 8], [12, 12, 16])
    rows = joined(*(rows_of(draw_panel(np.random.default_rng(seed), adopted, 8, -seed)) for seed in (1, 5)))
    rows["adopter"] = [f"{name}{place // 320}" for place, name in enumerate(rows["adopter"])]
    result = measure(table_of(**rows, group=["north"] * 320 + ["south"] * 320))
    assert result.low < -4 < result.high < 0
    assert "Measured by comparing units before and after adoption" in notes_of(result)


def test_a_group_whose_data_do_not_allow_the_design_is_named() -> None:
    evidence = lots({"north": -4.0, "south": -1.0, "west": 0.0})
    rows = evidence.rows.filter((evidence.rows["group"] != "west") | evidence.rows["drawn"])
    result = measure(replace(evidence, rows=rows))
    assert "in west: Lots did not fall both ways in any stratum" in notes_of(result)
    assert [row[0] for row in result.details[0].rows] == ["north", "south"]


def test_checks_that_a_group_did_not_pass_are_named() -> None:
    few = lots({"west": 0.0}, cases=16)
    result = measure(table_of(**joined(lots({"north": -4.0}), few)), minimum_group=10)
    assert result.strength == 4
    assert "Not passed: Enough drawn in each arm." in notes_of(result)


def test_small_groups_are_left_out_and_the_smallest_not_shown() -> None:
    evidence = lots({"north": -4.0, "south": -1.0})
    result = measure(table_of(**joined(evidence, lots({"west": 0.0}, cases=3))))
    assert "fewer than 30 cases: 1 group of fewer than 5." in notes_of(result)
    rows = {row[0]: row for row in result.details[0].rows}
    assert set(rows["1 group of fewer than 5"][1:]) == {None}
    # Hidden too, so that the three cases cannot be had by subtraction: of two that are compared, one tells the other.
    assert all(set(row[1:]) == {None} for row in rows.values())
    assert result.pictures == ()
    assert "The effect on south differs most from that on north.\n" in notes_of(result)
    assert result.n == measure(evidence).n + 3


def test_no_design_is_a_reason_and_not_a_number() -> None:
    evidence = table_of(value=[1.0, 2.0] * 60, group=["north"] * 60 + ["south"] * 60)
    result = measure_effect_disparity(evidence, context("days", effect="in its unit"))
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith("No design can be used in the groups. Not by comparing those that drew the system")


def test_too_many_groups_are_refused() -> None:
    evidence = table_of(value=[1.0] * 60, drawn=[True, False] * 30, group=[f"g{n}" for n in range(60)])
    with pytest.raises(MethodError, match="in 60 groups of 'group'"):
        measure_effect_disparity(evidence, context("days", effect="in its unit"))


def test_groups_of_the_same_units_are_compared_as_the_differences_within_units() -> None:
    """The effect on one group less that on the other is the effect on their difference in each unit."""
    rng, adopted = np.random.default_rng(8), np.repeat([3, 5, 8], [10, 10, 25])
    together = draw_panel(rng, adopted, 8).outcome
    panels = {name: draw_panel(rng, adopted, 8, effect) for name, effect in (("north", -3.0), ("south", -1.0))}
    panels = {name: replace(one, outcome=one.outcome + 2 * together) for name, one in panels.items()}
    parts = {name: rows_of(one, group=[name] * one.outcome.size) for name, one in panels.items()}
    result = measure(table_of(**joined(*parts.values())), minimum_group=5, design="staggered_adoption")
    gap = replace(panels["south"], outcome=panels["south"].outcome - panels["north"].outcome + 50)
    own = measure_staggered_adoption(rows_of(gap), context("days"))
    assert isinstance(own, Measured)
    assert result.estimate == pytest.approx(own.estimate)
    assert (result.high - result.low) == pytest.approx(own.high - own.low, rel=0.06)


def test_nothing_is_shared_where_names_or_parts_are_not() -> None:
    one = Parts(("a", "b"), np.array([3.0, 4.0]))
    assert correlate(one, None) == 0
    assert correlate(one, Parts(("c", "d"), np.array([3.0, 4.0]))) == 0
    assert correlate(one, Parts(("b", "c"), np.array([4.0, 3.0]))) == pytest.approx(16 / 25)
    assert correlate(one, Parts(("a", "b"), np.array([3.0, 4.0]), rest=75.0)) == pytest.approx(0.5)
    assert correlate(one, one) == 0.99


@pytest.mark.usefixtures("few_series")
def test_series_of_the_same_months_share_what_happened_in_them() -> None:
    rng, months = np.random.default_rng(4), 60
    days = [dt.date(2015 + place // 12, 1 + place % 12, 1) for place in range(months)]
    after = np.arange(months) >= 40
    common = rng.normal(0, 2, months)
    rows = [
        (day, value, group)
        for group, effect in (("north", 0.0), ("south", 4.0))
        for day, value in zip(days, 50 + common + rng.normal(0, 0.5, months) + effect * after, strict=True)
    ]
    period, value, group = (list(column) for column in zip(*rows, strict=True))
    evidence = table_of(period=period, value=value, group=group)
    for design in ("interrupted_series", "before_after"):
        result = measure(evidence, minimum_group=5, design=design, adoption=days[40])
        alone = result.details[0].rows[1]
        # The months move each effect alone by far more than their difference.
        assert result.low < 4 < result.high
        assert result.high - result.low < 0.5 * (alone[4] - alone[3])


def test_clusters_that_serve_both_groups_are_followed() -> None:
    rng, offices = np.random.default_rng(6), 40
    drawn = np.arange(offices) % 2 == 0
    level = rng.normal(0, 3, offices)
    rows = [
        (20 + level[office] + rng.normal(0, 1) + effect * drawn[office], bool(drawn[office]), f"o{office}", group)
        for group, effect in (("north", -1.0), ("south", -4.0))
        for office in range(offices)
        for _ in range(10)
    ]
    value, lot, cluster, group = (list(column) for column in zip(*rows, strict=True))
    result = measure(table_of(value=value, drawn=lot, cluster=cluster, group=group), design="randomised_difference")
    assert result.low < -3 < result.high
    assert result.high - result.low < 1.0


def test_adopters_in_both_groups_are_followed_by_what_controls_show() -> None:
    rng, adopted = np.random.default_rng(12), np.repeat([6, 9], [1, 16])
    together = draw_panel(rng, adopted, 9).outcome
    panels = {name: draw_panel(rng, adopted, 9, effect) for name, effect in (("north", 0.0), ("south", 5.0))}
    panels = {name: replace(one, outcome=0.3 * one.outcome + 2 * together) for name, one in panels.items()}
    parts = {name: rows_of(one, group=[name] * one.outcome.size) for name, one in panels.items()}
    result = measure(table_of(**joined(*parts.values())), minimum_group=5, design="synthetic_control")
    own = result.details[0].rows[0]
    assert result.low < 1.5 < result.high
    assert result.high - result.low < 0.6 * (own[4] - own[3])
