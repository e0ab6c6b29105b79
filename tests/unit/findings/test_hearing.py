"""What people say: whose weights count, what becomes a reason, and who is compared with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from made_up import number
from publicvalue.errors import EvidenceError, MethodError, Place, Problem
from publicvalue.files.frameworks import load_framework
from publicvalue.findings.people import hearing
from publicvalue.findings.people.mindsets import OPTIMISTIC, TOO_MUCH, Mindset
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import NotApplicable
from publicvalue.measures.survey.people.expectations import Expectation
from publicvalue.measures.survey.people.path_result import Interval
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.scores.sheet import score_assessment
from publicvalue.words.text import Text
from small_framework import small_framework

SMALL = replace(small_framework(), weight_spread=0.0)
COSTS = {f"economic.benefit.costs.{letter}": number(80, 2, draws=200) for letter in "ab"}
SETTINGS = SimpleNamespace(seed=5, draws=200)
USE, OF_PANEL = SimpleNamespace(evidence="asked"), SimpleNamespace(evidence="rated")


def assessment_of(**people: Any) -> Any:
    asked = {"path": None, "readiness": None, "weights": (), "expectations": (), **people}
    kinds = {"asked": "survey", "rated": "ratings"}
    evidence = {id: SimpleNamespace(file="answers.csv", kind=kind) for id, kind in kinds.items()}
    return SimpleNamespace(people=SimpleNamespace(**asked), settings=SETTINGS, evidence=evidence)


def weighed(who: str, *, counts: bool, economic: float) -> Priorities:
    parts = tuple(
        SimpleNamespace(node=node, share=Interval(share, 0.0, 1.0))
        for node, share in (("economic", economic), ("citizen", 1 - economic))
    )
    draws = np.full((50, 2), [economic, 1 - economic])
    return Priorities(who, "asked", "q", "allocation", counts, 50, parts, (), draws)  # type: ignore[arg-type]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the parts of the hearing return what they are given, so that who gets what is seen."""
    monkeypatch.setattr(hearing, "fetch_answers", lambda table: f"answers of {table}")

    def stand_in(**parts: Any) -> None:
        for name, part in parts.items():
            monkeypatch.setattr(hearing, name, part)

    return stand_in


@pytest.mark.parametrize(
    ("expected", "do", "said"),
    [
        ("more people", "ask them", "Too few; needed: more people; ask them."),
        ("more people", "", "Too few; needed: more people."),
        ("", "ask them", "Too few; ask them."),
        ("", "", "Too few."),
    ],
)
def test_reason_says_what_is_there_to_say(expected: str, do: str, said: str) -> None:
    assert hearing._reason(Problem(Place(), "too few", expected, do)) == said


def test_each_set_of_weights_is_heard_by_its_own_survey_and_its_own_randomness(heard: Callable[..., None]) -> None:
    def find(instruments: Any, asked: Any, answers: Any, rng: Any, *, panel: bool) -> Any:
        return instruments, asked.who, answers, rng.normal(), panel

    heard(find_priorities=find)
    asked = tuple(SimpleNamespace(who=who, survey=use) for who, use in (("staff", USE), ("citizens", OF_PANEL)))
    surveys: Any = {"weights 1": "first", "weights 2": "second"}
    found: Any = hearing.hear_priorities(SMALL, assessment_of(weights=asked), surveys)
    assert [one[:3] for one in found] == [
        (SMALL.instruments, "staff", "answers of first"),
        (SMALL.instruments, "citizens", "answers of second"),
    ]
    assert [one[4] for one in found] == [False, True]
    assert found[0][3] == hearing.generator(5, "people weights 1").normal()
    assert found[1][3] == hearing.generator(5, "people weights 2").normal()


def test_what_groups_weigh_is_left_out_with_its_reason_and_the_weights_stay(heard: Callable[..., None]) -> None:
    whole = replace(weighed("citizens", counts=True, economic=0.2), groups=("north",))  # type: ignore[arg-type]
    heard(find_priorities=lambda *_, **__: whole)
    asked = tuple(SimpleNamespace(who=who, survey=USE) for who in ("citizens", "staff"))
    surveys: Any = {"weights 1": "first", "weights 2": "second"}
    hidden = {"weights 1": Text("4 people could be told")}
    first, second = hearing.hear_priorities(SMALL, assessment_of(weights=asked), surveys, hidden)
    assert isinstance(first, Priorities)
    assert (first.parts, first.groups) == (whole.parts, ())
    assert [(one.passed, one.text) for one in first.diagnostics] == [(False, "4 people could be told")]
    assert second == whole


def test_weights_that_count_form_the_framework() -> None:
    told = weighed("staff", counts=False, economic=0.9)
    count = weighed("citizens", counts=True, economic=0.2)
    assert hearing.weigh_by_people(SMALL, (told, NotApplicable("none"))) is SMALL
    assert hearing.weigh_by_people(SMALL, (told, count)).weights["economic"] == pytest.approx(0.2)


def test_scores_stand_under_the_frameworks_weights_and_under_each_set_of_peoples() -> None:
    priorities = (
        weighed("staff", counts=False, economic=0.9),
        NotApplicable("none"),
        weighed("citizens", counts=True, economic=0.2),
    )
    measured = {**COSTS, **{f"citizen.benefit.service.{letter}": number(20, 2, draws=200) for letter in "ab"}}
    found = list(hearing._score_under(SMALL, assessment_of(), measured, priorities))
    assert [(one.who, one.counts) for one in found] == [("the framework", False), ("staff", False), ("citizens", True)]
    assert all(set(one.scores) == {PUBLIC_VALUE, "economic", "citizen"} for one in found)
    plain, staff, citizens = (one.scores[PUBLIC_VALUE].value or 0.0 for one in found)
    assert plain == score_assessment(SMALL, measured, 5, 200).scores[PUBLIC_VALUE].value
    assert staff > plain > citizens
    (own, _) = hearing._score_under(SMALL, assessment_of(), measured, priorities[:1])
    assert own.counts
    assert list(hearing._score_under(SMALL, assessment_of(), measured, priorities[1:2])) == []


def test_what_does_not_hold_is_a_reason(heard: Callable[..., None]) -> None:
    def refuse(*_: Any) -> None:
        raise MethodError([Problem(Place(), "too few"), Problem(Place(), "one item", "two items")])

    heard()
    found = hearing._hear("path", USE, {"path": "t"}, assessment_of(), refuse)  # type: ignore[arg-type]
    assert found == NotApplicable("Too few. One item; needed: two items.")


def test_cells_that_are_no_answers_are_named_with_their_file(heard: Callable[..., None]) -> None:
    def refuse(*_: Any) -> None:
        raise EvidenceError([Problem(Place(), "no answer"), Problem(Place("other.csv"), "no answer either")])

    heard()
    with pytest.raises(EvidenceError) as caught:
        hearing._hear("path", USE, {"path": "t"}, assessment_of(), refuse)  # type: ignore[arg-type]
    assert [problem.place.file for problem in caught.value.problems] == ["answers.csv", "other.csv"]


FULL = load_framework("public-value/1.0").framework
ACCURACY = "administrative.benefit.security_accuracy.balanced_accuracy"


def by_measure(measure: str) -> str:
    return next(one.id for one in FULL.indicators if one.measure == measure)


def expected_right(who: str) -> Any:
    return SimpleNamespace(who=who, survey=USE, question="expected_right", indicator=ACCURACY)


def test_expectation_is_compared_where_its_indicator_is_measured(heard: Callable[..., None]) -> None:
    values = np.full(40, 90.0)

    def find(instruments: Any, asked: Any, answers: str, rng: Any) -> Any:
        assert instruments is FULL.instruments
        assert rng.normal() == hearing.generator(5, "people expectations 2").normal()
        return Expectation(asked.who, answers, "q", "t", ACCURACY, values, np.ones(40), 90.0, np.full(200, 90.0))

    heard(find_expectation=find)
    assessment = assessment_of(
        expectations=(
            SimpleNamespace(
                who="citizens", survey=USE, question="expected_right", indicator=by_measure("over_reliance")
            ),
            expected_right("staff"),
        )
    )
    first, second = hearing._mindsets(FULL, assessment, {"expectations 2": "t"}, {ACCURACY: number(80, 1)})  # type: ignore[dict-item]
    assert isinstance(first, NotApplicable)
    assert first.reason.startswith("What citizens expect cannot be compared: ")
    assert isinstance(second, Mindset)
    assert (second.who, second.gap.value, second.verdict) == ("staff", pytest.approx(10), OPTIMISTIC)


def test_expectation_that_is_not_found_is_a_reason(heard: Callable[..., None]) -> None:
    heard(find_expectation=lambda *_: NotApplicable("none"))
    assessment = assessment_of(expectations=(expected_right("staff"),))
    found = list(hearing._mindsets(FULL, assessment, {"expectations 1": "t"}, {ACCURACY: number(80, 1)}))  # type: ignore[dict-item]
    assert found == [NotApplicable("none")]


def mindset(who: str) -> Mindset:
    some = Interval(1, 0, 2)
    return Mindset(who, ACCURACY, "q", "t", "percent", some, some, some, OPTIMISTIC, 1.0, 1.0, 50)


def test_reliance_is_compared_with_what_the_staff_expect_and_with_nobody_elses() -> None:
    others = SimpleNamespace(evidence="others")
    people = {
        "readiness": SimpleNamespace(survey=USE),
        "expectations": (expected_right("staff"), SimpleNamespace(who="citizens", survey=others), expected_right("x")),
    }
    measured = {by_measure("over_reliance"): number(70, 2), by_measure("under_reliance"): number(5, 2)}
    mindsets = (mindset("staff"), mindset("citizens"), NotApplicable("none"))
    found = list(hearing._reliance(FULL, assessment_of(**people), measured, mindsets))
    assert [(one.who, one.over.value, one.under.value, one.conduct) for one in found] == [("staff", 70, 5, TOO_MUCH)]
    half = {by_measure("over_reliance"): number(70, 2)}
    assert list(hearing._reliance(FULL, assessment_of(**people), half, mindsets)) == []
    nobody = assessment_of(**{**people, "readiness": None})
    assert list(hearing._reliance(FULL, nobody, measured, mindsets)) == []


def test_parts_that_are_not_asked_for_are_not_heard(heard: Callable[..., None]) -> None:
    heard()
    voices = hearing.hear_people(SMALL, assessment_of(), {}, COSTS, ())
    assert (voices.path, voices.readiness, voices.under, voices.mindsets, voices.reliance) == (None, None, (), (), ())


def test_path_and_readiness_are_heard_each_by_its_survey(heard: Callable[..., None]) -> None:
    heard(
        find_path=lambda framework, path, answers, _: ("path", framework, path, answers),
        find_readiness=lambda instruments, evidence, answers, _: ("readiness", instruments, evidence, answers),
        find_expectation=lambda *_: NotApplicable("none"),
    )
    path = SimpleNamespace(survey=USE)
    assessment = assessment_of(
        path=path, readiness=SimpleNamespace(survey=USE), expectations=(expected_right("staff"),)
    )
    surveys: Any = {"path": "p", "readiness": "r", "expectations 1": "e"}
    told = (weighed("staff", counts=False, economic=0.9),)
    voices = hearing.hear_people(SMALL, assessment_of(), surveys, COSTS, told)
    assert (voices.priorities, [one.who for one in voices.under]) == (told, ["the framework", "staff"])
    every: Any = hearing.hear_people(FULL, assessment, surveys, {ACCURACY: number(80, 1)}, ())
    assert every.path == ("path", FULL, path, "answers of p")
    assert every.readiness == ("readiness", FULL.instruments, "asked", "answers of r")
    assert every.mindsets == (NotApplicable("none"),)


def test_columns_are_read_for_each_part_of_people() -> None:
    question = SimpleNamespace(question="expected_right", groups=(), who="staff", survey=USE, pairs=False)
    uses = {"path": USE, "weights 1": USE, "expectations 1": USE}
    assessment = assessment_of(weights=(question,), expectations=(question,))
    assessment.people.surveys = uses.items
    found = hearing.survey_readers(FULL, assessment)
    assert list(found) == list(uses)
    assert all(survey is USE for survey, _ in found.values())
