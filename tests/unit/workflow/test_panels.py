"""Several assessors answer apart: who sees what, and what falls when an answer changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publicvalue.errors import InputError, NotPermittedError
from publicvalue.workflow.panels import (
    Consensus,
    ConsensusState,
    Panel,
    PanelStage,
    agreed_of,
    basis_of,
    check_open,
    check_own,
    check_panel,
    finish,
    go_on,
    sealed,
    sees,
)

ASKED = frozenset({"core/a", "core/b"})
PANEL = Panel(frozenset({"ana", "ben"}), ASKED)


@given(st.lists(st.tuples(st.sampled_from(["ana", "ben", "eve"]), st.sampled_from(["finish", "go on"])), max_size=8))
def test_others_answers_are_seen_by_nobody_unless_every_assessor_has_finished(acts: list[tuple[str, str]]) -> None:
    panel, done = PANEL, set()
    for who, act in acts:
        try:
            panel = finish(panel, who, ASKED) if act == "finish" else go_on(panel, who)
        except (InputError, NotPermittedError):
            continue
        done = done | {who} if act == "finish" else done - {who}
    over = done == {"ana", "ben"}
    assert sees(panel, "ana", "ana")
    assert {sees(panel, "ana", "ben"), sees(panel, "eve", "ben")} == {over}
    assert (panel.stage is PanelStage.COMPARED) is over


def test_what_was_ended_is_compared_for_nobody() -> None:
    ended = Panel(PANEL.assessors, ASKED, finished=PANEL.assessors, ended=True)
    assert (ended.stage, sees(ended, "ana", "ben")) == (PanelStage.ENDED, False)
    check_open(ended, "core/a")


def test_a_question_is_closed_while_a_panel_is_at_it() -> None:
    check_open(PANEL, "core/c")
    with pytest.raises(NotPermittedError, match="apart from the others"):
        check_open(PANEL, "core/a")
    check_open(finish(finish(PANEL, "ana", ASKED), "ben", ASKED), "core/a")


def test_own_answers_are_given_by_assessors_who_have_not_finished() -> None:
    check_own(PANEL, "ana", "core/a")
    for panel, who, question in (
        (PANEL, "eve", "core/a"),
        (PANEL, "ana", "core/c"),
        (finish(PANEL, "ana", ASKED), "ana", "core/a"),
    ):
        with pytest.raises(NotPermittedError):
            check_own(panel, who, question)


def test_nobody_finishes_with_an_open_question() -> None:
    with pytest.raises(InputError, match="1 question is not answered"):
        finish(PANEL, "ana", {"core/a"})


def test_everything_that_keeps_a_panel_from_beginning_is_told() -> None:
    with pytest.raises(InputError) as caught:
        check_panel(Panel(frozenset({"ana"}), frozenset()))
    assert [one.place.field for one in caught.value.problems] == ["people", "parts"]
    check_panel(PANEL)


def test_a_consensus_falls_with_an_answer_it_rests_on_and_with_the_answer_itself() -> None:
    answers = {"ana": {"answer": "no"}, "ben": {"answer": "yes"}}
    settled = Consensus({"answer": "no"}, "The order has lapsed.", basis_of(answers))
    assert agreed_of(None, answers, {}) is ConsensusState.OPEN
    assert agreed_of(settled, dict(reversed(answers.items())), {"answer": "no"}) is ConsensusState.STANDS
    assert agreed_of(settled, answers, {"answer": "partly"}) is ConsensusState.OVERTAKEN
    assert agreed_of(settled, answers | {"ben": {"answer": "no"}}, {"answer": "no"}) is ConsensusState.CHANGED_MIND


def test_a_seal_holds_for_the_same_answers_and_key_alone() -> None:
    answers = {"core/a": {"answer": "no"}}
    seal = sealed(answers, "k")
    assert seal == sealed({"core/a": {"answer": "no"}}, "k")
    assert len({seal, sealed(answers, "l"), sealed({"core/a": {"answer": "yes"}}, "k")}) == 3
