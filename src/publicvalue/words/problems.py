"""Problems as sentences of a language: where, what, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.errors import Place, Problem
from publicvalue.words.language import Language
from publicvalue.words.text import Text


def place_text(place: Place) -> Text:
    """Return a place as one reads it: file, line, row, field; empty where nothing is known of it."""
    return Text("{parts:list}", parts=tuple(_parts(place))) if str(place) else Text("")


def _parts(place: Place) -> Iterator[str]:
    if place.file:
        yield place.file
    if place.line is not None:
        yield Text("line {line}", line=place.line)
    if place.row is not None:
        yield Text("row {row}", row=place.row)
    if place.field:
        yield place.field


def problem_text(problem: Problem, language: Language) -> str:
    """Write a problem in a language: one line for where and what, one each for what was expected and what to do.

    Parameters
    ----------
    problem
        What is wrong. Parts of it that are no Texts are written as they are.
    language
        The language.
    """
    what = language.write(problem.what)
    lines = [f"{language.write(place_text(problem.place))}: {what}" if str(problem.place) else what]
    if problem.expected:
        lines.append("    " + language.write(Text("expected: {expected}", expected=problem.expected)))
    if problem.do:
        lines.append("    " + language.write(Text("do: {do}", do=problem.do)))
    return "\n".join(lines)
