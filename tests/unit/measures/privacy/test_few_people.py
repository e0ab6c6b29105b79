"""Nothing that a measure gives out tells what fewer than five people said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.evidence.model import Answer
from publicvalue.measures.breakdown import add_breakdown
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.picture import Likert
from publicvalue.measures.privacy.nested_answers import SurveyNumber, withhold_nested
from publicvalue.measures.privacy.suppression import HIDDEN, withhold_few
from publicvalue.measures.result import Measured, NotApplicable
from publicvalue.measures.survey.constructs.item_analysis import hidden_items

SURVEYS = sorted(id for id, one in DEFINITIONS.items() if "survey" in one.kinds)


def answers(id: str, n: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return columns and options with which a measure of surveys has a number from n people."""
    values = [float(1 + place % 5) for place in range(n)]
    if id == "survey_share":
        return {"event": [place % 2 == 0 for place in range(n)]}, {}
    if id == "survey_difference":
        return {"value": values, "group": ["a", "b"] * (n // 2) + ["a"] * (n % 2)}, {"group": "a", "reference": "b"}
    return {"value": values, "weight": [10.0] * n}, {}


@pytest.mark.parametrize("n", [2, 3, 4])
@pytest.mark.parametrize("id", SURVEYS)
def test_no_measure_of_a_survey_gives_a_number_of_a_few(id: str, n: int) -> None:
    columns, options = answers(id, n)
    definition = DEFINITIONS[id]
    result = definition.compute(table_of(**columns), context("percent", **options))
    shown = withhold_few(result, definition)
    assert isinstance(shown, NotApplicable)
    if isinstance(result, Measured):
        assert shown.reason == (
            f"{n} people answered, and no number is shown from fewer than 5, who could be told from it: ask more "
            "people, or take in more of those who answered."
        )


@pytest.mark.parametrize("id", [id for id in SURVEYS if id != "survey_difference"])
def test_five_people_have_a_number(id: str) -> None:
    columns, options = answers(id, 5)
    definition = DEFINITIONS[id]
    result = definition.compute(table_of(**columns), context("percent", **options))
    assert withhold_few(result, definition) is result


def test_records_of_a_few_cases_have_a_number() -> None:
    definition = DEFINITIONS["mean"]
    result = definition.compute(table_of(value=[1.0, 2.0, 4.0]), context("days"))
    assert withhold_few(result, definition) is result


def by_group(definition: Definition, options: dict[str, Any] | None = None, **columns: Any) -> dict[str, tuple]:
    evidence = table_of(**columns)
    settings = options or {}
    result = measured(definition.compute(evidence, context("points", **settings)))

    def context_of(labels: tuple[str, ...]) -> Context:
        return context("points", seed=len(labels), draws=100, **settings)

    broken = add_breakdown(result, evidence, definition, "", context_of)
    return {str(row[0]): row[1:] for row in broken.details[-1].rows}


def test_a_group_of_whom_few_answered_is_not_shown() -> None:
    values = [1.0, *[None] * 9, *[2.0, 3.0] * 5, *[4.0, 5.0] * 10]
    rows = by_group(DEFINITIONS["survey_mean"], value=values, by_group=["x"] * 10 + ["y"] * 10 + ["z"] * 20)
    # One person of x answered; what all answered less y and z would tell what.
    assert "x" not in rows
    assert rows["1 group of fewer than 5"] == (None, None, None, HIDDEN)
    assert rows["y"] == (None, None, None, HIDDEN)
    assert rows["z"][0] == 4.5
    assert rows["z"][3] == 20


def test_a_group_with_few_cases_of_a_rate_is_not_shown() -> None:
    advice = [True] * 60
    truth = [False] * 2 + [True] * 18 + [False] * 10 + [True] * 10 + [False] * 20
    columns = {"advice": advice, "decision": [True, False] * 30, "truth": truth}
    rows = by_group(DEFINITIONS["over_reliance"], **columns, by_group=["x"] * 20 + ["y"] * 20 + ["z"] * 20)
    # The rate of x rests on two cases with wrong advice of its twenty.
    assert {name: row[3] for name, row in rows.items()} == {"y": HIDDEN, "z": 20, "1 group of fewer than 5": HIDDEN}


def test_one_rater_cannot_be_had_from_the_others() -> None:
    options = {"low": 1, "high": 5, "items": [{"id": "a", "text": "First"}, {"id": "b", "text": "Second"}]}
    raters = ["r1", "r1", "r2", "r2", "r3", "r3"]
    columns = {"item": ["a", "b"] * 3, "rater": raters, "rating": [1.0, 2.0, 3.0, 3.0, 4.0, 5.0]}
    rows = by_group(DEFINITIONS["rating_mean"], options, **columns, by_group=["x"] * 4 + ["y"] * 2)
    assert rows == {"2 groups of fewer than 5": (None, None, None, HIDDEN)}


SCALE = {"low": 1, "high": 5}


def construct(*items: list[float | None]) -> Measured:
    return measured(DEFINITIONS["survey_construct"].compute(table_of(items=list(items)), context("points", **SCALE)))


def test_one_person_with_a_gap_cannot_be_told_from_the_items() -> None:
    rng = np.random.default_rng(7)
    first, second = ([float(x) for x in rng.integers(1, 6, 40)] for _ in range(2))
    secret = first[-1]
    result = construct(first, [*second[:-1], None])
    rows = {row[0]: row for row in result.details[0].rows}
    assert rows["items_2"] == ("items_2", HIDDEN, None, None, None, None, None)
    # With the mean of b, twice the sum of the construct less both sums would be the one answer: it must be unknown.
    mean_of_second = float(np.mean(second[:-1]))
    mean_of_first = rows["items_1"][2]
    assert isinstance(mean_of_first, float)
    assert 2 * 40 * result.estimate - 40 * mean_of_first - 39 * mean_of_second == pytest.approx(secret)
    assert mean_of_second not in rows["items_2"]
    (picture,) = result.pictures
    assert all(share is None for item in picture.items if item.label == "items_2" for share in item.shares)  # type: ignore[union-attr]


def test_items_without_few_gaps_are_shown() -> None:
    rng = np.random.default_rng(8)
    first, second = ([float(x) for x in rng.integers(1, 6, 40)] for _ in range(2))
    for gaps in (0, 5, 12):
        rows = construct(first, [*second[gaps:], *[None] * gaps]).details[0].rows
        assert [row[1] for row in rows] == [40, 40 - gaps]


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        ([[1, 1, 1]] * 20, [0, 0, 0]),
        ([[1, 1, 1]] * 20 + [[1, 0, 1]], [0, 1, 0]),
        ([[1, 1, 1]] * 20 + [[1, 0, 1]] * 5, [0, 0, 0]),
        # Three were asked the third question too.
        ([[1, 1, 0]] * 20 + [[1, 1, 1]] * 3, [1, 0, 1]),
        ([[1, 1, 0]] * 20 + [[0, 0, 0]] * 3, [0, 0, 0]),
        # Four and four: each four could be had from the other.
        ([[1, 1, 1]] * 4 + [[1, 1, 0]] * 4, [1, 0, 1]),
        ([[1, 1, 1]] * 6 + [[1, 1, 0]] * 6, [0, 0, 0]),
    ],
)
def test_items_hidden_for_few_people(given: list[list[int]], hidden: list[int]) -> None:
    assert hidden_items(np.array(given, dtype=bool)).tolist() == [bool(one) for one in hidden]


def test_mean_deviation_and_sides_do_not_tell_who_chose_an_outer_point() -> None:
    # Two people chose 1: with the mean, the deviation and the shares of both sides their number would follow.
    first = [1.0] * 2 + [2.0] * 8 + [3.0] * 10 + [4.0] * 10 + [5.0] * 10
    second = [1.0] * 8 + [2.0] * 8 + [3.0] * 8 + [4.0] * 8 + [5.0] * 8
    result = construct(first, second)
    rows = {row[0]: row for row in result.details[0].rows}
    assert rows["items_1"][3] is None
    assert rows["items_1"][2] == np.mean(first)
    assert rows["items_2"][3] == pytest.approx(np.std(second))
    (picture,) = result.pictures
    assert isinstance(picture, Likert)
    assert picture.points == ("1 to 2", "3", "4 to 5")


def test_reliability_of_four_people_is_not_given() -> None:
    first = [1.0, 2.0, 4.0, 5.0, 3.0, 3.0, 2.0, 4.0, 1.0]
    result = construct(first, [1.0, 3.0, 4.0, 5.0, *[None] * 5])
    assert result.diagnostics[0].text.startswith("Cronbach's alpha is not known: 4 answered every item")
    assert [row[1] for row in result.details[0].rows] == [HIDDEN, HIDDEN]


def test_margins_show_no_few_respondents() -> None:
    sex = ["woman"] * 20 + ["man"] * 20 + ["other"] * 3
    known = {"margins_1": {"woman": 50, "man": 45, "other": 5}}
    evidence = table_of(value=[float(n % 5) for n in range(43)], margins=[sex])
    result = measured(DEFINITIONS["survey_mean"].compute(evidence, context(margins=known)))
    rows = {row[1]: row[2:] for row in result.details[-1].rows}
    assert rows["other"] == (HIDDEN, None, 5.0, None)
    assert rows["man"] == (HIDDEN, None, 45.0, None)
    assert rows["woman"][0] == 20
    (check,) = [one for one in result.diagnostics if one.name == "Raking"]
    # A factor would tell how many of them there are.
    assert check.text == "Raking moved no weight by more than a factor of 5."


def asked(people: float, **where: tuple[str, ...]) -> SurveyNumber:
    return SurveyNumber(Answer("i", "survey", where=where), {"value": ("ease",)}, people, "All")


def test_parts_that_leave_few_out_together_are_not_given() -> None:
    every, women, men = asked(103), asked(50, sex=("w",)), asked(50, sex=("m",))
    found = withhold_nested({"every": every, "women": women, "men": men})
    assert set(found) == {"women", "men"}
    assert "3 people more in 'All'" in found["men"].reason
    assert withhold_nested({"every": asked(105), "women": women, "men": men}) == {}
    assert withhold_nested({"every": asked(100), "women": women, "men": men}) == {}


def test_parts_that_may_share_people_are_not_added_up() -> None:
    every, women, north = asked(103), asked(50, sex=("w",)), asked(50, district=("north",))
    assert withhold_nested({"every": every, "women": women, "north": north}) == {}
