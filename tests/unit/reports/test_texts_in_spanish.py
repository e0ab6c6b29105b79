"""What commands write beside the report, in Spanish: no sentence of it stays English."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import yaml

from publicvalue.files.frameworks import load_framework
from publicvalue.framework.changes import find_changes
from publicvalue.instruments.parts.answers import AssessmentPart, render_assessment_part
from publicvalue.instruments.parts.people import PeoplePart
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.reports.framework_text import render_changes, render_framework, render_node
from publicvalue.reports.system.template import TemplateStart, render_template
from publicvalue.words.languages import language_of
from small_framework import TEXT, small_framework

SPANISH = language_of("es")


def test_changes_between_frameworks() -> None:
    old = small_framework()
    moved = small_framework(TEXT.replace("anchors: [[0, 100], [50, 0]]", "anchors: [[0, 100], [50.5, 0]]"))
    new = replace(moved, version="2", weights=MappingProxyType({"citizen": 2.0}), weight_spread=0.5)
    assert (
        render_changes(old, new, SPANISH)
        == """\
small/1 → small/2

No es comparable:
  economic.risk.harm.a: umbrales 0→100, 50→0 → 0→100, 50,5→0

Las puntuaciones de los indicadores siguen siendo comparables; las superiores, no:
  framework: dispersión de los pesos 0,25 → 0,5
  citizen: peso 1 → 2

5 de 6 indicadores de small/2 siguen siendo comparables.
"""
    )
    assert SPANISH.write(find_changes(old, new)[-1].describe()).endswith("(no es comparable)")


def test_a_framework_and_its_questions() -> None:
    found = load_framework("public-value/1.0").framework
    outline = render_framework(found, SPANISH)
    assert outline.startswith("public-value/1.0: Valor público de la inteligencia artificial en el gobierno\n")
    assert "(registros, por ciento)" in outline
    assert "opinión de los usuarios" in outline
    shown = render_node(found, found.instruments.constructs[0].id, SPANISH)
    assert "modo A: se manifiesta en sus ítems" in shown
    assert "umbrales (valor → puntuación): 0 → 0, 1 → 50, 2 → 75" in render_node(
        found, "economic.benefit.costs.benefit_cost_ratio", SPANISH
    )


def test_a_new_assessment_has_the_same_fields_in_every_language() -> None:
    found = load_framework("public-value/1.0").framework
    start = TemplateStart("permits", "Permits", "public-value/1.0", 1)
    english, spanish = render_template(found, DEFINITIONS, start), render_template(found, DEFINITIONS, start, SPANISH)
    assert "# Siguen todas las preguntas del marco." in spanish
    one, other = yaml.safe_load(english), yaml.safe_load(spanish)
    assert other.keys() == one.keys()
    assert other["system"].keys() == one["system"].keys()
    assert other["system"].pop("organisation") == "El organismo que lo opera"
    assert other["assessment"] == one["assessment"]


def test_a_part_to_paste_says_so_in_the_language_it_was_made_in() -> None:
    part = AssessmentPart({}, {}, PeoplePart({}, {}), "Péguelo en assessment.yaml.")
    assert render_assessment_part(part).startswith("# Péguelo en assessment.yaml.\n")
