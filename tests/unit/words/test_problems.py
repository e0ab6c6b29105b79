"""A problem is written in a language, its place too."""

from __future__ import annotations

from publicvalue.errors import Place, Problem
from publicvalue.words.language import ENGLISH
from publicvalue.words.languages import language_of
from publicvalue.words.problems import place_text, problem_text
from publicvalue.words.text import Text

PROBLEM = Problem(
    Place("cases.csv", line=1200, row=7, field="score"),
    Text("nothing is called {name:quoted}", name="x"),
    "what a user wrote",
    Text("check the path and the free space"),
)


def test_problem_in_english_is_what_the_error_says() -> None:
    assert problem_text(PROBLEM, ENGLISH) == str(PROBLEM)
    assert problem_text(Problem(Place(), "what"), ENGLISH) == "what"


def test_problem_in_spanish() -> None:
    assert problem_text(PROBLEM, language_of("es")) == (
        "cases.csv, línea 1200, fila 7, score: nada se llama 'x'\n"
        "    se esperaba: what a user wrote\n"
        "    qué hacer: revise la ruta y el espacio libre"
    )


def test_place_of_nothing_is_empty() -> None:
    assert place_text(Place()) == ""
