"""The shapes of the files of a country: each field, its type and what it is for."""

from __future__ import annotations

from publicvalue.framework.field_types import Field, ListOf, MapOf, Number, Shape, Text, YesNo
from publicvalue.framework.fields import NAMED
from publicvalue.framework.shapes import CITED, MEANS, TERM

DIMENSION = Shape("dimension", NAMED)
PILLAR = Shape(
    "pillar",
    (
        *NAMED,
        Field("parts", ListOf(DIMENSION), "what it is formed from"),
    ),
)
EDITION = Shape(
    "edition",
    (
        Field("year", Number(1900, 2200, whole=True), "the year in its name", required=True),
        Field("series", Text(), "editions of one series compare"),
        Field("refused", Text(), "why it cannot be used"),
    ),
)
INDEX = Shape(
    "index",
    (
        *NAMED,
        Field("publisher", Text(), "who publishes it", required=True),
        Field("low", Number(), "lowest possible value", required=True),
        Field("high", Number(), "highest possible value", required=True),
        Field("decimals", Number(0, 15, whole=True), "printed decimals that carry", required=True),
        Field("mean", Text(MEANS), "forms the total from the pillars, and these from dimensions", required=True),
        Field("ranked", YesNo(), "whether its publisher ranks countries by it", required=True),
        Field("parts", ListOf(PILLAR, least=2), "its pillars", required=True),
        Field("editions", ListOf(EDITION, least=1), "its years", required=True),
        Field("source", Text(), "where it is published", required=True),
        Field("url", Text(), "its address", required=True),
        Field("licence", Text(), "under which licence", required=True),
        Field("note", Text(), "what a reader must know"),
    ),
)
ITEM = Shape(
    "item",
    (
        Field("id", Text(), "its name in files", required=True),
        Field("statement", Text(), "what is in place", required=True),
        Field("sources", ListOf(Text(), least=1), "who asks for it", required=True),
    ),
)
CHECKLIST = Shape("checklist", (*TERM.fields, Field("items", ListOf(ITEM, least=1), "its items", required=True)))
HEAD = Shape("readiness", CITED)
READINESS = Shape(
    "readiness framework",
    (
        Field("readiness", HEAD, required=True),
        Field("indices", ListOf(INDEX, least=1), required=True),
        Field("checklists", ListOf(CHECKLIST), required=True),
        Field("countries", MapOf(Text()), required=True),
        Field("formerly", MapOf(Text())),
    ),
)
CASE = Shape(
    "country",
    (
        Field("id", Text(), "its name in files: small letters, digits, - and _", required=True),
        Field("title", Text(), "its name for people", required=True),
        Field("country", Text(), "ISO 3166-1 alpha-3 code, such as BRB", required=True),
        Field("framework", Text(), "name of the readiness framework", required=True),
        Field("peers", ListOf(Text()), "codes of the countries that it is set beside"),
        Field("seed", Number(0, whole=True), "start of the random numbers", required=True),
        Field("draws", Number(200, 100_000, whole=True), "number of draws; 10,000 unless told"),
        Field("figures", Text(), "CSV file of published figures", required=True),
        Field("checklists", MapOf(Text()), "checklist -> CSV file of its answers"),
    ),
)
COUNTRY_FILE = Shape("country file", (Field("country", CASE, required=True),))

FIGURE_COLUMNS = ("index", "country", "year", "part", "value", "source")
FIGURE_OPTIONAL = ("low", "high")
ANSWER_COLUMNS = ("item", "in_place", "document")
ANSWER_OPTIONAL = ("note",)
