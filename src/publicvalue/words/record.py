"""Words that stand in assessments and are said: fields of a system's record, phases of its life, kinds of evidence."""

from __future__ import annotations

from publicvalue.words.message import phrase

FIELDS = (
    phrase("name"),
    phrase("description"),
    phrase("organisation"),
    phrase("country"),
    phrase("phase"),
    phrase("website"),
    phrase("contact email"),
    phrase("team"),
    phrase("responsible owner"),
    phrase("supplier"),
    phrase("goal"),
    phrase("alternatives considered"),
    phrase("previous process"),
    phrase("proportionality"),
    phrase("human decisions"),
    phrase("appeals and review"),
    phrase("lawful basis"),
    phrase("source data"),
    phrase("methods and models"),
    phrase("impact assessments"),
    phrase("risks"),
    phrase("begin date"),
    phrase("end date"),
    phrase("publication category"),
    phrase("register url"),
)
"""Fields of a record; files name them with underscores."""

PHASES = (
    phrase("idea"),
    phrase("design"),
    phrase("development"),
    phrase("pilot"),
    phrase("production"),
    phrase("retired"),
)

KINDS = (
    phrase("records"),
    phrase("survey"),
    phrase("ratings"),
    phrase("checklist"),
    phrase("costs"),
    phrase("statistics"),
    phrase("forecast"),
)
"""Kinds of evidence."""

STATES = (phrase("yes"), phrase("partly"), phrase("no"), phrase("not_applicable"), phrase("unknown"))
"""Answers to a checklist."""

MEANS = (phrase("arithmetic"), phrase("geometric"), phrase("harmonic"))
