"""The cells of one question read as answers: codes, labels in four languages, numbers, points, best and worst.

A cell that cannot be an answer is refused and left blank: missing is unknown. A refusal never shows free text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.framework.written.numbers import DecimalMark
from publicvalue.instruments.answers.columns import Labels, labels_of
from publicvalue.instruments.answers.joined_choices import split_choices
from publicvalue.instruments.answers.number_marks import number_of
from publicvalue.instruments.answers.row_report import RowReport
from publicvalue.instruments.folded_text import clean, is_blank
from publicvalue.instruments.submissions import Cells
from publicvalue.words.text import Text

NOT_ASKED = "n/a"
"""What Kobo's exports write where nothing was answered; a choice only where its text is written just so."""

MISSING_NUMBERS = frozenset({"-1", "-7", "-8", "-9", "-66", "-77", "-88", "-96", "-97", "-98", "-99", "-999"})
"""Numbers that surveys write for `no answer`; read as such only where they are no answer of the question."""

YES = frozenset({"1", "1.0", "true", "yes", "x", "si", "sí", "oui", "ja", "verdadero", "vrai", "waar"})
NO = frozenset({"0", "0.0", "false", "no", "non", "nee", "falso", "faux", "onwaar"})

Values = dict[str, str]
"""Name of a column of the table of answers -> cell; blank cells are left out."""


@dataclass(frozen=True)
class AnswerCell:
    """One cell with its place."""

    row: int
    column: str
    text: str


class CellReader:
    """Reads the cells of questions, and notes in the report what it changed or refused.

    `marks` holds the decimal mark of each column of numbers, once all its cells were looked at.
    """

    def __init__(self, instruments: Instruments, report: RowReport) -> None:
        self._instruments = instruments
        self.report = report
        self.marks: Mapping[str, DecimalMark] = {}
        self._labels: dict[str, Labels] = {
            id: labels_of((choice.code, choice.texts) for choice in found.choices)
            for id, found in instruments.choice_lists.items()
        }
        self._readers: Mapping[str, Callable[[Question, int, Cells], Values]] = {
            "scale": self._chosen,
            "choose_one": self._chosen,
            "choose_several": self._several,
            "number": self._number,
            "allocation": self._allocation,
            "best_worst": self._best_worst,
            "text": lambda question, row, cells: {},  # noqa: ARG005 - free text never leaves the evidence
        }

    def read(self, question: Question, row: int, cells: Cells) -> Values:
        """Return the answers to a question in one submission; none when it was not answered."""
        return self._readers[question.type](question, row, cells)

    def code(self, question: Question, cell: AnswerCell) -> str | None:
        """Return the code of one chosen answer, or None for a blank, a missing code or a refused cell."""
        text = clean(cell.text)
        code = self.choice(question, text)
        if code is None and is_blank(text):
            return None
        found = self._instruments.choice_lists[question.choices]
        if code is None and self._is_missing(question, text):
            self.report.change(cell.row, cell.column, (text, ""), Text("a code for 'no answer'"))
            return None
        if code is None:
            why = Text("not in the choice list {name} ({codes:list})", name=found.id, codes=tuple(found.codes))
            self.report.refuse(cell.row, why, cell.column, text)
            return None
        if code != text:
            self.report.change(cell.row, cell.column, (text, code), Text("the code of this choice"))
        return None if code in found.missing else code

    def choice(self, question: Question, text: str) -> str | None:
        """Return the code that a text stands for: a code comes before a blank, as `none` may be a choice."""
        codes, labels = self._instruments.choice_lists[question.choices].codes, self._labels[question.choices]
        if text in codes or text in labels.written:
            return text if text in codes else labels.code(text)
        if not text or text.casefold() == NOT_ASKED:
            return None
        whole = re.sub(r"\.0+$", "", text)
        folded = {code.casefold(): code for code in codes}
        return folded.get(whole.casefold()) or labels.code(text) or _yes_or_no(codes, text)

    @staticmethod
    def _is_missing(question: Question, text: str) -> bool:
        return text in question.missing or re.sub(r"\.0+$", "", text) in MISSING_NUMBERS

    def _chosen(self, question: Question, row: int, cells: Cells) -> Values:
        code = self.code(question, AnswerCell(row, question.id, cells.get(question.id, "")))
        return {} if code is None else {question.id: code}

    def _several(self, question: Question, row: int, cells: Cells) -> Values:
        """Read codes joined by spaces, or one column of yes and no for each choice."""
        answers = self._instruments.choice_lists[question.choices].answers
        joined = clean(cells.get(question.id, ""))
        if self.choice(question, joined) or not is_blank(joined):
            chosen = self._joined(question, AnswerCell(row, question.id, joined))
        else:
            chosen = self._split(question, row, cells)
        # Who does not know chose none of the answers, and did not leave each of them out.
        if chosen is None or (chosen and not chosen & set(answers)):
            return {}
        if question.most is not None and len(chosen) > question.most:
            self.report.refuse(
                row,
                Text("{chosen} choices, at most {most} are allowed", chosen=len(chosen), most=question.most),
                question.id,
            )
            return {}
        return {f"{question.id}_{code}": "1" if code in chosen else "0" for code in answers}

    def _split(self, question: Question, row: int, cells: Cells) -> set[str] | None:
        """Return the codes whose columns say yes; None where nothing was answered."""
        codes = self._instruments.choice_lists[question.choices].codes
        split = {code: clean(cells.get(f"{question.id}_{code}", "")) for code in codes}
        chosen = {code for code, text in split.items() if self._yes(question, row, code, text)}
        # Beside a blank column of all choices, `0` in each only says that nothing was chosen or the question not shown.
        if not chosen and (question.id in cells or all(is_blank(text) for text in split.values())):
            return None
        return chosen

    def _joined(self, question: Question, cell: AnswerCell) -> set[str] | None:
        found = self._instruments.choice_lists[question.choices]
        chosen = split_choices(
            cell.text, lambda text: self.choice(question, text), self._labels[question.choices].unique
        )
        if chosen is None:
            why = Text(
                "a choice that is not in the list {name} ({codes:list})", name=found.id, codes=tuple(found.codes)
            )
            self.report.refuse(cell.row, why, cell.column, cell.text)
        return chosen

    def _yes(self, question: Question, row: int, code: str, text: str) -> bool:
        """Whether a cell says that a choice was made: a yes, or the choice itself."""
        plain = text.casefold()
        if plain in YES or plain in NO or not plain:
            return plain in YES
        if self.choice(question, text) == code:
            return True
        if not is_blank(text):
            self.report.refuse(row, Text("neither yes nor no (1 or 0)"), f"{question.id}_{code}", text)
        return False

    def _number(self, question: Question, row: int, cells: Cells) -> Values:
        cell = AnswerCell(row, question.id, clean(cells.get(question.id, "")))
        number = self._parsed(question, cell)
        if number is None:
            return {}
        low, high = question.low, question.high
        if (low is not None and number < low) or (high is not None and number > high):
            self.report.refuse(row, _outside(low, high), cell.column, cell.text)
            return {}
        return {question.id: f"{number:.15g}"}

    def _parsed(self, question: Question, cell: AnswerCell) -> float | None:
        """Read a number; decimal commas are changed, codes for `no answer` are blanks."""
        if is_blank(cell.text):
            return None
        outside = question.low is not None and question.low >= 0
        if cell.text in question.missing or (outside and cell.text in MISSING_NUMBERS):
            self.report.change(cell.row, cell.column, (cell.text, ""), Text("a code for 'no answer'"))
            return None
        mark = self.marks.get(cell.column, DecimalMark.UNKNOWN)
        number = number_of(cell.text, mark)
        if number is None or math.isinf(number):
            self.report.refuse(cell.row, Text("not a number"), cell.column, cell.text)
            return None
        if "," in cell.text or (mark is DecimalMark.COMMA and "." in cell.text):
            why = Text("a decimal point") if mark is DecimalMark.COMMA else Text("without marks of thousands")
            self.report.change(cell.row, cell.column, (cell.text, f"{number:.15g}"), why)
        return number

    def _allocation(self, question: Question, row: int, cells: Cells) -> Values:
        """Read points; they must add up to the total. Blanks beside a full total are 0."""
        names = question.columns(self._instruments.choice_lists)
        points = {name: self._parsed(question, AnswerCell(row, name, clean(cells.get(name, "")))) for name in names}
        given = {name: number for name, number in points.items() if number is not None}
        if not given:
            return {}
        total = sum(given.values())
        if any(number < 0 for number in given.values()) or abs(total - (question.total or 0)) > 1e-6:
            why = Text("the points add up to {sum:g}, not to {total}", sum=total, total=question.total)
            why = Text("points below 0") if any(number < 0 for number in given.values()) else why
            self.report.refuse(row, why, question.id)
            return {}
        for name in names:
            if name not in given:
                self.report.change(
                    row, name, ("", "0"), Text("the other points already make {total}", total=question.total)
                )
        return {name: f"{given.get(name, 0.0):.15g}" for name in names}

    def _best_worst(self, question: Question, row: int, cells: Cells) -> Values:
        """Read each task: both choices must be among those shown, and differ."""
        values: Values = {}
        for n, task in enumerate(question.tasks, start=1):
            names = (f"{question.id}_{n}_best", f"{question.id}_{n}_worst")
            best, worst = (self.code(question, AnswerCell(row, name, cells.get(name, ""))) for name in names)
            for name, code in zip(names, (best, worst), strict=True):
                if code is not None and code not in task:
                    self.report.refuse(row, Text("task {n} shows only {task:list}", n=n, task=tuple(task)), name, code)
            if best is not None and best == worst:
                self.report.refuse(row, Text("the best and the worst are the same"), names[1], str(worst))
            elif best in task and worst in task:
                values |= {names[0]: str(best), names[1]: str(worst)}
        return values


def _outside(low: float | None, high: float | None) -> Text:
    if low is None:
        return Text("outside to {high:g}", high=high)
    if high is None:
        return Text("outside {low:g} to", low=low)
    return Text("outside {low:g} to {high:g}", low=low, high=high)


def _yes_or_no(codes: Collection[str], text: str) -> str | None:
    """Return yes or no where a question has these choices, and a program writes true and false, or 1 and 0."""
    plain = text.casefold()
    if not {"yes", "no"} <= set(codes):
        return None
    return "yes" if plain in ("1", "true") else "no" if plain in ("0", "false") else None
