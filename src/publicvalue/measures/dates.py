"""Dates after the end of the assessment's period: what they stand for was expected by then, and not recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import ibis
import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Definition
from publicvalue.measures.result import Diagnostic, Measured, Result
from publicvalue.words.text import Text

PLANNED = frozenset({"adopted"})
"""Roles whose dates may lie ahead: a plan is known before its day."""
FORECAST = 1
"""Strength of what is expected and not recorded."""


def check_dates(result: Result, evidence: EvidenceTable, definition: Definition, until: dt.date) -> Result:
    """Return a result with the last day of its rows; with rows after the period its strength is that of a forecast.

    Parameters
    ----------
    result
        What the measure returned; costs are left as they are, whose forecasts have columns of their own.
    evidence
        The rows.
    definition
        The measure, for its roles that hold dates.
    until
        Last day of the period.
    """
    dated = {role.name for roles in definition.role_sets for role in roles if role.type == "date"} - PLANNED
    columns = sorted(name for name in dated if evidence.has(name))
    if not isinstance(result, Measured) or not columns or "costs" in definition.kinds:
        return result
    days = [evidence.rows[name].cast("date") for name in columns]
    after = ibis.or_(*(day > ibis.literal(until) for day in days)).fill_null(False)
    found = fetch(
        evidence.rows.aggregate(
            late=after.cast("int64").sum().fill_null(0),
            **{f"last_{place}": day.max().cast("string") for place, day in enumerate(days)},
        )
    )
    result, late = replace(result, latest=_latest(found)), int(found["late"][0])
    if not late:
        return result
    text = Text(
        "{late:count} of {rows_read:count} rows are dated after {until}, the end of the period: they cannot "
        "have been recorded in it. Leave them out, or correct the dates or the period.",
        late=late,
        rows_read=evidence.rows_read,
        until=until,
    )
    check = Diagnostic(Text("Dates within the period"), False, text)
    return replace(result, strength=min(result.strength, FORECAST), diagnostics=(*result.diagnostics, check))


def _latest(found: Mapping[str, NDArray[np.generic]]) -> dt.date | None:
    """Return the last of the days that were found; None where there is none."""
    days = [str(values[0]) for name, values in found.items() if name != "late" and values[0] is not None]
    return max((dt.date.fromisoformat(day[:10]) for day in days), default=None)
