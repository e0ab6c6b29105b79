"""A results.json as a file."""

from __future__ import annotations

from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.untrusted.strict_json import UnclearJsonError, read_strict_json
from publicvalue.results.codec import read_result
from publicvalue.results.manifest import RESULTS
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text

REPORT = "report"
"""Folder in which an assessment keeps its results."""


def find_results(path: Path) -> AssessmentResult:
    """Read the results that a path names: a results.json, a folder that holds one, or an assessment's folder.

    Raises
    ------
    InputError
        As `load_results`; and where a folder holds no results.
    """
    if not path.is_dir():
        return load_results(path)
    places = (path / RESULTS, path / REPORT / RESULTS)
    if found := next((place for place in places if place.is_file()), None):
        return load_results(found)
    what = Text("no results stand here")
    expected = Text("a results.json, or a folder with one in it or in its report folder")
    do = Text("run {command} first", command=f"publicvalue assess {path}")
    raise InputError([Problem(Place(str(path)), what, expected, do)])


def load_results(path: Path) -> AssessmentResult:
    """Read a results.json.

    Raises
    ------
    InputError
        When it cannot be read, or with every place in it that does not hold what it should.
    """
    expected, do = Text("results of an assessment"), Text("name a results.json that `publicvalue assess` wrote")
    try:
        return read_result(read_strict_json(path.read_bytes()), str(path))
    except OSError as error:
        # The system's own words stay as they are.
        what = Text("the results cannot be read: {reason}", reason=error.strerror or str(error))
    except UnclearJsonError as error:
        what = Text("the results cannot be read: {reason}", reason=error.reason)
    raise InputError([Problem(Place(str(path)), what, expected, do)])
