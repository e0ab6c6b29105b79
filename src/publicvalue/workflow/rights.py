"""Who may do what: one table of roles, actions and kinds of objects. What is not in it, nobody may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from publicvalue.workflow.roles import Role
from publicvalue.workflow.states import EDITABLE, READABLE, State
from publicvalue.workflow.subjects import Action, Kind


class Whose(StrEnum):
    """Whose work a right is about."""

    ANYBODY = "anybody's"
    OWN = "own"
    OTHERS = "others'"


@dataclass(frozen=True)
class Right:
    """A right of some roles.

    Parameters
    ----------
    roles
        Who has it.
    states
        States of the assessment in which it holds; empty where it does not depend on any.
    whose
        Whether it is about one's own work, that of others, or any.
    """

    roles: frozenset[Role]
    states: frozenset[State] = frozenset()
    whose: Whose = Whose.ANYBODY


AUTHORS = frozenset({Role.CONTRIBUTOR, Role.ASSESSOR})
JUDGES = frozenset({Role.REVIEWER, Role.APPROVER})
AGENCY = AUTHORS | JUDGES
OFFICE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
INSIDE = AGENCY | OFFICE
EVERYBODY = frozenset(Role)
SIGNED_IN = EVERYBODY - {Role.PUBLIC}

_ASSESSOR = frozenset({Role.ASSESSOR})
_APPROVER = frozenset({Role.APPROVER})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
_IN_REVIEW = frozenset({State.IN_REVIEW})
_LIVE = frozenset({State.PUBLISHED})

Rights = Mapping[tuple[Kind, Action], tuple[Right, ...]]


def _assessment() -> dict[tuple[Kind, Action], tuple[Right, ...]]:
    kind = Kind.ASSESSMENT
    return {
        (kind, Action.SEE): (Right(INSIDE), Right(EVERYBODY, READABLE)),
        (kind, Action.CREATE): (Right(_ASSESSOR),),
        (kind, Action.CHANGE): (Right(_ASSESSOR, EDITABLE),),
        (kind, Action.REMOVE): (Right(_ASSESSOR, frozenset({State.DRAFT}), Whose.OWN),),
        (kind, Action.EXPORT): (Right(INSIDE),),
        (kind, Action.SUBMIT): (Right(_ASSESSOR, EDITABLE),),
        (kind, Action.TAKE_BACK): (Right(_ASSESSOR, _IN_REVIEW),),
        (kind, Action.REQUEST_CHANGES): (Right(JUDGES, frozenset({State.IN_REVIEW, State.APPROVED})),),
        (kind, Action.APPROVE): (Right(_APPROVER, _IN_REVIEW, Whose.OTHERS),),
        (kind, Action.PUBLISH): (Right(_APPROVER, frozenset({State.APPROVED})),),
        (kind, Action.WITHDRAW): (Right(_APPROVER | _ADMINISTRATOR, READABLE),),
        (kind, Action.CORRECT): (Right(_ASSESSOR, _LIVE),),
    }


def _content() -> dict[tuple[Kind, Action], tuple[Right, ...]]:
    return {
        (Kind.ANSWER, Action.SEE): (Right(INSIDE),),
        (Kind.ANSWER, Action.CREATE): (Right(AUTHORS, EDITABLE),),
        (Kind.ANSWER, Action.CHANGE): (Right(AUTHORS, EDITABLE),),
        (Kind.ANSWER, Action.REMOVE): (Right(AUTHORS, EDITABLE),),
        # Answers that are given apart are their giver's alone, until all have finished: `panels.sees`.
        (Kind.OPINION, Action.SEE): (Right(AUTHORS, whose=Whose.OWN),),
        (Kind.OPINION, Action.CHANGE): (Right(AUTHORS, EDITABLE, Whose.OWN),),
        (Kind.OPINION, Action.FINISH): (Right(AUTHORS, EDITABLE, Whose.OWN),),
        (Kind.PANEL, Action.SEE): (Right(INSIDE),),
        (Kind.PANEL, Action.CREATE): (Right(_ASSESSOR, EDITABLE),),
        (Kind.PANEL, Action.CHANGE): (Right(AUTHORS, EDITABLE),),
        (Kind.PANEL, Action.CANCEL): (Right(_ASSESSOR, EDITABLE),),
        (Kind.EVIDENCE, Action.SEE): (Right(INSIDE),),
        (Kind.EVIDENCE, Action.CREATE): (Right(AUTHORS, EDITABLE),),
        (Kind.EVIDENCE, Action.CHANGE): (Right(AUTHORS, EDITABLE),),
        (Kind.EVIDENCE, Action.EXPORT): (Right(AGENCY | {Role.AUDITOR}),),
        (Kind.EVIDENCE, Action.RETAIN): (Right(AUTHORS | _ADMINISTRATOR),),
        # On order, whatever the state: an approval that rested on it lapses.
        (Kind.EVIDENCE, Action.ERASE): (Right(_ADMINISTRATOR),),
        (Kind.COMMENT, Action.SEE): (Right(INSIDE),),
        (Kind.COMMENT, Action.CREATE): (Right(AGENCY | _ADMINISTRATOR),),
        (Kind.COMMENT, Action.CHANGE): (Right(AGENCY | _ADMINISTRATOR, whose=Whose.OWN),),
        (Kind.COMMENT, Action.REMOVE): (Right(AGENCY | _ADMINISTRATOR, whose=Whose.OWN),),
        (Kind.REVIEW, Action.SEE): (Right(INSIDE),),
        (Kind.REVIEW, Action.CREATE): (Right(JUDGES, _IN_REVIEW, Whose.OTHERS),),
        (Kind.PUBLICATION, Action.SEE): (Right(EVERYBODY),),
        (Kind.PUBLICATION, Action.EXPORT): (Right(EVERYBODY, READABLE),),
        (Kind.TASK, Action.SEE): (Right(INSIDE),),
        (Kind.TASK, Action.CREATE): (Right(AGENCY),),
        (Kind.TASK, Action.CANCEL): (Right(AGENCY, whose=Whose.OWN), Right(_ADMINISTRATOR)),
    }


def _before_use() -> dict[tuple[Kind, Action], tuple[Right, ...]]:
    kind = Kind.BUSINESS_CASE
    return {
        (kind, Action.SEE): (Right(INSIDE),),
        (kind, Action.CREATE): (Right(AUTHORS),),
        (kind, Action.CHANGE): (Right(AUTHORS),),
        (kind, Action.EXPORT): (Right(INSIDE),),
        # A gate that is put on record is a decision: whoever wrote the case does not take it.
        (kind, Action.APPROVE): (Right(_APPROVER, whose=Whose.OTHERS),),
    }


def _places() -> dict[tuple[Kind, Action], tuple[Right, ...]]:
    return {
        (Kind.SYSTEM, Action.SEE): (Right(INSIDE), Right(EVERYBODY, READABLE)),
        (Kind.SYSTEM, Action.CREATE): (Right(AUTHORS | _ADMINISTRATOR),),
        (Kind.SYSTEM, Action.CHANGE): (Right(AUTHORS | _ADMINISTRATOR),),
        (Kind.SYSTEM, Action.REMOVE): (Right(_ADMINISTRATOR),),
        (Kind.SYSTEM, Action.PUBLISH): (Right(_APPROVER | _ADMINISTRATOR),),
        (Kind.SYSTEM, Action.WITHDRAW): (Right(_APPROVER | _ADMINISTRATOR),),
        (Kind.SYSTEM, Action.EXPORT): (Right(INSIDE),),
        (Kind.PORTFOLIO, Action.SEE): (Right(OFFICE | {Role.ANALYST}),),
        (Kind.PORTFOLIO, Action.CREATE): (Right(_ADMINISTRATOR | {Role.ANALYST}),),
        (Kind.COUNTRY, Action.SEE): (Right(EVERYBODY),),
        # Of the installation's first country: those of one country do not decide about another.
        (Kind.COUNTRY, Action.CREATE): (Right(_ADMINISTRATOR),),
        (Kind.COUNTRY, Action.CHANGE): (Right(_ADMINISTRATOR),),
        (Kind.AGENCY, Action.SEE): (Right(EVERYBODY),),
        (Kind.AGENCY, Action.CREATE): (Right(_ADMINISTRATOR),),
        (Kind.AGENCY, Action.CHANGE): (Right(_ADMINISTRATOR),),
    }


def _people() -> dict[tuple[Kind, Action], tuple[Right, ...]]:
    return {
        (Kind.MEMBER, Action.SEE): (Right(INSIDE),),
        # A role that one holds oneself is given and taken by another.
        (Kind.MEMBER, Action.CREATE): (Right(_ADMINISTRATOR, whose=Whose.OTHERS),),
        (Kind.MEMBER, Action.REMOVE): (Right(_ADMINISTRATOR, whose=Whose.OTHERS),),
        (Kind.INVITATION, Action.SEE): (Right(_ADMINISTRATOR),),
        (Kind.INVITATION, Action.CREATE): (Right(_ADMINISTRATOR),),
        (Kind.INVITATION, Action.REMOVE): (Right(_ADMINISTRATOR),),
        (Kind.ACCOUNT, Action.SEE): (Right(SIGNED_IN, whose=Whose.OWN),),
        (Kind.ACCOUNT, Action.CHANGE): (Right(SIGNED_IN, whose=Whose.OWN),),
        (Kind.ACCOUNT, Action.ERASE): (Right(_ADMINISTRATOR, whose=Whose.OTHERS),),
        (Kind.AUDIT, Action.SEE): (Right(OFFICE),),
        (Kind.AUDIT, Action.EXPORT): (Right(OFFICE),),
        (Kind.AUDIT, Action.VERIFY): (Right(EVERYBODY),),
    }


RIGHTS: Rights = MappingProxyType({**_assessment(), **_content(), **_before_use(), **_places(), **_people()})
"""Every right there is."""


def roles_that(kind: Kind, action: Action) -> frozenset[Role]:
    """Return the roles that may ever do something to an object of a kind."""
    return frozenset(_roles(RIGHTS.get((kind, action), ())))


def _roles(rights: Iterable[Right]) -> Iterable[Role]:
    return (role for right in rights for role in right.roles)
