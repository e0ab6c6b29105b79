"""What the shipped framework asks: one core question a component, short enough to read, each control asked once."""

from __future__ import annotations

from collections import Counter

from house import ROOT
from publicvalue.framework.indicators import Indicator
from publicvalue.framework.model import Framework


def items_of(indicator: Indicator) -> dict[str, str]:
    """Return the controls of a checklist, id -> text."""
    listed = indicator.options["items"] if indicator.kind == "checklist" else []
    return {item["id"]: item["text"] for item in listed}  # type: ignore[union-attr, index, call-overload]


def test_each_component_carries_one_core_question(framework: Framework) -> None:
    carried = Counter(indicator.component for indicator in framework.indicators if indicator.core)
    assert {id: n for id, n in carried.items() if n > 1} == {}
    assert [one.id for one in framework.components if not one.core] == []


def test_core_questions_can_be_read_in_an_hour(framework: Framework) -> None:
    words = 0
    for indicator in framework.indicators:
        if core := indicator.core:
            texts = (core.question, core.guidance, core.example, core.counted, *(grade.text for grade in core.grades))
            words += sum(len(text.split()) for text in texts)
    for line in framework.red_lines:
        words += sum(len(text.split()) for text in (line.title, line.question, line.text, line.example))
    assert 1_000 < words <= 6_000


def test_core_questions_take_a_small_unit_about_two_days(framework: Framework) -> None:
    hours = sum(indicator.core.hours for indicator in framework.indicators if indicator.core)
    assert 4 <= hours <= 24


def test_grades_cover_the_scale_from_best_to_worst_without_a_gap(framework: Framework) -> None:
    graded = [one for one in framework.indicators if one.core and one.core.form == "grade"]
    assert graded
    for indicator in graded:
        assert indicator.core is not None
        grades = indicator.core.grades
        assert 4 <= len(grades) <= 5, indicator.id
        assert [better.low for better in grades[:-1]] == [worse.high for worse in grades[1:]], indicator.id
        assert all(grade.low < grade.high for grade in grades), indicator.id
        if indicator.unit == "percent":
            assert (grades[-1].low, grades[0].high) == (0, 100), indicator.id


def test_counts_answer_shares(framework: Framework) -> None:
    counts = [one for one in framework.indicators if one.core and one.core.form == "count"]
    assert counts
    for indicator in counts:
        assert indicator.unit == "percent", indicator.id
        assert indicator.core is not None
        assert indicator.core.counted, indicator.id


def test_each_control_is_asked_once(framework: Framework) -> None:
    asked = [text.casefold() for indicator in framework.indicators for text in items_of(indicator).values()]
    assert [text for text, times in Counter(asked).items() if times > 1] == []


def test_an_evenly_weighted_checklist_rests_on_judgement(framework: Framework) -> None:
    checklists = [one for one in framework.indicators if one.kind == "checklist"]
    assert len(checklists) >= 16
    assert {one.id: one.goalposts.basis for one in checklists if one.goalposts.basis != "judgement"} == {}


def test_no_change_stands_in_the_middle(framework: Framework) -> None:
    """A change of nothing is neither good nor bad, whatever changes."""
    measures = ("adoption_effect", "prioritisation_early", "prioritisation_time")
    changes = {one.id: dict(one.goalposts.anchors) for one in framework.indicators if one.measure in measures}
    assert len(changes) >= 6
    assert {id: anchors[0] for id, anchors in changes.items() if anchors[0] != 50} == {}


def test_people_served_have_outcomes_of_their_own(framework: Framework) -> None:
    stages = {one.id: one.stage for one in framework.components}
    shown = Counter(
        indicator.component.split(".")[0]
        for indicator in framework.indicators
        if indicator.shows == "people" and (indicator.stage or stages[indicator.component]) in ("outcomes", "effects")
    )
    assert shown["citizen"] >= 8
    assert shown["democratic"] >= 3


def test_the_documents_say_which_curves_rest_on_judgement(framework: Framework) -> None:
    papers = {one.id: one.measure for one in framework.indicators if not one.goalposts.judged}
    assert set(papers.values()) == {"survey_construct"}
    assert len(papers) == 4
    method, limits = (
        (ROOT / "docs/explanation" / page).read_text(encoding="utf-8") for page in ("method.md", "limits.md")
    )
    assert "All curves of `public-value/1.0` but\nfour rest on judgement" in method
    assert "all curves but four" in limits


def test_the_tutorial_counts_the_core_questions_that_there_are(framework: Framework) -> None:
    told = (ROOT / "docs/tutorials/first-assessment.md").read_text(encoding="utf-8")
    core = sum(indicator.core is not None for indicator in framework.indicators)
    assert f"2 of {core} core questions are answered" in told
