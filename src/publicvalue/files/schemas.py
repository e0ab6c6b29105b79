"""JSON Schemas of the files that users write."""

from __future__ import annotations

from publicvalue.evidence.parsing.shapes import ASSESSMENT
from publicvalue.framework.schema import Schema, schema_of
from publicvalue.framework.shapes import EXTENSION, FRAMEWORK

SHAPES = {
    "framework": (FRAMEWORK, "A framework: all its files merged into one"),
    "extension": (EXTENSION, "A ministry's own extension of a framework"),
    "assessment": (ASSESSMENT, "One assessment: assessment.yaml"),
}


def file_schema(kind: str) -> Schema:
    """Return the JSON Schema of a framework, extension or assessment file."""
    shape, title = SHAPES[kind]
    return schema_of(shape, f"urn:publicvalue:{kind}:1", title)
