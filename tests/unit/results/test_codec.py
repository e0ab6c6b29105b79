"""Results are read back equal to what was written, and nothing else is taken for one."""

from __future__ import annotations

import copy
import datetime as dt
import json
import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from examples import outcome as example
from house import ROOT
from made_up_people import people_outcome
from outcomes import broken_floor_outcome, empty_outcome, full_outcome, hostile_outcome, partial_outcome
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.result import Diagnostic, NotApplicable
from publicvalue.results.codec import plain, read_result, result_schema, settled, write_result
from publicvalue.results.model import FORMAT, AssessmentResult
from publicvalue.words.text import Text, counted, interval, listed

EXAMPLES = ("court-risk-scores", "food-inspections", "tax-administrations")


def results() -> Iterator[Callable[[], AssessmentResult]]:
    yield from (lambda name=name: example(name) for name in EXAMPLES)  # type: ignore[misc]
    made = (partial_outcome, full_outcome, empty_outcome, broken_floor_outcome, hostile_outcome)
    yield from (lambda make=make: settled(make()) for make in made)  # type: ignore[misc]
    yield people_outcome


def values(value: Any) -> Iterator[object]:
    """Every value that is stored of a value."""
    yield value
    if is_dataclass(value):
        for one in fields(value):
            if one.compare:
                yield from values(getattr(value, one.name))
    elif hasattr(value, "items"):
        for key, inner in value.items():
            yield from (*values(key), *values(inner))
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from values(inner)


@pytest.mark.parametrize("make", list(results()))
def test_a_result_is_read_back_equal_with_every_text(make: Callable[[], AssessmentResult]) -> None:
    result = make()
    written = write_result(result)
    again = read_result(json.loads(written))
    assert again == result
    assert write_result(again) == written
    kinds = [type(one) for one in values(result)]
    assert kinds == [type(one) for one in values(again)]
    assert Text in kinds
    assert np.ndarray not in kinds
    jsonschema.Draft202012Validator(result_schema()).validate(json.loads(written))


@pytest.mark.parametrize("make", list(results()))
def test_a_result_can_be_pickled(make: Callable[[], AssessmentResult]) -> None:
    result = make()
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own


def written_elsewhere(folder: Path) -> AssessmentResult:
    return run_assessment(load_assessment(FolderStore(folder)))


def test_a_result_of_another_process_is_equal() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply(written_elsewhere, [ROOT / "examples" / "food-inspections"])
    assert found == example("food-inspections")
    assert write_result(found) == write_result(example("food-inspections"))


def with_reason(reason: str) -> AssessmentResult:
    result = hostile_outcome()
    answered = {id: replace(one, result=NotApplicable(reason)) for id, one in result.answered.items()}
    return replace(result, answered=answered)


@pytest.mark.parametrize(
    "text",
    [
        Text("No group has 30 cases."),
        Text("{left:count} of {all:count} rows were left out.", left=3, all=1200.5),
        counted(1, "one row", "{number:count} rows"),
        counted(2.5, "one row", "{number:count} rows"),
        listed([Text("a {b}", b="c"), "plain", Text("d")]),
        interval(0.1, 12.0, "percent"),
        Text("on {day:date}", day=dt.date(2026, 1, 31)),
        Text("{what}", what=None),
        Text(""),
    ],
)
def test_a_text_comes_back_with_its_id_and_values(text: Text) -> None:
    result = with_reason(text)
    (again,) = read_result(json.loads(write_result(result))).answered.values()
    assert isinstance(again.result, NotApplicable)
    found = again.result.reason
    assert isinstance(found, Text)
    assert (found, found.id, found.many, found.number, found.values) == (
        text,
        text.id,
        text.many,
        text.number,
        text.values,
    )
    assert list(map(type, found.values.values())) == list(map(type, text.values.values()))


def test_what_a_user_wrote_stays_a_plain_string() -> None:
    (again,) = read_result(json.loads(write_result(with_reason("as written {x}")))).answered.values()
    assert type(again.result.reason) is str  # type: ignore[union-attr]


def data() -> dict[str, Any]:
    return copy.deepcopy(_data())


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_result(partial_outcome()))
    return found


def problems(data: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_result(data, "results.json")
    return [str(problem) for problem in caught.value.problems]


def test_all_that_is_wrong_is_told_with_its_place() -> None:
    wrong = data()
    del wrong["chain"]["fall"]
    wrong["scores"]["public_value"]["value"] = "63"
    wrong["scores"]["public_value"]["strength"] = 2.5
    wrong["depth"] = "deep"
    wrong["extra"] = 1
    wrong["framework"]["verdict"]["directions"][0]["title"] = 3
    wrong["next_evidence"][0]["indicator"]["goalposts"]["anchors"] = [[0.0, 0.0]]
    told = problems(wrong)
    for place in (
        "chain.fall",
        "scores.public_value.value",
        "scores.public_value.strength",
        "depth",
        "extra",
        "framework.verdict.directions.0.title",
        "next_evidence.0.indicator.goalposts",
    ):
        assert sum(f"results.json, {place}: " in one for one in told) == 1, (place, told)
    assert len(told) == 7


@pytest.mark.parametrize(
    "text",
    [
        {"id": "{left:nothing}", "values": {"left": 3}},
        {"id": "{left.__class__}", "values": {"left": 3}},
        {"values": {}},
        {"id": "x", "more": 1},
        ["x"],
        7,
    ],
)
def test_a_broken_text_is_told(text: object) -> None:
    wrong = data()
    (id, *_) = wrong["answered"]
    wrong["answered"][id]["result"]["method"] = text
    (told,) = problems(wrong)
    assert told.startswith(f"results.json, answered.{id}.result.method")


def test_a_number_outside_its_interval_is_told() -> None:
    wrong = data()
    (id, *_) = wrong["answered"]
    wrong["answered"][id]["result"]["low"] = 1e9
    (told,) = problems(wrong)
    assert "lies outside its interval" in told


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (FORMAT + 1, "which a newer version wrote"),
        (1, "verify` the bundle"),
        (True, "this holds no results"),
        (float(FORMAT), "this holds no results"),
        (None, "this holds no results"),
    ],
)
def test_another_format_is_refused_with_what_to_do(given: object, said: str) -> None:
    (told,) = problems({**data(), "format": given})
    assert said in told
    assert said in problems({"format": given})[0]


@pytest.mark.parametrize("content", [[], "results", None, 2])
def test_what_is_no_object_is_no_result(content: object) -> None:
    assert "this holds no results" in problems(content)[0]


def test_an_array_cannot_be_stored() -> None:
    with pytest.raises(TypeError, match="ndarray"):
        plain(replace(partial_outcome(), scores={"x": np.ones(2)}))  # type: ignore[dict-item]


def test_a_number_that_is_not_defined_is_null_and_comes_back() -> None:
    result = partial_outcome()
    driver = replace(result.drivers[0], first_half=float("nan"))
    found = settled(replace(result, drivers=(driver,)))
    assert plain(found)["drivers"][0]["first_half"] is None
    assert read_result(json.loads(write_result(found))) == found


def test_draws_and_places_are_not_stored() -> None:
    written = write_result(people_outcome()).decode()
    for name in ('"draws": [', '"place"', '"places"', '"weight_places"', '"sampled_weights"', str(ROOT)):
        assert name not in written, name


def test_a_check_that_only_informs_comes_back_so() -> None:
    result = partial_outcome()
    (id, found), *_ = result.answered.items()
    number = replace(found.result, diagnostics=(Diagnostic("a", None, "b"), Diagnostic("c", True, "d")))  # type: ignore[type-var]
    again = settled(replace(result, answered={id: replace(found, result=number)}))
    assert [one.passed for one in again.answered[id].result.diagnostics] == [None, True]  # type: ignore[union-attr]
