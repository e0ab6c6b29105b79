"""A results.json as a file."""

from __future__ import annotations

from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.untrusted.bundle_archive import read_manifest
from publicvalue.files.untrusted.guards import MEBIBYTE, size_text
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.files.untrusted.strict_json import UnclearJsonError, read_strict_json
from publicvalue.results.codec import read_result
from publicvalue.results.manifest import RESULTS
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text

REPORT = "report"
"""Folder in which an assessment keeps its results."""
ZIP = ".zip"
MOST_BYTES = 256 * MEBIBYTE
"""Of a results.json: those of large assessments have some."""
EXPECTED, DO = Text("results of an assessment"), Text("name a results.json that `publicvalue assess` wrote")


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


def find_all_results(path: Path) -> tuple[tuple[str, AssessmentResult], ...]:
    """Read the results that a path names as `find_results`, or those of each folder in it that holds some.

    Raises
    ------
    InputError
        With what is wrong with any of them; and where there is none.
    """
    places = sorted(one for one in path.iterdir() if one.is_dir() and _holds(one)) if path.is_dir() else []
    if not places or _holds(path):
        return ((str(path), find_results(path)),)
    found: list[tuple[str, AssessmentResult]] = []
    problems: list[Problem] = []
    for one in places:
        try:
            found.append((str(one), find_results(one)))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _holds(folder: Path) -> bool:
    return any((folder / place).is_file() for place in (RESULTS, f"{REPORT}/{RESULTS}"))


def hash_results(path: Path) -> str:
    """Return the hash of the results that a path names: a results.json, a bundle, or a folder as `find_results`.

    Raises
    ------
    InputError
        As `find_results`, and where a zip is no bundle.
    """
    if path.suffix == ZIP and path.is_file():
        return read_manifest(path).files.get(RESULTS, "")
    find_results(path)
    places = (path / RESULTS, path / REPORT / RESULTS, path)
    return hash_file(next(place for place in places if place.is_file()))


def load_results(path: Path) -> AssessmentResult:
    """Read a results.json.

    Raises
    ------
    InputError
        When it cannot be read, or with every place in it that does not hold what it should.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        # The system's own words stay as they are.
        what = Text("the results cannot be read: {reason}", reason=error.strerror or str(error))
        raise InputError([Problem(Place(str(path)), what, EXPECTED, DO)]) from None
    return read_results(content, str(path))


def read_results(content: bytes, name: str = "") -> AssessmentResult:
    """Read the bytes of a results.json: the one door through which results come in, wherever they were kept.

    Raises
    ------
    InputError
        As `load_results`.
    """
    try:
        if len(content) > MOST_BYTES:
            raise UnclearJsonError(Text("it has more than {size}", size=size_text(MOST_BYTES)))
        return read_result(read_strict_json(content), name)
    except UnclearJsonError as error:
        what = Text("the results cannot be read: {reason}", reason=error.reason)
    raise InputError([Problem(Place(name), what, EXPECTED, DO)])
