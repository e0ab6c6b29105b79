"""Where a version of an assessment stands, as it follows from its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from publicvalue.errors import NotPermittedError, Place, Problem
from publicvalue.words.text import Text
from publicvalue.workflow.events import (
    AnsweredApart,
    Approved,
    Changed,
    ChangesRequested,
    Corrected,
    Event,
    Published,
    Request,
    Reviewed,
    Started,
    Submitted,
    TakenBack,
    Withdrawn,
)
from publicvalue.workflow.states import EDITABLE, READABLE, STATE_NAMES, State

BEFORE = None
"""The state of what has not begun."""

TRANSITIONS: Mapping[type[Event], tuple[frozenset[State | None], State | None]] = MappingProxyType(
    {
        Started: (frozenset({BEFORE}), State.DRAFT),
        # Whoever reviewed or approved has seen something else: it goes back to its authors.
        Changed: (EDITABLE | {State.IN_REVIEW, State.APPROVED}, None),
        AnsweredApart: (EDITABLE | frozenset[State | None](), None),
        Submitted: (EDITABLE | frozenset[State | None](), State.IN_REVIEW),
        TakenBack: (frozenset({State.IN_REVIEW}), State.DRAFT),
        ChangesRequested: (frozenset({State.IN_REVIEW, State.APPROVED}), State.CHANGES_REQUESTED),
        Reviewed: (frozenset({State.IN_REVIEW}), None),
        Approved: (frozenset({State.IN_REVIEW}), State.APPROVED),
        Published: (frozenset({State.APPROVED}), State.PUBLISHED),
        Corrected: (frozenset({State.PUBLISHED}), State.CORRECTED),
        Withdrawn: (READABLE | frozenset[State | None](), State.WITHDRAWN),
    }
)
"""Kind of event -> the states in which it can happen, and the state that follows; None where it depends, or stays."""


@dataclass(frozen=True)
class VersionStanding:
    """Where a version stands.

    Parameters
    ----------
    state
        Its state; None before it began.
    snapshot
        Hash of its content.
    authors
        Keys of the accounts that changed its content, answered apart or submitted it: they may not approve it.
    approved_by
        Key of the account that approved the snapshot; empty where nobody has.
    requests
        Changes that were asked for last.
    reviewers
        Keys of the accounts that reviewed the snapshot.
    number
        Number of its publication; 0 before.
    corrects, replacement
        The version that it is to replace, and the one that took its place.
    """

    state: State | None = None
    snapshot: str = ""
    authors: frozenset[str] = frozenset()
    approved_by: str = ""
    requests: tuple[Request, ...] = ()
    reviewers: frozenset[str] = frozenset()
    number: int = 0
    corrects: str = ""
    replacement: str = ""


def fold(events: Iterable[Event]) -> VersionStanding:
    """Return where a version stands after its events, in the order in which they happened.

    Raises
    ------
    NotPermittedError
        When an event could not happen where the version stood.
    """
    standing = VersionStanding()
    for event in events:
        standing = follow(standing, event)
    return standing


def follow(standing: VersionStanding, event: Event) -> VersionStanding:
    """Return where a version stands after one more event.

    Raises
    ------
    NotPermittedError
        When it cannot happen in this state; when an approval is of one's own work or of another snapshot; when what
        is published is not what was approved.
    """
    allowed, then = TRANSITIONS[type(event)]
    if standing.state not in allowed:
        raise _refused(standing.state)
    if problem := _CHECKS.get(type(event), _no_problem)(standing, event):
        raise NotPermittedError([problem])
    after = _CARRIES.get(type(event), _nothing)(standing, event)
    return replace(after, state=then) if then else after


def _refused(state: State | None) -> NotPermittedError:
    what = Text("this cannot happen before the assessment has begun")
    if state:
        what = Text("this cannot happen to an assessment that is {state}", state=STATE_NAMES[state])
    do = Text("load the page again: somebody may have been faster")
    return NotPermittedError([Problem(Place(), what, Text("another state"), do)])


def _no_problem(_standing: VersionStanding, _event: Any) -> Problem | None:
    return None


def _is_shown(standing: VersionStanding, event: Submitted | Reviewed | Approved) -> Problem | None:
    if event.snapshot == standing.snapshot:
        return None
    what, expected = Text("the content has changed since you saw it"), Text("the content as it is now")
    return Problem(Place(), what, expected, Text("look at it again"))


def _is_of_others(standing: VersionStanding, event: Approved) -> Problem | None:
    if event.by in standing.authors:
        what, expected = Text("nobody approves their own work"), Text("somebody who has changed nothing in it")
        return Problem(Place(), what, expected, Text("ask a colleague with the same role"))
    return _is_shown(standing, event)


def _is_approved(standing: VersionStanding, event: Published) -> Problem | None:
    if event.snapshot == standing.snapshot and standing.approved_by:
        return None
    what, expected = Text("this is not what was approved"), Text("the approved content")
    return Problem(Place(), what, expected, Text("have it approved again"))


def _nothing(standing: VersionStanding, _event: Any) -> VersionStanding:
    return standing


def _started(standing: VersionStanding, event: Started) -> VersionStanding:
    return replace(standing, corrects=event.corrects)


def _changed(standing: VersionStanding, event: Changed) -> VersionStanding:
    if event.snapshot == standing.snapshot:
        return standing
    state = standing.state if standing.state in EDITABLE else State.DRAFT
    authors = standing.authors | {event.by}
    return replace(
        standing, state=state, snapshot=event.snapshot, authors=authors, approved_by="", reviewers=frozenset()
    )


def _answered_apart(standing: VersionStanding, event: AnsweredApart) -> VersionStanding:
    return replace(standing, authors=standing.authors | {event.by})


def _submitted(standing: VersionStanding, event: Submitted) -> VersionStanding:
    return replace(standing, authors=standing.authors | {event.by}, requests=())


def _requested(standing: VersionStanding, event: ChangesRequested) -> VersionStanding:
    return replace(standing, requests=event.requests, approved_by="", reviewers=frozenset())


def _reviewed(standing: VersionStanding, event: Reviewed) -> VersionStanding:
    return replace(standing, reviewers=standing.reviewers | {event.by})


def _approved(standing: VersionStanding, event: Approved) -> VersionStanding:
    return replace(standing, approved_by=event.by)


def _published(standing: VersionStanding, event: Published) -> VersionStanding:
    return replace(standing, number=event.number)


def _corrected(standing: VersionStanding, event: Corrected) -> VersionStanding:
    return replace(standing, replacement=event.replacement)


_CHECKS: Mapping[type[Event], Callable[[VersionStanding, Any], Problem | None]] = MappingProxyType(
    {Submitted: _is_shown, Reviewed: _is_shown, Approved: _is_of_others, Published: _is_approved}
)
_CARRIES: Mapping[type[Event], Callable[[VersionStanding, Any], VersionStanding]] = MappingProxyType(
    {
        Started: _started,
        Changed: _changed,
        AnsweredApart: _answered_apart,
        Submitted: _submitted,
        ChangesRequested: _requested,
        Reviewed: _reviewed,
        Approved: _approved,
        Published: _published,
        Corrected: _corrected,
    }
)
