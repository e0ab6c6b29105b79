"""The reference page of the workflow: its diagram and its tables, from the tables in `workflow/`."""

from __future__ import annotations

from collections.abc import Callable

from publicvalue.workflow.events import Event
from publicvalue.workflow.rights import RIGHTS, Right
from publicvalue.workflow.roles import LEVELS, NAMES, Role
from publicvalue.workflow.standing import TRANSITIONS
from publicvalue.workflow.states import STATE_NAMES, State, owner_of
from publicvalue.workflow.subjects import ACTION_NAMES, KIND_NAMES
from publicvalue.workflow.visibility import VIEWS, View

Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]

WORDS = {View.NOTHING: "nothing", View.NOTE: "that it was withdrawn, when and why", View.RESULT: "what was published"}


def diagram() -> str:
    """Return the states and what leads from one to the next, as a diagram in text."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {STATE_NAMES[state]}" for state in State]
    for event, (before, then) in TRANSITIONS.items():
        lines += [f"    {step}: {said(event)}" for step in steps(before, then, event)]
    return "\n".join([*lines, "```"])


def steps(before: frozenset[State | None], then: State | None, event: type[Event]) -> list[str]:
    ordered = [None, *State]
    found = []
    for state in sorted(before, key=ordered.index):
        to = then or (State.DRAFT if event.__name__ == "Changed" and owner_of(state) != "authors" else state)
        if to is not state:
            found.append(f"{state.value if state else '[*]'} --> {to.value}")
    return found


def said(event: type[Event]) -> str:
    """Return an event's name as words: ChangesRequested as changes requested."""
    return "".join(f" {one.lower()}" if one.isupper() else one for one in event.__name__).strip()


def right_row(key: tuple, right: Right) -> tuple[str, ...]:
    kind, action = key
    roles = "all" if right.roles == frozenset(Role) else ", ".join(NAMES[one] for one in Role if one in right.roles)
    states = ", ".join(STATE_NAMES[one] for one in State if one in right.states) or "any"
    return str(KIND_NAMES[kind]), str(ACTION_NAMES[action]), roles, right.whose.value, states


def workflow_parts(table: Table) -> list[str]:
    """Return the parts of the page."""
    rows = [right_row(key, right) for key, rights in sorted(RIGHTS.items()) for right in rights]
    turns = [(str(STATE_NAMES[one]), owner_of(one).value, WORDS[VIEWS[one]]) for one in State]
    return [
        "# Roles, rights and states",
        "The tables that the web application asks before it does anything (`workflow/`). What stands in no row, nobody "
        "may do.",
        "## States of an assessment",
        "A correction is a new version, which begins as a draft. A state is kept nowhere: it follows from the events.",
        diagram(),
        table(("state", "whose turn", "everybody sees"), turns),
        "## Roles",
        table(("role", "held in"), [(str(NAMES[one]), LEVELS[one].value) for one in Role]),
        "## Rights",
        "*Whose* is whose work a right is about. *States* are those of the assessment that something belongs to.",
        table(("object", "action", "roles", "whose", "states"), rows),
    ]
