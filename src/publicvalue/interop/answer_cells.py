"""The cells of one question read as answers: codes, labels in four languages, numbers, points, best and worst.

A cell that cannot be an answer is refused and left blank: missing is unknown. A refusal never shows free text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from publicvalue.framework.instruments import Instruments, Question
from publicvalue.interop.answer_columns import Labels, labels_of
from publicvalue.interop.row_report import RowReport
from publicvalue.interop.submissions import Cells

BLANKS = frozenset({"", "n/a", "na", "#n/a", "null", "none", "nan"})
"""Written blanks; `n/a` is what Kobo's exports write."""

MISSING_NUMBERS = frozenset({"-1", "-7", "-8", "-9", "-66", "-77", "-88", "-96", "-97", "-98", "-99", "-999"})
"""Numbers that surveys write for `no answer`; read as such only where they are no answer of the question."""

YES = frozenset({"1", "true", "yes", "x", "si", "sí", "oui", "ja"})
NO = frozenset({"0", "false", "no", "non", "nee"})

Values = dict[str, str]
"""Name of a column of the table of answers -> cell; blank cells are left out."""


@dataclass(frozen=True)
class Cell:
    """One cell with its place."""

    row: int
    column: str
    text: str


class CellReader:
    """Reads the cells of questions, and notes in the report what it changed or refused."""

    def __init__(self, instruments: Instruments, report: RowReport) -> None:
        self._instruments = instruments
        self.report = report
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

    def code(self, question: Question, cell: Cell) -> str | None:
        """Return the code of one chosen answer, or None for a blank, a missing code or a refused cell."""
        text = clean(cell.text)
        if text.casefold() in BLANKS:
            return None
        found = self._instruments.choice_lists[question.choices]
        code = self._code(question, text)
        if code is None and self._is_missing(question, text):
            self.report.change(cell.row, cell.column, (text, ""), "a code for 'no answer'")
            return None
        if code is None:
            why = f"not in the choice list {found.id} ({', '.join(found.codes)})"
            self.report.refuse(cell.row, why, cell.column, text)
            return None
        if code != text:
            self.report.change(cell.row, cell.column, (text, code), "the code of this choice")
        return None if code in found.missing else code

    def _code(self, question: Question, text: str) -> str | None:
        codes = self._instruments.choice_lists[question.choices].codes
        if text in codes:
            return text
        whole = re.sub(r"\.0+$", "", text)
        folded = {code.casefold(): code for code in codes}
        return folded.get(whole.casefold()) or self._labels[question.choices].code(text)

    @staticmethod
    def _is_missing(question: Question, text: str) -> bool:
        return text in question.missing or re.sub(r"\.0+$", "", text) in MISSING_NUMBERS

    def _chosen(self, question: Question, row: int, cells: Cells) -> Values:
        code = self.code(question, Cell(row, question.id, cells.get(question.id, "")))
        return {} if code is None else {question.id: code}

    def _several(self, question: Question, row: int, cells: Cells) -> Values:
        """Read codes joined by spaces, or one column of yes and no for each choice."""
        answers = self._instruments.choice_lists[question.choices].answers
        joined = clean(cells.get(question.id, ""))
        split = {code: clean(cells.get(f"{question.id}_{code}", "")) for code in answers}
        if joined.casefold() not in BLANKS:
            chosen = self._joined(question, Cell(row, question.id, joined))
        else:
            chosen = {code for code, text in split.items() if self._yes(row, f"{question.id}_{code}", text)}
            if not chosen and all(text.casefold() in BLANKS for text in split.values()):
                return {}
        if chosen is None:
            return {}
        if question.most is not None and len(chosen) > question.most:
            self.report.refuse(row, f"{len(chosen)} choices, at most {question.most} are allowed", question.id)
            return {}
        return {f"{question.id}_{code}": "1" if code in chosen else "0" for code in answers}

    def _joined(self, question: Question, cell: Cell) -> set[str] | None:
        parts = cell.text.split()
        if any(self._code(question, part) is None for part in parts):
            parts = [part.strip() for part in re.split(r"[;,|]", cell.text)]
        codes = [self._code(question, part) for part in parts if part]
        if None in codes:
            found = self._instruments.choice_lists[question.choices]
            why = f"a choice that is not in the list {found.id} ({', '.join(found.codes)})"
            self.report.refuse(cell.row, why, cell.column, cell.text)
            return None
        return {code for code in codes if code is not None}

    def _yes(self, row: int, column: str, text: str) -> bool:
        folded = text.casefold()
        if folded not in YES and folded not in NO and folded not in BLANKS:
            self.report.refuse(row, "neither yes nor no (1 or 0)", column, text)
        return folded in YES

    def _number(self, question: Question, row: int, cells: Cells) -> Values:
        cell = Cell(row, question.id, clean(cells.get(question.id, "")))
        number = self._parsed(question, cell)
        if number is None:
            return {}
        low, high = question.low, question.high
        if (low is not None and number < low) or (high is not None and number > high):
            ends = f"{'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}"
            self.report.refuse(row, f"outside {ends.strip()}", cell.column, cell.text)
            return {}
        return {question.id: f"{number:.15g}"}

    def _parsed(self, question: Question, cell: Cell) -> float | None:
        """Read a number; decimal commas are changed, codes for `no answer` are blanks."""
        if cell.text.casefold() in BLANKS:
            return None
        outside = question.low is not None and question.low >= 0
        if cell.text in question.missing or (outside and cell.text in MISSING_NUMBERS):
            self.report.change(cell.row, cell.column, (cell.text, ""), "a code for 'no answer'")
            return None
        if re.fullmatch(r"-?[0-9]+,[0-9]+", cell.text):
            point = cell.text.replace(",", ".")
            self.report.change(cell.row, cell.column, (cell.text, point), "a decimal point")
            return float(point)
        if not re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", cell.text):
            self.report.refuse(cell.row, "not a number", cell.column, cell.text)
            return None
        return float(cell.text)

    def _allocation(self, question: Question, row: int, cells: Cells) -> Values:
        """Read points; they must add up to the total. Blanks beside a full total are 0."""
        names = question.columns(self._instruments.choice_lists)
        points = {name: self._parsed(question, Cell(row, name, clean(cells.get(name, "")))) for name in names}
        given = {name: number for name, number in points.items() if number is not None}
        if not given:
            return {}
        total = sum(given.values())
        if any(number < 0 for number in given.values()) or abs(total - (question.total or 0)) > 1e-6:
            why = f"the points add up to {total:g}, not to {question.total}"
            why = "points below 0" if any(number < 0 for number in given.values()) else why
            self.report.refuse(row, why, question.id)
            return {}
        for name in names:
            if name not in given:
                self.report.change(row, name, ("", "0"), f"the other points already make {question.total}")
        return {name: f"{given.get(name, 0.0):.15g}" for name in names}

    def _best_worst(self, question: Question, row: int, cells: Cells) -> Values:
        """Read each task: both choices must be among those shown, and differ."""
        values: Values = {}
        for n, task in enumerate(question.tasks, start=1):
            names = (f"{question.id}_{n}_best", f"{question.id}_{n}_worst")
            best, worst = (self.code(question, Cell(row, name, cells.get(name, ""))) for name in names)
            for name, code in zip(names, (best, worst), strict=True):
                if code is not None and code not in task:
                    self.report.refuse(row, f"task {n} shows only {', '.join(task)}", name, code)
            if best is not None and best == worst:
                self.report.refuse(row, "the best and the worst are the same", names[1], str(worst))
            elif best in task and worst in task:
                values |= {names[0]: str(best), names[1]: str(worst)}
        return values


def clean(text: str) -> str:
    """Return a cell without the blanks around it, of every sort."""
    return text.replace("\u00a0", " ").replace("\ufeff", "").strip()
