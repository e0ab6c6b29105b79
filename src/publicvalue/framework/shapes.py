"""The shape of the framework's files: each field, its type and what it is for."""

from __future__ import annotations

from publicvalue.framework.field_types import Anything, Field, ListOf, MapOf, Number, Shape, Text
from publicvalue.framework.fields import NAMED
from publicvalue.framework.questions.shapes import ADDED_FIELDS, FRAMEWORK_FIELDS

KINDS = ("records", "survey", "ratings", "checklist", "costs", "statistics")
BASES = ("law", "standard", "paper", "service_standard", "judgement")
MEANS = ("arithmetic", "geometric", "harmonic")
LEVELS = ("component", "category", "dimension", "public_value")
WHO = (
    "line agency",
    "AI unit",
    "finance ministry",
    "civil service commission",
    "data protection authority",
    "auditor",
    "cabinet",
    "procurement office",
    "statistics office",
)

TERM = Shape(
    "term",
    (
        Field("id", Text(), "its name in files and addresses", required=True),
        Field("title", Text(), "its name for people", required=True),
        Field("text", Text(), "what it means", required=True),
    ),
)

GOALPOSTS = Shape(
    "goalposts",
    (
        Field(
            "anchors", ListOf(ListOf(Number(), least=2), least=2), "[value, score] pairs; values rise", required=True
        ),
        Field("fold", Text(("none", "magnitude", "ratio")), "read the value as it is, as |value|, or as min(v, 1/v)"),
        Field("basis", Text(BASES), "what the anchors rest on", required=True),
        Field("source", Text(), "where the anchors come from, by name", required=True),
    ),
)

INDICATOR = Shape(
    "indicator",
    (
        Field("id", Text(), "component id, a dot, a name of its own", required=True),
        Field("title", Text(), "name for people", required=True),
        Field("statement", Text(), "the question in plain words", required=True),
        Field("kind", Text(KINDS), "kind of evidence", required=True),
        Field("measure", Text(), "measure that turns the evidence into a number", required=True),
        Field("options", MapOf(Anything()), "settings of the measure that belong to the indicator's meaning"),
        Field("unit", Text(), "unit of the number", required=True),
        Field("goalposts", GOALPOSTS, "how the number becomes a score", required=True),
        Field("answered_by", ListOf(Text(), least=1), "who can answer", required=True),
        Field("good_evidence", Text(), "what good evidence looks like", required=True),
    ),
)

COMPONENT = Shape(
    "component",
    (
        Field("id", Text(), "dimension.category.name", required=True),
        Field("title", Text(), "name for people", required=True),
        Field("stage", Text(), "stage of the public value chain", required=True),
        Field("statement", Text(), "what must be true for a good score", required=True),
        Field("why", Text(), "why it matters for public value", required=True),
        Field("indicators", ListOf(INDICATOR, least=2), "2 to 5 indicators", required=True),
    ),
)

CONDITION = Shape(
    "condition",
    (
        Field("of", Text(), "component, dimension, public_value, stage.x, category.x, or this", required=True),
        Field("coverage_below", Number(0, 1), "share of the weight that has evidence, 0 to 1"),
        Field("coverage_at_least", Number(0, 1), "share of the weight that has evidence, 0 to 1"),
        Field("strength_below", Number(0, 6), "strength of evidence, 0 to 5"),
        Field("strength_at_least", Number(0, 5), "strength of evidence, 0 to 5"),
        Field("score_below", Number(0, 100), "score, 0 to 100"),
        Field("score_at_least", Number(0, 100), "score, 0 to 100"),
        Field("probability", Number(0, 1), "how probable the score condition must be; 0.5 when left out"),
        Field("over", Text(("evidenced", "all")), "over what is evidenced, or with all unknowns from worst to best"),
    ),
)
TESTS = tuple(field.name for field in CONDITION.fields[1:7])

RULE = Shape(
    "rule",
    (
        Field("level", Text(), "verdict level that the rule gives", required=True),
        Field("when", ListOf(CONDITION), "conditions that must all hold; none for the last resort", required=True),
    ),
)

FLOOR = Shape(
    "floor",
    (
        Field("component", Text(), "component that is guarded", required=True),
        Field("below", Number(0, 100), "score below which the floor is broken", required=True),
        Field("probability", Number(0, 1), "how probable that must be", required=True),
        Field("caps_at", Text(), "best verdict level that is then left", required=True),
        Field("why", Text(), "why no benefit buys this off", required=True),
    ),
)

VERDICT = Shape(
    "verdict",
    (
        Field("levels", ListOf(TERM, least=2), "verdict levels, best first", required=True),
        Field("rules", ListOf(RULE, least=1), "tried in order; the first that holds gives the verdict", required=True),
        Field("leanings", ListOf(RULE, least=1), "the same for what the evidence so far points to", required=True),
        Field("floors", ListOf(FLOOR), "components that cap the verdict"),
    ),
)

RECOMMENDATION = Shape(
    "recommendation",
    (
        Field("id", Text(), "policy id, a dot, a name of its own", required=True),
        Field("title", Text(), "what to do, in one line", required=True),
        Field("action", Text(), "what exactly to do", required=True),
        Field("why", Text(), "what public value is lost otherwise", required=True),
        Field("when", ListOf(CONDITION, least=1), "the trigger: all conditions must hold", required=True),
        Field("raises", ListOf(Text(), least=1), "components that it would raise or make known", required=True),
        Field("who", Text(WHO), "who acts", required=True),
        Field("effort", Text(("small", "medium", "large")), "days, weeks or months", required=True),
        Field("source", Text(), "where the advice comes from, by name", required=True),
    ),
)

POLICY = Shape(
    "policy",
    (
        *NAMED,
        Field("statement", Text(), "the policy in one sentence", required=True),
    ),
)

LEVEL_MEANS = Shape(
    "means",
    tuple(Field(level, Text(MEANS), f"mean that forms a {level.replace('_', ' ')}") for level in LEVELS),
)

ALTERNATIVES = Shape(
    "alternatives",
    (
        Field(
            "means",
            Shape(
                "open means",
                tuple(
                    Field(level, ListOf(Text(MEANS)), f"means that may form a {level.replace('_', ' ')} as well")
                    for level in LEVELS
                ),
            ),
            "level -> means as defensible as the stated one; each is drawn as often",
        ),
        Field("weights", ListOf(Text(("equal",))), "weightings as defensible as the given weights"),
    ),
)

CITED = (
    Field("id", Text(), "name in files", required=True),
    Field("version", Text(), "version; a result names it", required=True),
    Field("title", Text(), "name for people", required=True),
    Field("citation", Text(), "where the framework comes from", required=True),
)
"""What names a framework, of systems or of countries."""

HEAD = Shape(
    "framework",
    (
        *CITED,
        Field("dimensions", ListOf(TERM, least=1), "the dimensions", required=True),
        Field("categories", ListOf(TERM, least=1), "the categories", required=True),
        Field("stages", ListOf(TERM, least=1), "stages of the public value chain, in order", required=True),
        Field("strengths", ListOf(TERM, least=6), "strength of evidence, 0 to 5", required=True),
        Field("means", LEVEL_MEANS, "which mean forms each level", required=True),
        Field("weights", MapOf(Number(0)), "node id -> weight; 1 where it is not named"),
        Field("weight_spread", Number(0, 1), "relative spread of the weights in the Monte Carlo", required=True),
        Field(
            "anchor_spread", Number(0, 0.5), "spread of judged anchors, in parts of the curve's range", required=True
        ),
        Field("alternatives", ALTERNATIVES, "choices of the method that are open; the Monte Carlo draws among them"),
    ),
)

FRAMEWORK = Shape(
    "framework file",
    (
        Field("framework", HEAD, "name, terms and method", required=True),
        Field("components", ListOf(COMPONENT, least=1), "the components with their indicators", required=True),
        Field("verdict", VERDICT, "how scores become words", required=True),
        Field("policies", ListOf(POLICY, least=1), "headings of the recommendations", required=True),
        Field("recommendations", ListOf(RECOMMENDATION), "the advice", required=True),
        *FRAMEWORK_FIELDS,
    ),
)

EXTENSION_HEAD = Shape(
    "extension",
    (
        *CITED[:3],
        Field("extends", Text(), "id/version of the framework that is extended", required=True),
        Field("why", Text(), "who decided this, and why", required=True),
        Field("weights", MapOf(Number(0)), "node id -> weight; others keep theirs"),
        Field("means", LEVEL_MEANS, "which mean forms each level; others keep theirs"),
        Field("alternatives", ALTERNATIVES, "open choices; what is not named is kept, and an empty list closes one"),
        Field("switch_off", ListOf(Text()), "ids of components, indicators or questions that are not asked"),
    ),
)

EXTENSION = Shape(
    "extension file",
    (
        Field("extension", EXTENSION_HEAD, "name and changes", required=True),
        Field("components", ListOf(COMPONENT), "further components"),
        Field("indicators", ListOf(INDICATOR), "further indicators of components that exist"),
        Field("floors", ListOf(FLOOR), "further floors"),
        Field("recommendations", ListOf(RECOMMENDATION), "further advice"),
        *ADDED_FIELDS,
    ),
)
