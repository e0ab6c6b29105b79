"""Options of measures: each kind of fault is told at its line, with what was expected; none is left to the measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evidence_tables import context_of
from publicvalue.errors import MethodError, Problem
from publicvalue.evidence.model import Answer
from publicvalue.evidence.parsing.shapes import AnswerEntry
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.disparity.group_choice import GroupOptions
from publicvalue.measures.effect.adoption_effect import AdoptionEffectOptions
from publicvalue.measures.option_reading import check_options, read_options, take_options
from publicvalue.measures.options import DrawnOptions
from publicvalue.schema.node import plain
from publicvalue.schema.reader import read

START = """\
indicator: a.b.c.d
evidence: e
columns: {items: [q1, q2], margins: sex}
"""


def answer_of(options: str) -> Answer:
    entry = read(parse_yaml(START + options, "assessment.yaml"), AnswerEntry)
    stated = {name: plain(node) for name, node in entry.options.items()}
    return Answer(
        "a.b.c.d", "e", entry.columns, options=stated, written=entry.options, places=entry.places, place=entry.place
    )


def told(measure: str, options: str, belonging: Mapping[str, object]) -> list[str]:
    """Return what is told of options that stand from line 4 on, without what is told of columns."""
    problems: list[Problem] = []
    read_options(answer_of(options), DEFINITIONS[measure], problems, belonging)
    said = [one for one in problems if "no column role" not in one.what]
    return [
        f"{one.place.line}, {one.place.field}: {one.what.removeprefix('a.b.c.d: ')}; {one.expected}; {one.do}"
        for one in said
    ]


SCALE = {"low": 1, "high": 5}
FAULTS: dict[str, tuple[str, str, dict[str, object], str]] = {
    "name": (
        "staggered_adoption",
        "options:\n  control: never\n",
        {},
        "5, control: the measure 'staggered_adoption' has no option 'control'; one of: period_size, better, controls, "
        "weigh, anticipation, adjustment; did you mean 'controls'?",
    ),
    "the framework's": (
        "classification_rate",
        "options:\n  rate: precision\n",
        {"rate": "accuracy"},
        "5, rate: the option 'rate' belongs to the indicator and cannot be set here; ; "
        "remove it; a ministry's own indicator can set it otherwise",
    ),
    "left out": (
        "closed_within",
        "options: {}\n",
        {},
        "1, indicator: the option 'within' is missing; the time, in the unit of the values; "
        "write it under `options` of this answer",
    ),
    "choice": (
        "survey_construct",
        "options:\n  census: maybe\n",
        {},
        "5, census: option census: 'maybe' stands here; true or false; write one of the two",
    ),
    "word": (
        "staggered_adoption",
        "options:\n  weigh: case\n",
        {},
        "5, weigh: option weigh: 'case' is not a choice; one of: units, cases; did you mean 'cases'?",
    ),
    "kind": (
        "closed_within",
        "options:\n  within: soon\n",
        {},
        "5, within: option within: 'soon' stands here; a number above 0; write it in digits, such as 1000 or 0.5",
    ),
    "day": (
        "prioritisation_early",
        "options:\n  by: soon\n",
        {},
        "5, by: option by: 'soon' stands here; a day, YYYY-MM-DD; "
        "write a day that the calendar has, such as 2026-01-31",
    ),
    "range": (
        "closed_within",
        "options:\n  within: 0\n",
        {},
        "5, within: option within: 0 cannot be used; a number above 0; write such a number",
    ),
    "range with open ends": (
        "benefit_cost_ratio",
        "options:\n  discount_rate: 1\n",
        {},
        "5, discount_rate: option discount_rate: 1 cannot be used; a number above −1 and below 1; write such a number",
    ),
    "few people": (
        "outcome_disparity",
        "options:\n  minimum_group: 4.9\n",
        {},
        "5, minimum_group: option minimum_group: 4.9 cannot be used; a number, 5 or more; write such a number",
    ),
    "part of periods": (
        "level_drift",
        "options:\n  latest: 1.5\n",
        {},
        "5, latest: option latest: 1.5 cannot be used; a whole number, 1 or more; write such a number",
    ),
    "empty list": (
        "survey_construct",
        "options:\n  reversed: []\n",
        SCALE,
        "5, reversed: option reversed: the list has 0 entries; at least 1; add an entry",
    ),
    "number within": (
        "survey_mean",
        "options:\n  margins:\n    sex:\n      woman: 0\n",
        {},
        "7, woman: option margins: 0 cannot be used; a number above 0; write such a number",
    ),
    "one of two": (
        "benefit_cost_ratio",
        "options:\n  discount_rate: 0.03\n  discount_rate_low: 0.01\n",
        {},
        "6, discount_rate_low: only one of discount_rate_low and discount_rate_high is given; both or none; "
        "give the other one too",
    ),
    "order": (
        "benefit_cost_ratio",
        "options: {discount_rate: 0.03,\n  discount_rate_low: 0.04, discount_rate_high: 0.05}\n",
        {},
        "5, discount_rate_low: the rates 0.04, 0.03, 0.05 are out of order; "
        "discount_rate_low <= discount_rate <= discount_rate_high; correct the options",
    ),
    "same twice": (
        "survey_difference",
        "options:\n  group: 2024\n  reference: 2024\n",
        {},
        "6, reference: the group '2024' is compared with itself; two different groups; ",
    ),
    "against the indicator": (
        "before_after",
        "options:\n  better: lower\n",
        {"signed": "as measured"},
        "5, better: The option better has no place here: the indicator counts the change as it is measured; "
        "no option better; remove it",
    ),
    "without what it needs": (
        "survey_construct",
        "options:\n  reversed: q1\n",
        {},
        "5, reversed: Items are reversed on a scale without ends; the options low and high; ",
    ),
    "column": (
        "survey_construct",
        "options:\n  reversed: [q2, q3]\n",
        SCALE,
        "5, reversed: the option reversed names 'q3', which is no column of items; one of: q1, q2; "
        "write one that is expected",
    ),
    "column of margins": (
        "survey_mean",
        "options:\n  margins: {gender: {woman: 1}}\n",
        {},
        "5, margins: the option margins names 'gender', which is no column of margins; one of: sex; "
        "write one that is expected",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_options_is_told_at_its_line(fault: str) -> None:
    measure, options, belonging, expected = FAULTS[fault]
    assert told(measure, options, belonging) == [expected]


def test_options_without_a_fault_are_kept_as_they_are_written() -> None:
    problems: list[Problem] = []
    found = read_options(
        answer_of("options: {margins: {evidence: census}}\n"), DEFINITIONS["survey_mean"], problems, SCALE
    )
    assert found.options == {"margins": {"evidence": "census"}}
    within = answer_of("options: {within: 30}\n")
    kept = read_options(within, DEFINITIONS["closed_within"], []).options["within"]
    assert (kept, type(kept)) == (30, int)


def test_measure_is_given_values_and_never_what_was_written() -> None:
    found: Any = take_options(
        DEFINITIONS["adoption_effect"],
        {"adoption": "2019-01-01", "slope": "yes", "season": 4.0, "threshold": 5, "side": None},
    )
    assert found == AdoptionEffectOptions(adoption=dt.date(2019, 1, 1), slope=True, season=4, threshold=5.0)
    assert found.given == ("adoption", "slope", "season", "threshold")
    assert take_options(DEFINITIONS["value_disparity"], {"groups": "north"}) == GroupOptions(groups=("north",))


@pytest.mark.parametrize(
    ("measure", "stated", "field"),
    [
        ("percentile", {"percent": 100}, "percent"),
        ("rating_mean", {"low": 5, "high": 1, "items": [{"id": "a"}]}, "low"),
        ("checklist_share", {"items": [{"id": "a"}, {"id": "a"}]}, "items"),
        ("core_answer", {"question": "q", "form": "grade"}, "grades"),
        ("core_answer", {"question": "q", "form": "grade", "grades": [{"id": "a", "low": 2, "high": 1}]}, "grades"),
        ("threshold_discontinuity", {}, "threshold"),
    ],
)
def test_indicator_whose_options_cannot_be_is_refused(measure: str, stated: dict[str, object], field: str) -> None:
    with pytest.raises(MethodError) as caught:
        take_options(DEFINITIONS[measure], stated)
    assert [one.place.field for one in caught.value.problems] == [field]


def test_measure_reads_no_options_but_its_own() -> None:
    told_to_a_mean = context_of("mean", "days", {})
    with pytest.raises(TypeError, match="Options are no GroupOptions"):
        told_to_a_mean.given(GroupOptions)


def drawn_of(options: str) -> Answer:
    """An answer about a share, which names no columns."""
    return replace(answer_of(options), columns={})


@pytest.mark.parametrize(("former", "today"), [("all", "all"), ("recheck", "random"), ("appeals", "appeals")])
def test_how_cases_were_drawn_is_read_under_its_former_names_and_kept_as_it_is_written(former: str, today: str) -> None:
    problems: list[Problem] = []
    read = read_options(drawn_of(f"options: {{frame: {former}}}\n"), DEFINITIONS["share"], problems)
    assert (read.options, problems) == ({"frame": former}, [])
    assert take_options(DEFINITIONS["share"], read.options) == DrawnOptions(drawn=today)  # type: ignore[arg-type]


def test_former_name_with_a_wrong_value_or_beside_todays_is_told_at_its_line() -> None:
    (wrong,) = check_options(drawn_of("options:\n  frame: some\n"), DEFINITIONS["share"])
    assert (wrong.place.line, wrong.what[:32]) == (5, "a.b.c.d: option drawn: 'some' is")
    (both,) = check_options(drawn_of("options:\n  drawn: all\n  frame: all\n"), DEFINITIONS["share"])
    assert (both.place.line, both.what) == (6, "a.b.c.d: the measure 'share' has no option 'frame'")
