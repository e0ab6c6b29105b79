"""Answers in JSON: of which tool they are is seen from what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.instruments.submissions import Submission
from publicvalue.instruments.tools.kobo import is_kobo, read_kobo_json
from publicvalue.instruments.tools.odk import is_odata, read_odata
from publicvalue.instruments.tools.pages import rows_of
from publicvalue.instruments.tools.surveyjs import read_surveyjs
from publicvalue.words.text import Text

Rows = Sequence[Mapping[str, object]]

EXPECTED = {
    "kobo": (Text("this is no JSON of Kobo"), Text("a list of submissions, or an object with `results`")),
    "odk": (
        Text("this is no OData of ODK Central"),
        Text("an object with the list `value`, as `.../Submissions` gives it"),
    ),
    "surveyjs": (Text("this is no JSON of SurveyJS"), Text("a list of objects with answers")),
}


def read_json_answers(data: object, file: str, form: str = "") -> tuple[Submission, ...]:
    """Read submissions.

    Parameters
    ----------
    data
        What the file holds.
    file
        How messages call it.
    form
        kobo, odk or surveyjs; seen from the data when empty.

    Raises
    ------
    EvidenceError
        When it holds no submissions, or a page of them only.
    """
    rows: Rows | None = rows_of(data, file)
    if form in ("workbook", "table"):
        raise _not(file, (Text("this is JSON, not a {form}", form=form), Text("another --format, or none")))
    if form == "odk" or (not form and is_odata(data)):
        if not is_odata(data) or rows is None:
            raise _not(file, EXPECTED["odk"])
        return read_odata(rows)
    rows = _listed(data) if rows is None else rows
    if rows is None:
        raise _not(file, EXPECTED[form or "surveyjs"])
    if form == "kobo" or (not form and is_kobo(rows)):
        return read_kobo_json(rows)
    return read_surveyjs(rows)


def _listed(data: object) -> Rows | None:
    """Return a list of objects, or one object, as a list of submissions."""
    found = [data] if isinstance(data, dict) else data
    return found if isinstance(found, list) and all(isinstance(one, dict) for one in found) else None


def _not(file: str, words: tuple[str, str]) -> EvidenceError:
    what, expected = words
    return EvidenceError([Problem(Place(file), what, expected, Text("export the answers again, whole"))])
