"""JSON Schemas of the files that users write, and of the results."""

from __future__ import annotations

from publicvalue.country.shapes import CountryFile
from publicvalue.evidence.parsing.shapes import AssessmentFile
from publicvalue.framework.shapes import ExtensionFile, FrameworkFile
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.results.codec import result_schema
from publicvalue.schema.json_schema import Schema, part_of, schema_of
from publicvalue.schema.shape import Shape

SHAPES: dict[str, tuple[type[Shape], str]] = {
    "framework": (FrameworkFile, "A framework: all its files merged into one"),
    "extension": (ExtensionFile, "A ministry's own extension of a framework"),
    "assessment": (AssessmentFile, "One assessment: assessment.yaml"),
    "country": (CountryFile, "One country: country.yaml"),
}


def file_schema(kind: str) -> Schema:
    """Return the JSON Schema of a framework, extension, assessment or country file, of results, or of options."""
    if kind == "results":
        return result_schema()
    if kind == "options":
        return _options_schema()
    shape, title = SHAPES[kind]
    return schema_of(shape, f"urn:publicvalue:{kind}:1", title)


def _options_schema() -> Schema:
    """Return for each measure what may stand under `options` of an indicator, and of an answer."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:publicvalue:options:1",
        "title": "Options of measures: of each measure those of an indicator and those of an answer",
        "type": "object",
        "properties": {id: _measure_schema(id) for id in DEFINITIONS},
        "additionalProperties": False,
    }


def _measure_schema(id: str) -> Schema:
    definition = DEFINITIONS[id]
    whole = schema_of(definition.takes, "", str(definition.title))
    parts = {}
    for who, part in (("framework", "indicator"), ("assessment", "answer")):
        names = [option.name for option in definition.options if option.set_by == who]
        parts[part] = part_of(whole, names, f"urn:publicvalue:options:{id}:{part}:1")
    return {"type": "object", "properties": parts, "additionalProperties": False}
