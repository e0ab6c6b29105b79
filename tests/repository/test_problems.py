"""Every problem that a user is told of says what to do about it, in texts that can be translated."""

from __future__ import annotations

import ast

from house import modules, name, room


def _without_advice(source: str) -> list[int]:
    """Return the lines on which a problem is made without its `do`."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Problem"
        if len(call.args) < 4 and "do" not in {keyword.arg for keyword in call.keywords}
    ]


def test_every_problem_says_what_to_do() -> None:
    assert [f"{name(path)}:{line}" for path in modules() for line in _without_advice(path.read_text())] == []


def test_a_problem_without_advice_is_found() -> None:
    source = 'Problem(place, "what", "expected")\nProblem(place, "what", do="so")\nProblem(place, "what", "", "so")'
    assert _without_advice(source) == [1]


SAYS = {"Problem", "method_error", "refuse", "refuse_query"}
"""What takes the words of a problem."""
NAMES = {"YAML", "UTF-8"}
"""Words that are the same in every language."""


def _sentences(source: str) -> list[int]:
    """Return the lines on which words of our own are given to a problem, and not as a text."""
    calls = [
        call
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYS
    ]
    given = [one for call in calls for one in (*call.args, *(keyword.value for keyword in call.keywords))]
    return [one.lineno for one in given if isinstance(one, ast.JoinedStr | ast.BinOp) or _is_words(one)]


def _is_words(given: ast.expr) -> bool:
    return isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value not in {"", *NAMES}


UNFINISHED = frozenset({"actions", "evidence", "framework", "measures", "reports"})
"""Rooms in which some are plain strings still."""


def test_the_words_of_problems_are_texts() -> None:
    finished = [path for path in modules() if room(path) not in UNFINISHED]
    assert finished
    assert [f"{name(path)}:{line}" for path in finished for line in _sentences(path.read_text())] == []


def test_words_that_are_no_text_are_found() -> None:
    source = (
        'Problem(place, "what", Text("expected"), f"do {it}")\nProblem(place, what, "", "YAML")\n'
        'method_error("so " + word)\nrefuse(file, Text("so"), do="that")'
    )
    assert _sentences(source) == [1, 1, 3, 4]
