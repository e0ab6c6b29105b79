from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, table_of
from publicvalue.errors import MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.disparity.outcome_disparity import measure_outcome_disparity
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result


def groups(**counts: tuple[float, float]) -> EvidenceTable:
    """Groups as name=(with the event, without)."""
    return table_of(
        event=[event for _ in counts for event in (True, False)],
        group=[name for name in counts for _ in range(2)],
        count=[float(count) for pair in counts.values() for count in pair],
    )


def measure(evidence: EvidenceTable, unit: str = "percentage points", **options: object) -> Result:
    return measure_outcome_disparity(evidence, context(unit, **options))


def test_one_group_is_compared_with_the_largest() -> None:
    result = measure(groups(north=(20, 180), south=(30, 70)))
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(20.0)
    assert result.low > 0
    assert result.diagnostics == (
        Diagnostic("Group that differs most", None, "south differs most from north: 30.00 % against 10.00 %."),
    )


@pytest.mark.parametrize("statistic", ["difference", "ratio"])
def test_draws_of_one_comparison_agree_with_its_interval(statistic: str) -> None:
    evidence = groups(north=(20, 180), south=(30, 70))
    result = measure_outcome_disparity(evidence, context("any", draws=400_000, statistic=statistic))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], rel=0.01)


NEAR_TIE = groups(north=(50, 150), east=(44, 56), south=(45, 55), west=(26, 74))


def test_a_group_that_only_just_differs_most_has_its_interval_moved_towards_the_reference() -> None:
    alone, several = measure(NEAR_TIE, groups=["south"]), measure(NEAR_TIE)
    assert isinstance(alone, Measured)
    assert isinstance(several, Measured)
    assert several.estimate == alone.estimate
    assert several.low < alone.low < several.high < alone.high
    assert several.diagnostics[0].text == (
        "south differs most from north: 45.00 % against 25.00 %. It was picked from 3 comparisons; the interval "
        "allows for that."
    )


def test_a_group_that_stands_far_out_has_the_interval_of_one_comparison() -> None:
    evidence = groups(north=(50, 150), east=(24, 76), south=(85, 15), west=(26, 74))
    alone, several = measure(evidence, groups=["south"]), measure(evidence)
    assert isinstance(alone, Measured)
    assert isinstance(several, Measured)
    assert (several.low, several.high) == pytest.approx((alone.low, alone.high), abs=0.2)


@pytest.mark.parametrize("statistic", ["difference", "ratio"])
def test_draws_of_the_group_selected_agree_with_its_interval(statistic: str) -> None:
    result = measure_outcome_disparity(NEAR_TIE, context("any", draws=400_000, statistic=statistic))
    assert isinstance(result, Measured)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], rel=0.02)


def test_small_groups_are_named_and_not_compared_and_tiny_ones_have_no_name() -> None:
    result = measure(groups(north=(20, 180), south=(30, 70), islands=(9, 1), reef=(3, 1)))
    assert isinstance(result, Measured)
    assert result.n == 300
    text = "Not compared, because they have fewer than 30 cases: islands, 1 group of fewer than 5."
    assert Diagnostic("Small groups left out", None, text) in result.diagnostics
    rows = {row[0]: row[1:] for row in result.details[0].rows}
    assert list(rows) == ["north", "south", "islands", "1 group of fewer than 5"]
    # Reef alone could be had by subtracting the others from all cases: the next smallest group hides it.
    assert rows["1 group of fewer than 5"] == rows["islands"] == (None,) * 9
    assert rows["south"][:2] == (100.0, 30.0)


@pytest.mark.parametrize("options", [{}, {"groups": ["south"]}])
def test_of_two_groups_neither_is_shown_beside_a_tiny_one(options: dict) -> None:
    result = measure(groups(north=(20, 180), south=(30, 70), reef=(3, 1)), **options)
    assert isinstance(result, Measured)
    # The difference is known: with the rate of one, that of the other, and that of reef from all cases.
    assert all(set(row[1:]) == {None} for row in result.details[0].rows)
    assert result.diagnostics[0].text == "south differs most from north."
    assert result.n == 304


def test_small_group_is_shown_where_it_gives_nobody_away() -> None:
    result = measure(groups(north=(20, 180), south=(30, 70), islands=(9, 1)))
    assert isinstance(result, Measured)
    rows = {row[0]: row[1:] for row in result.details[0].rows}
    assert rows["islands"][:2] == (10.0, 90.0)
    assert rows["islands"][4:] == (None,) * 5


def test_all_comparisons_are_shown_with_what_allows_for_their_number() -> None:
    result = measure(NEAR_TIE)
    assert isinstance(result, Measured)
    columns = result.details[0].columns
    rows = {row[0]: dict(zip(columns, row, strict=True)) for row in result.details[0].rows}
    assert rows["north"]["p-value (Holm)"] is None
    alone = measure(NEAR_TIE, groups=["south"])
    assert isinstance(alone, Measured)
    assert rows["south"]["low (all at once)"] < alone.low < alone.high < rows["south"]["high (all at once)"]
    assert rows["south"]["p-value (Holm)"] == pytest.approx(3 * 0.00048, rel=0.2)
    assert rows["west"]["p-value (Holm)"] == pytest.approx(0.85, abs=0.03)


def test_combinations_of_two_columns_are_groups_and_small_ones_are_hidden() -> None:
    evidence = table_of(
        event=[True, False, True, False, True, False, True, True],
        group=[
            ["women", "women", "men", "men", "women", "women", "men", "women"],
            ["north", "north", "north", "north", "south", "south", "south", None],
        ],
        count=[50.0, 150.0, 40.0, 160.0, 60.0, 40.0, 3.0, 9.0],
    )
    result = measure(evidence, reference="men x north")
    assert isinstance(result, Measured)
    assert result.estimate == pytest.approx(60 - 20)
    assert "women x south differs most from men x north" in result.diagnostics[1].text
    assert result.diagnostics[0].text == "1 of 8 rows was left out because event or group is blank."
    assert [row[0] for row in result.details[0].rows] == [
        "men x north",
        "women x north",
        "women x south",
        "1 group of fewer than 5",
    ]
    assert result.details[0].rows[-1][1:] == (None,) * 9


def test_ratio_of_a_group_without_events_is_0_with_an_interval() -> None:
    result = measure(groups(north=(20, 180), south=(0, 100)), "ratio", statistic="ratio")
    assert isinstance(result, Measured)
    assert result.estimate == 0.0
    assert 0.0 == result.low < result.high < 1


def test_ratio_to_a_reference_without_events_is_not_applicable() -> None:
    result = measure(groups(north=(0, 200), south=(5, 100)), "ratio", statistic="ratio")
    assert result == NotApplicable("The rate of north is 0, so no ratio can be given: choose another reference.")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"reference": "west"}, "No case counts towards the rate in group west; the groups are: north, south."),
        ({"groups": ["south", "east"]}, "No case counts towards the rate in group east; the groups are: north, south."),
        ({"minimum_group": 150}, "No group besides north has 150 cases or more: add cases or merge groups."),
        (
            {"minimum_group": 150, "reference": "south"},
            "The reference group south has fewer than 150 cases: choose a larger one, or add cases.",
        ),
    ],
)
def test_comparison_that_cannot_be_made_says_why(options: dict[str, object], reason: str) -> None:
    assert measure(groups(north=(20, 180), south=(30, 70)), **options) == NotApplicable(reason)


def test_no_known_group_is_not_applicable() -> None:
    result = measure(groups(north=(0, 0)))
    assert result == NotApplicable("No case has a group and a known rate: fill the columns.")


@pytest.mark.parametrize("options", [{"statistic": "gap"}, {"minimum_group": 0}, {"minimum_group": "many"}])
def test_options_that_cannot_be_understood_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(MethodError):
        measure(groups(north=(20, 180), south=(30, 70)), **options)


def test_blank_groups_are_left_out_and_counted() -> None:
    evidence = table_of(event=[True, False, None, True], group=["a", "b", "a", None], count=[40.0, 40.0, 1.0, 1.0])
    result = measure(evidence)
    assert isinstance(result, Measured)
    assert result.n == 80
    assert result.diagnostics[0].text == "2 of 4 rows were left out because event or group is blank."
