"""JSON Schemas are valid, accept what the parser accepts, and refuse what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

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
