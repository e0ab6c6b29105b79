"""The brief and the citizens' page: their words for what was found, planned and refused."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest

from outcomes import broken_floor_outcome, empty_outcome, full_outcome, hostile_outcome, partial_outcome
from publicvalue.evidence.stated import PlannedAction, Response
from publicvalue.findings.judgement.model import RedLineFinding
from publicvalue.framework.judgement.advice import Recommendation
from publicvalue.reports.brief.forms import brief_files, citizens_files, render_brief, render_citizens
from publicvalue.reports.system.html import render_html
from publicvalue.reports.system.judgement.first_page import step_parts, write_precise
from publicvalue.results.codec import read_result, write_result
from publicvalue.results.model import AssessmentResult
from publicvalue.words.languages import language_of
from publicvalue.words.text import Text

SPANISH = language_of("es")
PLAN = (
    PlannedAction("Translate the form", "Head of the unit", dt.date(2026, 6, 30), "started"),
    PlannedAction("Name an owner", "Permanent Secretary", dt.date(2026, 3, 31)),
    PlannedAction("Stop the old form", "Head of the unit", dt.date(2026, 1, 31), "done"),
)


def planned() -> AssessmentResult:
    outcome = partial_outcome()
    response = Response("We accept the findings.", "Permanent Secretary", dt.date(2026, 1, 20))
    return replace(outcome, assessment=replace(outcome.assessment, response=response, action_plan=PLAN))


def with_lines(*lines: RedLineFinding) -> AssessmentResult:
    outcome = partial_outcome()
    return replace(outcome, verdict=replace(outcome.verdict, red_lines=lines))


def line(state: str, title: str, fact: str = "", mend_by: str = "") -> RedLineFinding:
    return RedLineFinding(
        title, Text("{title}", title=title), Text("?"), state, Text("{fact}", fact=fact), "", mend_by, "stated", "a"
    )  # type: ignore[arg-type]


def test_brief_of_nothing_measured_says_so_once_and_gives_no_number() -> None:
    text = " ".join(render_brief(empty_outcome()).split())
    assert text.count("none of the 8 red lines is answered yet") == 1
    assert "Nothing has been counted or measured yet." in text
    assert " of 100" not in text.replace("0 is the worst that the framework knows, 100 the best", "")


def test_brief_names_red_lines_by_state_the_worst_first() -> None:
    text = render_brief(
        with_lines(
            line("kept", "A safe stop"),
            line("unanswered", "Redress"),
            line("partly", "A named owner", "an acting head is named", "2026-05-01"),
            line("broken", "Legal basis", "no law allows it"),
            line("not_applicable", "Few reversals", "nobody is decided on"),
        )
    )
    lines = text[text.index("RED LINES") : text.index("BY DIMENSION")].split("\n")[1:]
    assert lines[:6] == [
        "  - Broken: legal basis. No law allows it.",
        "  - Partly kept: a named owner, to be mended by 2026-05-01. An acting head is",
        "    named.",
        "  - Not answered (1 of 5): redress.",
        "  - Does not apply: few reversals. Nobody is decided on.",
        "  - Kept (1 of 5): a safe stop.",
    ]


@pytest.mark.parametrize(
    ("phase", "told"),
    [
        ("design", "Should not start as it is"),
        ("pilot", "Should not go on as it is"),
        ("retired", "Should not have gone on"),
    ],
)
def test_brief_says_of_several_broken_red_lines_what_fits_the_phase(phase: str, told: str) -> None:
    outcome = with_lines(line("broken", "Legal basis", "no law allows it"), line("broken", "Redress", "nobody hears"))
    system = replace(outcome.assessment.system, phase=phase)  # type: ignore[arg-type]
    text = render_brief(replace(outcome, assessment=replace(outcome.assessment, system=system)))
    assert f"{told}: no law allows it. 1 more red line is broken." in " ".join(text.split())


def test_plan_stands_in_brief_citizens_page_and_report_with_owners_and_days() -> None:
    outcome = planned()
    for text in (render_brief(outcome), render_citizens(outcome)):
        assert "We accept the findings." in text
        assert text.index("Permanent Secretary, by 2026-03-31: planned.") < text.index(
            "Head of the unit, by 2026-06-30"
        )
        assert "Stop the old form" not in text
    page = render_html(outcome)
    assert "Stop the old form" in page
    assert "action-plan.csv" in page


def test_citizens_page_says_how_to_object_or_that_nobody_has_said() -> None:
    outcome = partial_outcome()
    assert "has not stated how you can object" in render_citizens(outcome)
    system = replace(outcome.assessment.system, appeals_and_review="Any office takes appeals.", contact_email="a@b.org")
    told = render_citizens(replace(outcome, assessment=replace(outcome.assessment, system=system)))
    assert "Any office takes appeals." in told
    assert "Write to: a@b.org" in told
    assert "has not stated how you can object" not in told


@pytest.mark.parametrize(
    ("certainty", "said"),
    [
        ("very_low", "too uncertain for a number; certainty very low"),
        ("low", "somewhere from 20 to 80 of 100; certainty low"),
        ("moderate", "60 of 100 (20 to 80); certainty moderate"),
        ("high", "60 of 100 (20 to 80); certainty high"),
    ],
)
def test_precision_follows_certainty(certainty: str, said: str) -> None:
    outcome = full_outcome()
    judged = outcome.verdict.overall
    level = next(one for one in outcome.framework.verdict.certainties if one.id == certainty)
    told = replace(judged, certainty=replace(judged.certainty, level=level))
    score = replace(outcome.scores["public_value"], value=60.0, low=20.0, high=80.0)
    assert write_precise(told, score) == said


@pytest.mark.parametrize(
    ("group", "said"),
    [("rest", "Line agency: within a month."), ("red line", "Line agency: begin at once, done within a month.")],
)
def test_step_says_who_and_by_when_and_what_to_do_this_week(group: str, said: str) -> None:
    advice = partial_outcome().advice[0]
    one: Recommendation = replace(advice.recommendation, who="line agency", effort="small", first_step="write a letter")
    _, aside = step_parts(replace(advice, recommendation=one, group=group))  # type: ignore[arg-type]
    assert aside.text == f"{said} This week: write a letter."  # type: ignore[union-attr]


@pytest.mark.parametrize("outcome", [partial_outcome(), full_outcome(), empty_outcome(), broken_floor_outcome()])
def test_brief_and_page_are_the_same_again_from_the_stored_result(outcome: AssessmentResult) -> None:
    again = read_result(json.loads(write_result(outcome)), "results.json")
    assert brief_files(again, SPANISH) == brief_files(outcome, SPANISH)
    assert citizens_files(again) == citizens_files(outcome)


def test_what_users_wrote_is_no_markup_in_any_form() -> None:
    outcome = hostile_outcome()
    for name, content in {**brief_files(outcome), **citizens_files(outcome)}.items():
        text = content.decode()
        if not name.endswith(".txt"):
            assert not re.search(r"(?<!\\)<(script|img)", text), name
        if name.endswith(".md"):
            assert "](" not in text, name
