"""JSON Schemas of the files that users write, and of the results."""

from __future__ import annotations

from publicvalue.country.shapes import CountryFile
from publicvalue.evidence.parsing.shapes import AssessmentFile
from publicvalue.framework.shapes import ExtensionFile, FrameworkFile
from publicvalue.results.codec import result_schema
from publicvalue.schema.json_schema import Schema, schema_of
from publicvalue.schema.shape import Shape

SHAPES: dict[str, tuple[type[Shape], str]] = {
    "framework": (FrameworkFile, "A framework: all its files merged into one"),
    "extension": (ExtensionFile, "A ministry's own extension of a framework"),
    "assessment": (AssessmentFile, "One assessment: assessment.yaml"),
    "country": (CountryFile, "One country: country.yaml"),
}


def file_schema(kind: str) -> Schema:
    """Return the JSON Schema of a framework, extension, assessment or country file, or of results."""
    if kind == "results":
        return result_schema()
    shape, title = SHAPES[kind]
    return schema_of(shape, f"urn:publicvalue:{kind}:1", title)
