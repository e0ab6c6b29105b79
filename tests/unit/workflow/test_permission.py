"""Who may do what, when and to whose work: the tables hold together, and refusals say why."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publicvalue.errors import NotPermittedError
from publicvalue.workflow.permission import check_may, may, permitted, who_may
from publicvalue.workflow.rights import INSIDE, RIGHTS, Whose, roles_that
from publicvalue.workflow.roles import LEVELS, NAMES, Role
from publicvalue.workflow.states import OWNED, STATE_NAMES, Owner, State, owner_of
from publicvalue.workflow.subjects import ACTION_NAMES, KIND_NAMES, Action, Kind, Subject
from publicvalue.workflow.visibility import View, view_of

SUBJECTS = st.builds(Subject, st.sampled_from(Kind), st.none() | st.sampled_from(State), st.booleans())
ROLES = st.frozensets(st.sampled_from(Role))


def refusal(role: Role, action: Action, subject: Subject) -> str:
    with pytest.raises(NotPermittedError) as caught:
        check_may([role], action, subject)
    return str(caught.value)


def test_owners_of_states_are_disjoint_and_complete() -> None:
    owned = [state for states in OWNED.values() for state in states]
    assert sorted(owned) == sorted(State)
    assert {owner_of(state) for state in State} == set(Owner) == set(OWNED)


def test_every_word_of_the_tables_has_a_name_for_people() -> None:
    assert (set(NAMES), set(LEVELS)) == (set(Role), set(Role))
    assert (set(KIND_NAMES), set(ACTION_NAMES), set(STATE_NAMES)) == (set(Kind), set(Action), set(State))


def test_every_role_kind_and_action_has_a_right() -> None:
    assert {kind for kind, _ in RIGHTS} == set(Kind)
    assert {action for _, action in RIGHTS} == set(Action)
    assert {role for rights in RIGHTS.values() for right in rights for role in right.roles} == set(Role)


@given(ROLES, st.sampled_from(Action), SUBJECTS)
def test_a_further_role_never_takes_a_right_away(roles: frozenset[Role], action: Action, subject: Subject) -> None:
    if may(roles, action, subject):
        assert [role for role in Role if not may(roles | {role}, action, subject)] == []
    else:
        assert [role for role in roles if may([role], action, subject)] == []


@given(ROLES, st.sampled_from(Action), SUBJECTS)
def test_a_refusal_says_why_and_what_to_do(roles: frozenset[Role], action: Action, subject: Subject) -> None:
    if may(roles, action, subject):
        check_may(roles, action, subject)
        return
    with pytest.raises(NotPermittedError) as caught:
        check_may(roles, action, subject)
    (problem,) = caught.value.problems
    assert problem.what
    assert problem.do


@pytest.mark.parametrize("role", Role)
def test_nobody_approves_or_reviews_their_own(role: Role) -> None:
    own = [Subject(Kind.ASSESSMENT, state, own=True) for state in State]
    assert not any(may([role], Action.APPROVE, one) for one in own)
    assert not may([role], Action.CREATE, Subject(Kind.REVIEW, State.IN_REVIEW, own=True))


def test_nobody_gives_themselves_a_role() -> None:
    assert [role for role in Role if may([role], Action.CREATE, Subject(Kind.MEMBER, own=True))] == []


def test_content_is_changed_only_while_it_is_the_turn_of_its_authors() -> None:
    kinds, actions = (Kind.ANSWER, Kind.EVIDENCE), (Action.CREATE, Action.CHANGE)
    found = {
        state
        for kind, action, state in itertools.product(kinds, actions, State)
        if may(Role, action, Subject(kind, state))
    }
    assert found == OWNED[Owner.AUTHORS]


def test_the_public_sees_what_was_published_and_no_work() -> None:
    seen = {state for state in State if may([], Action.SEE, Subject(Kind.ASSESSMENT, state))}
    assert seen == {State.PUBLISHED, State.CORRECTED}
    assert not any(may([], Action.SEE, Subject(Kind.ANSWER, state)) for state in State)
    changing = {action for (_, action), rights in RIGHTS.items() if any(Role.PUBLIC in one.roles for one in rights)}
    assert changing == {Action.SEE, Action.EXPORT, Action.VERIFY}


@pytest.mark.parametrize("state", State)
def test_view_agrees_with_rights(state: State) -> None:
    for role in Role:
        sees = may([role], Action.SEE, Subject(Kind.ASSESSMENT, state))
        assert sees == (view_of([role], state) >= View.RESULT)
        assert may([role], Action.SEE, Subject(Kind.ANSWER, state)) == (view_of([role], state) is View.WORK)
    assert view_of([Role.ANALYST], State.WITHDRAWN) is View.NOTE


def test_auditors_change_nothing() -> None:
    found = {key for key, rights in RIGHTS.items() if any(Role.AUDITOR in one.roles for one in rights)}
    others = {action for kind, action in found if kind is not Kind.ACCOUNT}
    assert others == {Action.SEE, Action.EXPORT, Action.VERIFY}


def test_reasons_name_the_role_the_work_and_the_state() -> None:
    assessment = Subject(Kind.ASSESSMENT, State.IN_REVIEW)
    assert refusal(Role.ASSESSOR, Action.APPROVE, assessment) == (
        "your role does not allow you to approve an assessment\n"
        "    expected: the role: approver\n"
        "    do: ask the administrator of your country"
    )
    own = Subject(Kind.ASSESSMENT, State.IN_REVIEW, own=True)
    assert refusal(Role.APPROVER, Action.APPROVE, own).startswith("nobody may approve what is their own")
    comment = Subject(Kind.COMMENT, State.DRAFT)
    assert refusal(Role.REVIEWER, Action.CHANGE, comment).startswith("you may change only what is your own")
    draft = Subject(Kind.ASSESSMENT, State.DRAFT)
    assert refusal(Role.APPROVER, Action.PUBLISH, draft) == (
        "nobody can publish an assessment that is draft\n"
        "    expected: the state: approved\n"
        "    do: see on its timeline whose turn it is"
    )
    assert refusal(Role.APPROVER, Action.PUBLISH, Subject(Kind.ASSESSMENT)).startswith("nobody can publish")


def test_rights_can_be_said() -> None:
    review = Subject(Kind.ASSESSMENT, State.IN_REVIEW)
    assert permitted([Role.APPROVER], review) == "see, export, ask for changes and approve"
    assert who_may(Action.REQUEST_CHANGES, review) == "reviewer or approver"
    assert roles_that(Kind.AUDIT, Action.SEE) == {Role.AUDITOR, Role.ADMINISTRATOR}
    assert roles_that(Kind.AUDIT, Action.CHANGE) == frozenset()
    assert Whose.OTHERS not in {right.whose for right in RIGHTS[Kind.ANSWER, Action.SEE]}
    assert Role.ANALYST not in INSIDE
