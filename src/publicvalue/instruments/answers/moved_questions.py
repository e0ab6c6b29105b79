"""One question in several columns: it was moved to another group, and each group that it stood in has a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from publicvalue.framework.questions.model import Question
from publicvalue.instruments.answers.cells import NO, CellReader
from publicvalue.instruments.answers.columns import ColumnMatch
from publicvalue.instruments.folded_text import clean, folded, is_blank
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Cells, Submission
from publicvalue.words.text import Text


class QuestionCells:
    """Puts the cells of a submission under the names of their questions."""

    def __init__(self, form: Form, reader: CellReader) -> None:
        self._reader = reader
        self._owners = {name: one for one in form.asked for name in (one.id, *form.columns(one))}

    def named(self, submission: Submission, match: ColumnMatch) -> Submission:
        """Return a submission with its cells by question; two different answers to one question are refused."""
        return replace(submission, cells=MappingProxyType(self.cells(submission.row, submission.cells, match)))

    def cells(self, row: int, cells: Cells, match: ColumnMatch) -> dict[str, str]:
        """Return the cells of a row by question."""
        found: dict[str, str] = {}
        source: dict[str, str] = {}
        refused: set[str] = set()
        for column, text in cells.items():
            name = match.names.get(column)
            if name is None:
                continue
            told = found.get(name, "")
            kept = self._kept(name, told, text)
            if kept is None and name not in refused:
                refused.add(name)
                why = Text(
                    "the columns '{source}' and '{column}' hold different answers",
                    source=clean(source[name]),
                    column=clean(column),
                )
                self._reader.report.refuse(row, why, name)
            found[name] = text if kept is None else kept
            source[name] = column if kept is not told or name not in source else source[name]
        return {name: "" if name in refused else text for name, text in found.items()}

    def _kept(self, name: str, first: str, second: str) -> str | None:
        """Return the cell that counts of two; None where they differ."""
        question = self._owners.get(name)
        if self._is_empty(name, question, second):
            return first if first or not second else second
        if self._is_empty(name, question, first) or self._meaning(question, first) == self._meaning(question, second):
            return second if self._is_empty(name, question, first) else first
        return None

    def _is_empty(self, name: str, question: Question | None, text: str) -> bool:
        plain = clean(text)
        if question is None or not question.choices:
            return is_blank(plain)
        if name != question.id and question.type == "choose_several":
            # The column of a choice in a group that the person was not asked in holds `0`.
            return is_blank(plain) or plain.casefold() in NO
        return is_blank(plain) and self._reader.choice(question, plain) is None

    def _meaning(self, question: Question | None, text: str) -> str:
        code = self._reader.choice(question, clean(text)) if question and question.choices else None
        return code or folded(text)


def answer_columns(match: ColumnMatch, form: Form) -> Mapping[str, str]:
    """Return the columns that hold answers: of questions, without consent, invitation codes, free text and design."""
    asked = {
        name
        for question in form.asked
        if question.use not in ("consent", "sample_code") and question.type != "text"
        for name in (question.id, *form.columns(question))
    }
    return {column: name for column, name in match.names.items() if name in asked}
