"""The states of a version of an assessment, and whose turn it is in each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from publicvalue.words.text import Text


class State(StrEnum):
    """Where a version of an assessment stands. A correction is a new version, which begins as a draft."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Owner(StrEnum):
    """Whose turn it is."""

    AUTHORS = "authors"
    REVIEWERS = "reviewers"
    APPROVERS = "approvers"
    NOBODY = "nobody"


OWNED: Mapping[Owner, frozenset[State]] = MappingProxyType(
    {
        Owner.AUTHORS: frozenset({State.DRAFT, State.CHANGES_REQUESTED}),
        Owner.REVIEWERS: frozenset({State.IN_REVIEW}),
        Owner.APPROVERS: frozenset({State.APPROVED}),
        Owner.NOBODY: frozenset({State.PUBLISHED, State.CORRECTED, State.WITHDRAWN}),
    }
)
"""The states in which it is whose turn; each state has one owner."""

EDITABLE = OWNED[Owner.AUTHORS]
"""States in which the content may be changed."""
READABLE = frozenset({State.PUBLISHED, State.CORRECTED})
"""States in which everybody may read what was published."""

STATE_NAMES: Mapping[State, Text] = MappingProxyType(
    {
        State.DRAFT: Text("draft"),
        State.IN_REVIEW: Text("in review"),
        State.CHANGES_REQUESTED: Text("changes requested"),
        State.APPROVED: Text("approved"),
        State.PUBLISHED: Text("published"),
        State.CORRECTED: Text("replaced by a correction"),
        State.WITHDRAWN: Text("withdrawn"),
    }
)
"""What people call each state."""


def owner_of(state: State) -> Owner:
    """Return whose turn it is in a state."""
    return next(owner for owner, states in OWNED.items() if state in states)
