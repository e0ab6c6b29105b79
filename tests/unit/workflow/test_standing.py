"""The state of an assessment follows from its events, and from nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publicvalue.errors import InputError, NotPermittedError
from publicvalue.workflow import events as happened
from publicvalue.workflow.events import EVENTS, Event, Request, read_event, said_of, write_event
from publicvalue.workflow.permission import may
from publicvalue.workflow.rights import RIGHTS
from publicvalue.workflow.roles import Role
from publicvalue.workflow.standing import TRANSITIONS, VersionStanding, fold, follow
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject

AT = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
PEOPLE, SNAPSHOTS = st.sampled_from("abc"), st.sampled_from(["s1", "s2"])
WORDS = st.text(min_size=1, max_size=5)

ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(happened.Started, st.just(AT), PEOPLE, st.sampled_from(["", "7"])),
    st.builds(happened.Changed, st.just(AT), PEOPLE, SNAPSHOTS),
    st.builds(happened.Submitted, st.just(AT), PEOPLE, SNAPSHOTS),
    st.builds(happened.TakenBack, st.just(AT), PEOPLE),
    st.builds(
        happened.ChangesRequested,
        st.just(AT),
        PEOPLE,
        st.lists(st.builds(Request, WORDS, WORDS), min_size=1, max_size=2).map(tuple),
    ),
    st.builds(happened.Reviewed, st.just(AT), PEOPLE, SNAPSHOTS, WORDS),
    st.builds(happened.Approved, st.just(AT), PEOPLE, SNAPSHOTS),
    st.builds(happened.Published, st.just(AT), PEOPLE, SNAPSHOTS, st.integers(1, 3)),
    st.builds(happened.Corrected, st.just(AT), PEOPLE, WORDS),
    st.builds(happened.Withdrawn, st.just(AT), PEOPLE, WORDS),
)

ACTIONS = {
    happened.Submitted: Action.SUBMIT,
    happened.TakenBack: Action.TAKE_BACK,
    happened.ChangesRequested: Action.REQUEST_CHANGES,
    happened.Approved: Action.APPROVE,
    happened.Published: Action.PUBLISH,
    happened.Withdrawn: Action.WITHDRAW,
}
"""Events that somebody brings about by an action of the same meaning."""


def lived(*events: Event) -> list[Event]:
    """Return those of some events that could happen, one after the other."""
    kept, standing = [], VersionStanding()
    for event in events:
        try:
            standing = follow(standing, event)
        except NotPermittedError:
            continue
        kept.append(event)
    return kept


def upto(*names: str) -> list[Event]:
    """Return the usual life of an assessment, as far as it is named."""
    usual = {
        "start": happened.Started(AT, "a"),
        "change": happened.Changed(AT, "a", "s1"),
        "submit": happened.Submitted(AT, "a", "s1"),
        "approve": happened.Approved(AT, "b", "s1"),
        "publish": happened.Published(AT, "b", "s1", 1),
    }
    return [usual[name] for name in names]


SUBMITTED = ("start", "change", "submit")
APPROVED = (*SUBMITTED, "approve")


def refusal(events: list[Event], event: Event) -> str:
    with pytest.raises(NotPermittedError) as caught:
        follow(fold(events), event)
    return caught.value.problems[0].what


def test_every_kind_of_event_has_its_transition_and_its_sentence() -> None:
    assert set(TRANSITIONS) == set(EVENTS.values())
    assert set(EVENTS.values()) == set(Event.__subclasses__())


def test_states_that_events_lead_to_are_all_there_are() -> None:
    assert {then for _, then in TRANSITIONS.values() if then} == set(State)


@given(st.lists(ANY_EVENT, max_size=30))
def test_what_is_approved_is_what_stands_and_nobody_approved_their_own(events: list[Event]) -> None:
    standing = fold(lived(happened.Started(AT, "a"), *events))
    approving = {State.APPROVED, State.PUBLISHED, State.CORRECTED}
    if standing.state in approving:
        assert standing.approved_by
        assert standing.approved_by not in standing.authors
    if standing.state in {State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED}:
        assert standing.approved_by == ""


@given(st.lists(ANY_EVENT, max_size=30))
def test_published_content_was_approved_and_never_changes(events: list[Event]) -> None:
    kept = lived(happened.Started(AT, "a"), *events)
    published = [number for number, event in enumerate(kept) if isinstance(event, happened.Published)]
    assert len(published) <= 1
    if published:
        approved = [event for event in kept[: published[0]] if isinstance(event, happened.Approved)]
        assert approved[-1].snapshot == kept[published[0]].snapshot
        assert not any(isinstance(event, happened.Changed) for event in kept[published[0] :])


@given(ANY_EVENT)
def test_events_are_stored_and_read_back_equal(event: Event) -> None:
    assert read_event(write_event(event)) == event
    assert said_of(event, "Ana").endswith(".") or isinstance(event, happened.ChangesRequested | happened.Withdrawn)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"event": "Exploded", "at": AT.isoformat(), "by": "a"},
        {"event": "Submitted", "at": AT.isoformat(), "by": "a"},
        {"event": "TakenBack", "at": AT.isoformat(), "by": "a", "more": 1},
        {"event": "TakenBack", "at": "yesterday", "by": "a"},
    ],
)
def test_what_is_no_event_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(InputError, match="a stored event cannot be read"):
        read_event(stored)


def test_an_approval_lapses_when_the_content_changes() -> None:
    changed = fold([*upto(*APPROVED), happened.Changed(AT, "c", "s2")])
    assert (changed.state, changed.approved_by, changed.authors) == (State.DRAFT, "", {"a", "c"})
    same = fold([*upto(*APPROVED), happened.Changed(AT, "c", "s1")])
    assert (same.state, same.approved_by, same.authors) == (State.APPROVED, "b", {"a"})


def test_an_author_may_not_approve() -> None:
    assert refusal(upto(*SUBMITTED), happened.Approved(AT, "a", "s1")) == "nobody approves their own work"


def test_what_was_not_seen_is_neither_submitted_nor_approved_nor_published() -> None:
    seen = "the content has changed since you saw it"
    assert refusal(upto("start", "change"), happened.Submitted(AT, "a", "s2")) == seen
    assert refusal(upto(*SUBMITTED), happened.Approved(AT, "b", "s2")) == seen
    assert refusal(upto(*APPROVED), happened.Published(AT, "b", "s2", 1)) == "this is not what was approved"


def test_a_withdrawn_version_stays_withdrawn() -> None:
    gone = [*upto(*APPROVED, "publish"), happened.Withdrawn(AT, "b", "wrong year")]
    assert fold(gone).state is State.WITHDRAWN
    assert refusal(gone, happened.Changed(AT, "a", "s3")) == ("this cannot happen to an assessment that is withdrawn")
    assert refusal([], happened.TakenBack(AT, "a")) == "this cannot happen before the assessment has begun"


def test_requests_stay_until_it_is_submitted_again() -> None:
    request = Request("economic", "no source")
    asked = [*upto(*SUBMITTED), happened.ChangesRequested(AT, "b", (request,))]
    assert fold(asked).requests == (request,)
    again = [*asked, happened.Changed(AT, "a", "s2"), happened.Submitted(AT, "a", "s2")]
    assert (fold(again).requests, fold(again).state) == ((), State.IN_REVIEW)


@pytest.mark.parametrize(("event", "action"), ACTIONS.items())
def test_rights_and_transitions_agree_on_states(event: type[Event], action: Action) -> None:
    states = {state for right in RIGHTS[Kind.ASSESSMENT, action] for state in right.states}
    assert states == TRANSITIONS[event][0]
    permitted = {
        state
        for state in State
        if any(may(Role, action, Subject(Kind.ASSESSMENT, state, own)) for own in (True, False))
    }
    assert permitted == states
