"""Behaviour of core_answer."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError, MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.judgement.answer_row import number_in
from publicvalue.measures.judgement.core_answer import measure_core_answer
from publicvalue.measures.result import Measured, NotApplicable, Result

GRADES = [{"id": "most", "text": "Most", "low": 60, "high": 100}, {"id": "little", "low": 0, "high": 60}]
EMPTY = {"of": None, "low": None, "high": None, "drawn": None, "basis": None, "document": None}
NUMBERS = ("of", "low", "high")


def answers(*rows: dict[str, object]) -> EvidenceTable:
    columns: dict[str, list] = {name: [] for name in ("question", "answer", *EMPTY)}
    for row in rows:
        for name, cells in columns.items():
            cells.append(({"question": "q"} | EMPTY | row)[name])
    return table_of(**{name: np.array(cells, float) if name in NUMBERS else cells for name, cells in columns.items()})


def answer(form: str, unit: str = "percent", draws: int = 2000, **row: object) -> Result:
    given = context(unit, draws=draws, question="q", form=form, grades=GRADES)
    return measure_core_answer(answers({"question": "other", "answer": "x"}, row), given)


def number(form: str, unit: str = "percent", **row: object) -> Measured:
    return measured(answer(form, unit, **row))


def faults(form: str, **row: object) -> list[tuple[int | None, str, str]]:
    with pytest.raises(EvidenceError) as raised:
        answer(form, **row)
    return [(problem.place.row, problem.place.field, problem.what) for problem in raised.value.problems]


def test_a_grade_is_drawn_evenly_from_its_part_of_the_scale() -> None:
    result = measured(answer("grade", draws=200_000, answer="most", document="Act 12"))
    assert (result.estimate, result.low, result.high) == (80, 61, 99)
    assert np.quantile(result.draws, [0.25, 0.5, 0.75]) == pytest.approx([70, 80, 90], abs=0.3)
    assert result.draws.min() >= 60
    assert result.draws.max() <= 100


def test_what_the_answer_says_is_told_in_the_grades_own_words() -> None:
    assert number("grade", answer="most").method == "Grade 'Most', which stands for 60 to 100."
    assert number("grade", answer="little").method == "Grade 'little', which stands for 0 to 60."


@pytest.mark.parametrize(("drawn", "strength"), [("all", 3), ("random", 3), ("other", 2), (None, 2)])
def test_strength_of_a_count_goes_by_how_cases_were_drawn(drawn: str | None, strength: int) -> None:
    proved = number("count", answer="7", of=10, drawn=drawn, document="List")
    assert (proved.strength, number("count", answer="7", of=10, drawn=drawn).strength) == (strength, 1)


@pytest.mark.parametrize(
    ("basis", "strength"), [("measured", 3), ("Self-reported", 2), ("asserted", 1), (None, 1), ("", 1)]
)
def test_strength_of_a_figure_goes_by_its_basis(basis: str | None, strength: int) -> None:
    row = {"answer": "12", "low": 10, "high": 15, "basis": basis}
    assert number("figure", "hours", **row, document="Log").strength == strength
    assert number("figure", "hours", **row).strength == 1


def test_a_count_is_given_in_the_unit_of_the_indicator() -> None:
    assert number("count", "per thousand", answer="3", of=200, drawn="all").estimate == 15
    assert number("count", "ratio", answer="3", of=200, drawn="all").estimate == 0.015


def test_a_share_in_percent_takes_its_error_from_the_cases_behind_it() -> None:
    counted, figure = number("count", answer="30", of=60, drawn="random"), number("figure", answer="50", of=60)
    assert (figure.low, figure.high, figure.n) == (counted.low, counted.high, 60)
    assert isinstance(answer("figure", "hours", answer="50", of=60), NotApplicable)


def test_a_complete_count_of_a_figure_is_exact() -> None:
    result = number("figure", "count", answer="3", drawn="all")
    assert (result.low, result.high, set(result.draws)) == (3, 3, {3.0})


@pytest.mark.parametrize("form", ["grade", "count", "figure"])
@pytest.mark.parametrize("written", ["unknown", "Unknown ", "", None])
def test_unknown_gives_no_number_and_no_error(form: str, written: str | None) -> None:
    result = answer(form, answer=written)
    assert result == NotApplicable("The core question is answered with unknown: nobody could say it yet.")


def test_a_question_without_a_row_is_named() -> None:
    given = context(question="elsewhere", form="count")
    result = measure_core_answer(answers({"answer": "1", "of": 9}), given)
    assert result == NotApplicable("The table does not answer elsewhere: add a row.")


def test_a_document_is_named_and_its_absence_is_a_failed_check() -> None:
    with_one, without = number("grade", answer="most", document=" Act 12 "), number("grade", answer="most")
    assert [(one.passed, one.text) for one in with_one.diagnostics] == [(True, "Document: Act 12")]
    assert [(one.passed, one.text) for one in without.diagnostics] == [(False, "No document proves it.")]


def test_cases_that_were_not_drawn_at_random_are_a_failed_check() -> None:
    def check(drawn: str) -> list[bool | None]:
        found = number("count", answer="7", of=10, drawn=drawn).diagnostics
        return [one.passed for one in found if one.id == "drawn"]

    assert (check("random"), check("other"), check("all")) == ([True], [False], [])


def test_everything_wrong_with_a_row_is_told_with_row_and_field() -> None:
    assert faults("count", answer="many", of=2.5, drawn="some", basis="felt") == [
        (3, "drawn", "'some' is none of the words"),
        (3, "basis", "'felt' is none of the words"),
        (3, "answer", "'many' is no number"),
        (3, "of", "2.5 is no number of cases"),
    ]


@pytest.mark.parametrize(
    ("form", "row", "field", "what"),
    [
        ("grade", {"answer": "all"}, "answer", "'all' is no grade of this question"),
        ("count", {"answer": "7"}, "of", "it is not said of how many"),
        ("count", {"answer": "11", "of": 10}, "answer", "11 of 10 cannot be"),
        ("count", {"answer": "-1", "of": 10}, "answer", "\N{MINUS SIGN}1 of 10 cannot be"),
        ("count", {"answer": "1.5", "of": 10}, "answer", "1.5 of 10 cannot be"),
        ("count", {"answer": "0", "of": 0}, "of", "0 is no number of cases"),
        ("figure", {"answer": "1,234"}, "answer", "'1,234' is no number"),
        ("figure", {"answer": "5", "low": 1}, "low", "one end of the interval is missing"),
        ("figure", {"answer": "5", "low": 6, "high": 8}, "answer", "5 lies outside its interval, 6 to 8"),
        ("figure", {"answer": "5", "of": 0.5}, "of", "0.5 is no number of cases"),
    ],
)
def test_what_contradicts_itself_is_refused(form: str, row: dict[str, object], field: str, what: str) -> None:
    assert faults(form, **row) == [(3, field, what)]


def test_two_answers_to_one_question_are_refused() -> None:
    given = context(question="q", form="count")
    with pytest.raises(EvidenceError) as raised:
        measure_core_answer(answers({"answer": "1", "of": 9}, {"answer": "2", "of": 9}), given)
    [problem] = raised.value.problems
    assert (problem.place.row, problem.what) == (3, "q is answered in the rows 2 and 3")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"question": "q", "form": "essay"},
        {"question": "q", "form": "grade"},
        {"question": "q", "form": "grade", "grades": [{"id": "a", "low": 9, "high": 1}]},
        {"question": "q", "form": "grade", "grades": [{"id": "a", "low": 0, "high": 1}] * 2},
    ],
)
def test_what_is_no_core_question_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(MethodError):
        measure_core_answer(answers({"answer": "1", "of": 9}), context(**options))


def test_a_count_of_something_that_is_no_share_is_refused() -> None:
    with pytest.raises(MethodError, match="so many of so many is no number in hours"):
        answer("count", "hours", answer="1", of=9)


@pytest.mark.parametrize(
    ("written", "value"),
    [("12", 12), ("12.5", 12.5), ("12,5", 12.5), ("12 %", 12), ("-3", -3), ("1,234.5", 1234.5), ("1,234,567", 1234567)],
)
def test_numbers_are_read_as_people_write_them(written: str, value: float) -> None:
    assert number_in(written) == value


@pytest.mark.parametrize("written", ["", "1,234", "1.2.3", "nan", "inf", "1e5", "twelve", "1 2", "1,23,4"])
def test_what_may_be_two_numbers_or_none_is_no_number(written: str) -> None:
    assert number_in(written) is None
