"""What a design of effect states about itself, so that the guide can choose between designs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.result import Result


@dataclass(frozen=True)
class Design:
    """One way to tell what changed because of the system from what would have changed anyway.

    Parameters
    ----------
    id
        Id of the measure.
    title
        Name for people, to complete "measured by ...".
    reason
        Why its comparison is to be believed, in one sentence.
    strongest
        Strength of evidence that it can reach, 0 to 5.
    can_run
        Why the design cannot be used on an evidence table, None when it can: a look at its columns and options alone.
    measure
        The measure itself. It may still answer that the data do not allow a number.
    """

    id: str
    title: str
    reason: str
    strongest: int
    can_run: Callable[[EvidenceTable, Context], str | None]
    measure: Callable[[EvidenceTable, Context], Result]


def needs_roles(evidence: EvidenceTable, *roles: str) -> str | None:
    """Return why a design cannot run without these roles, None when a column plays each."""
    missing = [role for role in roles if not evidence.has(role)]
    return f"no column for {' and '.join(missing)}" if missing else None
