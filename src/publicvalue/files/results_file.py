"""A results.json as a file."""

from __future__ import annotations

from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.untrusted.strict_json import UnclearJsonError, read_strict_json
from publicvalue.results.codec import read_result
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text


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
