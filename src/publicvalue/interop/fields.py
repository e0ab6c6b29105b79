"""What a register keeps of an AI system: one statement of its fields, for forms, tables, imports and pages.

The fields are those that three registers have in common: the algorithmic transparency recording standard of the
United Kingdom (ATRS 3), the publication standard of the Dutch algorithm register (1.0) and the inventory of AI use
cases of the agencies of the United States (2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from publicvalue.words.choices import check_name
from publicvalue.words.text import phrase

Kind = Literal["line", "text", "choice", "moment", "day", "amount", "email", "web"]

NONE = "none"
"""What a field holds whose answer is that there is none: another thing than no answer."""

LINE, LONG = 300, 6_000
"""Signs that a line and a text may have: the longest cell of the four public registers has 4,129."""

PHASES: Mapping[str, str] = MappingProxyType(
    {
        "planned": phrase("planned"),
        "development": phrase("in development"),
        "pilot": phrase("on trial"),
        "use": phrase("in use"),
        "ended": phrase("no longer in use"),
    }
)
TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "general": phrase("general public services"),
        "defence": phrase("defence"),
        "order": phrase("public order and safety"),
        "economy": phrase("economic affairs"),
        "environment": phrase("environmental protection"),
        "housing": phrase("housing and community amenities"),
        "health": phrase("health"),
        "culture": phrase("recreation, culture and religion"),
        "education": phrase("education"),
        "social": phrase("social protection"),
    }
)
"""The ten divisions of the classification of the functions of government (COFOG 1999, United Nations)."""

YES_NO: Mapping[str, str] = MappingProxyType({"yes": phrase("yes"), "no": phrase("no")})
INTENDED: Mapping[str, str] = MappingProxyType({"actual": phrase("it happened"), "intended": phrase("it is intended")})
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "decides": phrase("it decides, and nobody looks at each decision"),
        "proposes": phrase("it proposes, and a person decides"),
        "informs": phrase("it informs people who decide on more than this"),
        "supports": phrase("it supports work that decides nothing about anybody"),
    }
)
BUILDERS: Mapping[str, str] = MappingProxyType(
    {
        "own": phrase("by the agency itself"),
        "contract": phrase("by a supplier"),
        "both": phrase("by the agency and a supplier"),
    }
)
COST_BASES: Mapping[str, str] = MappingProxyType({"year": phrase("each year"), "once": phrase("once")})


@dataclass(frozen=True)
class Field:
    """One field of a record.

    Parameters
    ----------
    id
        Its name in tables and in JSON.
    label
        What forms and pages call it.
    kind
        What it holds: `line` and `text` are words, `moment` a year, a month or a day, `day` a whole date, `amount` a
        number from 0 up.
    hint
        What helps to fill it in.
    choices
        Code -> words, for a choice.
    needed
        Whether a record without it is refused.
    none
        Whether "there is none" is an answer.

    Raises
    ------
    MethodError
        When there is no such kind of field.
    """

    id: str
    label: str
    kind: Kind = "line"
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
    none: bool = False

    def __post_init__(self) -> None:
        """Refuse a kind that forms would not know."""
        check_name(self.kind, Kind, "kind of field")

    @property
    def longest(self) -> int:
        """Signs that it may have."""
        return LONG if self.kind == "text" else LINE


@dataclass(frozen=True)
class FieldGroup:
    """Fields that are asked on one page."""

    id: str
    title: str
    fields: tuple[Field, ...]


def _moment(id: str, label: str, question: str) -> tuple[Field, Field]:
    hint = phrase("A year, a month or a day, such as 2026, 2026-03 or 2026-03-27.")
    return Field(id, label, "moment", hint), Field(f"{id}_is", question, "choice", choices=INTENDED)


GROUPS = (
    FieldGroup(
        "what",
        phrase("What it is"),
        (
            Field("name", phrase("Name"), hint=phrase("The name under which people meet it."), needed=True),
            Field(
                "summary",
                phrase("What it does"),
                "text",
                phrase("One to three sentences that a neighbour would understand. No abbreviations."),
                needed=True,
            ),
            Field("topic", phrase("Function of government"), "choice", choices=TOPICS),
            Field("website", phrase("Web page about it"), "web", phrase("A full address, such as https://example.org")),
        ),
    ),
    FieldGroup(
        "phase",
        phrase("How far it is"),
        (
            Field("phase", phrase("Phase"), "choice", choices=PHASES, needed=True),
            *_moment("started", phrase("Work on it began"), phrase("Has that beginning happened, or is it intended?")),
            *_moment("used_from", phrase("In use from"), phrase("Has that use begun, or is it intended?")),
            *_moment("ended", phrase("In use until"), phrase("Has that end come, or is it intended?")),
        ),
    ),
    FieldGroup(
        "who",
        phrase("Who answers for it"),
        (
            Field("unit", phrase("Team or office"), hint=phrase("The part of the agency that runs it.")),
            Field(
                "owner",
                phrase("Who answers for it"),
                hint=phrase("A post, not a person's name: such as director of claims."),
            ),
            Field("contact", phrase("Address for questions"), "email", phrase("An e-mail address that is public.")),
            Field("built_by", phrase("Who built it"), "choice", choices=BUILDERS),
            Field("supplier", phrase("Supplier"), hint=phrase("The companies, one after the other."), none=True),
        ),
    ),
    FieldGroup(
        "why",
        phrase("What it is for"),
        (
            Field("purpose", phrase("Purpose"), "text", phrase("The problem that it is meant to solve.")),
            Field(
                "people",
                phrase("Whom it concerns"),
                "text",
                phrase("The people about whom it says something, and how many they are."),
            ),
            Field("role", phrase("Its part in decisions"), "choice", choices=ROLES),
            Field("benefits", phrase("Benefits that are expected"), "text"),
            Field(
                "legal_basis",
                phrase("Legal basis"),
                "text",
                phrase("The law that lets the agency do this, with its section."),
                none=True,
            ),
        ),
    ),
    FieldGroup(
        "how",
        phrase("How it works"),
        (
            Field("technique", phrase("Method"), "text", phrase("Such as: rules, a statistical model, a chatbot.")),
            Field("data", phrase("Data"), "text", phrase("Where the data come from, and what they say."), none=True),
            Field("personal_data", phrase("Does it use data about persons?"), "choice", choices=YES_NO),
        ),
    ),
    FieldGroup(
        "care",
        phrase("How people are protected"),
        (
            Field(
                "oversight",
                phrase("How people watch over it"),
                "text",
                phrase("Who looks at what it says, and who can overrule it."),
                none=True,
            ),
            Field(
                "appeal",
                phrase("How to object or appeal"),
                "text",
                phrase("What a person does who disagrees: where to write, and by when."),
                none=True,
            ),
            Field("risks", phrase("Risks, and what is done about them"), "text", none=True),
            Field("impact_assessment", phrase("Was its impact assessed before it was used?"), "choice", choices=YES_NO),
        ),
    ),
    FieldGroup(
        "cost",
        phrase("Cost and next review"),
        (
            Field("cost", phrase("Cost"), "amount", phrase("In digits, without signs between them: 250000")),
            Field("currency", phrase("Currency"), hint=phrase("Three letters, such as BBD, USD or DOP.")),
            Field("cost_basis", phrase("Is that each year, or once?"), "choice", choices=COST_BASES),
            Field(
                "review_by",
                phrase("Record to be reviewed by"),
                "day",
                phrase("A day within the next year is usual."),
            ),
        ),
    ),
)
"""The pages on which a record is asked for, in order."""

SOURCE_FIELDS = (
    Field("source", phrase("Register that it came from")),
    Field("source_id", phrase("Its number there")),
    Field("source_url", phrase("Its page there"), "web"),
)
FIELDS: Mapping[str, Field] = MappingProxyType(
    {one.id: one for one in (*(one for group in GROUPS for one in group.fields), *SOURCE_FIELDS)}
)
MOMENTS = tuple(id for id, one in FIELDS.items() if one.kind == "moment")
