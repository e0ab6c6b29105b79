"""Marks in the numbers of answers that could be decimal or part thousands follow the rule of all readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publicvalue.actions.bringing.answers import load_form, read_sample
from publicvalue.errors import EvidenceError
from publicvalue.instruments.answers.number_marks import SEPARATED, STATED
from publicvalue.instruments.answers.reading import TidyAnswers, tidy_answers
from publicvalue.instruments.answers.rows import RowRules
from publicvalue.instruments.answers.table import read_answer_table
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Submission, TextTable
from publicvalue.instruments.tools.json_answers import read_json_answers
from publicvalue.instruments.tools.kobo import read_kobo_table

HEAD = 'extension: {id: ministry, version: "1.0", title: M, extends: public-value/1.0, why: test}\nquestions:\n'
NUMBER = "  - {id: %s, asked_of: [citizens], section: about_you, type: number, low: 0, unit: count, text: {en: %s?}}\n"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    path = tmp_path_factory.mktemp("ministry") / "ministry.yaml"
    path.write_text(HEAD + NUMBER % ("visits", "Visits") + NUMBER % ("hours", "Hours"), encoding="utf-8")
    return load_form(str(path), "citizens")


def table(visits: list[str], hours: list[str] | None = None, marks: str = "") -> TextTable:
    others = hours or [""] * len(visits)
    return TextTable(("visits", "hours"), tuple(zip(visits, others, strict=True)), marks=marks)


def visits(tidy: TidyAnswers) -> list[str]:
    return [cells.get("visits", "") for _, cells in tidy.table.numbered()]


def read(form: Form, submissions: tuple[Submission, ...]) -> list[str]:
    return visits(tidy_answers(form, submissions, RowRules()))


@pytest.mark.parametrize(
    ("cells", "hours", "marks", "expected"),
    [
        (["1,234", "950,5"], None, "", ["1.234", "950.5"]),
        (["1,234", "1,234.5"], None, "", ["1234", "1234.5"]),
        (["1.234", "950,5"], None, "", ["1234", "950.5"]),
        (["1.234", "950.5"], None, "", ["1.234", "950.5"]),
        (["1,234", "950"], ["1,5", "2"], "", ["1.234", "950"]),
        (["1.234", "950"], ["1,5", "2"], "", ["1234", "950"]),
        (["1,234", "950"], ["1.5", "2"], "", ["1234", "950"]),
        (["1.234", "950"], None, STATED, ["1.234", "950"]),
        (["1.234", "2.345"], None, SEPARATED, ["1.234", "2.345"]),
        (["1 234", "12\u202f345", "1'234", "1\u2019234,5"], None, "", ["1234", "12345", "1234", "1234.5"]),
        (["12,34,567", "3"], None, "", ["1234567", "3"]),
        (["\u22123", "12 %"], None, "", ["", "12"]),
    ],
)
def test_a_number_is_read_by_what_its_column_or_the_others_show(
    form: Form, cells: list[str], hours: list[str] | None, marks: str, expected: list[str]
) -> None:
    assert read(form, read_answer_table(table(cells, hours, marks))) == expected


@pytest.mark.parametrize(
    ("cells", "marks", "what"),
    [
        (["1,234", "950"], "", "the comma may be a decimal mark or part thousands: row 2 '1,234'"),
        (["950", "1.234"], "", "the point may be a decimal mark or part thousands: row 3 '1.234'"),
        (["1,234", "950"], STATED, "the comma may be a decimal mark or part thousands: row 2 '1,234'"),
        (["1,234", "1.234"], STATED, "the comma may be a decimal mark or part thousands: row 2 '1,234'"),
        (["1.250", "950"], SEPARATED, "the point may be a decimal mark or part thousands: row 2 '1.250'"),
        (["1,5", "1.5"], "", "the decimal mark is a comma in row 2 and a point in row 3"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_its_row(
    form: Form, cells: list[str], marks: str, what: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(form, read_answer_table(table(cells, marks=marks)))
    (problem,) = caught.value.problems
    assert (problem.what, problem.place.field) == (what, "visits")
    assert problem.do == "write the numbers with a point and without thousands separators"


def test_a_comma_in_an_export_is_refused_and_a_point_is_decimal(form: Form) -> None:
    def kobo(cell: str) -> tuple[Submission, ...]:
        return read_kobo_table(TextTable(("visits", "_id", "_uuid"), ((cell, "1", "u"), ("950", "2", "v"))), {})

    assert read(form, kobo("1.234")) == ["1.234", "950"]
    with pytest.raises(EvidenceError, match="the comma may be a decimal mark or part thousands"):
        read(form, kobo("1,234"))


def test_numbers_of_json_are_what_they_are(form: Form) -> None:
    data = json.loads('[{"visits": 1.234}, {"visits": 1234}, {"visits": 1e3}, {"visits": "1.5"}]')
    assert read(form, read_json_answers(data, "a.json")) == ["1.234", "1234", "1000", "1.5"]


def test_numbers_in_repeats_follow_the_same_rule(form: Form) -> None:
    rows = (Submission(1, {"hours": "1"}, repeats={"trips": ({"visits": "1,234"}, {"visits": "3,5"})}),)
    assert tidy_answers(form, rows, RowRules()).repeats["trips"].rows == (("1", "1.234"), ("1", "3.5"))
    rows = (Submission(1, {"hours": "1"}, repeats={"trips": ({"visits": "1,234"},)}),)
    with pytest.raises(EvidenceError, match="the comma may be a decimal mark"):
        tidy_answers(form, rows, RowRules())


def test_weights_with_decimal_commas_are_weights(form: Form) -> None:
    rows = TextTable(("hours", "weight"), (("1", "0,85"), ("2", "1")))
    found = tidy_answers(form, read_answer_table(rows), RowRules()).table
    assert found.header == ("respondent", "weight", "hours")
    assert found.rows == (("1", "0.85", "1"), ("2", "1", "2"))
    rows = TextTable(("hours", "weight"), (("1", "0,85"), ("2", "1.234")))
    assert tidy_answers(form, read_answer_table(rows), RowRules()).table.rows[1] == ("2", "1234", "2")


def test_weights_of_a_sample_follow_the_same_rule(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    path.write_text("sample_code;weight\nA;0,85\nB;1\n", encoding="utf-8")
    assert read_sample(path).members == {"A": {"weight": "0.85"}, "B": {"weight": "1"}}
    path.write_text("sample_code;weight\nA;1,234\nB;2\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="the comma may be a decimal mark or part thousands: row 2 '1,234'"):
        read_sample(path)
