"""Reads the row of an appraisal that answers one core question, and tells all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast, get_args

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.figure.named_row import number_or_none
from publicvalue.measures.judgement.asked_question import AskedCoreQuestion
from publicvalue.measures.result import NotApplicable
from publicvalue.words.text import Text

Drawn = Literal["all", "random", "other"]
Basis = Literal["measured", "self_reported", "asserted"]

UNKNOWN = "unknown"
WORDS = ("question", "answer", "drawn", "basis", "document")
NUMBERS = ("of", "low", "high")
HEADER_ROWS = 1
NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|\d{1,3}(,\d{3})+(\.\d+)?)")
OPEN_NUMBER = re.compile(r"[+-]?\d{1,3},\d{3}")


@dataclass(frozen=True)
class AnswerRow:
    """The answer to one core question, as a person gave it.

    Parameters
    ----------
    answer
        Id of a grade; how many; or the figure.
    value
        The answer as a number; 0 where a grade was chosen.
    of, low, high
        Of how many; the interval of a figure. None where not given.
    drawn, basis
        How those that were counted were chosen, and what a figure rests on; empty where not stated.
    document
        What proves it; empty where nothing does.
    """

    answer: str
    value: float
    of: float | None
    low: float | None
    high: float | None
    drawn: Drawn | Literal[""]
    basis: Basis | Literal[""]
    document: str


def read_answer(evidence: EvidenceTable, asked: AskedCoreQuestion) -> AnswerRow | NotApplicable:
    """Return the one row that answers a question, or why there is no answer.

    Parameters
    ----------
    evidence
        One row a question.
    asked
        The question.

    Raises
    ------
    EvidenceError
        With all that is wrong in the row, each with its row and field, or where two rows answer the question.
    """
    names = [name for name in (*WORDS, *NUMBERS) if evidence.has(name)]
    columns = fetch(evidence.rows.select(*names))
    rows = [n for n, found in enumerate(columns["question"]) if plain(found) == asked.question.casefold()]
    if not rows:
        return NotApplicable(Text("The table does not answer {question}: add a row.", question=asked.question))
    if len(rows) > 1:
        raise EvidenceError(_doubles(asked, rows))
    place = rows[0]
    cells: Cells = {name: columns[name][place] if name in columns else None for name in WORDS}
    numbers = {name: number_or_none(columns[name][place]) if name in columns else None for name in NUMBERS}
    if plain(cells["answer"]) in ("", UNKNOWN):
        return NotApplicable(Text("The core question is answered with unknown: nobody could say it yet."))
    problems = [
        Problem(Place(row=place + HEADER_ROWS + 1, field=field), what, expected, Text("correct the cell"))
        for field, what, expected in find_faults(cells, numbers, asked)
    ]
    if problems:
        raise EvidenceError(problems)
    answer = plain(cells["answer"])
    value = 0.0 if asked.form == "grade" else cast(float, number_in(str(cells["answer"])))
    document = str(cells["document"] or "").strip()
    drawn, basis = cast(Drawn, plain(cells["drawn"])), cast(Basis, plain(cells["basis"]))
    return AnswerRow(answer, value, numbers["of"], numbers["low"], numbers["high"], drawn, basis, document)


def plain(cell: object) -> str:
    """Return a word as it is listed: lower case, underscores for spaces and hyphens; empty where there is none."""
    return "" if cell is None else str(cell).strip().casefold().replace("-", "_").replace(" ", "_")


def number_in(written: str) -> float | None:
    """Return a number as people write it, with a decimal point or comma; None where it is none, or may be two."""
    text = written.strip().replace("\u00a0", "").removesuffix("%").strip()
    if not NUMBER.fullmatch(text) or OPEN_NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", "") if "." in text or text.count(",") > 1 else text.replace(",", "."))


def _doubles(asked: AskedCoreQuestion, rows: list[int]) -> list[Problem]:
    lines = tuple(str(n + HEADER_ROWS + 1) for n in rows)
    what = Text("{question} is answered in the rows {rows:and}", question=asked.question, rows=lines)
    place = Place(row=rows[1] + HEADER_ROWS + 1, field="question")
    return [Problem(place, what, Text("one answer"), Text("keep the answer that holds"))]


Cells = dict[str, object]
Numbers = dict[str, float | None]
Fault = tuple[str, Text, Text]
"""Field, what is wrong with it, and what was expected."""


def find_faults(cells: Cells, numbers: Numbers, asked: AskedCoreQuestion) -> Iterator[Fault]:
    """Yield what contradicts itself in an answer.

    Parameters
    ----------
    cells
        The columns `WORDS`, as they are written; None where blank.
    numbers
        The columns `NUMBERS`; None where blank.
    asked
        The question.
    """
    yield from _word_fault(cells, "drawn", get_args(Drawn))
    yield from _word_fault(cells, "basis", get_args(Basis))
    if asked.form == "grade":
        yield from _grade_fault(cells, asked)
        return
    value = number_in(str(cells["answer"]))
    if value is None:
        what = Text("{answer:quoted} is no number", answer=str(cells["answer"]))
        yield "answer", what, Text("a number such as 12.5, or unknown")
    yield from (_count_faults if asked.form == "count" else _figure_faults)(value, numbers)


def _word_fault(cells: Cells, field: str, known: tuple[str, ...]) -> Iterator[Fault]:
    if plain(cells[field]) not in ("", *known):
        what = Text("{word:quoted} is none of the words", word=str(cells[field]))
        yield field, what, Text("one of {names:list}", names=known)


def _grade_fault(cells: Cells, asked: AskedCoreQuestion) -> Iterator[Fault]:
    if plain(cells["answer"]) not in asked.grades:
        what = Text("{answer:quoted} is no grade of this question", answer=str(cells["answer"]))
        yield "answer", what, Text("one of {names:list}", names=(*asked.grades, UNKNOWN))


def _count_faults(counted: float | None, numbers: Numbers) -> Iterator[Fault]:
    of = numbers["of"]
    if of is None:
        yield "of", Text("it is not said of how many"), _WHOLE
    elif of < 1 or not of.is_integer():
        yield "of", Text("{of:g} is no number of cases", of=of), _WHOLE
    elif counted is not None and not (0 <= counted <= of and counted.is_integer()):
        what = Text("{counted:g} of {of:g} cannot be", counted=counted, of=of)
        yield "answer", what, Text("a whole number from 0 to {of:g}", of=of)


def _figure_faults(value: float | None, numbers: Numbers) -> Iterator[Fault]:
    low, high, of = (numbers[name] for name in ("low", "high", "of"))
    if (low is None) != (high is None):
        yield "low", Text("one end of the interval is missing"), Text("both low and high, or neither")
    elif value is not None and low is not None and high is not None and not low <= value <= high:
        what = Text("{value:g} lies outside its interval, {low:g} to {high:g}", value=value, low=low, high=high)
        yield "answer", what, Text("low <= answer <= high")
    if of is not None and of < 1:
        yield "of", Text("{of:g} is no number of cases", of=of), _WHOLE


_WHOLE = Text("a whole number, 1 or more")
