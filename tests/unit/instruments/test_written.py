"""What a person wrote into one place of a form, and what is said of it."""

from __future__ import annotations

import pytest

from publicvalue.instruments.appraisal.questions import Choice, Prompt
from publicvalue.instruments.appraisal.written import WrittenFault, read_written
from publicvalue.words.language import ENGLISH

GRADES = Prompt(
    "answer",
    "The answer",
    "choice",
    (Choice("partly", "Two of the four are there."), Choice("none", "None of the four can be shown.")),
)


@pytest.mark.parametrize(
    ("written", "do"),
    [
        (
            "Two of the three are there.",
            "read today's answers and choose the one that holds; they were worded anew since: "
            "did you mean 'Two of the four are there.'?",
        ),
        (
            "There was once another list of grades",
            "read today's answers and choose the one that holds; they were worded anew since: choose one from the list",
        ),
        ("prtly", "choose one from the list"),
    ],
)
def test_a_grade_of_a_former_list_is_not_taken_over_and_says_what_to_do(written: str, do: str) -> None:
    read = read_written(GRADES, written, ENGLISH)
    assert isinstance(read, WrittenFault)
    assert read.do == do


def test_a_grade_in_today_s_words_is_its_id() -> None:
    assert read_written(GRADES, "two of the four ARE there.", ENGLISH) == "partly"
