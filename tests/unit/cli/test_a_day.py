"""The measure of a day: what is read, at 200 words a minute, and typed, at 30 seconds an answer, for each way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from commands import output_of
from publicvalue.actions.assessments import check_assessment
from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import FolderStore
from publicvalue.instruments.appraisal.interview import Course
from publicvalue.instruments.appraisal.model import UNKNOWN, Appraisal
from publicvalue.instruments.appraisal.questions import (
    Prompt,
    Question,
    fact_question,
    follow_up,
    minutes_for,
    system_questions,
)
from publicvalue.words.languages import language_of
from terminal import Person

FRAMEWORK = load_framework("public-value/1.0").framework
PROFILES = [profile.id for profile in FRAMEWORK.profiles]
MOST_MINUTES = 120
TYPED = {"text": "Section 4 of the act of 2023", "whole": "12", "number": "12", "day": "2027-03-31", "country": "BRB"}
NUMBERS = {"of": "20", "low": "1", "high": "20"}


def minutes(words: int, answers: int) -> float:
    return words / 200 + answers / 2


def asked(profile: str) -> tuple[Question, ...]:
    found = next(one for one in FRAMEWORK.profiles if one.id == profile)
    return Course(FRAMEWORK).questions(Appraisal(profile=found.id, facts=found.facts))


def typed(question: Question, prompt: Prompt, profile: str) -> str:
    """What somebody types: the kind of system, all that may be said of red lines and core questions."""
    if question.kind == "profile":
        return str(PROFILES.index(profile) + 1)
    return "1" if prompt.form == "choice" else NUMBERS.get(prompt.field, TYPED[prompt.form])


def lines_for(question: Question, profile: str) -> Iterator[str]:
    answer = question.prompt("answer")
    yield typed(question, answer, profile)
    chosen = answer.choices[0].id if answer.form == "choice" and answer.choices else "12"
    for prompt in follow_up(question, {"answer": chosen}):
        yield typed(question, prompt, profile)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("code", ["en", "es"])
def test_25_to_40_answers_and_an_hour_are_asked_of_every_kind_of_system(profile: str, code: str) -> None:
    questions = asked(profile)
    assert 25 <= len(questions) <= 40
    assert minutes_for(questions, language_of(code)) < MOST_MINUTES / 2


def test_the_terminal_takes_less_than_two_hours_of_reading_and_typing(tmp_path: Path) -> None:
    profile = max(PROFILES, key=lambda one: len(asked(one)))
    lines = [line for question in asked(profile) for line in lines_for(question, profile)]
    person = Person("answer", tmp_path / "a")
    person.answer(*lines)
    assert person.end() == 0, person.heard[-500:]
    words, answers = len(person.heard.split()), len(lines)
    assert minutes(words, answers) < MOST_MINUTES
    assert words > 4_000
    assert check_assessment(FolderStore(tmp_path / "a")).problems == ()


def test_the_workbook_takes_less_than_two_hours_of_reading_and_typing(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    output_of("new", folder, "--quick", "--profile", "money_decisions", "--title", "Benefits")
    path = folder / "workbook.xlsx"
    book = openpyxl.load_workbook(path)
    words = sum(
        len(str(text).split()) for sheet in book.worksheets if sheet.sheet_state == "visible" for text in shown(sheet)
    )
    answers = fill_in(book)
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    said = output_of("import", path, "--yes")
    assert "Written: assessment.yaml, evidence/core-answers.csv" in said
    assert minutes(words, answers) < MOST_MINUTES
    assert words > 3_000
    assert answers > 60
    assert check_assessment(FolderStore(folder)).problems == ()


def shown(sheet: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows(min_row=2, min_col=2, values_only=True):
        yield from (cell for cell in row if isinstance(cell, str))


def fill_in(book: openpyxl.Workbook) -> int:
    """Fill in system, red lines, core questions and figures as somebody would; returns how many cells were filled."""
    filled = 0
    for sheet in book.worksheets:
        keys = [cell.value for cell in sheet[1]]
        if keys[0] not in [f"publicvalue:{name}" for name in ("system", "red_lines", "core", "figures")]:
            continue
        for row in sheet.iter_rows(min_row=3):
            question = BY_ID.get(str(row[0].value).rpartition("system.")[2])
            for prompt in question.prompts if question else ():
                cell = row[keys.index(prompt.field)]
                if cell.value is None and (value := answer_in_cell(prompt)):
                    cell.value = value
                    filled += 1
    return filled


EVERY = (*asked("money_decisions"), *system_questions(), *map(fact_question, FRAMEWORK.facts))
BY_ID = {one.id: one for one in EVERY}


def answer_in_cell(prompt: Prompt) -> str:
    if prompt.field in ("note", "mend_by", "answered_by", "answered_on"):
        return ""
    if prompt.form == "choice":
        return str(prompt.choices[0].text)
    return NUMBERS.get(prompt.field, TYPED[prompt.form])


def test_unknown_answers_every_question_of_the_framework(tmp_path: Path) -> None:
    lines = ["x", "x", "x", "5", "1", "1", "1"]
    rest = [one for one in asked(PROFILES[0]) if one.kind in ("red_line", "core")]
    person = Person("answer", tmp_path / "a")
    person.answer(*lines, *[UNKNOWN] * len(rest))
    assert person.end() == 0
    assert check_assessment(FolderStore(tmp_path / "a")).problems == ()
