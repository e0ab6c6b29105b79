"""How much of a version of an assessment somebody sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from types import MappingProxyType

from publicvalue.workflow.rights import INSIDE
from publicvalue.workflow.roles import Role
from publicvalue.workflow.states import READABLE, State


class View(IntEnum):
    """What is seen, from nothing to everything; more includes less."""

    NOTHING = 0
    NOTE = 1
    """That it was withdrawn, when and why."""
    RESULT = 2
    """What was published."""
    WORK = 3
    """Answers, evidence, comments and reviews as they are."""


VIEWS: Mapping[State, View] = MappingProxyType(
    {state: View.RESULT if state in READABLE else View.NOTHING for state in State} | {State.WITHDRAWN: View.NOTE}
)
"""What everybody sees of each state."""


def view_of(roles: Iterable[Role], state: State) -> View:
    """Return what somebody with these roles towards an assessment's agency sees of it in a state."""
    return View.WORK if INSIDE & frozenset(roles) else VIEWS[state]
