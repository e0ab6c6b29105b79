"""The words of a system's record, as they are said: of its fields, which files name with underscores."""

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
"""Those of `evidence/parsing`."""
