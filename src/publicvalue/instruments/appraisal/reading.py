"""A workbook of an appraisal while it is read: what was found so far, and what is wrong, with sheet and cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from publicvalue.errors import Place, Problem
from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.book import ReadSheet
from publicvalue.instruments.appraisal.model import Appraisal
from publicvalue.instruments.appraisal.written import WrittenFault
from publicvalue.words.language import Language


@dataclass
class WorkbookReading:
    """A workbook while it is read.

    Parameters
    ----------
    file
        How messages call the workbook.
    framework, language
        What is asked, and the language of the workbook.
    appraisal
        What was read so far, over what was known before.
    problems
        Everything that is wrong.
    """

    file: str
    framework: Framework
    language: Language
    appraisal: Appraisal
    problems: list[Problem] = field(default_factory=list)

    def place(self, sheet: ReadSheet, row: int, key: str = "") -> Place:
        """Return the place of a cell: the file, and in it sheet and cell."""
        return Place(self.file, field=f"{sheet.name}!{sheet.columns.get(key, 'A')}{row}")

    def wrong(self, place: Place, fault: WrittenFault) -> None:
        """Add a problem."""
        self.problems.append(Problem(place, fault.what, fault.expected, fault.do))
