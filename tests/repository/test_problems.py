"""Every problem that a user is told of says what to do about it."""

from __future__ import annotations

import ast

from house import modules, name


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
