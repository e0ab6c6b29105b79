"""Reads a workbook of an appraisal: what was filled in, and every problem with its sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publicvalue.errors import Place, Problem
from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.asked import core_indicators
from publicvalue.instruments.appraisal.book import KEY, ReadBook, ReadSheet
from publicvalue.instruments.appraisal.free_rows import read_documents, read_flows, read_ratings
from publicvalue.instruments.appraisal.model import UNKNOWN, Appraisal
from publicvalue.instruments.appraisal.questions import (
    NOT_APPLICABLE,
    Question,
    core_question,
    fact_question,
    head_questions,
    line_question,
    profile_question,
    system_questions,
)
from publicvalue.instruments.appraisal.reading import WorkbookReading
from publicvalue.instruments.appraisal.values import with_value
from publicvalue.instruments.appraisal.written import WrittenFault, read_written
from publicvalue.measures.judgement.answer_row import NUMBERS, WORDS, find_faults, number_in
from publicvalue.measures.judgement.asked_question import asked_of
from publicvalue.words.text import Text


def read_book(book: ReadBook, reading: WorkbookReading) -> Appraisal:
    """Return the appraisal that a workbook holds; adds every problem to the reading.

    A question whose row is not there keeps the answer that it had; one whose row is blank is open again.

    Parameters
    ----------
    book
        The sheets, as they were read.
    reading
        The framework, the language, what was known before, and where problems go.
    """
    _check_merged(book, reading)
    for sheet, questions in _asked_in(reading.framework).items():
        if sheet in book:
            _read_rows(book[sheet], questions, reading)
    for name, read in (("costs", read_flows), ("ratings", read_ratings), ("documents", read_documents)):
        if name in book:
            read(book[name], reading)
    return reading.appraisal


def _asked_in(framework: Framework) -> Mapping[str, Mapping[str, Question]]:
    """Return sheet -> id of a row -> its question."""
    named = [*system_questions(), *(fact_question(one) for one in framework.facts)]
    named += [profile_question(framework)] if framework.profiles else []
    core = [(one.core.form, core_question(one, one.core)) for one in core_indicators(framework) if one.core]
    return {
        "start": {f"head.{one.id}": one for one in head_questions()},
        "system": {f"{one.kind}.{one.id}": one for one in named},
        "red_lines": {one.id: line_question(one) for one in framework.red_lines},
        "core": {one.id: one for form, one in core if form == "grade"},
        "figures": {one.id: one for form, one in core if form != "grade"},
    }


TOLD = ("language", "framework", "format")
"""Ids of rows that say what the workbook is."""


def _read_rows(sheet: ReadSheet, questions: Mapping[str, Question], reading: WorkbookReading) -> None:
    seen: dict[str, int] = {}
    for number, cells in sheet.rows.items():
        id = cells.get(KEY, "")
        if id in TOLD:
            continue
        if id in questions and id not in seen:
            seen[id] = number
            _read_row(sheet, number, questions[id], reading)
        elif id:
            reading.problems.append(_row_problem(sheet, number, id, seen, reading))
        elif wrong := _filled_without_id(sheet, number, questions):
            what = Text("this row belongs to no question")
            do = Text("move what it says to a row of the form; rows that you add are not read")
            reading.problems.append(Problem(reading.place(sheet, number, wrong), what, Text("a row of the form"), do))


def _row_problem(sheet: ReadSheet, number: int, id: str, seen: Mapping[str, int], reading: WorkbookReading) -> Problem:
    place = reading.place(sheet, number)
    if id in seen:
        what = Text("the question {id} stands in two rows, {first} and {second}", id=id, first=seen[id], second=number)
        return Problem(place, what, Text("one row a question"), Text("delete the row that does not hold"))
    what = Text("the framework asks no question {id:quoted}", id=id)
    do = Text("export the workbook anew, and copy the answers into it")
    return Problem(place, what, Text("a workbook of this framework"), do)


def _filled_without_id(sheet: ReadSheet, number: int, questions: Mapping[str, Question]) -> str:
    """Return the key of the first cell that somebody filled in a row of their own; empty where none is."""
    fields = {prompt.field for question in questions.values() for prompt in question.prompts}
    # Headings have no id either, and stand in the first rows.
    headings = min((n for n, cells in sheet.rows.items() if cells.get(KEY)), default=0)
    return next((key for key in sheet.rows[number] if key in fields and number > headings), "")


def _read_row(sheet: ReadSheet, number: int, question: Question, reading: WorkbookReading) -> None:
    cells, given, sound = sheet.rows[number], {}, True
    for prompt in question.prompts:
        read = read_written(prompt, cells.get(prompt.field, ""), reading.language)
        if isinstance(read, WrittenFault):
            reading.wrong(reading.place(sheet, number, prompt.field), read)
            sound = False
        elif read:
            given[prompt.field] = read
    if sound:
        for name, fault in find_contradictions(question, given, reading.framework):
            reading.wrong(reading.place(sheet, number, name), fault)
            sound = False
    if sound:
        reading.appraisal = with_value(reading.appraisal, question, given)


def find_contradictions(
    question: Question, given: Mapping[str, str], framework: Framework
) -> Iterator[tuple[str, WrittenFault]]:
    """Yield what does not fit together in the answer to a question, with the field in which it stands.

    Parameters
    ----------
    question
        The question.
    given
        Field -> what was filled in, as files hold it.
    framework
        The framework that asks it.

    Raises
    ------
    MethodError
        When the indicator asks no core question.
    """
    answer = given.get("answer", "")
    if given and not answer:
        expected, do = Text("an answer"), Text("answer, or choose unknown; or clear the row")
        yield "answer", WrittenFault(Text("the row says something, and holds no answer"), expected, do)
    elif answer == NOT_APPLICABLE and not given.get("note"):
        what, do = Text("it is not said why this does not apply"), Text("write the reason: the report shows it")
        yield "note", WrittenFault(what, Text("a reason"), do)
    elif question.kind == "core" and answer not in (UNKNOWN, NOT_APPLICABLE, ""):
        asked = asked_of(framework.indicator(question.id))
        numbers = {name: number_in(given.get(name, "")) for name in NUMBERS}
        for name, what, expected in find_faults({one: given.get(one) for one in WORDS}, numbers, asked):
            yield name, WrittenFault(what, expected, Text("correct the cell"))


def _check_merged(book: ReadBook, reading: WorkbookReading) -> None:
    for sheet in book.values():
        for cells in sheet.merged:
            what = Text("the cells {cells} are merged: what belongs to each row cannot be told", cells=cells)
            place = Place(reading.file, field=f"{sheet.name}!{cells}")
            reading.problems.append(Problem(place, what, Text("a cell for each answer"), Text("split the cells again")))


def told_in(book: ReadBook) -> Mapping[str, str]:
    """Return what a workbook says of itself: language, framework, format."""
    rows = book["start"].rows.values() if "start" in book else ()
    return {cells[KEY]: cells.get("answer", "") for cells in rows if cells.get(KEY) in TOLD}


def missing_columns(sheet: ReadSheet, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of columns that a sheet lacks."""
    return tuple(key for key in wanted if key not in sheet.columns)
