"""May this person do this, here and now? It depends on the role, on whose work it is, and on the assessment's state."""

from __future__ import annotations

from collections.abc import Iterable

from publicvalue.errors import NotPermittedError, Place, Problem
from publicvalue.words.text import Text, either, listed
from publicvalue.workflow.rights import RIGHTS, Right, Whose
from publicvalue.workflow.roles import NAMES, Role
from publicvalue.workflow.states import STATE_NAMES, State
from publicvalue.workflow.subjects import ACTION_NAMES, KIND_NAMES, Action, Subject


def may(roles: Iterable[Role], action: Action, subject: Subject) -> bool:
    """Return whether somebody with these roles towards an object may do something to it.

    Parameters
    ----------
    roles
        The roles that the person has towards the agency or country of the object; the public has that of the public.
    action
        What is to be done.
    subject
        The object.
    """
    held = frozenset(roles) | {Role.PUBLIC}
    return any(_holds(right, held, subject) for right in RIGHTS.get((subject.kind, action), ()))


def check_may(roles: Iterable[Role], action: Action, subject: Subject) -> None:
    """Do nothing where it is permitted; as `may`.

    Raises
    ------
    NotPermittedError
        With the reason where it is not: the role, that it is the person's own work, or the state.
    """
    held = frozenset(roles) | {Role.PUBLIC}
    rights = RIGHTS.get((subject.kind, action), ())
    if not any(_holds(right, held, subject) for right in rights):
        raise NotPermittedError([_reason(rights, held, action, subject)])


def _holds(right: Right, held: frozenset[Role], subject: Subject) -> bool:
    return bool(right.roles & held) and _fits(right, subject) and _in_state(right, subject.state)


def _fits(right: Right, subject: Subject) -> bool:
    return right.whose is Whose.ANYBODY or subject.own is (right.whose is Whose.OWN)


def _in_state(right: Right, state: State | None) -> bool:
    return not right.states or state in right.states


def _reason(rights: Iterable[Right], held: frozenset[Role], action: Action, subject: Subject) -> Problem:
    """Return the first thing that stands in the way: the role before the work, the work before the state."""
    names = {"action": ACTION_NAMES[action], "kind": KIND_NAMES[subject.kind]}
    of_role = [right for right in rights if right.roles & held]
    if not of_role:
        roles = sorted({role for right in rights for role in right.roles}, key=list(Role).index)
        what = Text("your role does not allow you to {action} {kind}", **names)
        expected = Text("the role: {roles:or}", roles=tuple(NAMES[role] for role in roles))
        return Problem(Place(), what, expected, Text("ask the administrator of your country"))
    fitting = [right for right in of_role if _fits(right, subject)]
    if not fitting and of_role[0].whose is Whose.OTHERS:
        what = Text("nobody may {action} what is their own", **names)
        return Problem(Place(), what, Text("the work of others"), Text("ask a colleague with the same role"))
    if not fitting:
        what = Text("you may {action} only what is your own", **names)
        return Problem(Place(), what, Text("your own work"), Text("ask whoever made it"))
    return _wrong_state(fitting, names, subject.state)


def _wrong_state(rights: list[Right], names: dict[str, Text], state: State | None) -> Problem:
    states = [one for one in State if any(one in right.states for right in rights)]
    what = Text("nobody can {action} {kind} now", **names)
    if state is not None:
        what = Text("nobody can {action} {kind} that is {state}", **names, state=STATE_NAMES[state])
    expected = Text("the state: {states:or}", states=tuple(STATE_NAMES[one] for one in states))
    return Problem(Place(), what, expected, Text("see on its timeline whose turn it is"))


def permitted(roles: Iterable[Role], subject: Subject) -> Text:
    """Return what may be done to an object, as one enumeration for people."""
    held = tuple(roles)
    return listed(ACTION_NAMES[action] for action in Action if may(held, action, subject))


def who_may(action: Action, subject: Subject) -> Text:
    """Return which roles may do something, as one choice for people."""
    return either(NAMES[role] for role in Role if may((role,), action, subject))
