"""The shape of the framework's files on instruments: each field, its type and what it is for."""

from __future__ import annotations

from publicvalue.framework.field_types import Anything, Field, ListOf, MapOf, Number, Shape, Text, YesNo
from publicvalue.framework.questions.model import LANGUAGES, QUESTION_TYPES, USES

TEXTS = Shape(
    "texts",
    tuple(
        Field(language, Text(), f"the text in the language '{language}'", required=language == LANGUAGES[0])
        for language in LANGUAGES
    ),
    short=LANGUAGES[0],
)

CHOICE = Shape(
    "choice",
    (
        Field("code", Text(), "what is stored: a whole number on a scale, a word otherwise", required=True),
        Field("text", TEXTS, "what respondents read", required=True),
        Field("missing", YesNo(), "true when it says that there is no answer"),
        Field("node", Text(), "node of the framework that it stands for, where people weigh its parts"),
    ),
)

CHOICE_LIST = Shape(
    "choice list",
    (
        Field("id", Text(), "its name in files", required=True),
        Field("choices", ListOf(CHOICE, least=2), "the choices, in order", required=True),
    ),
)

QUESTION_CONDITION = Shape(
    "condition on a question",
    (
        Field("question", Text(), "id of the other question", required=True),
        Field("is", ListOf(Text(), least=1, or_one=True), "one of these codes was given or chosen"),
        Field("is_not", ListOf(Text(), least=1, or_one=True), "none of these codes was given or chosen"),
        Field("at_least", Number(), "its number is this or more"),
        Field("at_most", Number(), "its number is this or less"),
    ),
)

QUESTION = Shape(
    "question",
    (
        Field("id", Text(), "name of its column; never changes its meaning", required=True),
        Field("asked_of", ListOf(Text(), least=1, or_one=True), "ids of audiences", required=True),
        Field("section", Text(), "id of the section that it stands in", required=True),
        Field("type", Text(QUESTION_TYPES), "how it is answered", required=True),
        Field("text", TEXTS, "the question", required=True),
        Field("hint", TEXTS, "help under the question"),
        Field("choices", Text(), "id of the choice list"),
        Field("use", Text(USES), "answer when left out; group, consent or sample_code"),
        Field("construct", Text(), "construct that it measures"),
        Field("indicator", Text(), "indicator that it answers by itself"),
        Field("item", Text(), "item of the indicator's rubric that it rates"),
        Field("reversed", YesNo(), "true when a high answer means less of the construct"),
        Field("missing", ListOf(Text(), or_one=True), "further codes that say that there is no answer, such as -99"),
        Field("relevant", ListOf(QUESTION_CONDITION, or_one=True), "asked only when all conditions hold"),
        Field("required", YesNo(), "true when it must be answered before going on"),
        Field("low", Number(), "smallest number"),
        Field("high", Number(), "largest number"),
        Field("total", Number(1, 1000, whole=True), "points to share out"),
        Field("most", Number(1, whole=True), "most choices that may be chosen"),
        Field("tasks", ListOf(ListOf(Text(), least=3)), "sets of codes of which the best and the worst are chosen"),
        Field("expects", Text(), "indicator whose number the answer is an expectation of"),
        Field("unit", Text(), "unit of a number that is answered"),
        Field("source", Text(), "where the question or its idea comes from, by name"),
    ),
)

CONSTRUCT = Shape(
    "construct",
    (
        Field("id", Text(), "its name in files", required=True),
        Field("title", TEXTS, "its name for people", required=True),
        Field("stage", Text(), "stage of the public value chain", required=True),
        Field("mode", Text(("A", "B")), "A: it shows in its items; B: its items make it up", required=True),
        Field("source", Text(), "the validated scale that the questions follow, by name", required=True),
        Field("indicator", Text(), "indicator that it answers"),
    ),
)

CONSTRUCT_LINK = Shape(
    "link between constructs",
    (
        Field("from", Text(), "id of the construct that moves the other", required=True),
        Field("to", Text(), "id of the construct that is moved", required=True),
        Field("sign", Text(("+", "-")), "direction that theory expects; + when left out"),
        Field("why", Text(), "why, with the source", required=True),
    ),
)

AUDIENCE = Shape(
    "audience",
    (
        Field("id", Text(), "its name in files", required=True),
        Field("title", TEXTS, "title of its questionnaire", required=True),
        Field("intro", TEXTS, "what respondents read first", required=True),
    ),
)

SECTION = Shape(
    "section",
    (
        Field("id", Text(), "its name in files", required=True),
        Field("title", TEXTS, "its heading", required=True),
    ),
)

COMPETENCY = Shape(
    "competency",
    (
        Field("id", Text(), "its name in files", required=True),
        Field("title", TEXTS, "its name for people", required=True),
        Field("question", Text(), "question whose choices are its levels, lowest first", required=True),
    ),
)

STAFF_ROLE = Shape(
    "staff role",
    (
        Field("id", Text(), "code of the role in the question on the respondent's role", required=True),
        Field("title", TEXTS, "its name for people", required=True),
        Field("levels", MapOf(Anything()), "competency -> level that the role asks", required=True),
    ),
)

ADDED_FIELDS = (
    Field("sections", ListOf(SECTION), "parts of questionnaires, in order"),
    Field("choice_lists", ListOf(CHOICE_LIST), "choices of questions"),
    Field("questions", ListOf(QUESTION), "questions that are put to people"),
    Field("constructs", ListOf(CONSTRUCT), "what several questions measure together"),
    Field("construct_links", ListOf(CONSTRUCT_LINK), "which construct is expected to move which"),
)
"""Groups that a framework has and an extension may add to."""

FRAMEWORK_FIELDS = (
    Field("audiences", ListOf(AUDIENCE), "who is asked"),
    *ADDED_FIELDS,
    Field("competencies", ListOf(COMPETENCY), "competencies of public servants"),
    Field("staff_roles", ListOf(STAFF_ROLE), "roles of public servants with the levels that they ask"),
)
