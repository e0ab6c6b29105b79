"""What happened when, from what an assessment states."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from outcomes import empty_outcome, partial_outcome
from publicvalue.evidence.stated import PlannedAction, Response
from publicvalue.reports.system.chronology import find_events
from publicvalue.reports.system.html import render_html
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH


def dated() -> AssessmentResult:
    outcome = partial_outcome()
    own = outcome.assessment
    evidence = {id: replace(one, collected="2014-11") for id, one in own.evidence.items()}
    plan = (PlannedAction("Sign for the system", "Secretary", dt.date(2031, 5, 1), "started"),)
    assessment = replace(
        own,
        system=replace(own.system, begin_date="2012", end_date="2030-06"),
        evidence=evidence,
        response=Response("We agree.", "Secretary", dt.date(2031, 4, 1)),
        action_plan=plan,
    )
    return replace(outcome, assessment=assessment)


def test_events_stand_in_order_each_as_exactly_as_it_is_known() -> None:
    outcome = dated()
    found = [(one.written, ENGLISH.write(one.what)) for one in find_events(outcome)]
    assert found[0] == ("2012", "The system began")
    assert found[-3:] == [
        ("2030-06", "The system ended"),
        ("2031-04-01", "The management responded"),
        ("2031-05-01", "Sign for the system (started)"),
    ]
    assert [day for day, what in found if what.startswith("Last day of evidence")] == ["2014-11"]


def test_a_report_says_by_year_what_is_known_and_what_is_not() -> None:
    told = render_html(dated())
    assert told.index(">2012<") < told.index("The management responded")
    assert "It is not stated when the system began." not in told
    assert "It is not stated when the system began." in render_html(empty_outcome())
