"""Registers: a row a case with its opening and its closing."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pytest

from event_files import MAPPING, refusal, rows_of
from evidence_tables import context_of
from publicvalue.errors import EvidenceError
from publicvalue.evidence.events.calendars import OfficeHours
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured, Result
from publicvalue.words.languages import language_of

ROWS = ("1,2024-03-01,2024-03-11,N", "2,2024-03-04,,N", "3,2024-04-02,2024-04-05,S", "4,2024-04-25,,S")
DAY = datetime.date(2024, 4, 30)
REGISTER = CaseMapping(columns={"opened": "from", "closed": "to"}, extracted=DAY, place=MAPPING.place)


@pytest.fixture
def spanish():
    return language_of("es")


def write(folder: Path, *rows: str) -> None:
    (folder / "r.csv").write_text("id,from,to,area\n" + "".join(f"{row}\n" for row in rows or ROWS))


def cases(folder: Path, *rows: str, **mapping: object) -> list[dict]:
    write(folder, *rows)
    return rows_of(folder, "r.csv", dataclasses.replace(REGISTER, **mapping))


def refused(folder: Path, *rows: str, **mapping: object) -> str:
    write(folder, *rows)
    return refusal(folder, "r.csv", mapping=dataclasses.replace(REGISTER, **mapping))


def measured(folder: Path, measure: str, unit: str, columns: dict[str, str], **given: object) -> Result:
    mapping = dataclasses.replace(REGISTER, **given.pop("mapping", {}))
    options = given.pop("options", {})
    answer = Answer("i", "e", {role: (Column(name),) for role, name in columns.items()}, **given)
    evidence = Evidence("e", "records", "E", "r.csv", "s", cases=mapping)
    with open_engine(folder) as engine:
        table = open_evidence(engine, evidence, answer, DEFINITIONS[measure], unit)
        return DEFINITIONS[measure].compute(table, context_of(measure, unit, options, 500))


def test_each_row_is_a_case_and_open_ones_are_followed_to_the_day_of_the_extract(tmp_path):
    found = cases(tmp_path)
    assert [(case["duration"], case["open"], case["followed"]) for case in found] == [
        (10.0, False, 10.0),
        (None, True, 57.0),
        (3.0, False, 3.0),
        (None, True, 5.0),
    ]
    assert [(case["period"], case["period_ended"]) for case in found[:2]] == [("2024-03", "2024-03"), ("2024-03", None)]
    assert not {"events", "rework", "variant", "service"} & set(found[0])


def test_what_is_known_within_a_time_is_known_of_open_cases_too(tmp_path):
    found = cases(tmp_path, within=8.0)
    assert [(case["closed_within"], case["duration_within"]) for case in found] == [
        (False, 8.0),
        (False, 8.0),
        (True, 3.0),
        (None, None),
    ]


def test_working_days_run_for_open_cases_too(tmp_path):
    # Friday 1 March to Monday 11 March 2024; Thursday 25 April to Tuesday 30 April, both at midnight.
    found = cases(tmp_path, within=5.0, within_working=True)
    assert [(case["working_duration"], case["working_followed"]) for case in found] == [
        (6.0, 6.0),
        (None, 41.0),
        (3.0, 3.0),
        (None, 3.0),
    ]
    assert [case["closed_within"] for case in found] == [False, False, True, None]


def test_times_of_day_are_followed_to_the_end_of_the_day(tmp_path):
    (case,) = cases(tmp_path, "1,2024-04-30 12:00,,N", unit="hours", hours=OfficeHours(8 * 3600, 16 * 3600))
    assert (round(case["followed"], 6), round(case["working_followed"], 6)) == (12.0, 4.0)


def test_opened_closed_and_backlog_by_month_up_to_the_extract(tmp_path):
    months = cases(tmp_path, rows="periods", extracted=datetime.date(2024, 5, 31))
    assert [tuple(month.values()) for month in months] == [
        ("2024-03", 2, 1, 1),
        ("2024-04", 2, 1, 2),
        ("2024-05", 0, 0, 2),
    ]


def test_a_deadline_that_has_passed_was_missed_by_an_open_case(tmp_path):
    (tmp_path / "r.csv").write_text(
        "from,to,by\n2024-03-01,,2024-04-01\n2024-03-01,,2024-06-01\n2024-03-01,2024-03-05,2024-04-01\n"
    )
    mapping = dataclasses.replace(REGISTER, columns={**REGISTER.columns, "deadline": "by"})
    assert [case["deadline_met"] for case in rows_of(tmp_path, "r.csv", mapping)] == [False, None, True]


def test_times_that_cannot_be_are_named_together(tmp_path):
    found = refused(
        tmp_path,
        "1,2024-03-05,2024-03-01,N",
        "2,2024-05-01,,N",
        "3,2024-03-01,2024-06-01,N",
        columns={"opened": "from", "closed": "to", "case": "area"},
    )
    assert "r.csv, row 2, to: 1 case was closed before being opened: row 2 '2024-03-05 00:00:00 to 2024-03-01" in found
    assert "r.csv, row 3, from: 1 case was opened after the day of the extract, 2024-04-30: row 3" in found
    assert "r.csv, row 4, to: 1 case was closed after the day of the extract, 2024-04-30: row 4" in found
    assert "r.csv, row 4, area: 1 case stands in more than one row: row 4 'N'" in found


def test_a_case_without_an_opening_is_named(tmp_path):
    assert refused(tmp_path, "1,,2024-03-01,N").startswith("r.csv, row 2, from: 1 row has no time of opening: row 2\n")


def test_open_cases_need_the_day_of_the_extract(tmp_path):
    assert refused(tmp_path, extracted=None).startswith(
        "assessment.yaml, line 9, cases: cases: 2 cases are open in r.csv, and nothing says up to which day\n"
    )


def test_a_register_needs_both_columns(tmp_path):
    assert "cases: no column is named for 'closed'" in refused(tmp_path, columns={"opened": "from"})


def test_a_median_counts_open_cases(tmp_path):
    write(tmp_path, *(f"{i},2024-03-{i:02},{f'2024-04-{i:02}' if i % 3 else ''},N" for i in range(1, 29)))
    found = measured(tmp_path, "median", "days", {"value": "followed", "still_open": "open"})
    assert isinstance(found, Measured)
    assert (found.estimate, found.n) == (31.0, 28)
    assert any("9 of 28 cases are still open" in one.text for one in found.diagnostics)
    within = measured(
        tmp_path, "closed_within", "percent", {"value": "followed", "still_open": "open"}, options={"within": 30}
    )
    share = measured(tmp_path, "share", "percent", {"event": "closed_within"}, mapping={"within": 30.0})
    assert (within.estimate, share.estimate) == (0.0, 0.0)


@pytest.mark.parametrize(("measure", "role"), [("median", "value"), ("mean", "value"), ("percentile", "value")])
@pytest.mark.parametrize("column", ["duration", "working_duration"])
def test_lengths_of_ended_cases_alone_are_refused_where_cases_are_open(tmp_path, measure, role, column):
    write(tmp_path)
    with pytest.raises(EvidenceError) as caught:
        measured(tmp_path, measure, "days", {role: column})
    assert f"i: 2 cases have not ended, so {column} is not known: those that take long would be left out" in str(
        caught.value
    )


def test_lengths_of_cases_chosen_by_their_end_are_taken(tmp_path):
    write(tmp_path)
    found = measured(tmp_path, "mean", "days", {"value": "duration"}, where={"period_ended": ("2024-03", "2024-04")})
    assert found.estimate == 6.5


def test_a_measure_without_open_cases_takes_lengths_within_a_time(tmp_path):
    write(tmp_path)
    found = measured(tmp_path, "mean", "days", {"value": "duration_within"}, mapping={"within": 8.0})
    assert (found.estimate, found.n) == (19 / 3, 3)
    assert any("1 case began less than 8 days before the file was made" in one.text for one in found.diagnostics)


def test_what_is_told_of_new_cases_and_of_wrong_times_can_be_said_in_spanish(tmp_path, spanish):
    write(tmp_path)
    within = {"within": 8.0, "within_working": True}
    found = measured(tmp_path, "mean", "days", {"value": "duration_within"}, mapping=within)
    notes = [spanish.write(one.text) for one in found.diagnostics]
    assert any("menos de 8 días hábiles antes de que se elaborara el archivo" in one for one in notes), notes
    write(tmp_path, "1,2024-03-05,2024-03-01,N")
    with pytest.raises(EvidenceError) as caught:
        measured(tmp_path, "mean", "days", {"value": "duration"})
    assert spanish.write(caught.value.problems[0].what) == (
        "1 caso se cerró antes de abrirse: fila 2 '2024-03-05 00:00:00 a 2024-03-01 00:00:00'"
    )


def test_hours_of_cases_answer_a_question_in_days(tmp_path):
    write(tmp_path, "1,2024-03-01,2024-03-02,N", "2,2024-03-01,2024-03-04,N")
    found = measured(tmp_path, "mean", "days", {"value": "duration"}, mapping={"unit": "hours"})
    assert found.estimate == 2.0
