"""What was read of answers goes to another process and back as it was: texts stay texts, in any language."""

from __future__ import annotations

import json

import pytest

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.answers import jobs
from publicvalue.instruments.answers.reading import TidyAnswers
from publicvalue.instruments.answers.row_report import Note
from publicvalue.instruments.submissions import TextTable
from publicvalue.words.text import Text

LENGTH = Text("(text of {number} characters)", number=7)


def kind(words: str) -> tuple[type, str]:
    return type(words), words


def test_notes_come_back_with_their_texts() -> None:
    table = TextTable(("a",), (("1",),), ())
    note = Note("changed", 3, "a", LENGTH, "1", Text("row {row}", row=3))
    tidy = TidyAnswers(table, table, {}, table, (note,), {"taken": 1})
    (back,) = jobs.unpack_answers(json.loads(json.dumps(jobs.pack_answers(tidy)))).notes
    assert back == note
    assert [kind(one) for one in back.cells()] == [kind(one) for one in note.cells()]


def test_problems_come_back_with_their_texts() -> None:
    problem = Problem(Place("a.csv", 2, 3, Text("row {row}", row=3)), LENGTH, "expected", do=LENGTH)
    found = {"problems": [jobs._pack_problem(problem)], "time_up": False}
    with pytest.raises(EvidenceError) as refused:
        jobs.answers_of(json.loads(json.dumps(found)))
    (back,) = refused.value.problems
    assert back == problem
    given, wanted = ((one.place.field, one.what, one.expected, one.do) for one in (back, problem))
    assert list(map(kind, given)) == list(map(kind, wanted))
