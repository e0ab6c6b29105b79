"""Records that cannot answer, as agencies send them: what the command says about each."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from publicvalue.cli.main import main

EFFECT = "citizen.benefit.service_quality.outcome_change"
GAP = "citizen.benefit.accessibility.completion_gap"
SETTINGS = """\
assessment:
  id: permits
  title: Permit triage
  framework: public-value/1.0
  period: {{from: 2024-01-01, to: 2024-12-31}}
system: {{name: Triage, description: Sorts, organisation: Permits office, country: BRB, phase: production}}
settings: {{seed: 7, draws: 1000}}
evidence:
  - {{id: cases, kind: records, title: Cases, file: cases.csv, source: Case system{mapping}}}
answers:
  - {{indicator: {indicator}, evidence: cases, columns: {{{columns}}}, options: {{{options}}}}}
"""
PANEL = "value: value, adopter: unit, period: month, adopted: adopted"
EVENTS = ", cases: {case: case, activity: activity, time: time, start: start, closed_by: [out]}"


@pytest.fixture
def explain(tmp_path: Path) -> Callable[..., str]:
    """Explain an answer, and return what is said of it, in one line."""

    def told(content: str, indicator: str = EFFECT, columns: str = PANEL, **parts: str) -> str:
        parts = {"mapping": "", "options": "better: higher", **parts}
        settings = SETTINGS.format(indicator=indicator, columns=columns, **parts)
        (tmp_path / "assessment.yaml").write_text(settings)
        (tmp_path / "cases.csv").write_text(content)
        result = CliRunner().invoke(main, ["explain", str(tmp_path), indicator], catch_exceptions=False)
        return " ".join(result.output.split())

    return told


def panel(adopted: Callable[[int], str], keep: Callable[[int, int], bool] = lambda *_: True) -> str:
    """Write 12 units over 24 months from January 2023."""
    draw = random.Random(1)  # noqa: S311 - made-up data
    lines = [
        f"u{unit},{2023 + month // 12}-{month % 12 + 1:02}-01,{adopted(unit)},{20 + unit % 3 + draw.gauss(0, 3):.2f}"
        for unit in range(12)
        for month in range(24)
        for _ in range(4)
        if keep(unit, month)
    ]
    return "\n".join(["unit,month,adopted,value", *lines]) + "\n"


def events(*lines: str) -> str:
    return "\n".join(["case,activity,time,start", *lines]) + "\n"


def test_no_variation_in_adoption(explain):
    found = explain(panel(lambda _: ""))
    assert "not applicable: No design can be used." in found
    assert "No unit adopted the system within the time observed, after a period without it." in found


def test_adoption_before_the_first_period(explain):
    found = explain(panel(lambda _: "2022-06-01"))
    assert "12 of 12 units had the system in the first period in which they were observed, so they have no" in found


def test_one_treated_unit_is_measured_against_a_mix_of_the_others(explain):
    found = explain(panel(lambda unit: "2024-01-01" if unit == 0 else ""))
    assert "one adopter against a weighted mix of 11 controls" in found
    assert "the interval rests on placebo effects" in found


def test_a_group_that_disappears(explain):
    found = explain(panel(lambda unit: "2024-01-01" if unit < 6 else "", lambda unit, month: unit < 6 or month < 12))
    assert "No period after adoption has cases of both an adopter and a unit without the system." in found
    assert "0 controls were observed in every period; at least 10 are needed" in found


def test_overlapping_periods(explain):
    found = explain("unit,month,adopted,value\nu1,2024-01 to 2024-03,,1\nu1,2024-02 to 2024-04,,2\n")
    assert "cases.csv, row 2, month: 2 cells are not a date: row 2 '2024-01 to 2024-03'" in found
    assert "expected: dates such as 2014-09-02" in found


def test_a_date_column_that_is_text(explain):
    found = explain("unit,month,adopted,value\nu1,first of March,,1\n")
    assert "cases.csv, row 2, month: 1 cell is not a date: row 2 'first of March'" in found


def test_time_zones_mixed(explain):
    content = events("a,in,2024-01-01T08:00:00+02:00,", "a,out,2024-01-02 09:00,")
    found = explain(content, columns="value: duration, period: started", mapping=EVENTS)
    assert "cases.csv, row 2, time: time zones are mixed" in found
    assert "do: give time_zone under cases, such as America/Barbados" in found


def test_cases_that_never_end(explain):
    content = events("a,in,2024-01-01 08:00,", "a,more,2024-01-02 09:00,", "b,in,2024-01-03 08:00,")
    found = explain(content, columns="value: duration, period: started", mapping=EVENTS)
    assert found == (
        "assessment.yaml, line 9, closed_by: cases.csv has no row where activity is 'out' expected: values of the"
        " column, such as 'in', 'more' do: correct closed_by, or leave it out where the last event of a case ends it"
        " 1 problem."
    )


def test_negative_durations(explain):
    content = events("a,in,2024-01-01 08:00,2024-01-02 08:00", "a,out,2024-01-02 09:00,2024-01-02 08:00")
    found = explain(content, columns="value: duration, period: started", mapping=EVENTS)
    assert "cases.csv, row 2, start: 1 event starts after its end: row 2" in found
    assert "do: correct the times, or exchange the two columns under cases" in found


def test_negative_durations_that_were_worked_out_before(explain):
    content = "days\n" + "".join(f"{i}\n" for i in range(-3, 97))
    found = explain(content, "administrative.risk.security.repair_time", "value: days", options="")
    assert "days: 3 of 100 values are below zero, as a length of time is only when it is counted from a" in found
    late = explain(content.replace("-", ""), "administrative.risk.security.repair_time", "value: days", options="")
    assert "below zero" not in late


def test_as_many_groups_as_cases(explain):
    content = "done,person\n" + "".join(f"{i % 7},p{i}\n" for i in range(100_000))
    found = explain(content, GAP, "event: {column: done, at_least: 3}, group: person", options="")
    assert (
        "not applicable: None of the 100,000 groups has 5 cases or more: name a column with fewer and larger groups"
        in found
    )
    assert "or merge groups." in found


def test_more_groups_that_are_large_enough_than_anybody_can_compare(explain):
    content = "done,person,count\n" + "".join(f"{i % 7},p{i},60\n" for i in range(200_000))
    found = explain(content, GAP, "event: {column: done, at_least: 3}, group: person, count: count", options="")
    assert (
        "not applicable: 200,000 groups have 30 cases or more, and at most 1,000 can be compared with one: name a"
        " column with fewer groups, merge groups, or list those to compare under the option groups."
    ) in found
    some = "event: {column: done, at_least: 3}, group: person, count: count"
    listed = explain(content, GAP, some, options="groups: [p1, p2], reference: p3")
    assert "p1 differs most from p3" in listed or "p2 differs most from p3" in listed


def test_two_large_groups_among_very_many_small_ones_are_compared(explain):
    rows = [f"{i % 7},{'north' if i % 3 else 'south'}\n" for i in range(1_000)]
    rows += [f"{i % 7},p{i}\n" for i in range(200_000)]
    found = explain(
        "done,person\n" + "".join(rows), GAP, "event: {column: done, at_least: 3}, group: person", options=""
    )
    assert "south differs most from north: " in found
    assert "fewer than 30 cases: 200,000 groups of fewer than 5." in found


def test_two_days_of_adoption_of_one_unit(explain):
    content = panel(lambda unit: "2024-01-01" if unit < 6 else "")
    found = explain(content.replace("u0,2024-05-01,2024-01-01", "u0,2024-05-01,2023-06-01"))
    assert "1 unit has more than one day of adoption, or none in some of the rows: u0" in found


def test_notes_on_the_file_stand_beside_the_reason_for_no_number(explain):
    parts = ((8, "start"), (9, "suspend"), (10, "resume"), (11, "complete"))
    lines = [f"{case},check,2024-03-01 {hour:02}:00,{part}" for case in range(8) for hour, part in parts]
    mapping = ", cases: {case: case, activity: activity, time: time, lifecycle: part}"
    indicator = "administrative.risk.security.repair_time"
    content = "\n".join(["case,activity,time,part", *lines]) + "\n"
    found = explain(content, indicator, "value: service", mapping=mapping, options="")
    assert "Fewer than two cases have a value" in found
    assert "in 8 cases work was suspended, so their service and waiting are not known." in found
