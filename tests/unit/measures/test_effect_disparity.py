from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adopting_units import draw_panel, rows_of
from evidence_tables import context, table_of
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.disparity.effect_disparity import measure_effect_disparity
from publicvalue.measures.effect.randomised_difference import measure_randomised_difference
from publicvalue.measures.result import Measured, NotApplicable

NAMES = ("north", "south", "west", "east")


def lots(effects: dict[str, float], cases: int = 200, seed: int = 1) -> EvidenceTable:
    """Cases of each group for which lots decided; half of them with the system."""
    rng = np.random.default_rng(seed)
    groups = [name for name in effects for _ in range(cases)]
    drawn = np.tile(np.arange(cases) % 2 == 0, len(effects))
    moved = np.repeat(list(effects.values()), cases) * drawn
    values = 20 + moved + rng.normal(0, 2, len(groups))
    return table_of(value=values.tolist(), drawn=drawn.tolist(), group=groups)


def measured(evidence: EvidenceTable, unit: str = "days", **options: object) -> Measured:
    options = {"effect": "in its unit", "reference": "north", **options}
    result = measure_effect_disparity(evidence, context(unit, **options))
    assert isinstance(result, Measured), result
    return result


def texts(result: Measured) -> str:
    return "\n".join(diagnostic.text for diagnostic in result.diagnostics)


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
    result = measured(evidence)
    north, south = (effect_of_group(evidence, name) for name in ("north", "south"))
    assert result.estimate == pytest.approx(south.estimate - north.estimate)
    draws = south.draws - np.random.default_rng(5).permutation(north.draws)
    assert (result.low, result.high) == pytest.approx(tuple(np.quantile(draws, [0.025, 0.975])), abs=0.03)
    assert result.low < 3 < result.high
    assert result.strength == 5
    assert result.n == 400
    assert [point.label for point in result.pictures[0].points] == ["north", "south"]


def test_the_group_that_differs_most_is_picked_and_its_interval_allows_for_that() -> None:
    evidence = lots({"north": -4.0, "south": -3.8, "west": -3.9, "east": -4.1}, cases=60)
    result = measured(evidence)
    differences = {row[0]: row[6] for row in result.details[0].rows}
    worst = max(("south", "west", "east"), key=lambda name: abs(differences[name]))
    assert result.estimate == pytest.approx(differences[worst])
    assert f"The effect on {worst} differs most from that on north" in texts(result)
    assert "It was picked from 3 comparisons; the interval allows for that." in texts(result)
    alone = measured(evidence, groups=[worst])
    # Selection overstates: the interval reaches further towards no difference than that of one comparison.
    assert abs(result.low + result.high) < abs(alone.low + alone.high)


def test_intervals_of_all_groups_at_once_are_wider_than_each_by_itself() -> None:
    evidence = lots(dict.fromkeys(NAMES, -2.0))
    row = next(row for row in measured(evidence).details[0].rows if row[0] == "south")
    alone = measured(evidence, groups=["south"])
    assert row[7] < alone.low
    assert row[8] > alone.high
    assert 0 <= row[9] <= 1


def test_effects_in_percent_are_compared_in_percentage_points() -> None:
    evidence = lots({"north": -4.0, "south": -1.0}, cases=2000)
    assert measured(evidence, "percentage points", effect="in percent").estimate == pytest.approx(15, abs=1.5)
    with pytest.raises(MethodError, match="asked for in days"):
        measured(evidence, effect="in percent")


def test_units_that_adopt_at_different_times_are_compared_by_group() -> None:
    adopted = np.repeat([3, 5, 8], [12, 12, 16])
    rows = joined(*(rows_of(draw_panel(np.random.default_rng(seed), adopted, 8, -seed)) for seed in (1, 5)))
    rows["adopter"] = [f"{name}{place // 320}" for place, name in enumerate(rows["adopter"])]
    result = measured(table_of(**rows, group=["north"] * 320 + ["south"] * 320))
    assert result.low < -4 < result.high < 0
    assert "Measured by comparing units before and after adoption" in texts(result)


def test_a_group_whose_data_do_not_allow_the_design_is_named() -> None:
    evidence = lots({"north": -4.0, "south": -1.0, "west": 0.0})
    rows = evidence.rows.filter((evidence.rows["group"] != "west") | evidence.rows["drawn"])
    result = measured(replace(evidence, rows=rows))
    assert "in west: Lots did not fall both ways in any stratum" in texts(result)
    assert [row[0] for row in result.details[0].rows] == ["north", "south"]


def test_checks_that_a_group_did_not_pass_are_named() -> None:
    few = lots({"west": 0.0}, cases=16)
    result = measured(table_of(**joined(lots({"north": -4.0}), few)), minimum_group=10)
    assert result.strength == 4
    assert "Not passed: Enough drawn in each arm." in texts(result)


def test_small_groups_are_left_out_and_the_smallest_not_shown() -> None:
    evidence = lots({"north": -4.0, "south": -1.0})
    result = measured(table_of(**joined(evidence, lots({"west": 0.0}, cases=3))))
    assert "fewer than 30 cases: west." in texts(result)
    rows = {row[0]: row for row in result.details[0].rows}
    assert set(rows["west"][1:]) == {None}
    # Hidden too, so that the three cases cannot be had by subtraction: of two that are compared, one tells the other.
    assert all(set(row[1:]) == {None} for row in rows.values())
    assert result.pictures == ()
    assert "The effect on south differs most from that on north.\n" in texts(result)
    assert result.n == measured(evidence).n + 3


def test_no_design_is_a_reason_and_not_a_number() -> None:
    evidence = table_of(value=[1.0, 2.0] * 60, group=["north"] * 60 + ["south"] * 60)
    result = measure_effect_disparity(evidence, context("days", effect="in its unit"))
    assert isinstance(result, NotApplicable)
    assert result.reason.startswith("No design can be used in the groups. Not by comparing those that drew the system")


def test_too_many_groups_are_refused() -> None:
    evidence = table_of(value=[1.0] * 60, drawn=[True, False] * 30, group=[f"g{n}" for n in range(60)])
    with pytest.raises(MethodError, match="more than 50 groups"):
        measure_effect_disparity(evidence, context("days", effect="in its unit"))
