"""Writes and reads results: JSON whose bytes the same result always gives, and that is read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import ErrorDetails, SchemaValidator, ValidationError

from publicvalue.errors import InputError, Place, Problem
from publicvalue.results.model import FORMAT, AssessmentResult
from publicvalue.results.plain_data import Data, json_bytes, plain
from publicvalue.results.second_format import SECOND, from_second_format
from publicvalue.results.shapes import schema_of
from publicvalue.results.third_format import THIRD, from_third_format
from publicvalue.words.text import Text

__all__ = ["Data", "check_format", "json_bytes", "plain", "read_result", "result_schema", "settled", "write_result"]


def write_result(result: AssessmentResult) -> bytes:
    """Return the bytes of `results.json`: UTF-8, indented, shortest exact numbers.

    Raises
    ------
    TypeError
        When a value of the result cannot be stored: it is our own fault.
    """
    return json_bytes(plain(result))


def settled(result: AssessmentResult) -> AssessmentResult:
    """Return a result as it is read back after it was written: what one run gives, and what is stored, are equal.

    Raises
    ------
    TypeError
        When a value of the result cannot be stored: it is our own fault.
    """
    found: AssessmentResult = _validator().validate_python(plain(result))
    return found


def read_result(data: object, file: str = "") -> AssessmentResult:
    """Read what `write_result` wrote.

    Parameters
    ----------
    data
        The content of `results.json`, as JSON is read.
    file
        Its name, for messages.

    Raises
    ------
    InputError
        With every place that does not hold what it should; for other formats, what to do.
    """
    data = in_present_format(data, file)
    try:
        found: AssessmentResult = _validator().validate_python(data)
    except ValidationError as error:
        raise InputError([_problem(one, data, file) for one in error.errors(include_url=False)]) from None
    return found


def in_present_format(data: object, file: str = "") -> Data:
    """Return stored data in the present format, whichever earlier one they have; raises InputError."""
    check_format(data, file, tuple(_FORMER))
    assert isinstance(data, dict)  # noqa: S101 - as `check_format` has seen
    given = data["format"]
    try:
        return _FORMER[given](data) if given in _FORMER else data
    except (KeyError, TypeError, AttributeError, ValueError):
        what, expected = (
            Text("this does not hold what its format says"),
            Text("results of format {format}", format=given),
        )
        raise InputError([Problem(Place(file, field="format"), what, expected, _DO)]) from None


_FORMER = {SECOND: from_second_format, THIRD: from_third_format}


def check_format(data: object, file: str = "", older: tuple[int, ...] = ()) -> None:
    """Refuse what is no result, and results of a format that this version cannot read.

    Parameters
    ----------
    data
        The content of `results.json`.
    file
        Its name, for messages.
    older
        Formats before this version's own that are taken too.

    Raises
    ------
    InputError
        With what to do.
    """
    given = data.get("format") if isinstance(data, dict) else None
    if type(given) is int and given in (FORMAT, *older):
        return
    place, expected = Place(file, field="format"), Text("format {format}", format=FORMAT)
    if type(given) is not int or given < 1:
        what, do = Text("this holds no results"), Text("name a results.json that `publicvalue assess` wrote")
    elif given > FORMAT:
        what = Text("these results have format {given}, which a newer version wrote", given=given)
        do = Text("install a newer publicvalue")
    else:
        what = Text("these results have format {given}, which an older version wrote", given=given)
        do = Text("assess its folder again, or `publicvalue verify` the bundle that it came with")
    raise InputError([Problem(place, what, expected, do)])


def result_schema() -> Data:
    """Return the JSON Schema of `results.json`.

    Raises
    ------
    TypeError
        When a field of the result cannot be stored: it is our own fault.
    """
    made = GenerateJsonSchema(ref_template="#/$defs/{model}").generate(schema_of(AssessmentResult))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:publicvalue:results:{FORMAT}",
        "title": "The result of one assessment: results.json",
        **made,
    }


@cache
def _validator() -> SchemaValidator:
    return SchemaValidator(schema_of(AssessmentResult))


def _problem(error: ErrorDetails, data: object, file: str) -> Problem:
    way = _way(error["loc"], data)
    place = Place(file, field=".".join(way))
    match error["type"]:
        case "missing":
            return Problem(place, Text("{name:quoted} is missing", name=way[-1]), Text("a value"), _DO)
        case "extra_forbidden":
            what = Text("nothing is called {name:quoted} here", name=way[-1])
            return Problem(place, what, Text("the names of this format"), _DO)
        case kind if kind in _EXPECTED:
            return Problem(place, Text("this is something else"), _EXPECTED[kind], _DO)
    # pydantic's own words are those of programs, and stay as they are.
    return Problem(place, error["msg"], Text("what `publicvalue assess` writes"), _DO)


def _way(loc: tuple[int | str, ...], data: object) -> list[str]:
    """Return the way to what is wrong in the data: names of kinds between are left out."""
    way: list[str] = []
    for place, part in enumerate(loc):
        inside = (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int))
        if inside and (isinstance(data, dict) or int(part) < len(data)):  # type: ignore[arg-type]
            data = data[part]  # type: ignore[index]
        elif place < len(loc) - 1 or not isinstance(data, dict):
            continue
        way.append(str(part))
    return way or ["results"]


_DO = Text("take the file as it was written")
_EXPECTED: Mapping[str, Text] = {
    "string_type": Text("a text"),
    "float_type": Text("a number"),
    "int_type": Text("a whole number"),
    "bool_type": Text("true or false"),
    "dict_type": Text("a group of fields"),
    "tuple_type": Text("a list"),
    "none_required": Text("nothing"),
}
