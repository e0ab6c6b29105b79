"""Quantiles, totals, differences, raking and constructs: bad input, small groups, item analysis."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError
from publicvalue.measures.result import NotApplicable
from publicvalue.measures.survey.construct import measure_survey_construct
from publicvalue.measures.survey.difference import measure_survey_difference
from publicvalue.measures.survey.mean import measure_survey_mean
from publicvalue.measures.survey.quantile import measure_survey_quantile
from publicvalue.measures.survey.share import measure_survey_share
from publicvalue.measures.survey.total import measure_survey_total


def people(n: int = 60) -> dict[str, list]:
    rng = np.random.default_rng(2)
    sex = ["woman" if draw < 0.3 else "man" for draw in rng.random(n)]
    age = ["young" if draw < 0.5 else "old" for draw in rng.random(n)]
    value = [float(rng.integers(1, 4) + 2 * (one == "woman")) for one in sex]
    return {"value": value, "margins": [sex, age]}


MARGINS = {"margins_1": {"woman": 50, "man": 50}, "margins_2": {"young": 40, "old": 60}}


def test_raking_gives_each_group_its_share() -> None:
    data = people()
    plain = measured(measure_survey_mean(table_of(value=data["value"]), context()))
    raked = measured(measure_survey_mean(table_of(**data), context(margins=MARGINS)))
    assert raked.estimate > plain.estimate + 0.2
    assert raked.strength == 3
    table = next(detail for detail in raked.details if detail.title == "Who answered, and who did not")
    assert [row[:2] for row in table.rows] == [
        ("margins_1", "man"),
        ("margins_1", "woman"),
        ("margins_2", "old"),
        ("margins_2", "young"),
    ]
    assert [row[4] for row in table.rows] == [50, 50, 60, 40]
    assert "raked to known margins" in raked.method


def test_raking_of_a_share_stays_a_share() -> None:
    data = people()
    event = [value >= 3 for value in data["value"]]
    raked = measured(measure_survey_share(table_of(event=event, margins=data["margins"]), context(margins=MARGINS)))
    assert 0 < raked.low < raked.estimate < raked.high < 100


def test_a_margin_that_settles_nothing_warns_about_weights() -> None:
    data = people()
    odd = {"margins_1": {"woman": 99, "man": 1}, "margins_2": {"young": 40, "old": 60}}
    raked = measured(measure_survey_mean(table_of(**data), context(margins=odd)))
    check = next(one for one in raked.diagnostics if one.name == "Raking")
    assert check.passed is False


@pytest.mark.parametrize(
    ("margins", "whats"),
    [
        (
            {"margins_1": {"woman": 50, "men": 50}, "margins_2": {"young": 40, "old": 60}},
            ["'man' has no known total", "nobody of 'men' answered"],
        ),
        (
            {"margins_1": {"woman": 50, "man": 50}},
            ["the option margins names margins_1; the columns are margins_1, margins_2"],
        ),
        (
            {"margins_1": {"woman": 50, "man": 50}, "margins_2": {"young": 400, "old": 600}},
            ["the margin adds up to 1,000, 'margins_1' to 100"],
        ),
        (None, ["the option margins names nothing; the columns are margins_1, margins_2"]),
    ],
)
def test_margins_that_do_not_fit_are_named(margins: object, whats: list[str]) -> None:
    options = {} if margins is None else {"margins": margins}
    with pytest.raises(EvidenceError) as caught:
        measure_survey_mean(table_of(**people()), context(**options))
    assert [problem.what for problem in caught.value.problems] == whats


def test_rows_without_a_category_are_named() -> None:
    data = people()
    data["margins"][0][3] = None
    with pytest.raises(EvidenceError, match="1 rows with an answer have no margins_1"):
        measure_survey_mean(table_of(**data), context(margins=MARGINS))


def test_weights_of_zero_are_refused_everywhere() -> None:
    evidence = table_of(value=[1.0, 2.0, 3.0], weight=[1.0, 0.0, 2.0])
    for measure in (measure_survey_quantile, measure_survey_total):
        with pytest.raises(EvidenceError, match="1 of 3 rows with an answer have a weight of 0 or less"):
            measure(evidence, context())


def test_draws_of_a_quantile_lie_about_its_interval() -> None:
    rng = np.random.default_rng(1)
    result = measured(measure_survey_quantile(table_of(value=list(rng.normal(size=400))), context()))
    inside = np.mean((result.draws >= result.low) & (result.draws <= result.high))
    assert 0.93 <= inside <= 0.99


def test_small_groups_are_not_shown() -> None:
    groups = ["a"] * 20 + ["b"] * 20 + ["c"] * 3
    evidence = table_of(value=[float(n % 5) for n in range(43)], group=groups)
    result = measured(measure_survey_difference(evidence, context(group="a", reference="b")))
    # The third group is hidden, and both that are compared: as their difference is known, one would tell the other, and
    # what all answered less the two would tell the third.
    assert result.details[0].rows[2] == ("1 group of fewer than 5", "not shown", None, None, None)
    assert all(row[1] == "not shown" for row in result.details[0].rows)
    assert result.n == 43
    large = table_of(value=[float(n % 5) for n in range(65)], group=[*groups[:40], *["c"] * 22, *["d"] * 3])
    result = measured(measure_survey_difference(large, context(group="a", reference="c")))
    assert [row[1] for row in result.details[0].rows] == ["not shown", 20, "not shown", "not shown"]
    result = measured(measure_survey_difference(large, context(group="c", reference="b")))
    assert [row[1] for row in result.details[0].rows] == ["not shown", 20, 22, "not shown"]


def test_a_count_stands_for_so_many_people() -> None:
    counted = table_of(value=[1.0, 2.0, 5.0], count=[15.0, 10.0, 5.0])
    rows = table_of(value=[*[1.0] * 15, *[2.0] * 10, *[5.0] * 5])
    first, second = (measured(measure_survey_quantile(one, context())) for one in (counted, rows))
    assert (first.estimate, first.low, first.high) == (second.estimate, second.low, second.high)


def items(reverse: bool = False, n: int = 200) -> list[list[float]]:
    rng = np.random.default_rng(9)
    common = rng.normal(size=n)
    columns = [np.clip(np.round(3 + common + 0.6 * rng.normal(size=n)), 1, 5) for _ in range(4)]
    if reverse:
        columns[3] = 6 - columns[3]
    return [column.tolist() for column in columns]


def test_construct_reports_its_reliability_and_items() -> None:
    result = measured(measure_survey_construct(table_of(items=items()), context(low=1, high=5)))
    check = next(one for one in result.diagnostics if one.name == "Reliability")
    assert check.passed is True
    assert [row[0] for row in result.details[0].rows] == ["items_1", "items_2", "items_3", "items_4"]
    assert all(0.5 < row[4] < 1 for row in result.details[0].rows)


def test_answers_to_items_are_shown_unless_few_chose_a_point() -> None:
    shown = measured(measure_survey_construct(table_of(items=items()), context(low=1, high=5))).pictures[0]
    assert [sum(one.shares) for one in shown.items] == pytest.approx([100] * 4)
    few = [[1.0] * 20 + [5.0] * 2, [1.0] * 11 + [5.0] * 11]
    hidden = measured(measure_survey_construct(table_of(items=few), context(low=1, high=5))).pictures[0]
    assert hidden.items[0].shares == (None,) * 5
    assert hidden.items[1].shares == (50, 0, 0, 0, 50)
    outer = [[1.0] * 3 + [2.0] * 8 + [4.0] * 9 + [5.0] * 2, [1.0] * 4 + [2.0] * 7 + [3.0] * 5 + [5.0] * 6]
    sides = measured(measure_survey_construct(table_of(items=outer), context(low=1, high=5))).pictures[0]
    assert sides.points == ("1 to 2", "3", "4 to 5")
    assert [one.shares for one in sides.items] == [(50, 0, 50), pytest.approx((50, 500 / 22, 600 / 22))]


def test_an_item_reversed_and_not_named_so_is_flagged() -> None:
    marked = measured(measure_survey_construct(table_of(items=items(reverse=True)), context(low=1, high=5)))
    direction = next(one for one in marked.diagnostics if one.name == "Direction of the items")
    assert direction.passed is False
    assert direction.text.startswith("items_4: answers run against the other items")
    named = context(low=1, high=5, reversed=["items_4"])
    turned = measured(measure_survey_construct(table_of(items=items(reverse=True)), named))
    straight = measured(measure_survey_construct(table_of(items=items()), context(low=1, high=5)))
    assert turned.estimate == pytest.approx(straight.estimate)
    assert not any(one.name == "Direction of the items" for one in turned.diagnostics)


def test_answers_off_the_scale_are_refused() -> None:
    with pytest.raises(EvidenceError) as caught:
        measure_survey_construct(table_of(items=[[1.0, 1.0], [9.0, 2.0]]), context(low=1, high=5))
    assert [problem.what for problem in caught.value.problems] == [
        "items_2: 1 answers lie outside the scale, from 9 to 9"
    ]


def test_a_reversed_item_that_does_not_exist_is_named() -> None:
    with pytest.raises(EvidenceError, match="no item is called trust"):
        measure_survey_construct(table_of(items=items()), context(low=1, high=5, reversed=["trust"]))


def test_items_that_do_not_vary_have_no_reliability() -> None:
    result = measure_survey_construct(table_of(items=[[3.0] * 9, [3.0] * 9]), context(low=1, high=5))
    check = next(one for one in measured(result).diagnostics if one.name == "Reliability")
    assert check.passed is False


def test_one_item_is_no_construct() -> None:
    assert isinstance(measure_survey_construct(table_of(items=[[1.0, 2.0]]), context()), NotApplicable)
