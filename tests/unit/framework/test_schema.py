"""JSON Schemas are valid, accept what the parser accepts, and refuse what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from publicvalue.files.frameworks import load_framework
from publicvalue.files.schemas import SHAPES, file_schema
from publicvalue.files.yaml.tree import parse_yaml, read_yaml
from publicvalue.schema.node import plain
from small_framework import TEXT

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def faults(kind: str, data: object) -> list[str]:
    return [error.message for error in Draft202012Validator(file_schema(kind)).iter_errors(data)]


@pytest.mark.parametrize("kind", SHAPES)
def test_schema_is_valid(kind: str) -> None:
    Draft202012Validator.check_schema(file_schema(kind))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/assessment.yaml")), ids=lambda path: path.parent.name)
def test_examples_follow_the_schema(path: Path) -> None:
    assert faults("assessment", plain(read_yaml(path))) == []


def test_extension_example_follows_the_schema() -> None:
    assert faults("extension", plain(read_yaml(EXAMPLES / "ministry-extension.yaml"))) == []


def test_framework_follows_the_schema() -> None:
    assert faults("framework", plain(parse_yaml(TEXT, "small.yaml"))) == []


@pytest.mark.parametrize(
    ("old", "new"), [("kind: records", "kind: recrods"), ("title: Small", "titel: Small"), ('version: "1"\n', "\n")]
)
def test_schema_refuses_what_the_parser_refuses(old: str, new: str) -> None:
    assert faults("framework", plain(parse_yaml(TEXT.replace(old, new, 1).replace("  \n", ""), "small.yaml")))


def test_options_of_each_indicator_and_of_an_answer_follow_the_schema_of_their_measure() -> None:
    schema: Any = file_schema("options")
    Draft202012Validator.check_schema(schema)
    indicators = [one for one in load_framework("public-value/1.0").framework.indicators if one.options]
    assert len(indicators) > 10
    # As a file holds them: tuples are lists there.
    stated = [{one.measure: {"indicator": json.loads(json.dumps(dict(one.options)))}} for one in indicators]
    assert [faults("options", one) for one in stated] == [[] for _ in stated]
    assert faults("options", {"survey_mean": {"answer": {"margins": {"evidence": "census"}, "census": "yes"}}}) == []
    for wrong in ({"weigh": "case"}, {"anticipation": -1}, {"wiegh": "cases"}, {"signed": "as measured"}):
        assert len(faults("options", {"staggered_adoption": {"answer": wrong}})) == 1
    assert len(faults("options", {"closed_within": {"answer": {}}})) == 1
